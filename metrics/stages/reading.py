"""What lower apps recorded of orders' ways: one statement for any number of orders, and never more orders than asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection as db
from msgspec import Struct

from fulfillment.orders.upsert.rowset import array
from fulfillment.orders.working_time import working_time
from fulfillment.policies.rules import Rules
from metrics.definitions import Why
from metrics.stages.way import dwell, hours
from metrics.stages.words import EVENTS, Step

LATE = "late-dispatch-rate"
MOST_LATE = 1000  # of one reading, however many were late


class Way(Struct, frozen=True, kw_only=True):
    """One dispatched order: hours of business days per stage, and what it is counted under.

    `dwell`: hours that it waited to be sent; `weight`: for how many orders of its kind it stands.
    """

    order_id: int
    shop_id: int
    day_on: date
    is_late: bool
    values: dict[str, list[str]]  # by dimension
    hours: dict[Step, float]
    dwell: float | None = None
    weight: int = 1


# All that were late, and every n-th of those in time: enough for a median, however many there are.
WAYS = """
WITH picked AS MATERIALIZED (
    SELECT unit_id, day_on, why, suppliers, carriers, skus, lanes FROM metrics_fact
    WHERE metric = %(metric)s AND shop_id = ANY(%(shops)s::bigint[]) AND day_on BETWEEN %(since)s AND %(until)s
        AND ((why = 'late' AND unit_id %% %(every_late)s = 0) OR (why = 'in_time' AND unit_id %% %(every)s = 0))
    ORDER BY day_on, unit_id LIMIT %(most)s
)
SELECT o.id, o.shop_id, picked.day_on, picked.why, picked.suppliers, picked.carriers, picked.skus, picked.lanes,
    o.placed_at, o.paid_at, o.packed_at, coalesce(o.ready_at, o.labelled_at) AS label_at, o.handed_over_at,
    coalesce(o.scanned_at, o.last_first_scan_at) AS scanned_at, goods.received_at, goods.released_at,
    told.answered_at, said.moments
FROM picked JOIN orders_order o ON o.id = picked.unit_id
LEFT JOIN LATERAL (
    SELECT max(lot.received_at) AS received_at, max(ruling.ruled_at) AS released_at
    FROM orders_orderline line JOIN warehouse_stockmovement move ON move.order_line_id = line.id AND move.quantity < 0
    JOIN warehouse_lot lot ON lot.id = move.lot_id
    LEFT JOIN warehouse_lotruling ruling ON ruling.lot_id = lot.id AND ruling.state = 'released'
    WHERE line.order_id = o.id
) goods ON true
LEFT JOIN LATERAL (
    SELECT max(write.answered_at) AS answered_at FROM outbox_outboundwrite write
    WHERE write.shop_id = o.shop_id AND write.subject = o.external_id AND write.kind = 'shipment.create'
        AND write.state = 'done'
) told ON true
LEFT JOIN LATERAL (
    SELECT json_object_agg(each.kind, extract(epoch FROM each.at)) AS moments FROM (
        SELECT event.kind, max(event.happened_at) AS at FROM orders_orderevent event
        WHERE event.order_id = o.id AND event.kind = ANY(%(kinds)s::text[]) GROUP BY event.kind
    ) each
) said ON true
"""


class Told(NamedTuple):
    """A row of WAYS."""

    order_id: int
    shop_id: int
    day_on: date
    why: str
    suppliers: list[str]
    carriers: list[str]
    skus: list[str]
    lanes: list[str]
    placed_at: datetime
    paid_at: datetime | None
    packed_at: datetime | None
    label_at: datetime | None
    handed_over_at: datetime | None
    scanned_at: datetime | None
    received_at: datetime | None
    released_at: datetime | None
    answered_at: datetime | None
    events: dict[str, float] | None


def ways(
    rules_of_shop: Mapping[int, Rules],
    *,
    since_on: date,
    until_on: date,
    in_time: int,
    late: int,
    sample: int,
) -> list[Way]:
    """Of orders dispatched in these days: about `sample` of those `in_time` that were counted, and the `late` ones."""
    asked: dict[str, Any] = {
        "metric": LATE,
        "kinds": list(EVENTS),
        "shops": array(list(rules_of_shop)),
        "since": since_on,
        "until": until_on,
        "every": max(in_time // sample, 1),
        "every_late": max(late // MOST_LATE, 1),
        "most": 3 * (sample + MOST_LATE),
    }
    with db.cursor() as cursor:
        cursor.execute(WAYS, asked)
        rows = [Told(*row) for row in cursor.fetchall()]
    stands_for = {True: asked["every_late"], False: asked["every"]}
    return [_way(told, rules_of_shop[told.shop_id], stands_for[told.why == Why.LATE]) for told in rows]


def _way(told: Told, rules: Rules, weight: int) -> Way:
    ended = moments(told, rules)
    scale = working_time(rules.calendar, rules.zone, told.placed_at.year)
    return Way(
        order_id=told.order_id,
        shop_id=told.shop_id,
        day_on=told.day_on,
        is_late=told.why == Why.LATE,
        values={
            "supplier": told.suppliers,
            "carrier": told.carriers,
            "sku": told.skus,
            "lane": told.lanes,
        },
        hours=hours(told.placed_at, ended, measure=scale.between),
        dwell=dwell(told.placed_at, ended, measure=scale.between),
        weight=weight,
    )


def moments(told: Told, rules: Rules) -> dict[Step, datetime | None]:
    """The end of each stage; goods that lay on the shelf before nobody waited for."""
    events, remorse = told.events or {}, timedelta(hours=rules.remorse_hours or 0)
    said = {step: events.get(kind) for kind, step in EVENTS.items()}
    return {
        Step.PAID: told.paid_at,
        Step.REMORSE: told.paid_at + remorse if told.paid_at and remorse else None,
        **{step: datetime.fromtimestamp(at, UTC) if at else None for step, at in said.items()},
        Step.RECEIVED: _after(told.received_at, told.placed_at),
        Step.INSPECTED: _after(told.released_at, told.placed_at),
        Step.PACKED: told.packed_at,
        Step.LABEL: told.label_at,
        Step.HANDED_OVER: told.handed_over_at,
        Step.FIRST_SCAN: told.scanned_at,
        Step.CHANNEL: told.answered_at,
    }


def _after(moment: datetime | None, placed_at: datetime) -> datetime | None:
    return moment if moment is not None and moment > placed_at else None
