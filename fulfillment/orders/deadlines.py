"""Deadlines computed from the rules, for what the platform did not tell. Pure.

Days are counted in the market's local time, so that a deadline stays at the end of its day when clocks change
between order and deadline; the moments given back are aware UTC. A dispatch deadline never lies before the
order, always falls on a business day, and a later order never gets an earlier one.
"""

from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from fulfillment.policies.calendars import add_business_days, is_business_day, moment
from fulfillment.policies.parts import CancelRule, DueRule
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import DayUnit, OrderKind, ShippingType, Start, promise_of

OURS_TO_SHIP = frozenset({ShippingType.SELLER, ShippingType.PLATFORM})
LAST_DAY = date(9000, 1, 1)  # absurd dates from outside are computed no further than this


class OrderClockFacts(Struct, frozen=True, kw_only=True):
    """What the clock needs to know of an order; all moments aware, None where the channel did not say."""

    placed_at: datetime
    paid_at: datetime | None = None
    kind: OrderKind = OrderKind.REGULAR
    shipping_type: ShippingType = ShippingType.SELLER
    handling_days: int | None = None
    handling_in_business_days: bool = True
    release_at: datetime | None = None  # a pre-order's closure
    promised_at: datetime | None = None  # an own store's promise for this order: dispatched by then
    # the platform's deadlines
    ready_due_at: datetime | None = None
    scan_due_at: datetime | None = None
    cancel_unless_ready_at: datetime | None = None
    cancel_unless_scanned_at: datetime | None = None
    cancel_fallback_at: datetime | None = None  # a deprecated time that does not say what for
    # how far the order is
    on_hold: bool = False  # the platform itself shows the remorse hold now
    is_ready: bool = False  # every package has its label or number
    is_scanned: bool = False  # the carrier has every package


def estimated_due(facts: OrderClockFacts, rules: Rules) -> datetime | None:
    """None where nothing has to be dispatched by us, or nobody promised a time."""
    promise = promise_of(facts.kind)
    rule = rules.dispatch[promise]
    if facts.shipping_type == ShippingType.PLATFORM:
        rule = rules.dispatch_with_platform_label.get(promise, rule)
    return _due(rule, facts, rules)


def estimated_delivery(facts: OrderClockFacts, rules: Rules) -> datetime | None:
    return _due(rules.delivery[promise_of(facts.kind)], facts, rules)


def estimated_cancel(
    rule: CancelRule | None, facts: OrderClockFacts, rules: Rules, *, due_at: datetime | None
) -> datetime | None:
    """`due_at` is the order's dispatch deadline, from which some rules count."""
    if rule is None or facts.shipping_type not in OURS_TO_SHIP:
        return None
    if rule.start != Start.DUE:
        day = _start_day(DueRule(days=0, start=rule.start), facts, rules)
    elif due_at:
        day = rules.day_of(due_at)
    else:
        return None
    return _end_of(_plus(day, rule.days, rule.unit, rules), rules)


def _due(rule: DueRule | None, facts: OrderClockFacts, rules: Rules) -> datetime | None:
    """The end of the business day that the rule leads to; None where nobody stated the handling time."""
    if rule is None or facts.shipping_type not in OURS_TO_SHIP:
        return None
    day: date | None = _start_day(rule, facts, rules)
    if day and rule.handling:
        day = _after_handling(day, facts, rules)
    if day is None:
        return None
    day = _business_day(day, rule.days, rules)
    due_at = _end_of(day, rules)
    # A deadline hour that is earlier than the order's own hour belongs to the next business day.
    return due_at if due_at >= facts.placed_at else _end_of(_business_day(day, 1, rules), rules)


def _start_day(rule: DueRule, facts: OrderClockFacts, rules: Rules) -> date:
    placed = facts.placed_at.astimezone(rules.zone)
    day = placed.date()
    if rule.cut_off and placed.time() >= rule.cut_off and is_business_day(day, rules.calendar):
        day = _business_day(day, 1, rules)
    if rule.start != Start.RELEASE:
        return day
    if facts.release_at:
        return max(day, rules.day_of(facts.release_at))
    # No release date: it closes when the days chosen for it have passed, unless the rule counts them itself.
    return day if rule.handling else _after_handling(day, facts, rules) or day


def _after_handling(day: date, facts: OrderClockFacts, rules: Rules) -> date | None:
    """`day` plus the order's own handling time, or the least that the rules allow for its kind."""
    if facts.handling_days is not None:
        in_business_days = facts.handling_in_business_days and facts.kind != OrderKind.PRE_ORDER
        unit = DayUnit.BUSINESS if in_business_days else DayUnit.CALENDAR
        return _plus(day, facts.handling_days, unit, rules)
    usual = rules.handling.get(facts.kind) or rules.handling[OrderKind.REGULAR]
    return _plus(day, usual.least, usual.unit, rules) if usual else None


def _plus(day: date, days: int, unit: DayUnit, rules: Rules) -> date:
    if unit == DayUnit.BUSINESS:
        return _business_day(day, days, rules) if days else day
    return min(day, LAST_DAY) + timedelta(days=days)


def _business_day(day: date, days: int, rules: Rules) -> date:
    return add_business_days(min(day, LAST_DAY), days, rules.calendar)


def _end_of(day: date, rules: Rules) -> datetime:
    return moment(day, rules.day_ends, rules.zone).astimezone(UTC)
