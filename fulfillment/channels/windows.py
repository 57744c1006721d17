"""Which stretch of update times to list next: forward with an overlap, backward for history. Pure."""

from datetime import datetime, timedelta

from msgspec import Struct

# The channel's update times may lie outside the range asked for, and clocks differ: read a little twice.
OVERLAP = timedelta(minutes=10)
FORWARD_START = timedelta(days=3)
HISTORY_SLICE = timedelta(days=7)


class Window(Struct, frozen=True):
    since: datetime
    until: datetime


def forward(position_at: datetime | None, *, now: datetime) -> Window:
    """From where the last pull ended, less the overlap; a first pull starts with the last days, where open orders are."""
    start = now - FORWARD_START if position_at is None else min(position_at, now) - OVERLAP
    return Window(start, now)


def backward(reached_at: datetime, history_since: datetime) -> Window | None:
    """The next older slice of the first import, or None when it has reached its beginning."""
    if reached_at <= history_since:
        return None
    return Window(max(history_since, reached_at - HISTORY_SLICE), reached_at)
