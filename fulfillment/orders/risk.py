"""Why an order is at risk, how much, and when that can next change: one pure judgement.

Time enters only through `_Ticker.passed`: it answers whether a moment has come and keeps the nearest one that
has not. So until `next_check_at` every answer stays the same, and with it the level and the reasons' codes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from fulfillment.orders.facts import ClockReading, OrderFacts
from fulfillment.orders.reasons import (
    HELD_RANK,
    SLOWED_RANK,
    TRACKING_PROBLEMS,
    Reason,
    kind_of,
    reason,
    worst_first,
)
from fulfillment.orders.states import SEVERITY, Level, OrderStatus, Stage
from fulfillment.orders.thresholds import THRESHOLDS, Thresholds
from fulfillment.policies.terms import OrderKind, ShippingType

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
    """The level and reasons at `now`, worst and most rigid first; an order that is not open work has none."""
    if not facts.is_open:
        return CLOSED
    ticker = _Ticker(now)
    base = _level_by_time(facts, clock, ticker, limits)
    found: list[Reason] = []
    look = _Look(facts, clock, ticker, limits, base, found)
    for find in _FINDERS:
        find(look)
    reasons = worst_first(found)
    action = next((each.action for each in reasons if each.action), "")
    level = max((each.level for each in reasons), key=SEVERITY.__getitem__, default=base)
    return Judgement(level, tuple(reasons), reasons[0].owner if reasons else "", action, ticker.next_at)


class _Ticker:
    __slots__ = ("next_at", "now")

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.next_at: datetime | None = None

    def passed(self, moment: datetime | None) -> bool:
        if moment is None:
            return False
        if moment <= self.now:
            return True
        if self.next_at is None or moment < self.next_at:
            self.next_at = moment
        return False


class _Look(NamedTuple):
    facts: OrderFacts
    clock: ClockReading
    ticker: _Ticker
    limits: Thresholds
    base: Level  # by the dispatch deadline alone
    found: list[Reason]

    def cause(self, code: str, floor: Level = Level.ON_TRACK, **values: object) -> None:
        """A reason that keeps the order from leaving: at least `floor`, and as bad as time left makes it."""
        self.found.append(reason(code, _worse(floor, self.base), **values))


def _worse(one: Level, other: Level) -> Level:
    return one if SEVERITY[one] >= SEVERITY[other] else other


def _due_at(facts: OrderFacts, clock: ClockReading) -> datetime | None:
    return None if facts.dispatched_at else clock.dispatch_due_at


def _level_by_time(facts: OrderFacts, clock: ClockReading, ticker: _Ticker, limits: Thresholds) -> Level:
    due_at = _due_at(facts, clock)
    if due_at is None:
        return Level.ON_TRACK
    if ticker.passed(due_at + LAST_INSTANT):
        return Level.WILL_COUNT_LATE if facts.counts else Level.AT_RISK
    if ticker.passed(due_at - limits.at_risk) or ticker.passed(facts.late_likely_at):
        return Level.AT_RISK
    return Level.DUE_SOON if ticker.passed(due_at - limits.due_soon) else Level.ON_TRACK


def _auto_cancel(look: _Look) -> None:
    cancels_at = look.clock.cancels_at
    if cancels_at and look.ticker.passed(cancels_at - look.limits.auto_cancel_near):
        labelled = look.facts.stage == Stage.AWAITING_SCAN
        unless = "the carrier scans it" if labelled else "it gets a label or number"
        found = reason(
            "auto_cancel_near", Level.AUTO_CANCEL_NEAR, cancels_at=cancels_at.isoformat(), unless=unless
        )
        look.found.append(found._replace(owner=_stage_owner(look.facts), action=_stage_action(look.facts)))


def _buyers_request(look: _Look) -> None:
    request = look.facts.cancel_request
    if request is None:
        return
    answer_by_at = request.answer_by_at
    near = answer_by_at is not None and look.ticker.passed(answer_by_at - look.limits.answer_soon)
    look.cause(
        "buyer_asked_to_cancel",
        Level.DUE_SOON if near else Level.ON_HOLD,
        asked_at=_iso(request.asked_at),
        answer_by_at=_iso(answer_by_at),
    )


def _remorse(look: _Look) -> None:
    """The channel's own hold wins; a market without that status is given its hour by the clock."""
    until_at = look.clock.remorse_until
    held = look.facts.status == OrderStatus.REMORSE
    over = look.ticker.passed(until_at)
    if not held and (over or until_at is None):
        return
    look.cause("remorse_overrun" if over else "remorse_hour", Level.ON_HOLD, until_at=_iso(until_at))


def _pre_order(look: _Look) -> None:
    release_at = look.facts.release_at
    waits = look.facts.kind == OrderKind.PRE_ORDER and look.facts.stage != Stage.AWAITING_SCAN
    if waits and release_at is not None and not look.ticker.passed(release_at):
        look.cause("pre_order_waiting", Level.ON_HOLD, release_at=_iso(release_at))


def _address(look: _Look) -> None:
    """Told only once it matters: a platform's label needs no address of ours, a held order has none yet."""
    facts = look.facts
    if facts.address_missing and facts.stage == Stage.TO_SHIP and facts.shipping_type == ShippingType.SELLER:
        look.cause("address_missing", Level.ON_HOLD)


def _holds(look: _Look) -> None:
    for hold in look.facts.holds:
        overdue = look.ticker.passed(hold.until_at)
        floor = Level.ON_HOLD if hold.blocks else Level.ON_TRACK
        kind = kind_of(hold.reason)
        values = {
            "hold": hold.id,
            "subject": hold.subject,
            "evidence": hold.evidence,
            "since_at": _iso(hold.placed_at),
            "until_at": _iso(hold.until_at),
        }
        level = _worse(Level.DUE_SOON if overdue and hold.blocks else floor, look.base)
        rank = HELD_RANK if hold.blocks else SLOWED_RANK
        look.found.append(
            Reason(hold.reason, hold.owner or kind.owner, hold.action or kind.action, level, rank, values)
        )


def _tracking(look: _Look) -> None:
    problem = look.facts.tracking_problem
    if problem:
        words = TRACKING_PROBLEMS.get(problem, problem.replace("_", " ").capitalize())
        code = "tracking_unscanned" if problem == "no_scan_in_time" else "tracking_invalid"
        look.cause(code, Level.AT_RISK, verdict=problem, problem=words)


def _step(look: _Look) -> None:
    """What the order's own stage waits for."""
    facts = look.facts
    code = _step_code(facts)
    if code:
        look.cause(
            code,
            due_at=_iso(_due_at(facts, look.clock)),
            since_at=_iso(facts.stage_since_at),
            scanned=facts.packages_scanned if facts.packages_total else None,
            total=facts.packages_total or None,
            usual_hours=facts.usual_hours,
        )


def _step_code(facts: OrderFacts) -> str:
    if facts.status == OrderStatus.PARTLY_SHIPPED:
        return "partly_shipped"
    if facts.stage == Stage.TO_SHIP:
        return "no_number" if facts.shipping_type == ShippingType.SELLER else "no_platform_label"
    if facts.stage != Stage.AWAITING_SCAN:
        return ""
    return "partly_scanned" if facts.packages_scanned else "not_scanned"


def _stage_owner(facts: OrderFacts) -> str:
    return kind_of(_step_code(facts) or "auto_cancel_near").owner


def _stage_action(facts: OrderFacts) -> str:
    return kind_of(_step_code(facts) or "auto_cancel_near").action


def _deadline(look: _Look) -> None:
    facts, due_at = look.facts, _due_at(look.facts, look.clock)
    if due_at is None:
        if facts.dispatched_at is None:
            look.found.append(reason("no_deadline", Level.ON_TRACK))
    elif look.ticker.passed(due_at + LAST_INSTANT):
        code = "past_deadline" if facts.counts else "past_deadline_uncounted"
        late = reason(code, look.base, due_at=due_at.isoformat())
        look.found.append(late._replace(owner=_stage_owner(facts)))
    elif look.ticker.passed(facts.late_likely_at):
        look.found.append(reason("late_likely", Level.AT_RISK, usual_hours=facts.usual_hours))


def _whether_it_counts(look: _Look) -> None:
    """Said where people would guess: of free samples and replacements, and of what the rules leave out."""
    facts = look.facts
    counts = "counts" if facts.counts else "does not count"
    if facts.is_sample or facts.is_replacement:
        look.found.append(
            reason("sample" if facts.is_sample else "replacement", Level.ON_TRACK, counts=counts)
        )
    elif not facts.counts:
        look.found.append(reason("uncounted", Level.ON_TRACK))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


_FINDERS: tuple[Callable[[_Look], None], ...] = (
    _auto_cancel,
    _buyers_request,
    _remorse,
    _pre_order,
    _address,
    _holds,
    _tracking,
    _step,
    _deadline,
    _whether_it_counts,
)
