"""What was learned of how long stages take, for some shops at once; and each order's pace when it is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from fulfillment.catalog.models import Shop
from fulfillment.orders import pace
from fulfillment.orders.facts import OrderFacts
from fulfillment.orders.models import Order
from fulfillment.orders.pace import Found, LaneKey, Learned
from fulfillment.orders.rulings import Rulings
from fulfillment.orders.states import Stage
from fulfillment.orders.upsert.rowset import array, execute
from fulfillment.orders.working_time import WorkingTime, working_time
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import StopEvent

Paces = Mapping[tuple[int, str], Mapping[LaneKey, Learned]]  # by shop and stage


class Pace(NamedTuple):
    """How an open order stands against what its lane usually needs. Hours are hours of business days."""

    probability: float | None  # of being late; None: not known yet, or no deadline
    needs_hours: float | None  # until the stop event, 8 times in 10
    left_hours: float | None  # until the deadline
    act_by_at: (
        datetime | None
    )  # acted on until then, it is scanned in time 8 times in 10: by its truck, else by pace
    observations: int  # that this rests on; below pace.ENOUGH nothing is said
    width: str  # lane, supplier, carrier or shop: how wide the comparison is
    sentence: str
    truck_at: datetime | None = None  # when the last truck leaves that is scanned in time, where one is known


LEARNED = """
SELECT shop_id, stage, supplier_id, carrier, observations, quantiles FROM orders_lanepace
WHERE shop_id = ANY(%(shops)s::bigint[])
AND (%(all)s OR supplier_id IS NULL OR supplier_id = ANY(%(suppliers)s::bigint[]))
"""


def load_paces(shop_ids: Iterable[int], *, suppliers: Collection[int] | None = None) -> Paces:
    """Of all suppliers unless some are named, and of the wider lanes that name none; one query."""
    paces: dict[tuple[int, str], dict[LaneKey, Learned]] = defaultdict(dict)
    asked = {"shops": array(set(shop_ids)), "all": suppliers is None, "suppliers": array(suppliers or ())}
    rows = execute(LEARNED, asked)
    for shop_id, stage, supplier, carrier, observations, quantiles in rows:
        paces[shop_id, stage][supplier, carrier] = Learned(observations, quantiles)
    return paces


def stage_of_pace(stage: str, stop_event: str) -> str:
    """Which learned stage tells when an order in `stage` will have stopped its clock."""
    if stop_event == StopEvent.READY_TO_SHIP:
        return "to_ship"
    return "awaiting_scan" if stage == Stage.AWAITING_SCAN else "dispatch"


def waits_since(order: Order | OrderFacts) -> datetime:
    """From when the learned stage is counted: awaiting_scan from ready, dispatch and to_ship from placing, or from
    the release of what could not be shipped before."""
    if order.stage == Stage.AWAITING_SCAN and order.stage_since_at:
        return order.stage_since_at
    return max(order.placed_at, order.release_at or order.placed_at)


LANES = "SELECT id, supplier_id, carrier FROM orders_lane WHERE id = ANY(%(ids)s::bigint[])"


# What the pace of an order is reckoned from, for rows that are no whole orders.
READS = (
    "pk", "shop_id", "is_open", "stage", "stage_since_at", "placed_at", "release_at", "dispatched_at", "dispatch_due_at",
    "lane_id", "act_by_at", "truck_at",
)  # fmt: skip


def pace_for(
    orders: Sequence[Order | Any], *, now: datetime, shops: Iterable[Shop] | None = None
) -> dict[int, Pace]:
    """The pace of each open order by its id; two queries, however many orders. Their shops are known to them, or are
    `shops`; then rows with READS do."""
    open_orders = [order for order in orders if order.is_open]
    shop_ids = {order.shop_id for order in open_orders}
    ids = {order.lane_id for order in open_orders if order.lane_id}
    told = execute(LANES, {"ids": array(ids)}) if ids else []
    lanes = {pk: (supplier, carrier) for pk, supplier, carrier in told}
    suppliers = {supplier for supplier, _ in lanes.values() if supplier}
    paces = load_paces(shop_ids, suppliers=suppliers)
    rulings = Rulings(shops or {order.shop for order in open_orders})
    found = {}
    for order in open_orders:
        lane = lanes.get(order.lane_id) if order.lane_id else None
        rules = rulings.at(order.shop_id, order.placed_at)
        found[order.pk] = _pace(order, lane, rules, paces, now)
    return found


def _pace(
    order: Order, lane: tuple[int | None, str] | None, rules: Rules, paces: Paces, now: datetime
) -> Pace:
    stage = stage_of_pace(order.stage, rules.stop_event)
    supplier, carrier = lane or (None, "")
    known = paces.get((order.shop_id, stage), {})
    match = pace.narrowest(known, supplier=supplier, carrier=carrier)
    due_at = None if order.dispatched_at else order.dispatch_due_at
    scale = working_time(rules.calendar, rules.zone, now.year)
    left = scale.between(now, due_at) if due_at else None
    if due_at is not None and due_at <= now:
        return Pace(
            1.0,
            None,
            left,
            None,
            match.learned.observations if match else 0,
            match.width if match else "",
            "",
        )
    if match is None or left is None or due_at is None:
        seen = max((each.observations for each in known.values()), default=0)
        unknown = f"not known yet: {seen} of {pace.ENOUGH} orders seen"
        act_by_at = order.act_by_at if due_at else None
        return Pace(None, None, left, act_by_at, seen, "", unknown, order.truck_at if due_at else None)
    elapsed = scale.between(waits_since(order), now)
    needs = pace.hours_needed(match.learned.quantiles, elapsed=elapsed)
    scans = pace.narrowest(
        paces.get((order.shop_id, "awaiting_scan"), {}), supplier=supplier, carrier=carrier
    )
    return Pace(
        probability=pace.late_probability(match.learned.quantiles, elapsed=elapsed, left=left),
        needs_hours=needs,
        left_hours=left,
        act_by_at=order.act_by_at or _act_by(order, rules, scans, scale, due_at),
        observations=match.learned.observations,
        width=match.width,
        sentence=pace.sentence(needs=needs, left=left, stage=stage),
        truck_at=order.truck_at,
    )


def _act_by(
    order: Order, rules: Rules, scans: Found | None, scale: WorkingTime, due_at: datetime
) -> datetime | None:
    """The deadline less the usual wait for a scan; the deadline itself where a label stops the clock."""
    if order.stage == Stage.AWAITING_SCAN:
        return None
    if rules.stop_event == StopEvent.READY_TO_SHIP:
        return due_at
    if scans is None:
        return None
    usual = pace.hours_needed(scans.learned.quantiles, elapsed=0.0)
    return scale.moment(scale.hours(due_at) - usual)
