"""The open orders, the days and the past weeks that a forecast is made of; five queries for any shop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.orders.paces import pace_for
from fulfillment.policies.rulebook import MetricRule, Rules
from fulfillment.policies.terms import Counting
from metrics import figures
from metrics.counts import Counts
from metrics.forecast import (
    BEFORE,
    Open,
    Outlook,
    Replayed,
    outlook,
    recent,
    replay,
    stretch_of,
    window,
)

WEEKS = 26
MOST_OPEN = 20_000
LATE_DISPATCH = "late-dispatch-rate"
# Rates whose days are over as soon as they are past: of others the last days still change, and nothing is foretold.
FORETOLD = frozenset({LATE_DISPATCH})


class Ahead(Struct, frozen=True, kw_only=True):
    """`opened` are the orders due by the evaluation; `unknown` of them have no pace yet and are taken to be as usual."""

    rule: MetricRule
    zone: str
    evaluated_on: date
    since_on: date
    today: date
    told: Outlook
    opened: list[Open]
    unknown: int
    past: list[Replayed]
    stretch: float


def look_ahead(shop: Shop, metric: str, *, now: datetime) -> Ahead:
    """Platforms judge once a week: the next evaluation is at the end of the market's Sunday."""
    rules = figures.rules_of(shop, now=now)
    rule, today = rules.metric(metric), rules.day_of(now)
    evaluated_on = today + timedelta(days=6 - today.weekday())
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
    left = days_left - _part_of_day(now, rules)
    return Ahead(
        rule=rule,
        zone=rules.zone.key,
        evaluated_on=evaluated_on,
        since_on=since_on,
        today=today,
        told=outlook(decided, opened, like, days_left=left, stretch=stretch),
        opened=opened,
        unknown=unknown,
        past=past,
        stretch=stretch,
    )


def _decided(days: dict[date, Counts], today: date, evaluated_on: date, length: int) -> Counts:
    """What stands in the window by now, today's part included."""
    to_come = (evaluated_on - today).days
    return window(days, until_on=today, length=max(length - to_come, 0))


def _part_of_day(now: datetime, rules: Rules) -> float:
    local = now.astimezone(rules.zone)
    return (local.hour + local.minute / 60) / 24


def _opened(
    shop: Shop, rules: Rules, metric: str, until_on: date, usual: float, *, now: datetime
) -> tuple[list[Open], int]:
    """Open orders whose deadline falls by then and whose lateness would count."""
    ends_at = datetime.combine(until_on, time.max, tzinfo=rules.zone).astimezone(UTC)
    due = Order.objects.filter(shop=shop, is_open=True, dispatched_at=None, dispatch_due_at__lte=ends_at)
    orders = [order for order in due.select_related("shop")[:MOST_OPEN] if _counts(order, rules, metric)]
    paces = pace_for(orders, now=now)
    known = {order.pk: paces[order.pk].probability if order.pk in paces else None for order in orders}
    found = [Open(id=pk, probability=usual if each is None else each) for pk, each in known.items()]
    return found, sum(1 for each in known.values() if each is None)


def _counts(order: Order, rules: Rules, metric: str) -> bool:
    kinds: Sequence[str] = (
        order.kind,
        *["sample"] * order.is_sample,
        *["replacement"] * order.is_replacement,
    )
    return rules.counts(metric, shipping_type=order.shipping_type, kinds=kinds) == Counting.COUNTS
