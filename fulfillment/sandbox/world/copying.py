"""A connector copies some TikTok orders into the seller's own store: the same buyer and goods under another id."""

import random
from dataclasses import replace

from fulfillment.sandbox.world.model import NEVER, Order, Parcel, Shop, Unit

SHARE = 0.05  # of ordinary orders: those of the goods that the own store sells as well
TAKES = 90  # seconds from the payment until the copy is there


def is_copied(order: Order) -> bool:
    """By a chance of its own, so that a world with copies is otherwise the one without."""
    lasts = order.is_plain() and order.cancelled_at >= NEVER and len(order.parcels) == 1
    return lasts and len(order.parcels[0].orders) == 1 and random.Random(f"{order.id}/copy").random() < SHARE


def copy(order: Order, into: Shop, *, serial: int) -> Order:
    """What the connector makes of it; it goes the same way, whatever becomes of the original later."""
    at = order.paid_at + TAKES
    made = Order(
        f"579{order.id[3:]}", into, order.buyer, [], at, order.placed_on, order.kind,
        paid_at=at, hold_until=at, due=dict(order.due), serial=serial, copied_from=order.id,
    )  # fmt: skip
    parcel = _parcel(order.parcels[0], made)
    made.parcels = [parcel]
    made.units = [
        Unit(f"4{order.id[3:]}{n:03d}", unit.product, unit.cents, parcel)
        for n, unit in enumerate(order.units)
    ]
    return made


def _parcel(parcel: Parcel, order: Order) -> Parcel:
    return replace(parcel, id=f"1157{order.id[3:]}0", scans=list(parcel.scans), orders=[order])
