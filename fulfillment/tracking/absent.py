"""Why an order has no package, and what will make one appear, in a sentence. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from fulfillment.orders.sentences import day
from fulfillment.orders.states import OrderStatus
from fulfillment.policies.terms import OrderKind, ShippingType


class Packageless(Protocol):
    """What is asked of an order."""

    status: str
    shipping_type: str
    kind: str
    release_at: datetime | None
    is_open: bool


def why_none(
    order: Packageless, *, now: datetime, zone: ZoneInfo, is_held: bool = False, correct_within_hours: int = 0
) -> str:
    """`is_held`: an open hold says that it must not ship; the channel takes a correction for so many hours, 0: none."""
    if order.shipping_type == ShippingType.DIGITAL:
        return "None, and none will come: a digital order has nothing to ship."
    if order.status == OrderStatus.CANCELLED:
        return "None: the order was cancelled before it had one."
    if order.status == OrderStatus.UNPAID:
        return "None: the order is not paid yet."
    if order.shipping_type == ShippingType.PLATFORM_WAREHOUSE:
        return _of_the_platforms_warehouse(order)
    if not order.is_open:
        return "None: the channel told of no package for this order, so there is no number to check."
    if waiting := _must_wait(order, now, zone, is_held=is_held):
        return waiting
    if order.shipping_type == ShippingType.PLATFORM:
        return "None yet. Arrange the shipment on the channel: the platform's label brings the number, upload none."
    corrected = f" It can be corrected for {_span(correct_within_hours)}." if correct_within_hours else ""
    return f"None yet. It appears here when the channel has its tracking number, with our verdict on it.{corrected}"


def _span(hours: int) -> str:
    days, rest = divmod(hours, 24)
    return f"{hours} h" if rest or days < 4 else f"{days} days"


def _of_the_platforms_warehouse(order: Packageless) -> str:
    if order.status in (OrderStatus.DELIVERED, OrderStatus.COMPLETED, OrderStatus.IN_TRANSIT):
        return "None told: the platform shipped it from its own warehouse."
    return (
        "None told. The platform packs it in its own warehouse under its own number: none is to be uploaded."
    )


def _must_wait(order: Packageless, now: datetime, zone: ZoneInfo, *, is_held: bool) -> str:
    if order.status == OrderStatus.REMORSE:
        return "None yet: it must not ship before the buyer's hour of free cancellation is over."
    if is_held:
        return "None yet: the order must not ship while it is on hold."
    if order.kind == OrderKind.PRE_ORDER and order.release_at and order.release_at > now:
        return f"None yet: a pre-order, to be shipped from {day(order.release_at, now=now, zone=zone)}."
    return ""
