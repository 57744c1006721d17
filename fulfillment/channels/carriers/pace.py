"""How soon a feed is asked about a parcel again: by its age, its state and how near a deadline is. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
UNSCANNED_UNTIL = 21 * DAY  # what nobody scanned in three weeks was never handed over
SCANNED_UNTIL = 45 * DAY
NEAR_BEFORE, NEAR_AFTER = 6 * HOUR, DAY  # around the deadline an hour decides whether somebody must be called
PUSHED = 4  # where messages arrive by themselves, asking only finds what got lost


class Parcel(NamedTuple):
    since_at: datetime  # number given, or else followed
    is_scanned: bool
    is_delivered: bool
    due_at: datetime | None  # of the most urgent order that still waits for its scan


def next_question(parcel: Parcel, *, is_pushed: bool, now: datetime) -> datetime | None:
    """None: never again, for it was delivered or is too old to be moving."""
    age = max(now - parcel.since_at, timedelta(0))
    if parcel.is_delivered or age > (SCANNED_UNTIL if parcel.is_scanned else UNSCANNED_UNTIL):
        return None
    wait = _usual(age, is_scanned=parcel.is_scanned)
    if not parcel.is_scanned and _is_near(parcel.due_at, now):
        wait = min(wait, 20 * MINUTE)
    return now + (wait * PUSHED if is_pushed else wait)


def _usual(age: timedelta, *, is_scanned: bool) -> timedelta:
    if is_scanned:
        return 12 * HOUR if age < 10 * DAY else DAY
    if age < 2 * DAY:
        return HOUR
    return 3 * HOUR if age < 7 * DAY else 12 * HOUR


def _is_near(due_at: datetime | None, now: datetime) -> bool:
    return due_at is not None and due_at - NEAR_BEFORE <= now <= due_at + NEAR_AFTER
