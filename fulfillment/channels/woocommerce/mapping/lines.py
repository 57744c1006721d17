"""An order's lines. WooCommerce changes neither quantities nor totals when it refunds: the refunds' lines tell."""

from collections import Counter
from collections.abc import Iterable

from fulfillment.channels.records import LineRecord
from fulfillment.channels.values import identifier
from fulfillment.channels.woocommerce.mapping.values import (
    amount,
    currency,
    meta_text,
    metas,
    quantity,
    required_id,
    scalar,
    text,
    title,
)
from fulfillment.channels.woocommerce.payloads import Image, Line, OrderPayload, Refund

REFUNDED_LINE = "_refunded_item_id"


def lines(
    payload: OrderPayload, *, taken_off: Counter[str], cancelled: bool, gone: Counter[str] | None = None
) -> tuple[LineRecord, ...]:
    """One record per line; `taken_off`: units by line that were refunded before anything was shipped.

    `gone`: of a partly shipped order the units that are in a parcel or refunded; None where nobody tells.
    """
    return tuple(
        _line(line, currency(payload.currency), taken_off, cancelled=cancelled, gone=gone)
        for line in payload.line_items or ()
        if quantity(line.quantity) > 0
    )


def refunded_units(refunds: Iterable[Refund]) -> Counter[str]:
    """By the original line's id. A refund of an amount alone has no lines and takes no unit off."""
    counts: Counter[str] = Counter()
    for refund in refunds:
        for line in refund.line_items or ():
            counts[meta_text(line.meta_data, REFUNDED_LINE)] += quantity(line.quantity)
    return counts


def product_of(line: Line) -> str:
    """What was sold, by its variation where it has one; "" where the product was deleted since."""
    return identifier(line.variation_id) or identifier(line.product_id)


def _line(
    line: Line, money: str, taken_off: Counter[str], *, cancelled: bool, gone: Counter[str] | None
) -> LineRecord:
    line_id = required_id(line.id, "A line's id")
    units = quantity(line.quantity)
    image = line.image if isinstance(line.image, Image) else Image()
    return LineRecord(
        external_id=line_id,
        sku_code=text(line.sku, 100),
        sku_external_id=product_of(line),
        product_external_id=identifier(line.product_id),
        title=title(line.parent_name) or title(line.name),
        variant=_variant(line),
        image_url=text(image.src, 500),
        quantity=units,
        unit_price=amount(line.price),
        currency=money,
        cancelled_quantity=units if cancelled else min(units, taken_off[line_id]),
        unsent_quantity=None if gone is None else max(units - gone[line_id], 0),
    )


def _variant(line: Line) -> str:
    """What the buyer chose, as the store shows it; metas that begin with "_" are not shown."""
    chosen = [
        f"{title(scalar(item.display_key))}: {title(scalar(item.display_value))}"
        for item in metas(line.meta_data)
        if not text(item.key).startswith("_") and scalar(item.display_key) and scalar(item.display_value)
    ]
    return ", ".join(chosen)[:200]
