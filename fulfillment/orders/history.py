"""What happened to an order: events that people cause, and its way from one stage to the next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from fulfillment.accounts.models import User
from fulfillment.orders import pace
from fulfillment.orders.lifecycle import Progress, first_scan
from fulfillment.orders.models import Lane, Order
from fulfillment.orders.paces import load_paces
from fulfillment.orders.rulings import Rulings
from fulfillment.orders.states import OrderStatus, Stage
from fulfillment.orders.upsert.rowset import encode, execute

HOUR = timedelta(hours=1)

RECORD = """
INSERT INTO orders_orderevent
    (team_id, order_id, kind, key, happened_at, recorded_at, source, data, actor_id)
SELECT team_id, id, %(kind)s, %(key)s, %(at)s, %(now)s, %(source)s, %(data)s::jsonb, %(by)s
FROM orders_order WHERE id = ANY(%(orders)s) ORDER BY id
ON CONFLICT (order_id, key) DO NOTHING
"""


class Segment(NamedTuple):
    """One stage of an order's way; `ended_at` None: the order is in it.

    `hours` by the wall clock; `usual_hours` (8 in 10 orders) in hours of business days, None: not known yet.
    """

    stage: Stage
    started_at: datetime
    ended_at: datetime | None
    hours: float
    usual_hours: float | None


def record(
    order_ids: Iterable[int],
    *,
    kind: str,
    key: str,
    now: datetime,
    data: dict[str, Any] | None = None,
    by: User | None = None,
    at: datetime | None = None,
) -> None:
    """The same event at each of these orders; told twice under one key it stands once. `at`: when it happened, if before."""
    values = {"kind": kind, "key": key, "now": now, "at": at or now, "source": "person" if by else "watch"}
    more = {"data": encode(data or {}), "by": by.pk if by else None, "orders": sorted(order_ids)}  # type: ignore[arg-type]
    execute(RECORD, values | more)


def segments_of(
    order: Order, *, now: datetime, remorse_ends_at: datetime | None, usual: dict[str, float]
) -> list[Segment]:
    """The stages the order went through, oldest first, without a gap; the last is open or its end."""
    starts = _starts(order, remorse_ends_at, now)
    segments = []
    for place, (stage, started_at) in enumerate(starts):
        ended_at = starts[place + 1][1] if place + 1 < len(starts) else None
        hours = ((ended_at or max(now, started_at)) - started_at) / HOUR
        segments.append(Segment(stage, started_at, ended_at, hours, usual.get(stage)))
    return segments


def history_of(order: Order, *, now: datetime) -> list[Segment]:
    """`segments_of` with what the order's lane usually needs; three queries."""
    lane = Lane.objects.filter(pk=order.lane_id).first() if order.lane_id else None
    rules = Rulings.of_shops([order.shop_id]).at(order.shop_id, order.placed_at)
    paid_at = order.paid_at or order.placed_at
    remorse_ends_at = paid_at + timedelta(hours=rules.remorse_hours) if rules.remorse_hours else None
    return segments_of(order, now=now, remorse_ends_at=remorse_ends_at, usual=_usual(order, lane))


def _usual(order: Order, lane: Lane | None) -> dict[str, float]:
    paces = load_paces([order.shop_id])
    supplier, carrier = (lane.supplier_id, lane.carrier) if lane else (None, "")
    usual = {}
    for stage in (Stage.TO_SHIP, Stage.AWAITING_SCAN):
        known = paces.get((order.shop_id, stage), {})
        if match := pace.narrowest(known, supplier=supplier, carrier=carrier):
            usual[stage.value] = pace.hours_needed(match.learned.quantiles, elapsed=0.0)
    return usual


def _starts(order: Order, remorse_ends_at: datetime | None, now: datetime) -> list[tuple[Stage, datetime]]:
    """(stage, its first moment), none before the one ahead of it: channels tell some moments out of order."""
    held = order.status == OrderStatus.REMORSE
    scan = first_scan(Progress(**{name: getattr(order, name) for name in Progress._fields}))
    told = [
        (Stage.REMORSE, order.placed_at if held or remorse_ends_at else None),
        (Stage.TO_SHIP, None if held else remorse_ends_at or order.placed_at),
        (Stage.AWAITING_SCAN, order.ready_at or order.labelled_at),
        (Stage.IN_TRANSIT, scan[0] if scan else None),
        (Stage.DELIVERED, order.delivered_at),
        (Stage.CANCELLED, order.cancelled_at),
    ]
    starts: list[tuple[Stage, datetime]] = []
    for stage, moment in told:
        if moment is not None and (moment <= now or not starts):
            starts.append((stage, max(moment, starts[-1][1]) if starts else moment))
    return starts
