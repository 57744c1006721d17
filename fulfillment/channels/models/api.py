"""Requests of programs that must happen once, however often they are sent."""

from django.db import models

from fulfillment.accounts.models import ApiToken, Team


class IdempotentRequest(models.Model):
    """Claimed by whoever inserts it first; the same key is answered with the stored answer."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.TextField()
    fingerprint = models.BinaryField()  # of method, address and body: another request may not use the key
    claim = models.UUIDField()
    claimed_until_at = models.DateTimeField()  # a worker that died does not keep it for ever
    created_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)  # of the answer; null while it is worked on
    answer = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="idempotent_request_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotent_request_age")]

    def __str__(self) -> str:
        return f"request {self.pk}"
