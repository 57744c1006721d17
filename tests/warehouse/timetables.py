"""Warehouses with windows, one function each: New York, trucks on workdays at 15:00, scanned within four hours."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from fulfillment.policies.calendars import Calendar
from fulfillment.warehouse.actby import Site, Window

EASTERN = ZoneInfo("America/New_York")
PACIFIC = ZoneInfo("America/Los_Angeles")
EVERY_DAY = frozenset(range(1, 8))


def windows(weekdays: Any = range(1, 6), at: str = "15:00", first_id: int = 1, **fields: Any) -> list[Window]:
    hour = time.fromisoformat(at)
    return [Window(id=first_id + day, weekday=day, at=hour, **fields) for day in weekdays]


def site(*groups: list[Window], closed: Any = (), **fields: Any) -> Site:
    calendar = Calendar(
        weekdays=EVERY_DAY, country="US", closed_on=frozenset(map(date.fromisoformat, closed))
    )
    found = tuple(each for group in groups for each in group) if groups else tuple(windows())
    return Site(**{"zone": EASTERN, "calendar": calendar, "windows": found} | fields)


def local(text: str, zone: ZoneInfo = EASTERN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def clock(moment: datetime | None, zone: ZoneInfo = EASTERN) -> str:
    return "" if moment is None else f"{moment.astimezone(zone):%a %d %b %H:%M}"
