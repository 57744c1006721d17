"""When platforms judge: at the end of the market's Sunday. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def next_sunday(today: date) -> date:
    """Today itself, where it is one."""
    return today + timedelta(days=6 - today.weekday())


def part_of_day(now: datetime, zone: ZoneInfo) -> float:
    """How much of the local day is over."""
    local = now.astimezone(zone)
    return (local.hour + local.minute / 60) / 24
