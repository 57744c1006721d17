"""How far an order has come, from its money, what is left to fulfill and where its parcels are. Pure.

`closedAt` says nothing here: Shopify archives an order by itself as soon as it is paid and fulfilled.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from fulfillment.channels.records import PackageRecord
from fulfillment.channels.shopify.mapping import statuses
from fulfillment.channels.shopify.mapping.values import text, word
from fulfillment.channels.shopify.payloads import FulfillmentOrder, Line, OrderPayload
from fulfillment.orders.states import OrderStatus
from fulfillment.policies.terms import ShippingType
from fulfillment.tracking.states import PackageStatus


class Progress(Struct, frozen=True):
    """`live`: the parcels that count; `left`: units that still have to be handed over."""

    status: OrderStatus
    live: tuple[PackageRecord, ...]
    left: int

    def all_reached(self, moments: Iterable[datetime | None]) -> datetime | None:
        """The last of the moments, where every parcel has one and nothing is left to hand over."""
        found = list(moments)
        known = [moment for moment in found if moment]
        return max(known) if known and len(known) == len(found) and not self.left else None


def progress(
    payload: OrderPayload, parcels: tuple[PackageRecord, ...], *, shipping_type: ShippingType
) -> Progress:
    live = tuple(parcel for parcel in parcels if not parcel.cancelled)
    left = sum(
        max(0, line.unfulfilled_quantity) for line in lines(payload) if line.requires_shipping is not False
    )
    if shipping_type is ShippingType.DIGITAL:
        return Progress(_without_parcels(payload), (), 0)
    return Progress(_status(payload, live, left), live, left)


def lines(payload: OrderPayload) -> list[Line]:
    return (payload.line_items.nodes if payload.line_items else None) or []


def fulfillment_orders(payload: OrderPayload) -> list[FulfillmentOrder]:
    return (payload.fulfillment_orders.nodes if payload.fulfillment_orders else None) or []


def open_work(payload: OrderPayload) -> list[FulfillmentOrder]:
    """What is left to fulfill, one per location and method."""
    return [order for order in fulfillment_orders(payload) if word(order.status) in statuses.OPEN_WORK]


def _status(payload: OrderPayload, live: tuple[PackageRecord, ...], left: int) -> OrderStatus:
    if payload.cancelled_at:
        return OrderStatus.CANCELLED
    if live and left:
        return OrderStatus.PARTLY_SHIPPED
    if live:
        return _of_parcels(live)
    if not left and is_emptied(payload):
        return OrderStatus.CANCELLED
    if is_unpaid(payload):
        return OrderStatus.UNPAID
    return OrderStatus.REMORSE if _may_still_change(payload) else OrderStatus.TO_SHIP


def _of_parcels(live: tuple[PackageRecord, ...]) -> OrderStatus:
    """An order is where its slowest parcel is."""
    said = {parcel.status for parcel in live}
    if said == {PackageStatus.DELIVERED}:
        return OrderStatus.DELIVERED
    if said <= {PackageStatus.DELIVERED, PackageStatus.IN_TRANSIT}:
        return OrderStatus.IN_TRANSIT
    return OrderStatus.READY


def _without_parcels(payload: OrderPayload) -> OrderStatus:
    """Downloads and goods handed over a counter: there is nothing to carry."""
    if payload.cancelled_at or is_emptied(payload):
        return OrderStatus.CANCELLED
    if is_unpaid(payload):
        return OrderStatus.UNPAID
    is_done = word(payload.display_fulfillment_status) in {"FULFILLED", "FULFILLMENT_NOT_REQUIRED"}
    return OrderStatus.COMPLETED if is_done else OrderStatus.TO_SHIP


def is_unpaid(payload: OrderPayload) -> bool:
    """Waiting for its money; paid at the door is no waiting."""
    if word(payload.display_financial_status) not in statuses.UNPAID:
        return False
    gateways = " ".join(payload.payment_gateway_names or ()).lower() + " "
    return not any(name in gateways for name in statuses.PAID_ON_DELIVERY)


def is_emptied(payload: OrderPayload) -> bool:
    """Every unit was taken off before anything shipped, though nobody pressed "cancel"."""
    found = lines(payload)
    return bool(found) and all(line.current_quantity == 0 for line in found)


def _may_still_change(payload: OrderPayload) -> bool:
    work = open_work(payload)
    return bool(work) and all(
        word(order.status) == statuses.ON_HOLD
        and any(word(hold.reason) in statuses.REMORSE_HOLDS for hold in order.fulfillment_holds or ())
        for order in work
    )


def channel_status(payload: OrderPayload) -> str:
    """Shopify's own words: where the order stands, and why it is held."""
    said = text(payload.display_fulfillment_status) or "UNKNOWN"
    if payload.cancelled_at:
        said = "CANCELLED"
    reasons = {word(hold.reason) for order in open_work(payload) for hold in order.fulfillment_holds or ()}
    held = ", ".join(sorted(filter(None, reasons)))
    return f"{said} ({held})" if held and "HOLD" not in held else f"{said} {held}".strip()
