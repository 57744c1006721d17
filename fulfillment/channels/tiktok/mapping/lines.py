"""An order's lines: TikTok Shop sends one element per unit, we keep one line per SKU with its units."""

from fulfillment.channels.records import LineRecord
from fulfillment.channels.tiktok.mapping.values import amount, currency, identifier, text, word
from fulfillment.channels.tiktok.payloads import Unit
from fulfillment.orders.states import OrderStatus


def lines(units: list[Unit], *, status: OrderStatus) -> tuple[LineRecord, ...]:
    """One record per SKU in the order of first appearance; a unit named twice counts once."""
    groups: dict[str, dict[str, Unit]] = {}
    for place, unit in enumerate(units, start=1):
        unit_id = identifier(unit.id)
        sku = identifier(unit.sku_id) or unit_id or f"line-{place}"
        groups.setdefault(sku, {}).setdefault(unit_id or f"#{place}", unit)
    return tuple(_line(sku, members, status) for sku, members in groups.items())


def _line(sku: str, members: dict[str, Unit], status: OrderStatus) -> LineRecord:
    first = next(iter(members.values()))
    quantity = len(members)
    return LineRecord(
        external_id=sku,
        sku_external_id=identifier(first.sku_id),
        sku_code=text(first.seller_sku, 100),
        product_external_id=identifier(first.product_id),
        title=text(first.product_name),
        variant=text(first.sku_name),
        image_url=text(first.sku_image, 500),
        quantity=quantity,
        unit_price=amount(first.sale_price),
        currency=currency(first.currency),
        cancelled_quantity=quantity if status is OrderStatus.CANCELLED else _cancelled(members),
        unsent_quantity=_unsent(members) if status is OrderStatus.PARTLY_SHIPPED else None,
        unit_ids=tuple(unit_id for unit_id in members if not unit_id.startswith("#")),
    )


def _cancelled(members: dict[str, Unit]) -> int:
    return sum(_is_cancelled(unit) for unit in members.values())


def _is_cancelled(unit: Unit) -> bool:
    return bool(unit.display_status) and word(unit.display_status) == "CANCEL"


def _unsent(members: dict[str, Unit]) -> int:
    """A split gives every unit a package at once; it is on its way only with a number of its own."""
    return sum(
        not (unit.rts_time or (identifier(unit.package_id) and text(unit.tracking_number)))
        for unit in members.values()
        if not _is_cancelled(unit)
    )
