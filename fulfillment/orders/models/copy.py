"""Orders that are one: a connector copied it to another channel. What stands is the original."""

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.orders.models.order import Order


class OrderCopy(models.Model):
    """An order of a set of copies. The original has a row that names itself, and only such a row can be named: a
    foreign key of two columns (see the migration) refuses chains and circles."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.OneToOneField(Order, primary_key=True, on_delete=models.CASCADE, related_name="copy_row")
    original = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="copy_rows")
    is_told = models.BooleanField(default=False)  # the channel names the original; else a person said so
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "original"], name="order_copy_of_one"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} is {self.original_id}"


class NotACopy(models.Model):
    """A person said that these two are not one order: nothing links or suggests them again."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "other"], name="not_a_copy_once")]

    def __str__(self) -> str:
        return f"{self.order_id} is not {self.other_id}"
