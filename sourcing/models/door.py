"""The address under which a supplier sees and answers what concerns them, without an account."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Supplier


class SupplierDoor(models.Model):
    """Who holds the address sees this supplier's offers and purchases, and no more. One is live at a time."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="doors", db_index=False)
    token = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # Posts of the running minute: whoever sends more waits for the next one.
    minute_at = models.DateTimeField(null=True)
    posts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supplier"], name="supplier_door_once", condition=Q(revoked_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"page of supplier {self.supplier_id}"
