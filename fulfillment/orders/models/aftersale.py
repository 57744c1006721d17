"""Cancellations and refunds: requests with an answer-by time, and what came of them."""

from django.db import models
from django.db.models.functions import Coalesce

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.orders.models.order import Order

OPEN = models.Q(closed_at=None)


class Aftersale(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    order = models.ForeignKey(Order, null=True, on_delete=models.CASCADE, related_name="%(class)ss")
    order_external_id = models.TextField()  # known before the order itself has arrived
    external_id = models.TextField()
    status = models.TextField()
    initiator = models.TextField(default="unknown")
    reason = models.TextField(blank=True)  # the channel's machine name
    reason_text = models.TextField(blank=True)  # the channel's words
    reason_group = models.TextField(blank=True)  # normalised by the channel's reasons table
    requested_at = models.DateTimeField(null=True)
    answer_by_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    remote_updated_at = models.DateTimeField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.external_id}: {self.status}"


class Cancellation(Aftersale):
    fault = models.TextField(default="unknown")  # seller, buyer, platform, logistics, unknown

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="cancellation_once")]
        indexes = [
            models.Index(fields=["shop", "order_external_id"], name="cancellation_order"),
            models.Index(fields=["team", "answer_by_at"], name="cancellation_open", condition=OPEN),
        ]


class Refund(Aftersale):
    kind = models.TextField(default="unknown")  # refund, return, replacement, exchange, unknown
    sku_codes = models.JSONField(default=list)  # the channel's SKU ids named in the request; empty = unknown

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="refund_once")]
        indexes = [
            models.Index(fields=["shop", "order_external_id"], name="refund_order"),
            models.Index(fields=["team", "answer_by_at"], name="refund_open", condition=OPEN),
            # By the day it was asked for, as refund reasons are read.
            models.Index("shop", Coalesce("requested_at", "remote_updated_at"), name="refund_asked"),
        ]
