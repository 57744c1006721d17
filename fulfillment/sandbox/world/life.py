"""Plans the whole life of the orders of one parcel group when they are placed."""

import random
from datetime import timedelta

from fulfillment.sandbox.world import cancelling, carriers, journeys, shoppers
from fulfillment.sandbox.world.calendar import midnight
from fulfillment.sandbox.world.deadlines import deadlines
from fulfillment.sandbox.world.hours import after_working_hours
from fulfillment.sandbox.world.model import NEVER, Order, Parcel
from fulfillment.sandbox.world.returning import may_return
from fulfillment.sandbox.world.supply import SUPPLIERS, Queue

HOUR, DAY = 3600, 86400
Queues = dict[str, Queue]


def plan(rng: random.Random, group: list[Order], *, queues: Queues, earlier: list[Parcel]) -> None:
    """Afterwards every moment of these orders is known; several orders mean one combined parcel."""
    for order in group:
        _start(rng, order)
        if len(group) == 1:
            cancelling.early_end(rng, order)
    leader = group[0]
    if leader.shipping_type == "TIKTOK_DIGITAL":
        leader.digital_at = leader.paid_at + 120 if leader.paid_at < NEVER else NEVER
    elif leader.cancelled_at >= NEVER:
        _supply(rng, group, queues=queues, earlier=earlier)
        _endings(rng, group)
    for order in group:
        _finish(rng, order)
        _correct_address(order)


def _start(rng: random.Random, order: Order) -> None:
    market = order.shop.market
    order.paid_at = order.created_at + (rng.randint(60, 1500) if rng.random() < 0.07 else rng.randint(1, 8))
    at_once = order.kind == "VIRTUAL_ORDER" or order.shop.is_own_store
    order.hold_until = order.paid_at + (0 if at_once else HOUR)
    released = order.placed_on
    if order.kind == "PRE_ORDER":
        released += timedelta(days=order.handling_days)
        order.release_at = midnight(market, released)
        order.hold_until = max(order.hold_until, order.release_at)
    order.due = deadlines(
        market=market,
        kind=order.kind,
        placed_on=order.placed_on,
        released_on=released,
        handling_days=order.handling_days,
    )


def _supply(rng: random.Random, group: list[Order], *, queues: Queues, earlier: list[Parcel]) -> None:
    """Goods get ready at each supplier; then one parcel, or one per supplier when the order is split."""
    leader = group[0]
    units = [unit for order in group for unit in order.units]
    codes = list(dict.fromkeys(unit.product.supplier for unit in units))
    ready = {code: _ready_at(rng, group, code, queues) for code in codes}
    split = len(codes) > 1 and len(group) == 1 and leader.shipping_type == "SELLER" and rng.random() < 0.55
    parts = [[code] for code in codes] if split else [codes]
    leader.tag = "SPLIT" if split else ""
    for n, part in enumerate(parts):
        slowest = max(part, key=lambda code: ready[code])
        parcel = _parcel(rng, group, n, code=slowest, ready=ready[slowest], earlier=earlier)
        for unit in units:
            if unit.product.supplier in part:
                unit.parcel = parcel
    for order in group:
        order.parcels = list(dict.fromkeys(unit.parcel for unit in order.units if unit.parcel))
        order.tag = "COMBINED" if len(group) > 1 else order.tag
        for parcel in order.parcels:
            parcel.orders.append(order)


def _ready_at(rng: random.Random, group: list[Order], code: str, queues: Queues) -> int:
    leader = group[0]
    market = leader.shop.market
    start = max(order.hold_until for order in group)
    if leader.fulfillment_type == "FULFILLMENT_BY_TIKTOK":
        return after_working_hours(market, start, rng.uniform(1, 9), saturday=True)
    supplier = SUPPLIERS[code]
    hours = supplier.hours * rng.lognormvariate(0, supplier.spread) + queues[code].hours_ahead()
    if leader.kind in ("MADE_TO_ORDER", "BACK_ORDER"):
        hours += 8 * (leader.handling_days - 1) * rng.uniform(0.6, 0.95)
    if rng.random() < 0.008:
        hours += rng.uniform(16, 60)
    return after_working_hours(market, start, hours, saturday=supplier.saturday)


def _parcel(
    rng: random.Random, group: list[Order], n: int, *, code: str, ready: int, earlier: list[Parcel]
) -> Parcel:
    leader = group[0]
    market, supplier = leader.shop.market, SUPPLIERS[code]
    ours = leader.shipping_type == "SELLER"
    options = supplier.carriers(market) if ours else ((carriers.of_market(market.region)[0], 1.0),)
    carrier = rng.choices([c for c, _ in options], [w for _, w in options])[0]
    parcel = Parcel(f"1153{leader.id[3:]}{n}", carrier, carrier.number(rng), ready)
    origin = supplier.place if market.region == "US" else "National Distribution Centre, Daventry"
    journeys.travel(
        rng, parcel=parcel, market=market, buyer=leader.buyer, origin=origin, label_early=rng.randint(0, 900)
    )
    careless = supplier.careless if ours else 0.15
    other = rng.choice(earlier) if earlier else None
    if other is not None and leader.buyer.user_id in {
        order.buyer.user_id for order in other.orders[:1] or [leader]
    }:
        other = None  # nor one that its orders left for another parcel
    parcel.flaw = journeys.choose_flaw(rng, careless=careless, carrier=carrier, has_earlier=other is not None)
    if not ours and parcel.flaw != "never_scanned":
        parcel.flaw = ""
    journeys.spoil(rng, parcel=parcel, market=market, buyer=leader.buyer, earlier=other)
    return parcel


def _endings(rng: random.Random, group: list[Order]) -> None:
    for order in group:
        if len(group) == 1 and order.shipping_type == "SELLER":
            cancelling.seller_end(
                rng, order, stockouts=max(SUPPLIERS[u.product.supplier].stockouts for u in order.units)
            )
            if order.cancelled_at > min(p.arranged_at for p in order.parcels):
                order.cancelled_at, order.cancellation = NEVER, None
        if order.cancelled_at >= NEVER and len(group) == 1:
            cancelling.buyer_request(rng, order)
        if order.cancelled_at >= NEVER:
            cancelling.platform_end(rng, order)


def _correct_address(order: Order) -> None:
    """One buyer in fifty corrects the address once the order may ship, mostly before its label is printed.

    By a chance of its own, so that a world with corrections is otherwise the one without.
    """
    rng = random.Random(f"{order.id}/address")
    if rng.random() > 0.02 or order.shipping_type != "SELLER" or len(order.parcels) != 1:
        return
    moved_at = order.hold_until + rng.randint(600, 5 * HOUR)
    if moved_at < min(order.collected_at, order.cancelled_at):
        order.moved_at = moved_at
        order.moved_to = shoppers.corrected(rng, order.shop.market, order.buyer)


def _finish(rng: random.Random, order: Order) -> None:
    """Parcels of a cancelled order stop; a delivered one completes, and may come back."""
    for parcel in order.parcels:
        if order.cancelled_at < parcel.arranged_at:
            parcel.arranged_at = NEVER
        if order.cancelled_at < NEVER and parcel.collected_at > order.cancelled_at:
            parcel.cancelled_at, parcel.collected_at, parcel.delivered_at = order.cancelled_at, NEVER, NEVER
        elif order.cancelled_at < parcel.delivered_at:
            parcel.cancelled_at = order.cancelled_at
    order.parcels = [p for p in order.parcels if p.arranged_at < NEVER]
    for unit in order.units:
        unit.parcel = unit.parcel if unit.parcel in order.parcels else None
    if order.cancelled_at >= NEVER and order.delivered_at < NEVER:
        order.completed_at = order.delivered_at + (
            DAY if order.digital_at < NEVER else 7 * DAY + rng.randint(0, 3600)
        )
        may_return(rng, order)


def late_at(order: Order) -> tuple[int, int]:
    """(when it was dispatched as its market judges, its deadline)."""
    if order.shop.market.region == "US":
        return order.collected_at, order.due["tts_sla_time"]
    return order.rts_at, order.due["rts_sla_time"]
