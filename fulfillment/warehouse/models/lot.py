"""Units of one SKU that came together, and what was ruled about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop, Sku, Supplier
from fulfillment.orders.models import OrderLine
from fulfillment.warehouse.lot_states import LotState, SupplyKind
from fulfillment.warehouse.models.site import Warehouse


class Supply(models.Model):
    """How a SKU is supplied at a warehouse. Without a row it is bought per order, and nothing here waits for it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.RESTRICT, related_name="+", db_index=False)
    sku = models.ForeignKey(Sku, on_delete=models.RESTRICT, related_name="supplies")
    kind = models.TextField(default=SupplyKind.SHELF)
    is_inspected = models.BooleanField(default=False)  # what comes in is quarantined first
    bin = models.CharField(max_length=40, blank=True)  # aisle and bin, as its sign says: pickers walk by it
    unit_grams = models.PositiveIntegerField(
        null=True
    )  # of one, as it is packed: boxes are weighed against it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warehouse", "sku"], name="supply_once")]
        indexes = [models.Index(fields=["team", "sku"], name="supply_of_team")]

    def __str__(self) -> str:
        return f"{self.sku_id} at {self.warehouse_id}: {self.kind}"


class LotQuerySet(models.QuerySet["Lot"]):
    def of(self, team: Team) -> LotQuerySet:
        return self.filter(team=team)

    def oldest_first(self) -> LotQuerySet:
        return self.order_by("received_at", "pk")


class Lot(models.Model):
    """`on_hand` and `allocated` are sums that the database itself keeps, of movements and of allocations."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.RESTRICT, related_name="lots", db_index=False)
    sku = models.ForeignKey(Sku, on_delete=models.RESTRICT, related_name="lots", db_index=False)
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.RESTRICT, related_name="lots")
    code = models.CharField(max_length=60)  # what its label says: the supplier's own, or minted here
    supplier_code = models.CharField(
        max_length=60, blank=True
    )  # as the supplier calls it, where that was taken
    received_at = models.DateTimeField()
    state = models.TextField(default=LotState.RELEASED)
    kept_for = models.ForeignKey(Shop, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    # Of what a buyer sent back: the line that it was sold by, and the lot that it went out of, where one is known.
    returned_line = models.ForeignKey(
        OrderLine, null=True, on_delete=models.SET_NULL, related_name="returned_lots"
    )
    returned_lot = models.ForeignKey("self", null=True, on_delete=models.RESTRICT, related_name="came_back")
    on_hand = models.IntegerField(default=0)
    allocated = models.IntegerField(default=0)

    objects = LotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "code"], name="lot_code_once"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="lot_never_below_zero"),
            models.CheckConstraint(
                condition=Q(allocated__gte=0, allocated__lte=F("on_hand")), name="lot_allocates_what_it_has"
            ),
            models.CheckConstraint(
                condition=Q(state=LotState.RELEASED) | Q(allocated=0), name="lot_allocates_once_released"
            ),
        ]
        indexes = [
            models.Index(fields=["team", "sku", "warehouse"], name="lot_of_sku"),
            models.Index(
                fields=["warehouse", "sku", "received_at"], name="lot_on_shelf", condition=Q(on_hand__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def free(self) -> int:
        """What orders may still be given."""
        return self.on_hand - self.allocated if self.state == LotState.RELEASED else 0


class LotRuling(models.Model):
    """Somebody said what may become of a lot. Never edited: another word is another row."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    lot = models.ForeignKey(Lot, on_delete=models.RESTRICT, related_name="rulings")
    state = models.TextField()
    was = models.TextField(blank=True)
    why = models.CharField(max_length=300, blank=True)
    ruled_at = models.DateTimeField()
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.lot_id} {self.state}"


class Barcode(models.Model):
    """Which SKU a printed code is; said once by a person."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    text = models.CharField(max_length=80)
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="barcodes")
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "text"], name="barcode_once")]

    def __str__(self) -> str:
        return self.text
