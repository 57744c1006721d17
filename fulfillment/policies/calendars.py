"""Business days of a market: its working weekdays, its public holidays, and what people changed by hand."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Which days count. `weekdays` are ISO numbers (Monday 1); a blank `country` keeps no holidays."""

    weekdays: frozenset[int]
    country: str = ""  # ISO 3166 alpha-2
    subdivision: str = ""
    closed_on: frozenset[date] = frozenset()  # closed although the library does not know it
    open_on: frozenset[date] = frozenset()  # open although weekday or library say closed


def knows_country(country: str, *, subdivision: str = "") -> bool:
    known = holidays.list_supported_countries()
    return country in known and (not subdivision or subdivision in known[country])


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """The year's public holidays, days observed in their stead included; none where the country is blank."""
    if not country:
        return frozenset()
    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


def is_business_day(day: date, calendar: Calendar) -> bool:
    if day in calendar.open_on:
        return True
    if day.isoweekday() not in calendar.weekdays or day in calendar.closed_on:
        return False
    return day not in public_holidays(calendar.country, calendar.subdivision, day.year)


@lru_cache(maxsize=8192)
def add_business_days(day: date, count: int, calendar: Calendar) -> date:
    """The `count`-th business day after `day`; for 0 the day itself, or the next business day."""
    if count == 0:
        return day if is_business_day(day, calendar) else add_business_days(day, 1, calendar)
    while count:
        day += ONE_DAY
        count -= is_business_day(day, calendar)
    return day


def business_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many business days lie after `start` up to and including `end`; 0 where `end` is not later."""
    days = (end - start).days
    return sum(is_business_day(start + ONE_DAY * n, calendar) for n in range(1, days + 1))


def moment(day: date, clock_time: time, zone: ZoneInfo) -> datetime:
    """That wall-clock time as an aware moment in `zone`.

    Where the clock shows a time twice (autumn) the first one is meant; a time that it skips (spring) is read
    with the offset before the change. Both are the earlier reading of the two offsets that could be meant.
    """
    return datetime.combine(day, clock_time, tzinfo=zone)


def business_hours_between(
    start: datetime,
    end: datetime,
    calendar: Calendar,
    *,
    zone: ZoneInfo,
    opens: time = time(0),
    closes: time = time.max,
) -> float:
    """Hours from `start` to `end` that fall on business days between `opens` and `closes`; never negative.

    Real elapsed hours: a business day on which clocks change has 23 or 25 of them. `time.max` means midnight.
    """
    total = timedelta()
    day = start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        if is_business_day(day, calendar):
            total += _overlap(start, end, moment(day, opens, zone), _closing(day, closes, zone))
        day += ONE_DAY
    return total / timedelta(hours=1)


def _closing(day: date, closes: time, zone: ZoneInfo) -> datetime:
    return moment(day + ONE_DAY, time(0), zone) if closes == time.max else moment(day, closes, zone)


def _overlap(start: datetime, end: datetime, opens_at: datetime, closes_at: datetime) -> timedelta:
    # Subtracting two datetimes of one zone compares wall clocks; timestamps compare real time.
    seconds = min(end.timestamp(), closes_at.timestamp()) - max(start.timestamp(), opens_at.timestamp())
    return timedelta(seconds=max(0.0, seconds))
