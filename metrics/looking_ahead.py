"""The open orders, the days and the past weeks that a forecast is made of; five queries for any shop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.orders.paces import READS, pace_for
from fulfillment.orders.upsert.rowset import execute
from fulfillment.policies.rulebook import Rules
from fulfillment.policies.terms import Counting
from metrics import figures, ripening
from metrics.ahead import Ahead, ahead_of
from metrics.ahead_of_delivery import ON_TIME, ahead_of_delivery
from metrics.ahead_of_tracking import VALID_TRACKING, ahead_of_tracking
from metrics.counts import Counts
from metrics.forecast import (
    A_WEEK,
    BEFORE,
    Open,
    outlook,
    recent,
    replay,
    stretch_of,
    to_come,
    window,
)
from metrics.overdue import Lateness
from metrics.weekdays import next_sunday, part_of_day

WEEKS = 26
MOST_OPEN, MOST_LATE = 20_000, 2000
LATE_DISPATCH = "late-dispatch-rate"
CANCELLATION = "seller-fault-cancellation-rate"
RIPENING_WEEKS = 13  # replayed, of a rate whose days go on changing
# Late dispatch and delivery: their days are over as soon as they are past. Cancellations and tracking: how their days go
# on changing is known, for each change has its moment. Of all others only what has settled is told.
FORETOLD = frozenset({LATE_DISPATCH, CANCELLATION, VALID_TRACKING, ON_TIME})


def look_ahead(shop: Shop, metric: str, *, now: datetime) -> Ahead:
    """Platforms judge once a week: the next evaluation is at the end of the market's Sunday. `metric`: one of FORETOLD."""
    if metric == CANCELLATION:
        return ahead_of_cancellations(shop, now=now)
    if metric == VALID_TRACKING:
        return ahead_of_tracking(shop, now=now)
    if metric == ON_TIME:
        return ahead_of_delivery(shop, now=now)
    return _ahead_of_dispatch(shop, metric, now=now)


def _ahead_of_dispatch(shop: Shop, metric: str, *, now: datetime) -> Ahead:
    """The open orders one by one."""
    rules = figures.rules_of(shop, now=now)
    rule, today = rules.metric(metric), rules.day_of(now)
    evaluated_on = next_sunday(today)
    days_left = (evaluated_on - today).days + 1  # today is not over
    first = evaluated_on - timedelta(weeks=WEEKS)
    days = figures.by_day(
        [shop], metric, since_on=first - timedelta(days=rule.window_days + BEFORE + 7), until_on=today
    )
    past = replay(
        days, first_on=first, last_on=evaluated_on - timedelta(weeks=1), length=rule.window_days,
        days_left=min(days_left, rule.window_days),
    )  # fmt: skip
    like = recent(days, until_on=today - timedelta(days=1))
    opened, unknown = _opened(shop, rules, metric, evaluated_on, like.rate, now=now)
    since_on = evaluated_on - timedelta(days=rule.window_days - 1)
    decided = _decided(days, today, evaluated_on, rule.window_days)
    stretch = stretch_of(past)
    coming = to_come(like, today, evaluated_on, part_of_day(now, rules.zone))
    counted = sum(each.counts for each in opened)
    return ahead_of(
        rule=rule,
        zone=rules.zone.key,
        evaluated_on=evaluated_on,
        since_on=since_on,
        today=today,
        harm=outlook(decided, opened, like, to_come=max(coming - counted, 0.0), stretch=stretch),
        opened=opened,
        unknown=unknown,
        past=past,
        stretch=stretch,
    )


def ahead_of_cancellations(shop: Shop, *, now: datetime) -> Ahead:
    """The days of the window as they ripen; three queries."""
    rules = figures.rules_of(shop, now=now)
    rule, today = rules.metric(CANCELLATION), rules.day_of(now)
    evaluated_on = next_sunday(today)
    first = evaluated_on - timedelta(weeks=RIPENING_WEEKS)
    length, days_left = rule.window_days, (evaluated_on - today).days + 1
    earliest = first - timedelta(days=max(length, ripening.REACHES_BACK) + 7)
    days = figures.by_day([shop], CANCELLATION, since_on=earliest, until_on=today)
    ages = cancelled_ages(shop, rules.zone.key, since_on=earliest)
    past = ripening.replayed(
        days, ages, first_on=first, last_on=evaluated_on - A_WEEK, length=length, days_left=days_left
    )
    yesterday, since_on = today - timedelta(days=1), evaluated_on - timedelta(days=length - 1)
    stretch = stretch_of(past)
    told = ripening.ripened(
        days, ripening.learned(days, ages, asked_on=yesterday), recent(days, until_on=yesterday), asked_on=today,
        until_on=evaluated_on, length=length, days_left=days_left - part_of_day(now, rules.zone),
        still_open=_still_open(shop, rules, since_on), stretch=stretch,
    )  # fmt: skip
    return ahead_of(
        rule=rule,
        zone=rules.zone.key,
        evaluated_on=evaluated_on,
        since_on=since_on,
        today=today,
        harm=told,
        opened=[],
        unknown=0,
        past=past,
        stretch=stretch,
        ripens=True,
    )


AGES = """
SELECT f.day_on, greatest((o.cancelled_at AT TIME ZONE %(zone)s)::date - f.day_on, 0) AS age, count(*)
FROM orders_order o JOIN metrics_fact f ON f.metric = %(metric)s AND f.unit_id = o.id
WHERE o.team_id = %(team)s AND o.stage = 'cancelled' AND o.placed_at >= %(since)s AND o.shop_id = %(shop)s
    AND f.in_denominator AND f.in_numerator AND o.cancelled_at IS NOT NULL GROUP BY 1, 2
"""


def cancelled_ages(shop: Shop, zone: str, *, since_on: date) -> dict[date, dict[int, int]]:
    """By placed day: how many were cancelled by our fault at which age in days, by the market's calendar."""
    asked: dict[str, Any] = {
        "zone": zone, "metric": CANCELLATION, "team": shop.team_id, "shop": shop.pk,
        "since": datetime.combine(since_on - timedelta(days=1), time.min, tzinfo=UTC),
    }  # fmt: skip
    found: dict[date, dict[int, int]] = defaultdict(dict)
    for day_on, age, count in execute(AGES, asked):
        found[day_on][age] = count
    return found


def _still_open(shop: Shop, rules: Rules, since_on: date) -> int:
    since = datetime.combine(since_on, time.min, tzinfo=rules.zone).astimezone(UTC)
    return Order.objects.filter(shop=shop, is_open=True, dispatched_at=None, placed_at__gte=since).count()


def _decided(days: dict[date, Counts], today: date, evaluated_on: date, length: int) -> Counts:
    """What stands in the window by now, today's part included."""
    to_come = (evaluated_on - today).days
    return window(days, until_on=today, length=max(length - to_come, 0))


def _opened(
    shop: Shop, rules: Rules, metric: str, until_on: date, usual: float, *, now: datetime
) -> tuple[list[Open], int]:
    """Open orders whose deadline falls by then and whose lateness would count."""
    ends_at = datetime.combine(until_on, time.max, tzinfo=rules.zone).astimezone(UTC)
    due = Order.objects.filter(shop=shop, is_open=True, dispatched_at=None, dispatch_due_at__lte=ends_at)
    # Rows, not orders: an order has five times as much that nothing here asks for.
    told = due.values_list(*READS, "kind", "is_sample", "is_replacement", "shipping_type", named=True)
    orders = [row for row in told[:MOST_OPEN] if _counts(row, rules, metric)]
    paces = pace_for(orders, now=now, shops=[shop])
    known = {order.pk: paces[order.pk].probability if order.pk in paces else None for order in orders}
    lateness, within = _lateness(shop, metric, now=now), _hours(ends_at - now)
    found = [
        Open(
            id=order.pk,
            probability=usual if (chance := known[order.pk]) is None else chance,
            counts=lateness.dispatched(_hours(now - order.dispatch_due_at), within=within)
            if order.dispatch_due_at < now
            else 1.0,
        )
        for order in orders
    ]
    return found, sum(1 for each in known.values() if each is None)


LATENESS = """
SELECT extract(epoch FROM o.dispatched_at - o.dispatch_due_at) / 3600 FROM (
    SELECT unit_id FROM metrics_fact WHERE shop_id = %(shop)s AND metric = %(metric)s AND why = 'late'
        AND day_on >= %(since)s ORDER BY day_on DESC LIMIT %(most)s
) f JOIN orders_order o ON o.id = f.unit_id WHERE o.dispatched_at > o.dispatch_due_at
"""


def _lateness(shop: Shop, metric: str, *, now: datetime) -> Lateness:
    """Of the late orders of the last BEFORE days; one query."""
    since = (now - timedelta(days=BEFORE)).date()
    rows = execute(LATENESS, {"shop": shop.pk, "metric": metric, "since": since, "most": MOST_LATE})
    return Lateness(sorted(float(hours) for (hours,) in rows))


def _hours(span: timedelta) -> float:
    return span.total_seconds() / 3600


def _counts(order: Any, rules: Rules, metric: str) -> bool:
    kinds: Sequence[str] = (
        order.kind,
        *["sample"] * order.is_sample,
        *["replacement"] * order.is_replacement,
    )
    return rules.counts(metric, shipping_type=order.shipping_type, kinds=kinds) == Counting.COUNTS
