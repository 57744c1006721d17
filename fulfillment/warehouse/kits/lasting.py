"""How long the stock of a kit's item lasts at the pace of what went into parcels. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

SPAN = timedelta(days=28)  # that a pace looks back
LEAST_DAYS, LEAST_UNITS = 7, 10  # fewer say nothing about a pace


class Lasting(NamedTuple):
    """`days` None: not enough evidence, or nothing is used. `missing`: what open orders need beyond what is there."""

    days: int | None
    on_hand: int
    needed: int  # by open orders
    used: int
    over_days: int  # that `used` was used in

    @property
    def missing(self) -> int:
        return max(self.needed - self.on_hand, 0)

    @property
    def per_day(self) -> float:
        return round(self.used / self.over_days, 1) if self.over_days else 0.0


def lasting(
    *, on_hand: int, needed: int, used: int, first_used_at: datetime | None, now: datetime
) -> Lasting:
    """`used` within SPAN. The orders that are open are a part of the pace, so they come out of the stock first."""
    since = max(first_used_at, now - SPAN) if first_used_at else now
    over = max((now - since).days, 0)
    if over < LEAST_DAYS or used < LEAST_UNITS:
        return Lasting(None, on_hand, needed, used, over)
    days = int(max(on_hand - needed, 0) / (used / over))
    return Lasting(days, on_hand, needed, used, over)
