"""Addresses of others that want to be told what happens, and what was told to each."""

import uuid

from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team


class WebhookSubscription(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="webhook_subscriptions")
    url = models.TextField()
    kinds = models.JSONField(default=list)  # of channels.outgoing.kinds
    secret = models.BinaryField()  # encrypted; see channels.secrets
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    position = models.BigIntegerField(default=0)  # the order event that everything up to was queued for it

    def __str__(self) -> str:
        return f"webhook subscription {self.pk}"


class OutgoingMessage(models.Model):
    """One message for one address: sent until it is taken, or given up at last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    key = models.TextField()  # what it tells of, once for each address
    body = models.BinaryField()  # the very bytes that are sent
    created_at = models.DateTimeField()
    state = models.TextField(default="waiting")  # waiting, delivered, given_up; of rooms also unclear, passed
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before_at = models.DateTimeField()
    leased_until_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)  # that the address last answered with
    said = models.TextField(blank=True)  # what became of the last attempt, in a sentence
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class WebhookDelivery(OutgoingMessage):
    subscription = models.ForeignKey(
        WebhookSubscription, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    kind = models.TextField()

    class Meta:
        verbose_name_plural = "webhook deliveries"
        constraints = [models.UniqueConstraint(fields=["subscription", "key"], name="webhook_delivery_once")]
        indexes = [
            models.Index(fields=["not_before_at"], name="webhook_delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["subscription", "-created_at"], name="webhook_delivery_log"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
