"""How probable it is that a shipped package never gets its first scan in time, by how long it has waited. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

ENOUGH = 20  # packages below which nothing is known


class Scans(Struct, frozen=True, kw_only=True):
    """Of settled packages: after how many hours each valid one was scanned, ascending, and how many never were in time.

    `of_valid`: how many valid ones there were, of which `hours` may be a part.
    """

    hours: Sequence[float]
    of_valid: int
    unscanned: int

    def probability(self, waited: float) -> float | None:
        """Of never being scanned in time, having waited that many hours; None where too few are known."""
        if len(self.hours) + self.unscanned < ENOUGH:
            return None
        later = len(self.hours) - bisect_right(self.hours, waited)
        scanned_later = self.of_valid * later / len(self.hours) if self.hours else 0.0
        # Half a package more on either side: what was never seen is rare, not impossible.
        return (self.unscanned + 0.5) / (self.unscanned + scanned_later + 1.0)
