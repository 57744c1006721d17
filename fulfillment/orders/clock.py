"""An order's clock: when it must be dispatched, when the platform cancels it, how long its buyer may repent.

Pure. The platform's own deadlines win; what it does not tell is computed from the rules and called estimated.
Days are counted in the market's local time, so that a deadline stays at the end of its day when clocks change
between order and deadline; the moments given back are aware UTC. An estimated deadline never lies before the
order, always falls on a business day, and a later order never gets an earlier one.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from fulfillment.orders.states import DueSource
from fulfillment.policies.calendars import add_business_days, is_business_day, moment
from fulfillment.policies.parts import CancelRule, DueRule
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import (
    CancelBecause,
    DayUnit,
    OrderKind,
    ShippingType,
    Start,
    StopEvent,
    promise_of,
)

OURS_TO_SHIP = frozenset({ShippingType.SELLER, ShippingType.PLATFORM})
LAST_DAY = date(9000, 1, 1)  # absurd dates from outside are computed no further than this


@dataclass(frozen=True, kw_only=True)
class OrderClockFacts:
    """What the clock needs to know of an order; all moments aware, None where the channel did not say."""

    placed_at: datetime
    paid_at: datetime | None = None
    kind: OrderKind = OrderKind.REGULAR
    shipping_type: ShippingType = ShippingType.SELLER
    handling_days: int | None = None
    handling_in_business_days: bool = True
    release_at: datetime | None = None  # a pre-order's closure
    promised_at: datetime | None = (
        None  # an own store's promise for this very order, to be dispatched by then
    )
    # the platform's deadlines
    ready_due_at: datetime | None = None
    scan_due_at: datetime | None = None
    cancel_unless_ready_at: datetime | None = None
    cancel_unless_scanned_at: datetime | None = None
    cancel_fallback_at: datetime | None = None  # a deprecated time that does not say what for
    delivery_due_at: datetime | None = None
    # how far the order is
    on_hold: bool = False  # the platform itself shows the remorse hold now
    is_ready: bool = False  # every package has its label or number
    is_scanned: bool = False  # the carrier has every package


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Moments are aware UTC. `dispatch_due_at` None: nothing to dispatch, or nobody promised a time."""

    stop_event: StopEvent
    dispatch_due_at: datetime | None
    due_source: DueSource | None
    cancels_at: datetime | None  # the next moment at which the platform cancels unless something happens
    cancel_because: CancelBecause | None
    cancel_source: DueSource | None
    remorse_until: (
        datetime | None
    )  # must not ship before; None: no such hour, or the platform says it is over
    delivery_due_at: datetime | None
    delivery_due_source: DueSource | None


def clock_of(facts: OrderClockFacts, rules: Rules) -> Clock:
    """The clock under the rules that were in force when the order was placed."""
    due_at, due_source = _told_or(_platform_due(facts, rules), _estimated_due(facts, rules))
    delivery_due_at, delivery_source = _told_or(facts.delivery_due_at, _estimated_delivery(facts, rules))
    cancels_at, because, cancel_source = _cancellation(facts, rules)
    return Clock(
        stop_event=rules.stop_event,
        dispatch_due_at=due_at,
        due_source=due_source,
        cancels_at=cancels_at,
        cancel_because=because,
        cancel_source=cancel_source,
        remorse_until=_remorse_until(facts, rules),
        delivery_due_at=delivery_due_at,
        delivery_due_source=delivery_source,
    )


def is_late(clock: Clock, *, dispatched_at: datetime | None, now: datetime) -> bool:
    """Dispatched after the deadline, or still not dispatched past it. The last second itself is in time."""
    if clock.dispatch_due_at is None:
        return False
    return (dispatched_at or now) > clock.dispatch_due_at


def _told_or(told: datetime | None, estimated: datetime | None) -> tuple[datetime | None, DueSource | None]:
    if told is not None:
        return told.astimezone(UTC), DueSource.PLATFORM
    return estimated, DueSource.ESTIMATED if estimated else None


def _platform_due(facts: OrderClockFacts, rules: Rules) -> datetime | None:
    """The deadline of the event that the market counts; that of the other event proves nothing."""
    if facts.shipping_type == ShippingType.DIGITAL:
        return None
    told = facts.scan_due_at if rules.stop_event == StopEvent.FIRST_SCAN else facts.ready_due_at
    return told or facts.promised_at


def _estimated_due(facts: OrderClockFacts, rules: Rules) -> datetime | None:
    promise = promise_of(facts.kind)
    rule = rules.dispatch[promise]
    if facts.shipping_type == ShippingType.PLATFORM:
        rule = rules.dispatch_with_platform_label.get(promise, rule)
    return _due(rule, facts, rules)


def _estimated_delivery(facts: OrderClockFacts, rules: Rules) -> datetime | None:
    return _due(rules.delivery[promise_of(facts.kind)], facts, rules)


def _due(rule: DueRule | None, facts: OrderClockFacts, rules: Rules) -> datetime | None:
    """The end of the business day that the rule leads to; None where nobody stated the handling time."""
    if rule is None or facts.shipping_type not in OURS_TO_SHIP:
        return None
    day = _start_day(rule, facts, rules)
    if rule.handling:
        handled = _after_handling(day, facts, rules)
        if handled is None:
            return None
        day = handled
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
        return _plus(
            day, facts.handling_days, DayUnit.BUSINESS if in_business_days else DayUnit.CALENDAR, rules
        )
    usual = rules.handling.get(facts.kind) or rules.handling[OrderKind.REGULAR]
    return _plus(day, usual.least, usual.unit, rules) if usual else None


def _cancellation(
    facts: OrderClockFacts, rules: Rules
) -> tuple[datetime | None, CancelBecause | None, DueSource | None]:
    """The first moment at which the platform cancels the order as it stands; the platform's own times win."""
    points: list[tuple[datetime, CancelBecause, DueSource]] = []
    promise = promise_of(facts.kind)
    told = (facts.cancel_unless_ready_at, facts.cancel_unless_scanned_at)
    if not any(told) and facts.cancel_fallback_at and not facts.is_scanned:
        fallback_at = facts.cancel_fallback_at.astimezone(UTC)
        return fallback_at, CancelBecause.PLATFORM_DEADLINE, DueSource.PLATFORM
    waiting = (
        (
            not (facts.is_ready or facts.is_scanned),
            told[0],
            rules.cancelled_unless_ready,
            CancelBecause.NOT_READY,
        ),
        (not facts.is_scanned, told[1], rules.cancelled_unless_scanned, CancelBecause.NOT_SCANNED),
    )
    for is_waiting, told_at, cancel_rules, because in waiting:
        at, source = _told_or(told_at, _estimated_cancel(cancel_rules[promise], facts, rules))
        if is_waiting and at and source:
            points.append((at, because, source))
    return min(points, key=lambda point: point[0]) if points else (None, None, None)


def _estimated_cancel(rule: CancelRule | None, facts: OrderClockFacts, rules: Rules) -> datetime | None:
    if rule is None or facts.shipping_type not in OURS_TO_SHIP:
        return None
    if rule.start == Start.DUE:
        due_at = _platform_due(facts, rules) or _estimated_due(facts, rules)
        if due_at is None:
            return None
        day = rules.day_of(due_at)
    else:
        day = _start_day(DueRule(days=0, start=rule.start), facts, rules)
    return _end_of(_plus(day, rule.days, rule.unit, rules), rules)


def _remorse_until(facts: OrderClockFacts, rules: Rules) -> datetime | None:
    """The end of the buyer's hour. Where the platform shows the hold itself, no hold means it is over."""
    if not rules.remorse_hours or (rules.remorse_held_by_platform and not facts.on_hold):
        return None
    return (facts.paid_at or facts.placed_at).astimezone(UTC) + timedelta(hours=rules.remorse_hours)


def _plus(day: date, days: int, unit: DayUnit, rules: Rules) -> date:
    if unit == DayUnit.BUSINESS:
        return _business_day(day, days, rules) if days else day
    return min(day, LAST_DAY) + timedelta(days=days)


def _business_day(day: date, days: int, rules: Rules) -> date:
    return add_business_days(min(day, LAST_DAY), days, rules.calendar)


def _end_of(day: date, rules: Rules) -> datetime:
    return moment(day, rules.day_ends, rules.zone).astimezone(UTC)
