"""When a supplier works, and which pauses are ahead. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fulfillment.orders.working_time import working_time
from fulfillment.policies.calendars import ONE_DAY, Calendar, is_business_day

AHEAD = timedelta(days=90)
PAUSE = 3  # days on end: a weekend is no news


class Pause(NamedTuple):
    """Days on end on which nobody works there, the last one included."""

    from_on: date
    until_on: date

    @property
    def days(self) -> int:
        return (self.until_on - self.from_on).days + 1


def calendar_of(*, country: str, works_saturday: bool, closures: Iterable[tuple[date, date]]) -> Calendar:
    closed = {first + ONE_DAY * n for first, last in closures for n in range((last - first).days + 1)}
    weekdays = frozenset(range(1, 7 if works_saturday else 6))
    return Calendar(weekdays=weekdays, country=country, closed_on=frozenset(closed))


def pauses(calendar: Calendar, today: date) -> list[Pause]:
    """Of the next ninety days every pause that is longer than a weekend, the one of today included."""
    found: list[Pause] = []
    for n in range(AHEAD.days + 1):
        day = today + ONE_DAY * n
        if is_business_day(day, calendar):
            continue
        if found and found[-1].until_on == day - ONE_DAY:
            found[-1] = found[-1]._replace(until_on=day)
        else:
            found.append(Pause(day, day))
    return [each for each in found if each.days >= PAUSE]


def handed_over_at(ordered_at: datetime, lead_hours: int, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """When the supplier hands over what is ordered then: its hours pass on its working days only."""
    scale = working_time(calendar, zone, ordered_at.year)
    return scale.moment(scale.hours(ordered_at) + lead_hours)
