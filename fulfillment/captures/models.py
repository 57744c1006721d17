"""One thing that somebody did at a tablet, as its outbox sent it, and what they were answered."""

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team


class Capture(models.Model):
    """Never edited. Whoever sends it again is given the receipt of the first time."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    client_uuid = models.UUIDField()
    kind = models.TextField()
    payload = models.JSONField()
    captured_at = models.DateTimeField()  # by the tablet's clock
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    received_at = models.DateTimeField()
    outcome = models.TextField()  # receipts.Outcome
    receipt = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "client_uuid"], name="capture_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.client_uuid}: {self.outcome}"
