"""An order's lines. Units that left the order before shipping are cancelled; what came back later is a return."""

from collections import Counter
from collections.abc import Iterable

from fulfillment.channels.records import LineRecord
from fulfillment.channels.shopify.mapping import statuses
from fulfillment.channels.shopify.mapping.values import (
    money,
    number,
    number_of,
    required_number,
    text,
    word,
)
from fulfillment.channels.shopify.payloads import Line, RefundedLine
from fulfillment.orders.states import OrderStatus


def lines(
    found: list[Line], *, taken_off: Counter[str], has_shipped: bool, status: OrderStatus
) -> tuple[LineRecord, ...]:
    """One record per line; `taken_off`: units refunded before shipping, by line."""
    return tuple(
        _line(line, taken_off, has_shipped=has_shipped, status=status) for line in found if line.quantity > 0
    )


def units_taken_off(refunded: Iterable[RefundedLine]) -> Counter[str]:
    """By line the units that were refunded because they would not ship. Other refunds concern what did."""
    counts: Counter[str] = Counter()
    for part in refunded:
        if part.line_item and word(part.restock_type) == statuses.TAKEN_OFF_BEFORE_SHIPPING:
            counts[number(part.line_item.id)] += max(0, part.quantity)
    return counts


def _line(line: Line, taken_off: Counter[str], *, has_shipped: bool, status: OrderStatus) -> LineRecord:
    line_id = required_number(line.id, "A line's id")
    price, currency = money(line.discounted_unit_price_set)
    return LineRecord(
        external_id=line_id,
        sku_external_id=number_of(line.variant),
        sku_code=text(line.sku, 100),
        product_external_id=number_of(line.product),
        title=text(line.title),
        variant=text(line.variant_title),
        image_url=text(line.image.url, 500) if line.image else "",
        quantity=line.quantity,
        unit_price=price,
        currency=currency,
        cancelled_quantity=_cancelled(
            line, taken_off[line_id], has_shipped=has_shipped, cancelled=status is OrderStatus.CANCELLED
        ),
        unsent_quantity=_unsent(line, status),
    )


def _unsent(line: Line, status: OrderStatus) -> int | None:
    """Units that were taken off are not waited for; what needs no shipping, such as a gift card, never is."""
    if line.requires_shipping is False:
        return 0
    return max(line.unfulfilled_quantity, 0) if status is OrderStatus.PARTLY_SHIPPED else None


def _cancelled(line: Line, taken_off: int, *, has_shipped: bool, cancelled: bool) -> int:
    if has_shipped:
        return min(line.quantity, taken_off)
    if cancelled:
        return line.quantity
    gone = line.quantity - line.current_quantity if line.current_quantity is not None else 0
    return min(line.quantity, max(gone, taken_off, 0))
