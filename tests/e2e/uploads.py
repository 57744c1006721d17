"""Orders and writes for the buttons that send numbers."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from fulfillment.orders.models import Order
from fulfillment.outbox.asking import Wish, ask
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind
from tests.e2e.floor import Floor

NUMBER = "1Z999AA10123456784"


def to_upload(floor: Floor) -> Order:
    """An order that may be shipped and that nothing was sent about."""
    rows = Order.objects.of(floor.team).filter(status="to_ship", shipping_type="seller", shop__market="US")
    used = OutboundWrite.objects.of(floor.team).values("subject")
    found: Order = rows.exclude(holds__released_at=None, holds__isnull=False).exclude(external_id__in=used)[0]
    return found


def written(floor: Floor, **state: object) -> tuple[Order, OutboundWrite]:
    order = to_upload(floor)
    wish = Wish(Kind.SHIPMENT_CREATE, order.external_id, order.external_id, {"tracking_number": NUMBER})
    [row] = ask(order.shop, [wish], by=None, now=timezone.now())
    OutboundWrite.objects.filter(pk=row.pk).update(**state)
    return order, row


def panel(order: Order) -> str:
    return reverse("uploads:panel", args=[order.pk])
