"""An order's lines: TikTok Shop sends one element per unit, we keep one line per SKU with its units."""

from fulfillment.channels.records import LineRecord
from fulfillment.channels.tiktok.mapping.values import amount, currency, identifier, text, word
from fulfillment.channels.tiktok.payloads import Unit


def lines(units: list[Unit], *, all_cancelled: bool) -> tuple[LineRecord, ...]:
    """One record per SKU in the order of first appearance; a unit named twice counts once."""
    groups: dict[str, dict[str, Unit]] = {}
    for place, unit in enumerate(units, start=1):
        unit_id = identifier(unit.id)
        sku = identifier(unit.sku_id) or unit_id or f"line-{place}"
        groups.setdefault(sku, {}).setdefault(unit_id or f"#{place}", unit)
    return tuple(_line(sku, members, all_cancelled) for sku, members in groups.items())


def _line(sku: str, members: dict[str, Unit], all_cancelled: bool) -> LineRecord:
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
        cancelled_quantity=quantity if all_cancelled else _cancelled(members),
        unit_ids=tuple(unit_id for unit_id in members if not unit_id.startswith("#")),
    )


def _cancelled(members: dict[str, Unit]) -> int:
    return sum(
        1 for unit in members.values() if unit.display_status and word(unit.display_status) == "CANCEL"
    )
