"""The seller's software puts orders into one package, or one order into several, before any number is given."""

import random
from dataclasses import replace

from fulfillment.sandbox.world import carriers
from fulfillment.sandbox.world.model import NEVER, Order, Parcel

DAY = 86400


def combine(orders: list[Order], package_id: str, *, at: int) -> Parcel:
    """One package for all of them, which leaves as the first one's was planned to."""
    planned = next((parcel for order in orders for parcel in order.parcels), None)
    shared = _made(planned, package_id, orders, at)
    for order in orders:
        _leave(order)
        order.parcels, order.tag = [shared], "COMBINED"
        for unit in order.units:
            unit.parcel = shared
        _ends_anew(order)
    return shared


def split(order: Order, groups: list[tuple[str, list[str]]], *, at: int) -> list[Parcel]:
    """A package for each (package id, ids of units), under a number of its own once it leaves."""
    planned = order.parcels[0] if order.parcels else None
    made = [_made(planned, package_id, [order], at, is_new=n > 0) for n, (package_id, _) in enumerate(groups)]
    _leave(order)
    order.parcels, order.tag = made, "SPLIT"
    for parcel, (_, unit_ids) in zip(made, groups, strict=True):
        for unit in order.units:
            unit.parcel = parcel if unit.id in unit_ids else unit.parcel
    _ends_anew(order)
    return made


def uncombine(parcel: Parcel, leaving: list[tuple[str, str]], *, at: int) -> list[Parcel]:
    """Each (package id, order id) leaves the package for one of its own."""
    made = []
    for package_id, order_id in leaving:
        order = next(one for one in parcel.orders if one.id == order_id)
        own = _made(parcel, package_id, [order], at, is_new=True)
        parcel.orders.remove(order)
        order.parcels, order.tag = [own], ""
        for unit in order.units:
            unit.parcel = own
        _ends_anew(order)
        made.append(own)
    if len(parcel.orders) == 1:
        parcel.orders[0].tag = ""
    return made


def _made(
    planned: Parcel | None, package_id: str, orders: list[Order], at: int, *, is_new: bool = False
) -> Parcel:
    if planned is None:
        carrier = carriers.of_market(orders[0].shop.market.region)[0]
        return Parcel(package_id, carrier, "", NEVER, drafted_at=at, orders=list(orders))
    number = (
        planned.carrier.number(random.Random(package_id)) if is_new and planned.number else planned.number
    )
    return replace(
        planned, id=package_id, number=number, drafted_at=at, orders=list(orders), scans=list(planned.scans)
    )


def _leave(order: Order) -> None:
    """What was planned for it goes without it."""
    for parcel in order.parcels:
        parcel.orders.remove(order)


def _ends_anew(order: Order) -> None:
    order.returned = None
    order.completed_at = order.delivered_at + 7 * DAY if order.delivered_at < NEVER else NEVER
