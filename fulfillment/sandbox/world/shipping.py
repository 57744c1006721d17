"""The seller's software ships an order or corrects a number: from then on its parcel lives another life."""

import random

from fulfillment.sandbox.world import carriers, journeys
from fulfillment.sandbox.world.carriers import Carrier
from fulfillment.sandbox.world.model import NEVER, Order, Parcel, Unit

DAY = 86400


def ship(
    order: Order,
    units: list[Unit],
    *,
    carrier: Carrier,
    number: str,
    at: int,
    shared: Parcel | None = None,
) -> Parcel:
    """These units leave in a parcel of their own, or in the `shared` one; what else was planned for them is not."""
    planned = {unit.parcel for unit in units if unit.parcel}
    parcel = shared or _parcel(order, units, carrier, number, at)
    if shared is not None:
        shared.orders.append(order)
    for unit in units:
        unit.parcel = parcel
    for old in planned:
        if not any(unit.parcel is old for unit in order.units):
            old.orders.remove(order)
    order.parcels = list(dict.fromkeys(unit.parcel for unit in order.units if unit.parcel))
    _goes_on(order, at)
    return parcel


def drafted(units: list[Unit], at: int) -> Parcel | None:
    """The combined or split package that these units, and no others of them, were put into."""
    parcels = {unit.parcel for unit in units if unit.parcel and unit.parcel.drafted_at <= at}
    return parcels.pop() if len(parcels) == 1 else None


def _parcel(order: Order, units: list[Unit], carrier: Carrier, number: str, at: int) -> Parcel:
    known = drafted(units, at)
    id_ = known.id if known else f"1154{order.id[3:]}{sum(one.by_software for one in order.parcels)}"
    parcel = Parcel(id_, carrier, number, at, orders=[order], by_software=True)
    parcel.drafted_at = known.drafted_at if known else NEVER
    _travel(order, parcel, at)
    return parcel


def correct(parcel: Parcel, *, carrier: Carrier, number: str, at: int) -> None:
    """The goods are as far as they were; the platform's tracking finds them under the new number."""
    parcel.corrected_at, parcel.corrected_number, parcel.carrier = at, number, carrier
    parcel.corrections += 1
    parcel.flaw = ""
    if parcel.collected_at > at:
        _travel(parcel.orders[0], parcel, at)
    for order in parcel.orders:
        _goes_on(order, at)


def carrier_of(provider_id: str, region: str) -> Carrier | None:
    return next((one for one in carriers.of_market(region) if one.provider_id == provider_id), None)


def _travel(order: Order, parcel: Parcel, at: int) -> None:
    arranged, parcel.arranged_at = parcel.arranged_at, at
    rng = random.Random(f"{order.id} {parcel.id} {at}")
    market = order.shop.market
    origin = "Ontario, CA 91761" if market.region == "US" else "National Distribution Centre, Daventry"
    journeys.travel(rng, parcel=parcel, market=market, buyer=order.buyer, origin=origin, label_early=0)
    parcel.arranged_at = arranged


def _goes_on(order: Order, at: int) -> None:
    """A shipped order is not cancelled for want of shipping, and what would have come after comes later."""
    if at < order.cancelled_at:
        order.cancelled_at = NEVER
        if order.cancellation and order.cancellation.steps[0].at > at:
            order.cancellation, order.requested_at = None, NEVER
    order.returned = None
    order.completed_at = order.delivered_at + 7 * DAY if order.delivered_at < NEVER else NEVER
