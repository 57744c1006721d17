"""What of kits went into parcels, and orders that go without."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order
from fulfillment.warehouse.models.kit import KitArtwork, KitItem
from fulfillment.warehouse.models.packing import Packing


class PlainOrder(models.Model):
    """Somebody allowed that an order goes without its kit. Taken back, it stays as what was said."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="plain")
    why = models.CharField(max_length=300)
    allowed_at = models.DateTimeField()
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], name="plain_once", condition=Q(ended_at=None))
        ]
        indexes = [models.Index(fields=["team"], name="plain_of_team", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.order_id} goes plain"


class PackedKit(models.Model):
    """One unit of an item that one scan laid into a box."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    packing = models.ForeignKey(Packing, on_delete=models.CASCADE, related_name="kit_scans")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(KitItem, on_delete=models.RESTRICT, related_name="+")
    code = models.TextField()  # what was scanned
    client_uuid = models.UUIDField()
    packed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "client_uuid"], name="packed_kit_once")]

    def __str__(self) -> str:
        return f"{self.item_id} in {self.packing_id}"


class KitUse(models.Model):
    """A sealed box took units of an item for an order; once for each order and item, whatever is scanned or retried.

    The ledger takes them out when goods are dealt next, under the team's lock of stock.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="kit_uses")
    item = models.ForeignKey(KitItem, on_delete=models.RESTRICT, related_name="uses")
    packing = models.ForeignKey(Packing, on_delete=models.CASCADE, related_name="kit_uses")
    artwork = models.ForeignKey(KitArtwork, null=True, on_delete=models.RESTRICT, related_name="+")
    quantity = models.PositiveIntegerField()
    used_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)  # out of the ledger
    returned_at = models.DateTimeField(null=True)  # the box was taken apart
    put_back_at = models.DateTimeField(null=True)  # into the ledger again

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "item"], name="kit_use_once", condition=Q(returned_at=None)
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="kit_use_of_something"),
        ]
        indexes = [
            models.Index(
                fields=["team"],
                name="kit_use_to_move",
                condition=Q(moved_at=None, returned_at=None) | Q(returned_at__isnull=False, put_back_at=None),
            ),
            models.Index(fields=["item", "used_at"], name="kit_use_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.item_id} for {self.order_id}"
