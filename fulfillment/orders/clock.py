"""An order's clock: when it must be dispatched, when the platform cancels it, how long its buyer may repent.

Pure. The platform's own deadlines win; what it does not tell is computed (`deadlines`) and called estimated.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from msgspec import Struct

from fulfillment.orders.deadlines import (
    OrderClockFacts,
    estimated_cancel,
    estimated_due,
)
from fulfillment.orders.states import DueSource
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import CancelBecause, ShippingType, StopEvent, promise_of

__all__ = ["Clock", "OrderClockFacts", "clock_of", "dispatch_due_at", "is_late"]


class Clock(Struct, frozen=True, kw_only=True):
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


def clock_of(facts: OrderClockFacts, rules: Rules) -> Clock:
    """The clock under the rules that were in force when the order was placed."""
    due_at, due_source = _dispatch_due(facts, rules)
    cancels_at, cancel_because, cancel_source = _cancellation(facts, rules, due_at=due_at)
    return Clock(
        stop_event=rules.stop_event,
        dispatch_due_at=due_at,
        due_source=due_source,
        cancels_at=cancels_at,
        cancel_because=cancel_because,
        cancel_source=cancel_source,
        remorse_until=_remorse_until(facts, rules),
    )


def dispatch_due_at(facts: OrderClockFacts, rules: Rules) -> datetime | None:
    """The deadline alone, for whoever asks nothing else of many orders."""
    return _dispatch_due(facts, rules)[0]


def _dispatch_due(facts: OrderClockFacts, rules: Rules) -> tuple[datetime | None, DueSource | None]:
    return _told_or(_platform_due(facts, rules), partial(estimated_due, facts, rules))


def is_late(clock: Clock, *, dispatched_at: datetime | None, now: datetime) -> bool:
    """Dispatched after the deadline, or still not dispatched past it. The last second itself is in time."""
    if clock.dispatch_due_at is None:
        return False
    return (dispatched_at or now) > clock.dispatch_due_at


def _told_or(
    told: datetime | None, estimate: Callable[[], datetime | None]
) -> tuple[datetime | None, DueSource | None]:
    if told is not None:
        return told.astimezone(UTC), DueSource.PLATFORM
    estimated = estimate()
    return estimated, DueSource.ESTIMATED if estimated else None


def _platform_due(facts: OrderClockFacts, rules: Rules) -> datetime | None:
    """The deadline of the event that the market counts; that of the other event proves nothing."""
    if facts.shipping_type == ShippingType.DIGITAL:
        return None
    told = facts.scan_due_at if rules.stop_event == StopEvent.FIRST_SCAN else facts.ready_due_at
    return told or facts.promised_at


def _cancellation(
    facts: OrderClockFacts, rules: Rules, *, due_at: datetime | None
) -> tuple[datetime | None, CancelBecause | None, DueSource | None]:
    """The first moment at which the platform cancels the order as it stands; the platform's own times win."""
    if facts.is_scanned or facts.shipping_type == ShippingType.DIGITAL:
        return None, None, None
    unless_ready_at, unless_scanned_at = facts.cancel_unless_ready_at, facts.cancel_unless_scanned_at
    if facts.cancel_fallback_at and not (unless_ready_at or unless_scanned_at):
        return facts.cancel_fallback_at.astimezone(UTC), CancelBecause.PLATFORM_DEADLINE, DueSource.PLATFORM
    waits_for = [(CancelBecause.NOT_SCANNED, unless_scanned_at, rules.cancelled_unless_scanned)]
    if not facts.is_ready:
        waits_for.insert(0, (CancelBecause.NOT_READY, unless_ready_at, rules.cancelled_unless_ready))
    points = []
    for because, told_at, cancel_rules in waits_for:
        rule = cancel_rules[promise_of(facts.kind)]
        at, source = _told_or(told_at, partial(estimated_cancel, rule, facts, rules, due_at=due_at))
        if at:
            points.append((at, because, source))
    return min(points, key=lambda point: point[0]) if points else (None, None, None)


def _remorse_until(facts: OrderClockFacts, rules: Rules) -> datetime | None:
    """The end of the buyer's hour. Where the platform shows the hold itself, no hold means it is over."""
    if not rules.remorse_hours or (rules.remorse_held_by_platform and not facts.on_hold):
        return None
    return (facts.paid_at or facts.placed_at).astimezone(UTC) + timedelta(hours=rules.remorse_hours)
