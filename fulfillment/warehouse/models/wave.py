"""Who fetches the goods of which orders in one walk."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order


class PickWaveQuerySet(models.QuerySet["PickWave"]):
    def of(self, team: Team) -> PickWaveQuerySet:
        return self.filter(team=team)

    def walked(self) -> PickWaveQuerySet:
        return self.filter(fetched_at=None)


class PickWave(models.Model):
    """Taken by one picker. Given back, it is gone."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    picker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    truck = models.TextField(blank=True)  # in words, as it was when the wave was taken
    taken_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)  # its goods lie at the packing table
    orders = models.ManyToManyField(Order, through="WaveOrder", related_name="+")

    objects = PickWaveQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Wave {self.pk}"


class WaveOrder(models.Model):
    """An order is in one wave at most."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    wave = models.ForeignKey(PickWave, on_delete=models.CASCADE, related_name="wave_orders")
    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="in_wave")

    def __str__(self) -> str:
        return f"{self.order_id} in {self.wave_id}"
