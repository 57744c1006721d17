"""When the next question may be asked: Shopify's bucket of cost points, as its last answer described it. Pure.

Nothing is assumed of a plan: size and speed of the bucket are only ever read from `extensions.cost.throttleStatus`.
"""

from datetime import datetime

from msgspec import Struct


class Bucket(Struct, frozen=True, kw_only=True):
    """Points as last told; `restore_rate` is points a second."""

    maximum: float
    available: float
    restore_rate: float
    told_at: datetime

    def at(self, now: datetime) -> float:
        """Points there are by now, if nobody else of this app has taken any."""
        passed = max(0.0, (now - self.told_at).total_seconds())
        return min(self.maximum, self.available + passed * self.restore_rate)


class TooDear(Struct, frozen=True):
    """A question that costs more than the whole bucket: no waiting helps, it must ask for less."""


def wait(bucket: Bucket | None, cost: float, *, now: datetime) -> float | TooDear:
    """Seconds until `cost` points are there; 0 where nothing is known yet."""
    if bucket is None:
        return 0.0
    if bucket.maximum > 0 and cost > bucket.maximum:
        return TooDear()
    missing = cost - bucket.at(now)
    if missing <= 0:
        return 0.0
    return missing / bucket.restore_rate if bucket.restore_rate > 0 else 1.0


def smaller(size: int) -> int:
    """The next page size to try after one that was too dear; 1 is the end."""
    return max(1, size // 2)
