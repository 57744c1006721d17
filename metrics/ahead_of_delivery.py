"""What on-time delivery will be at the next evaluation: orders promised by then, each as such orders arrived before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.orders.upsert.rowset import execute
from metrics import figures
from metrics.ahead import Ahead, ahead_of
from metrics.arriving import Arrival, Arrivals
from metrics.forecast import BEFORE, Open, Recent, harmful, outlook, recent, replay, stretch_of, window
from metrics.weekdays import next_sunday

ON_TIME = "on-time-delivery-rate"
WEEKS = 26
LEARNED_DAYS = 28
MOST_LEARNED, MOST_OPEN = 4000, 20_000
PAST = """
SELECT f.day_on, (o.dispatched_at AT TIME ZONE %(zone)s)::date, (o.delivered_at AT TIME ZONE %(zone)s)::date FROM (
    SELECT unit_id, day_on FROM metrics_fact WHERE shop_id = %(shop)s AND metric = %(metric)s
        AND day_on BETWEEN %(since)s AND %(until)s AND in_denominator ORDER BY day_on DESC LIMIT %(most)s
) f JOIN orders_order o ON o.id = f.unit_id
"""
DUE = """
SELECT f.unit_id, f.day_on, o.dispatched_at IS NOT NULL, o.delivered_at IS NOT NULL
FROM metrics_fact f JOIN orders_order o ON o.id = f.unit_id
WHERE f.shop_id = %(shop)s AND f.metric = %(metric)s AND f.day_on BETWEEN %(since)s AND %(until)s AND f.in_denominator
ORDER BY f.unit_id LIMIT %(most)s
"""


def ahead_of_delivery(shop: Shop, *, now: datetime) -> Ahead:
    """Three queries. A day of this rate is over with its last hour: whoever comes later was late already."""
    rules = figures.rules_of(shop, now=now)
    rule, today = rules.metric(ON_TIME), rules.day_of(now)
    evaluated_on, yesterday = next_sunday(today), today - timedelta(days=1)
    length, days_left = rule.window_days, (evaluated_on - today).days + 1
    first = evaluated_on - timedelta(weeks=WEEKS)
    days = harmful(
        figures.by_day(
            [shop], ON_TIME, since_on=first - timedelta(days=length + BEFORE + 7), until_on=yesterday
        )
    )
    past = replay(
        days, first_on=first, last_on=evaluated_on - timedelta(weeks=1), length=length,
        days_left=min(days_left, length),
    )  # fmt: skip
    like, stretch = recent(days, until_on=yesterday), stretch_of(past)
    known = Arrivals(_past(shop, rules.zone.key, yesterday))
    promised = {"since": today, "until": evaluated_on, "most": MOST_OPEN}
    due = execute(DUE, {"shop": shop.pk, "metric": ON_TIME, **promised})
    opened, unknown = _opened(due, known, today, like.rate)
    decided = window(days, until_on=yesterday, length=max(length - days_left, 0))
    coming = unplaced(like, Counter(day_on for _, day_on, *_ in due), today, evaluated_on)
    harm = outlook(decided, opened, like, to_come=coming, stretch=stretch)
    return ahead_of(
        rule=rule, zone=rules.zone.key, evaluated_on=evaluated_on, since_on=evaluated_on - timedelta(days=length - 1),
        today=today, harm=harm, opened=opened, unknown=unknown, past=past, stretch=stretch,
    )  # fmt: skip


def _past(shop: Shop, zone: str, until_on: date) -> list[Arrival]:
    since_on = until_on - timedelta(days=LEARNED_DAYS - 1)
    days = {"since": since_on, "until": until_on, "most": MOST_LEARNED}
    rows = execute(PAST, {"shop": shop.pk, "metric": ON_TIME, "zone": zone, **days})
    return [Arrival(due_on=due, dispatched_on=sent, delivered_on=came) for due, sent, came in rows]


def unplaced(like: Recent, known: Mapping[date, int], today: date, until_on: date) -> float:
    """Orders of these days that nobody has placed yet: what such weekdays bring, less what is promised already."""
    days = [today + timedelta(days=at) for at in range((until_on - today).days + 1)]
    return sum(max(like.on(day) - known.get(day, 0), 0.0) for day in days)


def _opened(
    due: Sequence[tuple[Any, ...]], known: Arrivals, today: date, usual: float
) -> tuple[list[Open], int]:
    """Every order promised from today on; what has arrived is in time."""
    opened, unknown = [], 0
    for pk, due_on, has_left, has_come in due:
        chance = 0.0 if has_come else known.probability((due_on - today).days, has_left=has_left)
        unknown += chance is None
        opened.append(Open(id=pk, probability=usual if chance is None else chance))
    return opened, unknown
