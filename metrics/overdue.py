"""How probable it is that an order past its deadline is dispatched at all within some hours. Pure.

Some are scanned the next morning, some wait for goods that never come: those count in no rate until they are sent.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

ENOUGH = 20


class Lateness(Struct, frozen=True):
    """By how many hours late orders missed their deadlines, ascending."""

    hours: Sequence[float]

    def dispatched(self, overdue: float, *, within: float) -> float:
        """Of being dispatched in the next hours, where it is that late already; 1 where too little is known."""
        if len(self.hours) < ENOUGH:
            return 1.0
        later = len(self.hours) - bisect_right(self.hours, overdue)
        by_then = bisect_right(self.hours, overdue + within) - bisect_right(self.hours, overdue)
        return by_then / (later + 1)  # one more that never was
