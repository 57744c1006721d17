"""What a channel itself says of a shop's rates: the figure, its counts and the orders that it counts against the shop.

Plain Python: a channel whose interface tells such figures names a module as `performs`, with `told(market)` and
`read(connection, *, now)`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from msgspec import Struct


class ToldFigure(Struct, frozen=True, kw_only=True):
    """`since_at` and `until_at` bound the evaluation, the end outside it; `rate` is a fraction.

    `against_ids`: orders by the channel's ids, empty where it names none.
    """

    metric: str  # slug
    since_at: datetime
    until_at: datetime
    rate: Decimal
    numerator: int | None = None
    denominator: int | None = None
    against_ids: tuple[str, ...] = ()


def days_of(since_at: datetime, until_at: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """First and last day of an evaluation: days of UTC where both ends are midnight there, else of the zone."""
    bounds = since_at, until_at
    is_utc = all(each.utcoffset() == timedelta(0) and _is_midnight(each) for each in bounds)
    first, end = bounds if is_utc else (each.astimezone(zone) for each in bounds)
    last = (end - timedelta(seconds=1)).date()
    return first.date(), max(last, first.date())


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)
