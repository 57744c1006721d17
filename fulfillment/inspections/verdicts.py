"""Whether a lot passes, from what was found in its sample. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fulfillment.inspections.sampling import Plan


class Defect(StrEnum):
    """How bad a defect is, worst first; each has an AQL of its own."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"  # nothing failed yet, and the sample is not whole


@dataclass(frozen=True, slots=True)
class Count:
    """Of one class of defects: units of the sample that have one, and the plan they are held against.

    Without a plan none is allowed: a critical defect fails the lot wherever it is seen.
    """

    found: int
    plan: Plan | None = None

    @property
    def is_failed(self) -> bool:
        return self.found >= (self.plan.reject if self.plan else 1)


def verdict(counts: Mapping[Defect, Count], *, looked_at: int) -> Verdict:
    """FAILED as soon as any class has too many; PASSED once every plan's sample was looked at."""
    if any(count.is_failed for count in counts.values()):
        return Verdict.FAILED
    needed = max((count.plan.sample_size for count in counts.values() if count.plan), default=1)
    return Verdict.PASSED if looked_at >= needed else Verdict.OPEN
