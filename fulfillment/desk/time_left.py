"""What is left of an order's time: what leads its row, and the quieter line under it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fulfillment.desk.templatetags.moments import duration
from fulfillment.orders.sentences import span, zone_word
from fulfillment.orders.states import Level, is_judged

# By hand: strftime would take half of the time of an export.
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class TimeLeft(NamedTuple):
    lead: str
    note: str
    is_missed: bool


def in_words(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """`Tue 24 Nov 14:54 PST`, with the year where it is another one."""
    local = moment.astimezone(zone)
    year = "" if local.year == now.year else f" {local.year}"
    day = f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"
    return f"{day}{year} {local.hour:02}:{local.minute:02} {zone_word(local)}"


def of_open(order: Any, zone: ZoneInfo, *, now: datetime) -> TimeLeft:
    """Of an open order: until the platform cancels it where that is near, else until its deadline."""
    if not is_judged(order):
        return TimeLeft("", "", False)
    due = _due(order, zone, now)
    is_missed = due is not None and order.dispatched_at is None and order.dispatch_due_at <= now
    if order.cancels_at and order.level == Level.AUTO_CANCEL_NEAR:
        return _until_cancelled(order, zone, now, due=due, is_missed=is_missed)
    if order.dispatched_at:
        return TimeLeft("clock stopped", in_words(order.dispatched_at, zone, now), False)
    if due is None:
        return TimeLeft("no deadline", _cancels(order, zone, now), False)
    fate = _cancels(order, zone, now) if is_missed else ""
    return TimeLeft(duration(order.dispatch_due_at - now), f"{due} · {fate}" if fate else due, is_missed)


def _until_cancelled(
    order: Any, zone: ZoneInfo, now: datetime, *, due: str | None, is_missed: bool
) -> TimeLeft:
    left = order.cancels_at - now
    until = "until it cancels itself" if order.cancels_at > now else "past its automatic cancellation"
    words = f"{until}, {in_words(order.cancels_at, zone, now)}"
    if is_missed:
        words += f" · {span(now - order.dispatch_due_at)} past the deadline"
    elif due and not order.dispatched_at:
        words += f" · {due}"
    return TimeLeft(duration(left), words, True)


def _due(order: Any, zone: ZoneInfo, now: datetime) -> str | None:
    if order.dispatch_due_at is None:
        return None
    words = f"due {in_words(order.dispatch_due_at, zone, now)}"
    return f"{words}, estimated" if order.due_source == "estimated" else words


def _cancels(order: Any, zone: ZoneInfo, now: datetime) -> str:
    """A cancellation that is past and was not told is said by the order's reasons."""
    if order.cancels_at is None or order.cancels_at <= now:
        return ""
    return f"cancels itself {in_words(order.cancels_at, zone, now)}"


def of_finished(order: Any, zone: ZoneInfo, *, now: datetime) -> TimeLeft:
    """By how much a dispatched order was late, or that it was in time."""
    due = _due(order, zone, now)
    if due is None or order.dispatched_at is None:
        return TimeLeft("", due or "", False)
    late = order.dispatched_at - order.dispatch_due_at
    return (
        TimeLeft(f"late by {duration(late)}", due, True)
        if late.total_seconds() > 0
        else TimeLeft("in time", due, False)
    )
