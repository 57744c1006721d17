"""Hours in which nobody is told of what can wait until morning. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Quiet(NamedTuple):
    """By the team's clock; over midnight where they end before they begin. Of equal ones there are none."""

    begins: time
    ends: time

    def holds(self, at: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


USUAL = Quiet(time(20), time(7))


def told_at(moment: datetime, zone: str, quiet: Quiet = USUAL) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in."""
    local = moment.astimezone(ZoneInfo(zone))
    if not quiet.holds(local.time()):
        return moment
    ended = _end(local.date(), quiet, zone)
    return ended if ended > moment else _end(local.date() + timedelta(days=1), quiet, zone)


def _end(day: date, quiet: Quiet, zone: str) -> datetime:
    return datetime.combine(day, quiet.ends, ZoneInfo(zone)).astimezone(UTC)
