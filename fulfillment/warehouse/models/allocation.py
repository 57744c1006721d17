"""Which units are whose: lots given to the lines of open orders."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.orders.models import OrderLine
from fulfillment.warehouse.models.lot import Lot


class Allocation(models.Model):
    """Made and taken back, never changed. The database refuses more than the line needs or the lot has.

    Once the order is dispatched a movement takes its place, so only open orders have some.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.CASCADE, related_name="allocations", db_index=False
    )
    lot = models.ForeignKey(Lot, on_delete=models.RESTRICT, related_name="allocations")
    quantity = models.PositiveIntegerField()
    allocated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_line", "lot"], name="allocation_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="allocation_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.lot_id} to {self.order_line_id}"


class StockedTeam(models.Model):
    """A team that keeps stock. Its lock is what whoever allocates, rules or takes out holds, one at a time."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="+")
    allocated_until_at = models.DateTimeField(null=True)  # its orders' changes are taken up to then
    is_changed = models.BooleanField(default=True)  # its stock did since it was last allocated

    def __str__(self) -> str:
        return f"stock of {self.team_id}"
