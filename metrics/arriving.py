"""How probable it is that an order arrives after its promised day, by how many days are left and whether it left. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from metrics.counts import Counts

ENOUGH = 20
FARTHEST = 6  # days ahead: an evaluation is at most that far
State = tuple[int, bool]  # days left until the promised day, whether it had left


class Arrival(Struct, frozen=True, kw_only=True):
    """A past order by market-local days; None: it never came to that."""

    due_on: date
    dispatched_on: date | None
    delivered_on: date | None

    @property
    def is_late(self) -> bool:
        return self.delivered_on is None or self.delivered_on > self.due_on

    def stood(self, days_left: int) -> State | None:
        """How it stood when the day began that lies so many before its promised one; None where it had arrived."""
        day = self.due_on - timedelta(days=days_left)
        if self.delivered_on is not None and self.delivered_on < day:
            return None
        return days_left, self.dispatched_on is not None and self.dispatched_on < day


class Arrivals:
    """What became of past orders that stood as one stands now."""

    def __init__(self, past: Iterable[Arrival]) -> None:
        self._counts: dict[State, Counts] = defaultdict(Counts)
        for each in past:
            for days_left in range(FARTHEST + 1):
                state = each.stood(days_left)
                if state:
                    self._counts[state] += Counts(int(each.is_late), 1)

    def probability(self, days_left: int, *, has_left: bool) -> float | None:
        """Of arriving late; None where too few stood like this."""
        known = self._counts.get((days_left, has_left), Counts())
        if known.denominator < ENOUGH:
            return None
        return (known.numerator + 0.5) / (known.denominator + 1)
