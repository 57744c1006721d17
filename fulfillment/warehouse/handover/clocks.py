"""Which of two clocks to believe: the device's, that knows when something was done, or the server's, that is right. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

AHEAD = timedelta(minutes=2)  # a device may be a little fast
OLDEST = timedelta(hours=12)  # a device was offline for an evening at most


def believed(told_at: datetime | None, *, now: datetime) -> datetime:
    """The device's moment unless it lies ahead of the server's, or further back than an evening offline."""
    if told_at is None or not now - OLDEST <= told_at <= now + AHEAD:
        return now
    return min(told_at, now)
