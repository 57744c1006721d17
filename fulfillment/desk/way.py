"""The order's way as one bar: hours spent per stage, the stage it is in, the usual rest, the deadline. Pure but for its input."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fulfillment.orders.models import Order
from fulfillment.orders.paces import Pace
from fulfillment.orders.sentences import moment

HOUR = timedelta(hours=1)


def of(order: Order, *, pace: Pace | None, now: datetime) -> dict[str, Any]:
    """`{segments, marks}` for `_way.html`; shares are per cent of the bar's span."""
    steps = _steps(order, now=now)
    end = max([now if order.is_open else steps[-1][2], order.dispatch_due_at or now])
    expected = _expected_end(order, pace, now=now)
    if expected:
        end = max(end, expected)
    start = order.placed_at
    span = max((end - start) / HOUR, 0.01)

    def at(when: datetime) -> float:
        return min(max((when - start) / HOUR / span * 100, 0.0), 100.0)

    segments = [_segment(label, since, until, kind, at) for label, since, until, kind in steps]
    if expected and expected > now:
        segments.append(_segment("until the scan", now, expected, "expected", at))
    return {
        "segments": [each for each in segments if each["share"] > 0],
        "marks": _marks(order, expected, at, now=now),
    }


def _steps(order: Order, *, now: datetime) -> list[tuple[str, datetime, datetime, str]]:
    """(label, since, until, kind) of the stages behind it and of the one it is in."""
    stops = [("to pay", order.paid_at), ("to label", order.ready_at or order.labelled_at)]
    stops += [("to first scan", _scan(order)), ("to delivery", order.delivered_at)]
    if order.cancelled_at:
        stops = [(label, stop) for label, stop in stops if stop and stop <= order.cancelled_at]
        stops.append(("until cancelled", order.cancelled_at))
    found, since = [], order.placed_at
    for label, stop in stops:
        if stop is None:
            if order.is_open or label == "to delivery":
                found.append((label, since, max(now, since), "now"))
            break
        if stop > since:
            found.append((label, since, stop, "past"))
            since = stop
    return found or [("just placed", order.placed_at, max(now, order.placed_at), "now")]


def _scan(order: Order) -> datetime | None:
    return order.scanned_at or order.last_first_scan_at


def _expected_end(order: Order, pace: Pace | None, *, now: datetime) -> datetime | None:
    if not order.is_open or not pace or pace.needs_hours is None:
        return None
    return now + timedelta(hours=pace.needs_hours)


def _segment(label: str, since: datetime, until: datetime, kind: str, at: Any) -> dict[str, Any]:
    return {
        "label": label,
        "hours": _hours((until - since) / HOUR),
        "share": at(until) - at(since),
        "kind": kind,
    }


def _marks(order: Order, expected: datetime | None, at: Any, *, now: datetime) -> list[dict[str, Any]]:
    zone = ZoneInfo(order.shop.time_zone)

    def mark(label: str, when: datetime, **style: Any) -> dict[str, Any]:
        return {
            "label": f"{label} {moment(when, now=now, zone=zone)}",
            "at": at(when),
            "row": "below",
            **style,
        }

    marks = [mark("placed", order.placed_at)]
    if order.is_open:
        marks.append(mark("now", now, strong=True, row="above"))
    if expected and expected > now:
        marks.append(mark("usual end", expected, dashed=True, row="above"))
    if order.dispatch_due_at:
        marks.append(mark("due", order.dispatch_due_at, tone="breach"))
    return marks


def _hours(hours: float) -> str:
    return f"{hours:.0f} h" if hours < 72 else f"{hours / 24:.0f} d"
