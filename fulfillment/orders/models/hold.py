"""An open reason why an order must not ship yet, or is slowed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.orders.models.order import Order


class HoldQuerySet(models.QuerySet["Hold"]):
    def open(self) -> HoldQuerySet:
        return self.filter(released_at=None)


class Hold(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="holds")
    reason = models.TextField()  # code: by_hand, buyer_asked_to_cancel, no_live_promise, failed_inspection…
    subject = models.TextField(blank=True)  # what it is about: a lot, an offer, a package
    blocks = models.BooleanField(default=True)  # must not ship, or only slowed
    owner = models.TextField()  # states.Owner
    action = models.TextField(blank=True)  # code in orders.actions
    evidence = models.TextField(blank=True)
    until_at = models.DateTimeField(null=True, blank=True)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "reason", "subject"], name="hold_open_once", condition=Q(released_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} on {self.order_id}"
