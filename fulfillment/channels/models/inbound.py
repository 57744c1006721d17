"""What came in from a channel: raw webhooks, the ids they make us want, and what could not be read."""

from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.models.connection import Connection

DIGEST = "sha256-"  # begins the id of a message that brought none


class InboundMessage(models.Model):
    """One webhook body as received; a hint, never the truth."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="messages")
    message_id = models.TextField()
    kind = models.TextField(blank=True)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    outcome = models.TextField(default="accepted")  # accepted, ignored, unreadable, stale

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "message_id"], name="inbound_once")]
        indexes = [models.Index(fields=["received_at"], name="inbound_received")]

    def __str__(self) -> str:
        return self.message_id


class Wanted(models.Model):
    """Something to fetch again soon; the worker drains it by the API's batch size."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="wanted")
    kind = models.TextField()  # order, cancellation, refund, package, tracking
    external_id = models.TextField()
    wanted_at = models.DateTimeField()
    not_before_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "kind", "external_id"], name="wanted_once")
        ]
        indexes = [models.Index(fields=["connection", "not_before_at"], name="wanted_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"


class QuarantinedItem(models.Model):
    """A payload that could not be taken, with a sentence why; retried after a fix, counted until resolved."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="quarantined_items")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="quarantined_items")
    kind = models.TextField()
    external_id = models.TextField()
    sentence = models.TextField()
    payload = models.BinaryField()
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    times_seen = models.PositiveIntegerField(default=1)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.TextField(blank=True)  # retried, superseded, dismissed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "kind", "external_id"],
                name="quarantine_open_once",
                condition=Q(resolved_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"

    @property
    def called(self) -> str:
        """Its id; of the digest that stands for a missing one as much as tells two apart."""
        digest = self.external_id.removeprefix(DIGEST)
        return self.external_id if digest == self.external_id else digest[:8]
