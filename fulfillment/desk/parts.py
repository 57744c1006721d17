"""An order in several parts: which of them have left, in the words of its page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fulfillment.channels import base
from fulfillment.orders.models import Order, OrderLine
from fulfillment.orders.states import OrderStatus
from fulfillment.tracking.models import Package
from fulfillment.tracking.numbers import carrier_name
from fulfillment.tracking.states import PackageStatus


def is_in_parts(order: Order) -> bool:
    return order.packages_total > 1 or order.status == OrderStatus.PARTLY_SHIPPED


def events_of_parts(order: Order) -> list[dict[str, Any]]:
    """A number and a first scan of each package, as `_timeline.html` wants them; one query, none for others."""
    if not is_in_parts(order):
        return []
    rows = Package.objects.filter(package_orders__order=order, package_orders__is_current=True)
    found = list(rows.exclude(status=PackageStatus.CANCELLED).order_by("shipped_at", "pk"))
    total = len(found) + (order.status == OrderStatus.PARTLY_SHIPPED)
    of = f"of {'at least ' if total > len(found) else ''}{total}"
    return [each for place, row in enumerate(found, start=1) for each in _events(row, f"{place} {of}", order)]


def _events(row: Package, which: str, order: Order) -> Iterable[dict[str, Any]]:
    number = " ".join(
        filter(None, (row.tracking_number_given, carrier_name(row.carrier) or row.carrier_name))
    )
    common = {"detail": number, "source": base.label(order.shop.channel)}
    if row.shipped_at:
        text = f"Package {which} got its label or number"
        yield common | {"happened_at": row.shipped_at, "text": text, "tone": "plain", "icon": ""}
    if row.first_scan_at:
        text = f"Package {which} was scanned first"
        yield common | {"happened_at": row.first_scan_at, "text": text, "tone": "ok", "icon": "ok"}


def unsent(order: Order, lines: Iterable[OrderLine]) -> str:
    """`2 × MUG-RED, 1 × LAMP`: what is in no package yet; blank where nothing is, or the channel does not tell."""
    if order.status != OrderStatus.PARTLY_SHIPPED:
        return ""
    named = (
        f"{line.unsent_quantity} × {line.sku_code or line.title}" for line in lines if line.unsent_quantity
    )
    return ", ".join(named)
