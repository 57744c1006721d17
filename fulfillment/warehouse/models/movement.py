"""The ledger: what came and went, never edited, and the counts that reconcile it with the shelf."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku
from fulfillment.orders.models import OrderLine
from fulfillment.warehouse.models.lot import Lot
from fulfillment.warehouse.models.receipt import ReceiptLine
from fulfillment.warehouse.models.site import Warehouse


class StockMovement(models.Model):
    """A trigger adds it to its lot and refuses every later change of it (see the migration)."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.RESTRICT, related_name="+", db_index=False)
    sku = models.ForeignKey(Sku, on_delete=models.RESTRICT, related_name="+", db_index=False)
    lot = models.ForeignKey(Lot, on_delete=models.RESTRICT, related_name="movements", db_index=False)
    quantity = models.IntegerField()  # signed
    kind = models.TextField()  # lot_states.MoveKind
    reason = models.CharField(max_length=120, blank=True)
    order_line = models.ForeignKey(OrderLine, null=True, on_delete=models.SET_NULL, related_name="movements")
    receipt_line = models.ForeignKey(
        ReceiptLine, null=True, on_delete=models.RESTRICT, related_name="movements"
    )
    takes_back = models.OneToOneField("self", null=True, on_delete=models.RESTRICT, related_name="taken_back")
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    client_uuid = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "client_uuid"], name="movement_once"),
            models.CheckConstraint(condition=~Q(quantity=0), name="movement_moves"),
        ]
        indexes = [
            models.Index(fields=["sku", "-moved_at", "-id"], name="movement_of_sku"),
            models.Index(fields=["lot", "-moved_at", "-id"], name="movement_of_lot"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity:+} {self.kind}"


class Count(models.Model):
    """Somebody counted a lot; where shelf and ledger differ, a movement made up for it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    lot = models.ForeignKey(Lot, on_delete=models.RESTRICT, related_name="counts")
    counted = models.PositiveIntegerField()
    on_hand = models.PositiveIntegerField()  # by the ledger, in that moment
    movement = models.OneToOneField(StockMovement, null=True, on_delete=models.RESTRICT, related_name="count")
    counted_at = models.DateTimeField()
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    client_uuid = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "client_uuid"], name="count_once")]

    def __str__(self) -> str:
        return f"{self.counted} counted, {self.on_hand} on hand"
