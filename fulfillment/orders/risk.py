"""Why an order is at risk, how much, and when that can next change: one pure judgement.

Time enters only through `Ticker.passed`: it answers whether a moment has come and keeps the nearest one that
has not. So until `next_check_at` every answer stays the same, and with it the level and the reasons' codes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from fulfillment.orders.causes import CAUSES
from fulfillment.orders.facts import ClockReading, OrderFacts
from fulfillment.orders.kinds import FIRST_STEP_RANK, HELD_RANK
from fulfillment.orders.looking import Look, Ticker, iso, waits_until, worse
from fulfillment.orders.reasons import Reason, reason, worst_first
from fulfillment.orders.states import SEVERITY, Level, OrderStatus, Stage
from fulfillment.orders.thresholds import THRESHOLDS, Thresholds
from fulfillment.policies.terms import CancelBecause, ShippingType, StopEvent

LAST_INSTANT = timedelta(microseconds=1)  # the deadline itself is still in time


class Judgement(NamedTuple):
    level: Level
    reasons: tuple[Reason, ...]
    owner: str
    next_action: str  # code in orders.actions, blank where there is nothing to do
    next_check_at: datetime | None  # None: nothing changes by time alone


CLOSED = Judgement(Level.ON_TRACK, (), "", "", None)


def judge(
    facts: OrderFacts, clock: ClockReading, now: datetime, limits: Thresholds = THRESHOLDS
) -> Judgement:
    """The level and reasons at `now`, worst and most rigid first; of what is not open work only that it is seen so."""
    if facts.copy_of:
        return CLOSED._replace(
            reasons=(reason("copy_of_another_order", Level.ON_TRACK, original=facts.copy_of),)
        )
    if not facts.is_open:
        return _left_us(facts, now, limits)
    ticker = Ticker(now)
    base = _level_by_time(facts, clock, ticker, limits)
    found: list[Reason] = []
    look = Look(facts, clock, ticker, limits, base, found)
    for find in _FINDERS:
        find(look)
    reasons = worst_first(found)
    level = max((each.level for each in reasons), key=SEVERITY.__getitem__, default=base)
    owner = reasons[0].owner if reasons else ""
    return Judgement(level, tuple(reasons), owner, _next_action(reasons, look), ticker.next_at)


def _left_us(facts: OrderFacts, now: datetime, limits: Thresholds) -> Judgement:
    """Nothing is left to do but to wait for the channel, where the carrier knows more than it does."""
    since_at, ticker = facts.channel_behind_since_at, Ticker(now)
    if since_at is None:
        return CLOSED
    if not ticker.passed(since_at + limits.channel_behind):
        return CLOSED._replace(next_check_at=ticker.next_at)
    found = reason("channel_behind", Level.ON_TRACK, since_at=since_at.isoformat())
    return CLOSED._replace(reasons=(found,), owner=found.owner)


def _next_action(reasons: list[Reason], look: Look) -> str:
    """The first that there is to do; what must not ship offers no step of shipping."""
    must_wait = any(each.rank <= HELD_RANK for each in look.causes())
    doable = (each for each in reasons if not (must_wait and each.rank >= FIRST_STEP_RANK))
    return next((each.action for each in doable if each.action), "")


def _level_by_time(facts: OrderFacts, clock: ClockReading, ticker: Ticker, limits: Thresholds) -> Level:
    due_at = waits_until(facts, clock)
    if due_at is None:
        return Level.ON_TRACK
    if ticker.passed(due_at + LAST_INSTANT):
        return Level.WILL_COUNT_LATE if facts.counts else Level.AT_RISK
    if ticker.passed(due_at - limits.at_risk) or ticker.passed(facts.late_likely_at):
        return Level.AT_RISK
    return Level.DUE_SOON if ticker.passed(due_at - limits.due_soon) else Level.ON_TRACK


def _auto_cancel(look: Look) -> None:
    """Whose turn it is and what to do says the cause: a wrong number is not the carrier's to mend."""
    cancels_at = look.clock.cancels_at
    if cancels_at is None or not look.ticker.passed(cancels_at - look.limits.auto_cancel_near):
        return
    code = "auto_cancel_overdue" if look.ticker.passed(cancels_at) else "auto_cancel_near"
    unless = _unless(look.facts, look.clock)
    found = reason(code, Level.AUTO_CANCEL_NEAR, cancels_at=cancels_at.isoformat(), unless=unless)
    causes = look.causes()
    look.found.append(found._replace(owner=causes[0].owner, action=causes[0].action) if causes else found)


def _unless(facts: OrderFacts, clock: ClockReading) -> str:
    if facts.stage == Stage.AWAITING_SCAN or clock.cancel_because == CancelBecause.NOT_SCANNED:
        return "the carrier scans every package" if facts.packages_total > 1 else "the carrier scans it"
    if facts.status == OrderStatus.PARTLY_SHIPPED:
        return "every part gets a label or number"
    return (
        "its label is printed"
        if facts.shipping_type == ShippingType.PLATFORM
        else "it gets a label or number"
    )


def _deadline(look: Look) -> None:
    facts, due_at = look.facts, waits_until(look.facts, look.clock)
    if due_at is None:
        if facts.dispatched_at is None:
            look.found.append(reason("no_deadline", Level.ON_TRACK))
    elif look.ticker.passed(due_at + LAST_INSTANT):
        code = "past_deadline" if facts.counts else "past_deadline_uncounted"
        event = "scanned" if look.clock.stop_event == StopEvent.FIRST_SCAN else "ready to ship"
        late = reason(code, look.base, due_at=due_at.isoformat(), event=event)
        causes = look.causes()
        look.found.append(late._replace(owner=causes[0].owner) if causes else late)
    elif look.ticker.passed(facts.late_likely_at):
        step = _usual_step(facts, look.clock.stop_event)
        look.found.append(reason("late_likely", Level.AT_RISK, usual_hours=facts.usual_hours, step=step))


def _usual_step(facts: OrderFacts, stop_event: StopEvent) -> str:
    """What the usual hours are counted between: see `paces.waits_since`."""
    if stop_event == StopEvent.READY_TO_SHIP:
        return "from order to ready to ship"
    since = "label" if facts.stage == Stage.AWAITING_SCAN else "order"
    return f"from {since} to first scan"


def _buyers_question(look: Look) -> None:
    """It says that somebody waits, not that the order will be late: only a time to answer by hurries us."""
    question = look.facts.question
    if question is None or not look.ticker.passed(question.asked_at):
        return
    by_at = question.answer_by_at
    is_soon = by_at is not None and look.ticker.passed(by_at - look.limits.answer_soon)
    level = worse(Level.DUE_SOON if is_soon else Level.ON_TRACK, look.base)
    told = {"asked_at": iso(question.asked_at), "answer_by_at": iso(by_at)}
    look.found.append(reason("buyer_asks_where", level, **told))


def _whether_it_counts(look: Look) -> None:
    """Said where people would guess: of free samples and replacements, and of what the rules leave out."""
    facts = look.facts
    counts = "counts" if facts.counts else "does not count"
    if facts.is_sample or facts.is_replacement:
        look.found.append(
            reason("sample" if facts.is_sample else "replacement", Level.ON_TRACK, counts=counts)
        )
    elif not facts.counts:
        look.found.append(reason("uncounted", Level.ON_TRACK))


# After the causes, of which they take whose turn it is.
_CONSEQUENCES = (_auto_cancel, _deadline, _buyers_question, _whether_it_counts)
_FINDERS: tuple[Callable[[Look], None], ...] = (*CAUSES, *_CONSEQUENCES)
