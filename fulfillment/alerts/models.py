"""What somebody must know: raised once, told once, gone by itself when its cause is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.alerts.catalogue import KINDS, Kind
from fulfillment.alerts.quiet import Quiet
from fulfillment.catalog.models import Shop


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> AlertQuerySet:
        return self.filter(resolved_at=None)

    def unseen(self) -> AlertQuerySet:
        """Open, and nobody has said that they deal with it."""
        return self.open().filter(seen_at=None)

    def to_tell(self, now: datetime) -> AlertQuerySet:
        return self.open().filter(told_at=None, tell_at__lte=now)


class Alert(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="alerts")
    shop = models.ForeignKey(Shop, null=True, on_delete=models.CASCADE, related_name="+")
    kind_code = models.TextField()  # catalogue.Kind
    source = models.TextField()  # who raises and resolves it, and about what: "channel:<id>"
    sentence = models.TextField()
    fix = models.TextField(blank=True)
    path = models.TextField(blank=True)  # of the page where it is mended
    raised_at = models.DateTimeField()
    tell_at = models.DateTimeField()  # mail leaves then, if it is still open
    told_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "source", "kind_code"], name="alert_open_once", condition=Q(resolved_at=None)
            )
        ]
        indexes = [
            models.Index(fields=["team", "-raised_at"], name="alert_list"),
            models.Index(
                fields=["tell_at"], name="alert_to_tell", condition=Q(resolved_at=None, told_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_code}: {self.sentence}"

    @property
    def kind(self) -> Kind:
        return KINDS[self.kind_code]


class QuietHours(models.Model):
    """When a team is not told of what can wait, by its own clock; without a row the usual hours hold."""

    team = models.OneToOneField(Team, primary_key=True, on_delete=models.CASCADE, related_name="+")
    begins = models.TimeField()
    ends = models.TimeField()

    def __str__(self) -> str:
        return f"{self.begins:%H:%M} to {self.ends:%H:%M}"

    @classmethod
    def of_teams(cls, team_ids: Iterable[int]) -> dict[int, Quiet]:
        """By team; one query, absent where the usual ones hold."""
        rows = cls.objects.filter(team__in=set(team_ids)).values_list("team_id", "begins", "ends")
        return {team_id: Quiet(begins, ends) for team_id, begins, ends in rows}


class Muted(models.Model):
    """A member who wants no mail about a team's alerts."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="muted_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"
