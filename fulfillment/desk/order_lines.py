"""The lines of an order with what is to be looked at before anybody buys or packs them."""

from __future__ import annotations

from typing import Any

from fulfillment.catalog import fitting
from fulfillment.catalog.models import ListingFit
from fulfillment.orders.models import Order, OrderLine


def lines(order: Order) -> list[dict[str, Any]]:
    """`order` has its lines prefetched; one query more where a variant looks wrong."""
    rows = list(order.lines.all())
    suspects = [line.listing_external_id for line in rows if line.misfit]
    right = ListingFit.objects.filter(
        shop=order.shop_id, country=order.country, listing_external_id__in=suspects
    ).values_list("listing_external_id", flat=True)
    accepted = set(right) if suspects else set()
    return [_line(each, order, is_right=each.listing_external_id in accepted) for each in rows]


def _line(line: OrderLine, order: Order, *, is_right: bool) -> dict[str, Any]:
    wrong = fitting.of_text(line.misfit) if line.misfit and not is_right and order.is_open else None
    return {
        "row": line,
        "is_unmapped": order.is_open and line.sku_id is None,
        "misfit": wrong,
        "says": fitting.says(wrong.aspect) if wrong else "",
    }
