"""What happened to an order, never edited: a correction is another event."""

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.orders.models.order import Order


class OrderEvent(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events", db_index=False)
    kind = models.TextField()  # dotted, past tense: order.placed, package.first_scanned, hold.released
    key = models.TextField()  # the same occurrence told twice has the same key
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    source = models.TextField()  # channel, carrier, watch, person, import
    data = models.JSONField(default=dict)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "key"], name="order_event_once")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.happened_at:%Y-%m-%d %H:%M}"
