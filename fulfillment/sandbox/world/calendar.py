"""Business days, holidays and local time of the two markets, independent of the product's own calendar."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Market:
    """A country's time zone, money and working calendar."""

    region: str
    zone: ZoneInfo
    currency: str
    country: str
    dial: str


US = Market("US", ZoneInfo("America/Los_Angeles"), "USD", "United States", "(+1)")
UK = Market("GB", ZoneInfo("Europe/London"), "GBP", "United Kingdom", "(+44)")


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last(year: int, month: int, weekday: int) -> date:
    last = date(year + month // 12, month % 12 + 1, 1) - DAY
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def _easter(year: int) -> date:
    """Gregorian Easter Sunday (the anonymous computus of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _observed(day: date) -> date:
    """US federal rule: Saturday is kept on Friday, Sunday on Monday."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


@cache
def _us_holidays(year: int) -> frozenset[date]:
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    floating = [
        _nth(year, 1, 0, 3),
        _nth(year, 2, 0, 3),
        _last(year, 5, 0),
        _nth(year, 9, 0, 1),
        _nth(year, 10, 0, 2),
        _nth(year, 11, 3, 4),
    ]
    return frozenset([*map(_observed, fixed), _observed(date(year + 1, 1, 1)), *floating])


@cache
def _uk_holidays(year: int) -> frozenset[date]:
    """Bank holidays of England and Wales; a substitute is the next working day."""
    days = {_easter(year) - 2 * DAY, _easter(year) + DAY}
    days |= {_nth(year, 5, 0, 1), _last(year, 5, 0), _last(year, 8, 0)}
    for day in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while day.weekday() > 4 or day in days:
            day += DAY
        days.add(day)
    return frozenset(days)


def is_holiday(market: Market, day: date) -> bool:
    holidays = _us_holidays(day.year) if market.region == "US" else _uk_holidays(day.year)
    return day in holidays


def is_business_day(market: Market, day: date) -> bool:
    return day.weekday() < 5 and not is_holiday(market, day)


@cache
def add_business_days(market: Market, day: date, count: int) -> date:
    while count:
        day += DAY
        count -= is_business_day(market, day)
    return day


def local(market: Market, moment: int) -> datetime:
    return datetime.fromtimestamp(moment, market.zone)


def unix(market: Market, day: date, at: time) -> int:
    return int(datetime.combine(day, at, market.zone).timestamp())


@cache
def end_of_day(market: Market, day: date) -> int:
    """23:59:59 local, the last second that still counts for that day."""
    return unix(market, day, time(23, 59, 59))


@cache
def midnight(market: Market, day: date) -> int:
    return unix(market, day, time())


def utc_text(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
