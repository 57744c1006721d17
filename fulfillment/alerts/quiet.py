"""Hours in which nobody is told of what can wait until morning. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

FROM, UNTIL = time(20), time(7)  # by the team's clock


def told_at(moment: datetime, zone: str) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in."""
    local = moment.astimezone(ZoneInfo(zone))
    if UNTIL <= local.time() < FROM:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= FROM else 0)
    return datetime.combine(day, UNTIL, ZoneInfo(zone)).astimezone(UTC)
