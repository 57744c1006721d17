"""Which rates a meeting must speak of: past their target, or worse by more than chance; all others are as usual. Pure."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from math import sqrt

from fulfillment.policies.terms import Better
from metrics.counts import Counts

CHANCE = 1.645  # as far from nothing once in twenty weeks without a cause
NEAR = 0.8  # of what the target tolerates is used up


class Standing(StrEnum):
    """Worst first."""

    ENFORCED = "enforced"
    PAST = "past"
    WORSE = "worse"
    NEAR = "near"
    USUAL = "usual"
    FEW = "few"  # below the minimum count


PROBLEMS = frozenset({Standing.ENFORCED, Standing.PAST, Standing.WORSE})


def standing(
    before: Counts,
    after: Counts,
    *,
    target: float | None,
    enforcement: float | None,
    better: str,
    minimum: int,
) -> Standing:
    if after.denominator < max(minimum, 1):
        return Standing.FEW
    if _past(after, target, better) and excess(after, target, better) >= 1:
        return Standing.ENFORCED if _past(after, enforcement, better) else Standing.PAST
    if before.denominator >= max(minimum, 1) and worsening(before, after, better) >= CHANCE:
        return Standing.WORSE
    used = strain(after, target, better)
    return Standing.NEAR if used is not None and used >= NEAR else Standing.USUAL


def _past(counts: Counts, limit: float | None, better: str) -> bool:
    if limit is None or counts.rate is None:
        return False
    return counts.rate > Decimal(str(limit)) if better == Better.LOWER else counts.rate < Decimal(str(limit))


def excess(counts: Counts, target: float | None, better: str) -> float:
    """How many units of a week are too many for the target: what is less than one would have been past it by itself."""
    if target is None:
        return 0.0
    if better == Better.LOWER:
        return counts.numerator - target * counts.denominator
    return target * counts.denominator - counts.numerator


def strain(counts: Counts, target: float | None, better: str) -> float | None:
    """How much of what the target tolerates is used up: above 1 is past it."""
    if target is None or counts.rate is None:
        return None
    rate = float(counts.rate)
    harm, tolerated = (rate, target) if better == Better.LOWER else (1 - rate, 1 - target)
    if tolerated <= 0:
        return float("inf") if harm else 0.0
    return harm / tolerated


def worsening(before: Counts, after: Counts, better: str) -> float:
    """How many standard deviations the rate moved to the bad side; negative: to the good one. Zero without counts."""
    both = before + after
    if not before.denominator or not after.denominator:
        return 0.0
    pooled = both.numerator / both.denominator
    spread = sqrt(pooled * (1 - pooled) * (1 / before.denominator + 1 / after.denominator))
    if not spread:
        return 0.0
    moved = after.numerator / after.denominator - before.numerator / before.denominator
    return (moved if better == Better.LOWER else -moved) / spread
