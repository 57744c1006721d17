"""Fulfillments of an order: the world's parcels, and those that were written through the interface."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from fulfillment.sandbox.shopify.aftersales import counted
from fulfillment.sandbox.shopify.shaping import Json, gid, moment, past
from fulfillment.sandbox.world.model import NEVER, Order, Parcel, Scan, Unit

EVENTS = {
    "LABEL": "LABEL_PURCHASED",
    "PICKED_UP": "CARRIER_PICKED_UP",
    "IN_TRANSIT": "IN_TRANSIT",
    "OUT_FOR_DELIVERY": "OUT_FOR_DELIVERY",
    "DELIVERED": "DELIVERED",
}
PLACE = re.compile(r"(?:, |near )([A-Z][^,]*), ([A-Z]{2})?\s?([A-Z0-9 ]+)?$")


@dataclass
class Shipment:
    """One fulfillment. ``units`` are ids of the order's units; ``written`` says that the interface made it."""

    id: str
    units: list[str]
    company: str
    numbers: list[str]
    created_at: int
    updated_at: int
    collected_at: int = NEVER
    delivered_at: int = NEVER
    cancelled_at: int = NEVER
    url: str = ""
    scans: list[Scan] = field(default_factory=list)
    told: list[Json] = field(default_factory=list)  # events that an app wrote
    written: bool = False

    def is_live(self, now: int) -> bool:
        return self.created_at <= now < self.cancelled_at


def of_order(order: Order, written: list[Shipment], now: int) -> list[Shipment]:
    """Written ones take over the way of the world's parcel of the same units, which then is not a second one."""
    taken = {unit for one in written if one.is_live(now) for unit in one.units}
    found = []
    for parcel in order.parcels:
        units = [unit.id for unit in order.units if unit.parcel is parcel]
        if taken.intersection(units):
            for one in written:
                if set(units).intersection(one.units):
                    _follow(one, parcel)
        elif parcel.arranged_at <= now:
            found.append(_of_world(parcel, order, units, now))
    return sorted([*found, *written], key=lambda one: one.created_at)


def _follow(one: Shipment, parcel: Parcel) -> None:
    """The goods go when they go, whichever number is on them; a number is scanned only after it exists."""
    start = max(one.created_at, 0)
    one.scans = [scan for scan in parcel.scans if scan.at >= start and scan.code != "LABEL"]
    one.collected_at = max(parcel.collected_at, start + 1) if parcel.collected_at < NEVER else NEVER
    one.delivered_at = max(parcel.delivered_at, start + 2) if parcel.delivered_at < NEVER else NEVER


def _of_world(parcel: Parcel, order: Order, units: list[str], now: int) -> Shipment:
    which = parcel.orders.index(order)
    return Shipment(
        id=parcel.id + (str(which) if which else ""),
        units=units,
        company=parcel.carrier.name,
        numbers=[parcel.number_at(now)],
        created_at=parcel.arranged_at,
        updated_at=max(parcel.arranged_at, parcel.updated_at),
        collected_at=parcel.collected_at,
        delivered_at=parcel.delivered_at,
        cancelled_at=parcel.cancelled_at,
        scans=parcel.scans,
    )


def shape(one: Shipment, order: Order, now: int, line_of: Callable[[Unit], Json]) -> Json:
    units = [unit for unit in order.units if unit.id in one.units]
    return {
        "__typename": "Fulfillment",
        "id": gid("Fulfillment", one.id),
        "name": f"#{order.serial}.1",
        "status": "CANCELLED" if one.cancelled_at <= now else "SUCCESS",
        "displayStatus": _display(one, now),
        "createdAt": moment(one.created_at),
        "updatedAt": moment(max(t for t in _moments(one) if t <= now)),
        "inTransitAt": past(one.collected_at, now),
        "deliveredAt": past(one.delivered_at, now),
        "estimatedDeliveryAt": None,
        "requiresShipping": True,
        "totalQuantity": len(units),
        "trackingInfo": [
            {"company": one.company or None, "number": number or None, "url": one.url or None}
            for number in one.numbers
        ],
        "events": lambda: events(one, now),
        "fulfillmentLineItems": lambda: [
            {"id": gid("FulfillmentLineItem", f"{one.id}{n}"), "quantity": count, "lineItem": line}
            for n, (line, count) in enumerate(counted(units, line_of))
        ],
    }


def _moments(one: Shipment) -> tuple[int, ...]:
    return one.created_at, one.updated_at, one.collected_at, one.delivered_at, one.cancelled_at


def _display(one: Shipment, now: int) -> str:
    if one.cancelled_at <= now:
        return "CANCELED"
    if one.delivered_at <= now:
        return "DELIVERED"
    if one.collected_at <= now:
        return "IN_TRANSIT"
    return "CONFIRMED" if one.numbers else "FULFILLED"


def events(one: Shipment, now: int) -> list[Json]:
    """The carrier's messages so far, and what apps wrote, oldest first."""
    found = [_event(one, n, scan) for n, scan in enumerate(one.scans) if scan.at <= now]
    return sorted([*found, *one.told], key=lambda event: event["happenedAt"])


def _event(one: Shipment, n: int, scan: Scan) -> Json:
    place = PLACE.search(scan.text)
    city, state, code = place.groups() if place else (None, None, None)
    return {
        "id": gid("FulfillmentEvent", f"{one.id}{n:02d}"),
        "status": EVENTS[scan.code],
        "happenedAt": moment(scan.at),
        "createdAt": moment(scan.at),
        "message": scan.text,
        "city": city,
        "province": state,
        "country": None,
        "zip": code,
    }
