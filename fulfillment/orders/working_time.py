"""Hours of business days: a moment's place on a scale that stands still at weekends and holidays. Pure.

Choice: a business day counts with all its hours, any other day with none, in the market's local calendar.
Office hours differ per supplier and carrier and nobody tells them; weekends and holidays distort a pace most.
"""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from fulfillment.policies.calendars import Calendar, is_business_day

HOUR = 3600.0


class WorkingTime:
    """Three calendar years around one; outside of them every hour counts."""

    def __init__(self, calendar: Calendar, zone: ZoneInfo, year: int) -> None:
        first, last = date(year - 1, 1, 1), date(year + 2, 1, 1)
        self.days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self.starts = [datetime.combine(day, time(0), zone).timestamp() for day in self.days]
        self.counts = [is_business_day(day, calendar) for day in self.days]
        self.counts[-1] = True
        self.before = [0.0]
        for place in range(len(self.days) - 1):
            length = (self.starts[place + 1] - self.starts[place]) / HOUR if self.counts[place] else 0.0
            self.before.append(self.before[-1] + length)

    def hours(self, moment: datetime) -> float:
        """Business hours from the scale's beginning to `moment`; never falls as time goes on."""
        at = moment.timestamp()
        place = bisect_right(self.starts, at) - 1
        if place < 0:
            return (at - self.starts[0]) / HOUR
        return self.before[place] + ((at - self.starts[place]) / HOUR if self.counts[place] else 0.0)

    def between(self, start: datetime, end: datetime) -> float:
        return self.hours(end) - self.hours(start)

    def moment(self, hours: float) -> datetime:
        """The first moment at which `hours` have passed on the scale."""
        place = max(0, bisect_left(self.before, hours) - 1)
        at = self.starts[place] + (hours - self.before[place]) * HOUR
        return datetime.fromtimestamp(at, UTC)


@lru_cache(maxsize=128)
def working_time(calendar: Calendar, zone: ZoneInfo, year: int) -> WorkingTime:
    return WorkingTime(calendar, zone, year)
