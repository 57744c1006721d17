"""The order's way as one bar, true to time: hours per stage beside the usual ones, the usual rest, the deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from fulfillment.desk.templatetags.moments import local_clock
from fulfillment.orders.history import Segment, history_of
from fulfillment.orders.models import Order
from fulfillment.orders.paces import Pace
from fulfillment.orders.rulings import Rulings
from fulfillment.orders.sentences import hours, span
from fulfillment.orders.states import OrderStatus, Stage
from fulfillment.orders.working_time import WorkingTime, working_time
from fulfillment.policies.terms import OrderKind, ShippingType

HOUR = timedelta(hours=1)
WORDS = {
    Stage.REMORSE: "buyer's hour",
    Stage.TO_SHIP: "to label",
    Stage.AWAITING_SCAN: "to first scan",
    Stage.IN_TRANSIT: "to delivery",
}
REST = "usual rest"
SLOW, VERY_SLOW = 1.25, 2.5  # times the usual hours: from here on a stage is tinted
TOO_SHORT = 1 / 60  # hours: what is over within a minute is not a stage of its own
ROOM = 16  # per cent of the bar that a mark's label takes
Place = Callable[[datetime], float]
Step = tuple[str, datetime, datetime, str, float | None]  # label, since, until, kind, usual hours


def of(order: Order, *, pace: Pace | None, now: datetime) -> dict[str, Any]:
    """`{segments, marks, names_usual}` for `_way.html`; shares are per cent of the bar's span. Four queries."""
    history = history_of(order, now=now)
    rules = Rulings.of_shops([order.shop_id]).at(order.shop_id, order.placed_at)
    scale = working_time(rules.calendar, rules.zone, now.year)
    behind = _behind(order, history, now=now)
    ahead = _ahead(order, history, pace, scale, now=now)
    if behind and ahead and ahead[0][0] == behind[-1][0]:  # the same stage goes on: it is named once
        ahead[0] = (REST, *ahead[0][1:])
    steps = [*behind, *ahead]
    start, due_at = order.placed_at, _due_at(order)
    end = max([until for _, _, until, _, _ in steps] + ([due_at] if due_at else []))
    length = max((end - start) / HOUR, 0.01)

    def at(when: datetime) -> float:
        return min(max((when - start) / HOUR / length * 100, 0.0), 100.0)

    late_from_at = None if order.dispatched_at else due_at
    segments = [_segment(step, at, scale, late_from_at) for step in steps]
    usual_end = ahead[-1][2] if ahead else None
    names_usual = bool(usual_end) or any(each["usual"] for each in segments)
    return {"segments": segments, "marks": _marks(order, usual_end, at, now=now), "names_usual": names_usual}


def _due_at(order: Order) -> datetime | None:
    """What was never paid was never due."""
    return None if order.paid_at is None and not order.is_open else order.dispatch_due_at


def _behind(order: Order, history: list[Segment], *, now: datetime) -> list[Step]:
    """The stages it went through and the one it is in; where it came to rest is no stage."""
    steps: list[Step] = []
    for each in history:
        if each.ended_at is None and each.stage not in WORDS:
            continue
        until = each.ended_at or max(now, each.started_at)
        kind = "now" if each.ended_at is None else "past"
        if kind == "now" or each.hours >= TOO_SHORT:
            usual = each.usual_hours if _is_usual(order) else None
            steps += _parted(order, (_label(order, each), each.started_at, until, kind, usual))
    return steps or [("just placed", order.placed_at, max(now, order.placed_at), "now", None)]


def _label(order: Order, each: Segment) -> str:
    if order.status == OrderStatus.UNPAID or (each.stage == Stage.REMORSE and order.paid_at is None):
        return "to pay"
    if each.stage == Stage.TO_SHIP and order.cancelled_at and each.ended_at == order.cancelled_at:
        return "until cancelled"
    if each.stage == Stage.TO_SHIP and order.shipping_type == ShippingType.PLATFORM_WAREHOUSE:
        return "platform packs"
    return WORDS.get(each.stage, str(each.stage))


def _is_usual(order: Order) -> bool:
    """What was learned is of orders that we ship at once: a pre-order's wait is no delay."""
    return order.kind == OrderKind.REGULAR and order.shipping_type != ShippingType.PLATFORM_WAREHOUSE


def _parted(order: Order, step: Step) -> list[Step]:
    """A pre-order waits for its release first, a parcel for its truck: that part of the stage has a name of its own.
    What is usual was learned of the whole stage."""
    label, since, until, kind, usual = step
    handed_over_at = order.handed_over_at
    if label == WORDS[Stage.AWAITING_SCAN] and handed_over_at and since < handed_over_at < until:
        return [
            ("to hand-over", since, handed_over_at, "past", None),
            (label, handed_over_at, until, kind, None),
        ]
    release_at = order.release_at
    if label != WORDS[Stage.TO_SHIP] or release_at is None or not since < release_at:
        return [step]
    if until <= release_at:
        return [("until release", since, until, kind, None)]
    return [("until release", since, release_at, "past", None), (label, release_at, until, kind, usual)]


def _ahead(
    order: Order, history: list[Segment], pace: Pace | None, scale: WorkingTime, *, now: datetime
) -> list[Step]:
    """The usual rest of an open order's way to its stop event; nothing where the past says nothing."""
    if not order.is_open or not pace or not pace.needs_hours:
        return []
    if order.release_at and order.release_at > now:
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
    usual_scan = scale.between(pace.truck_at or pace.act_by_at, order.dispatch_due_at)
    handed_over = min(max(scale.moment(here + pace.needs_hours - usual_scan), now), end)
    steps = [("to label", now, handed_over), ("to first scan", handed_over, end)]
    return [(label, since, until, "expected", None) for label, since, until in steps if until > since]


def _segment(step: Step, at: Place, scale: WorkingTime, late_from_at: datetime | None) -> dict[str, Any]:
    label, since, until, kind, usual = step
    took = scale.between(since, until)  # beside the usual hours, which leave out weekends and holidays too
    is_late = kind == "now" and late_from_at is not None and until > late_from_at
    return {
        "label": label,
        "hours": span(until - since),
        "usual": _usual(took, usual, (until - since) / HOUR),
        "share": at(until) - at(since),
        "kind": kind,
        "tone": "breach" if is_late else _tone(took, usual),
    }


def _usual(took: float, usual: float | None, lasted: float) -> str:
    """`usually 2 h`; over a weekend also what of it were business days, which alone are compared."""
    if not usual:
        return ""
    of_days = f"{span(timedelta(hours=took))} on business days, " if lasted - took >= 1 else ""
    return f"{of_days}usually {hours(usual)}"


def _tone(took: float, usual: float | None) -> str | None:
    if not usual or took < usual * SLOW:
        return None
    return "breach" if took >= usual * VERY_SLOW else "risk"


def _marks(order: Order, usual_end: datetime | None, at: Place, *, now: datetime) -> list[dict[str, Any]]:
    def mark(label: str, when: datetime, **style: Any) -> dict[str, Any]:
        words = f"{label} {local_clock(when, order.shop.time_zone, now)}"
        return {"label": words, "at": at(when), "row": "below", **style}

    marks = [mark("placed", order.placed_at)]
    if order.is_open:
        marks.append(mark("now", now, strong=True, row="above"))
    if order.packed_at:
        marks.append(mark("packed", order.packed_at, tone="ok"))
    if due_at := _due_at(order):
        marks.append(mark("due", due_at, tone="breach"))
    if usual_end:
        marks.append(mark("usual end", usual_end, dashed=True, row="above"))
    return apart(marks)


def apart(marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Labels that would run into each other move to the other row; the usual end, last, goes unnamed without room."""
    taken: dict[str, list[float]] = {"above": [], "below": []}
    for mark in marks:
        rows = [mark["row"], "below" if mark["row"] == "above" else "above"]
        free = [row for row in rows if all(abs(mark["at"] - each) >= ROOM for each in taken[row])]
        if not free and mark.get("dashed"):
            mark["label"] = ""
            continue
        mark["row"] = (free or rows)[0]
        taken[mark["row"]].append(mark["at"])
    return marks
