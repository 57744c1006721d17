"""Orders whose facts may have moved: written in the transaction that changed them, drained by metrics."""

from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.orders.models.order import Order


class ChangedOrder(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    # It outlives its order: what was concluded of one that is gone must be taken back.
    order = models.OneToOneField(
        Order, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="changed_order_at")]

    def __str__(self) -> str:
        return f"order {self.order_id} changed"
