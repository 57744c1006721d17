"""Everything that must reach the outside exactly once, and what became of each attempt."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.outbox.words import UNSETTLED, State


class OutboundWriteQuerySet(models.QuerySet["OutboundWrite"]):
    def of(self, team: Team) -> OutboundWriteQuerySet:
        return self.filter(team=team)

    def about(self, shop_id: int, subjects: list[str]) -> OutboundWriteQuerySet:
        return self.filter(shop=shop_id, subject__in=subjects)

    def bundles(self) -> OutboundWriteQuerySet:
        """What says which orders go into which packages: words.BUNDLES, in the words of their index."""
        return self.filter(kind__startswith="packages.")

    def unsettled(self) -> OutboundWriteQuerySet:
        return self.filter(state__in=UNSETTLED)

    def due(self, now: datetime) -> OutboundWriteQuerySet:
        return self.filter(state=State.WAITING, not_before_at__lte=now)


class OutboundWrite(models.Model):
    """One change at a channel. `key` names its effect: the same effect is asked for once per shop."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="outbound_writes")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="outbound_writes", db_index=False)
    kind = models.TextField()  # words.Kind
    key = models.TextField()
    subject = models.TextField()  # the order's external id: writes of one subject go out one after another
    batch = models.UUIDField(null=True)  # writes that were asked for together
    payload = models.JSONField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()

    state = models.TextField(default="waiting")  # words.State
    attempts = models.PositiveIntegerField(default=0)
    is_uncertain = models.BooleanField(default=False)  # an attempt may have arrived: read back before sending
    not_before_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True)
    leased_until_at = models.DateTimeField(null=True)

    outcome = models.TextField(blank=True)  # words.Outcome of the last attempt
    advice = models.TextField(blank=True)  # what happened and what to do, for people
    code = models.TextField(blank=True)  # the channel's own
    warning = models.TextField(blank=True)  # the channel took it, and said this
    external_id = models.TextField(blank=True)  # what the channel made of it
    answered_at = models.DateTimeField(null=True)  # settled: done, refused, withdrawn or left to a person
    confirmed_at = models.DateTimeField(null=True)  # read back: the channel shows what we sent

    objects = OutboundWriteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "key"],
                name="outbound_once",
                condition=~Q(state__in=["refused", "withdrawn"]),  # words.CAME_TO_NOTHING
            )
        ]
        indexes = [
            models.Index(fields=["shop", "not_before_at"], name="outbound_due", condition=Q(state="waiting")),
            models.Index(fields=["leased_until_at"], name="outbound_leased", condition=Q(state="in_flight")),
            models.Index(fields=["shop", "subject", "created_at"], name="outbound_subject"),
            models.Index(
                fields=["shop", "-created_at"],
                name="outbound_bundles",
                condition=Q(kind__startswith="packages."),
            ),
            models.Index(fields=["batch"], name="outbound_batch", condition=Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}: {self.state}"


class OutboundEvent(models.Model):
    """One step of a write's way, as it happened; never edited."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    write = models.ForeignKey(OutboundWrite, on_delete=models.CASCADE, related_name="events")
    kind = models.TextField()  # queued, sent, read_back, answered, postponed, lease_lost, withdrawn, retried
    happened_at = models.DateTimeField()
    sentence = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.kind} at {self.happened_at:%Y-%m-%d %H:%M:%S}"
