"""Orders that were deleted for good: WooCommerce sends nothing and knows them no more, so what we know is closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fulfillment.catalog.models import Shop
from fulfillment.channels.base import Item
from fulfillment.channels.records import LineRecord, OrderRecord, Refusal
from fulfillment.orders.models import Order, OrderLine
from fulfillment.orders.states import DISPATCHED, OrderStatus
from fulfillment.orders.upsert.orders import MIRRORED

DELETED = "deleted"  # stands where the channel's own word stood
WHY = "Deleted for good in WooCommerce: the store does not know this order any more"


def records(shop: Shop, order_ids: Sequence[str], *, now: datetime) -> list[Item]:
    """The orders as we know them, cancelled by the deletion where they were not dispatched; a sentence for unknown ones."""
    orders = Order.objects.filter(shop=shop, external_id__in=order_ids).prefetch_related("lines")
    found: dict[str, Item] = {order.external_id: _closed(order, now=now) for order in orders}
    return [found.get(order_id) or _never_seen(order_id) for order_id in order_ids]


def _closed(order: Order, *, now: datetime) -> OrderRecord:
    """Said to be told by the store now: nothing newer can come."""
    kept = {name: getattr(order, name) for name in MIRRORED}
    is_over = order.status in DISPATCHED or order.status == OrderStatus.CANCELLED
    if not is_over:
        kept |= {
            "status": OrderStatus.CANCELLED,
            "cancelled_at": now,
            "cancel_reason_text": WHY,
            "cancel_initiator": "seller",
        }
    kept["channel_status"] = DELETED
    lines = tuple(_line(line, is_over=is_over) for line in order.lines.all())
    return OrderRecord(external_id=order.external_id, updated_at=now, lines=lines, **kept)


def _line(line: OrderLine, *, is_over: bool) -> LineRecord:
    return LineRecord(
        external_id=line.external_id,
        sku_code=line.sku_code,
        title=line.title,
        variant=line.variant,
        image_url=line.image_url,
        quantity=line.quantity,
        unit_price=line.unit_price,
        currency=line.currency,
        cancelled_quantity=line.cancelled_quantity if is_over else line.quantity,
        unit_ids=tuple(line.unit_ids),
    )


def _never_seen(order_id: str) -> Refusal:
    sentence = "The store told of this order, then deleted it for good before we could read it."
    return Refusal(kind="order", external_id=order_id, sentence=sentence, payload=b"")
