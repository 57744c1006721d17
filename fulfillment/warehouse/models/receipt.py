"""What should come, and what came."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku, Supplier
from fulfillment.orders.models import Order
from fulfillment.photos.models import Photo
from fulfillment.warehouse.models.lot import Lot
from fulfillment.warehouse.models.site import Warehouse


class ExpectedDelivery(models.Model):
    """Announced by a purchase order or a ship notice; `reference` is what its papers say."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.RESTRICT, related_name="+", db_index=False)
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.RESTRICT, related_name="+")
    reference = models.CharField(max_length=80)
    expected_on = models.DateField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)  # nothing more is expected of it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "reference"], name="delivery_once")]
        indexes = [
            models.Index(
                fields=["team", "expected_on"], name="delivery_open", condition=Q(closed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.reference


class ExpectedLine(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    delivery = models.ForeignKey(
        ExpectedDelivery, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    sku = models.ForeignKey(Sku, on_delete=models.RESTRICT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "sku"], name="expected_line_once")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku_id}"


class Receipt(models.Model):
    """One arrival, against an expected delivery, unannounced, or sent back; open while somebody scans."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.RESTRICT, related_name="+", db_index=False)
    delivery = models.ForeignKey(
        ExpectedDelivery, null=True, on_delete=models.RESTRICT, related_name="receipts"
    )
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.RESTRICT, related_name="+")
    returned_order = models.ForeignKey(
        Order, null=True, on_delete=models.SET_NULL, related_name="return_receipts"
    )  # whose buyer sent it back
    reference = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    client_uuid = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "client_uuid"], name="receipt_once")]
        indexes = [
            models.Index(
                fields=["team", "-opened_at"], name="receipt_open", condition=Q(closed_at__isnull=True)
            ),
            models.Index(fields=["team", "-closed_at"], name="receipt_closed"),
        ]

    def __str__(self) -> str:
        return self.reference or f"Receipt {self.pk}"


class ReceiptLine(models.Model):
    """The units of one lot that one receipt brought; how many is the sum of its movements."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    receipt = models.ForeignKey(Receipt, on_delete=models.RESTRICT, related_name="lines", db_index=False)
    expected_line = models.ForeignKey(
        ExpectedLine, null=True, on_delete=models.SET_NULL, related_name="receipt_lines"
    )
    lot = models.ForeignKey(Lot, on_delete=models.RESTRICT, related_name="receipt_lines")
    is_damaged = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["receipt", "lot"], name="receipt_line_once")]

    def __str__(self) -> str:
        return f"{self.lot_id} by {self.receipt_id}"


class ReceiptPhoto(models.Model):
    """What came, as it came: of one lot, or of all of it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="photos", db_index=False)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.SET_NULL, related_name="photos")
    photo = models.ForeignKey(Photo, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["receipt", "photo"], name="receipt_photo_once")]

    def __str__(self) -> str:
        return f"photo {self.photo_id} of {self.receipt_id}"
