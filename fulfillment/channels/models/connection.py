"""Credentials of a channel's authorisation, and the connection of one shop that uses them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop


class Credential(models.Model):
    """One authorisation: it may open several shops; its tokens are refreshed under this row's lock."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    channel = models.TextField()
    secrets = models.BinaryField()  # encrypted; see channels.secrets
    access_expires_at = models.DateTimeField(null=True)
    refresh_expires_at = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"credential {self.pk} of {self.channel}"


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def usable(self) -> ConnectionQuerySet:
        """Those whose channel can be asked now, with shop and credential."""
        rows = self.filter(is_active=True, credential__isnull=False)
        return rows.select_related("shop", "credential")


class Connection(models.Model):
    """One shop's line to its channel: whose turn it is to sync, and how it went."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # named in the webhook URL
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="connections")
    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="connection")
    credential = models.ForeignKey(
        Credential, null=True, on_delete=models.SET_NULL, related_name="connections"
    )
    base_url = models.TextField(blank=True)
    auth_url = models.TextField(blank=True)
    options = models.JSONField(default=dict, blank=True)  # shop cipher and other non-secret settings
    is_active = models.BooleanField(default=True)

    lease_token = models.UUIDField(null=True)
    leased_until_at = models.DateTimeField(null=True)
    next_sync_at = models.DateTimeField(null=True)  # when a worker should pull again
    next_sweep_at = models.DateTimeField(null=True)

    state = models.TextField(default="new")  # channels.health.State
    problem = models.TextField(blank=True)  # what happened, in a sentence
    fix = models.TextField(blank=True)  # what to do
    failures = models.PositiveIntegerField(default=0)  # in a row
    last_success_at = models.DateTimeField(null=True)
    last_attempt_at = models.DateTimeField(null=True)
    last_webhook_at = models.DateTimeField(null=True)
    webhook_state = models.TextField(default="unknown")
    first_sync_total = models.PositiveIntegerField(null=True)  # orders the channel says there are
    first_sync_done = models.PositiveIntegerField(default=0)
    first_sync_finished_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_sync_at"], name="connection_due", condition=models.Q(is_active=True))
        ]

    def __str__(self) -> str:
        return f"connection of {self.shop_id}"


class ConnectionEvent(models.Model):
    """What people did to a shop's line, and when: append-only."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="events")
    kind = models.TextField()  # connection.made, connection.ended, connection.paused, connection.resumed
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(blank=True)
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["connection", "-happened_at"], name="connection_event_by_line")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.happened_at}"
