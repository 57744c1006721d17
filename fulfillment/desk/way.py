"""The order's way as one bar, true to time: hours per stage beside the usual ones, the usual rest, the deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fulfillment.orders.history import Segment, history_of
from fulfillment.orders.models import Order
from fulfillment.orders.paces import Pace
from fulfillment.orders.rulings import Rulings
from fulfillment.orders.sentences import moment
from fulfillment.orders.states import OrderStatus, Stage
from fulfillment.orders.working_time import WorkingTime, working_time

HOUR = timedelta(hours=1)
WORDS = {
    Stage.REMORSE: "buyer's hour",
    Stage.TO_SHIP: "to label",
    Stage.AWAITING_SCAN: "to first scan",
    Stage.IN_TRANSIT: "to delivery",
}
SLOW, VERY_SLOW = 1.25, 2.5  # times the usual hours: from here on a stage is tinted
TOO_SHORT = 1 / 60  # hours: what is over within a minute is not a stage of its own
Place = Callable[[datetime], float]
Step = tuple[str, datetime, datetime, str, float | None]  # label, since, until, kind, usual hours


def of(order: Order, *, pace: Pace | None, now: datetime) -> dict[str, Any]:
    """`{segments, marks}` for `_way.html`; shares are per cent of the bar's span. Four queries."""
    history = history_of(order, now=now)
    rules = Rulings.of_shops([order.shop_id]).at(order.shop_id, order.placed_at)
    scale = working_time(rules.calendar, rules.zone, now.year)
    behind = _behind(order, history, now=now)
    ahead = _ahead(order, history, pace, scale, now=now)
    steps = [*behind, *ahead]
    start = order.placed_at
    end = max(
        [until for _, _, until, _, _ in steps] + ([order.dispatch_due_at] if order.dispatch_due_at else [])
    )
    span = max((end - start) / HOUR, 0.01)

    def at(when: datetime) -> float:
        return min(max((when - start) / HOUR / span * 100, 0.0), 100.0)

    segments = [_segment(step, at, scale) for step in steps]
    usual_end = ahead[-1][2] if ahead else None
    return {"segments": segments, "marks": _marks(order, usual_end, at, now=now)}


def _behind(order: Order, history: list[Segment], *, now: datetime) -> list[Step]:
    """The stages it went through and the one it is in; where it came to rest is no stage."""
    steps: list[Step] = []
    for each in history:
        if each.ended_at is None and each.stage not in WORDS:
            continue
        label = "to pay" if order.status == OrderStatus.UNPAID else WORDS.get(each.stage, str(each.stage))
        if each.stage == Stage.TO_SHIP and order.cancelled_at and each.ended_at == order.cancelled_at:
            label = "until cancelled"
        until = each.ended_at or max(now, each.started_at)
        kind = "now" if each.ended_at is None else "past"
        if kind == "now" or each.hours >= TOO_SHORT:
            steps.append((label, each.started_at, until, kind, each.usual_hours))
    return steps or [("just placed", order.placed_at, max(now, order.placed_at), "now", None)]


def _ahead(
    order: Order, history: list[Segment], pace: Pace | None, scale: WorkingTime, *, now: datetime
) -> list[Step]:
    """The usual rest of an open order's way to its stop event; nothing where the past says nothing."""
    if not order.is_open or not pace or not pace.needs_hours:
        return []
    here = scale.hours(now)
    end = scale.moment(here + pace.needs_hours)
    if end <= now:
        return []
    stage = history[-1].stage if history else Stage.TO_SHIP
    if stage not in (Stage.REMORSE, Stage.TO_SHIP) or pace.act_by_at is None or not order.dispatch_due_at:
        return [
            ("to first scan" if stage == Stage.AWAITING_SCAN else "to dispatch", now, end, "expected", None)
        ]
    usual_scan = scale.between(pace.act_by_at, order.dispatch_due_at)
    handed_over = min(max(scale.moment(here + pace.needs_hours - usual_scan), now), end)
    steps = [("to label", now, handed_over), ("to first scan", handed_over, end)]
    return [(label, since, until, "expected", None) for label, since, until in steps if until > since]


def _segment(step: Step, at: Place, scale: WorkingTime) -> dict[str, Any]:
    label, since, until, kind, usual = step
    took = scale.between(since, until)  # beside the usual hours, which leave out weekends and holidays too
    return {
        "label": label,
        "hours": _hours((until - since) / HOUR),
        "usual": _usual(took, usual, (until - since) / HOUR),
        "share": at(until) - at(since),
        "kind": kind,
        "tone": _tone(took, usual),
    }


def _usual(took: float, usual: float | None, lasted: float) -> str:
    """`usually 2 h`; over a weekend also what of it were business days, which alone are compared."""
    if not usual:
        return ""
    of_days = f"{_hours(took)} on business days, " if lasted - took >= 1 else ""
    return f"{of_days}usually {_hours(usual)}"


def _tone(took: float, usual: float | None) -> str | None:
    if not usual or took < usual * SLOW:
        return None
    return "breach" if took >= usual * VERY_SLOW else "risk"


def _marks(order: Order, usual_end: datetime | None, at: Place, *, now: datetime) -> list[dict[str, Any]]:
    zone = ZoneInfo(order.shop.time_zone)

    def mark(label: str, when: datetime, **style: Any) -> dict[str, Any]:
        words = f"{label} {moment(when, now=now, zone=zone)}"
        return {"label": words, "at": at(when), "row": "below", **style}

    marks = [mark("placed", order.placed_at)]
    if order.is_open:
        marks.append(mark("now", now, strong=True, row="above"))
    if usual_end:
        marks.append(mark("usual end", usual_end, dashed=True, row="above"))
    if order.dispatch_due_at:
        marks.append(mark("due", order.dispatch_due_at, tone="breach"))
    return _apart(marks)


def _apart(marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Labels that would run into each other move to the other row."""
    taken: dict[str, list[float]] = {"above": [], "below": []}
    for mark in marks:
        other = "below" if mark["row"] == "above" else "above"
        crowded = any(abs(mark["at"] - each) < 16 for each in taken[mark["row"]])
        if crowded and not any(abs(mark["at"] - each) < 16 for each in taken[other]):
            mark["row"] = other
        taken[mark["row"]].append(mark["at"])
    return marks


def _hours(hours: float) -> str:
    if hours < 1:
        return f"{hours * 60:.0f} min"
    return f"{hours:.0f} h" if hours < 72 else f"{hours / 24:.0f} d"
