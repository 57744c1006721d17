"""Addresses that changed after an order was first seen, and who has taken note. The addresses stay with `Buyer`."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.orders.models.buyer import Buyer
from fulfillment.orders.models.hold import Hold
from fulfillment.orders.models.order import Order


class AddressChangeQuerySet(models.QuerySet["AddressChange"]):
    def of(self, team: Team) -> AddressChangeQuerySet:
        return self.filter(team=team)

    def waiting_for(self, receiver: str) -> AddressChangeQuerySet:
        """What this receiver (`address_changes.Receiver`) must still acknowledge, of orders that are held for it."""
        done = AddressAcknowledgement.objects.filter(change=models.OuterRef("pk"), receiver=receiver)
        held = self.filter(hold__released_at=None, hold__isnull=False, receivers__contains=[receiver])
        return held.filter(~models.Exists(done))


class AddressChange(models.Model):
    """One change. `before` and `after` can be erased; what stays is which parts differed, never what they said."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="address_changes", db_index=False)
    key = models.TextField()  # told again it is the same change
    parts = ArrayField(models.TextField())  # columns of Buyer that differ
    before = models.ForeignKey(Buyer, null=True, on_delete=models.SET_NULL, related_name="+")
    after = models.ForeignKey(Buyer, null=True, on_delete=models.SET_NULL, related_name="+")
    told_at = models.DateTimeField()  # update time of the payload that told it
    noticed_at = models.DateTimeField()
    is_labelled = models.BooleanField(default=False)  # a label existed, which may carry the old address
    receivers = ArrayField(models.TextField())  # who must acknowledge
    hold = models.ForeignKey(Hold, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = AddressChangeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "key"], name="address_change_once")]

    def __str__(self) -> str:
        return f"address of {self.order_id} changed: {', '.join(self.parts)}"


class AddressAcknowledgement(models.Model):
    """One receiver took note of one change."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    change = models.ForeignKey(
        AddressChange, on_delete=models.CASCADE, related_name="acknowledgements", db_index=False
    )
    receiver = models.TextField()  # address_changes.Receiver
    acknowledged_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "receiver"], name="address_acknowledged_once")
        ]

    def __str__(self) -> str:
        return f"{self.receiver} knows of {self.change_id}"
