"""How long an order waited in each stage, and which stage used up the time that it had. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from metrics.stages.words import ABOUT, Step

HOUR = timedelta(hours=1)
Measure = Callable[[datetime, datetime], float]  # hours between two moments


class Blame(Struct, frozen=True):
    """`step` used up the slack: `hours` where orders in time usually need `usual` (None: not known)."""

    step: Step
    hours: float
    usual: float | None

    @property
    def owner(self) -> str:
        return ABOUT[self.step].owner


def by_the_clock(start: datetime, end: datetime) -> float:
    return (end - start) / HOUR


def hours(
    placed_at: datetime, moments: Mapping[Step, datetime | None], *, measure: Measure = by_the_clock
) -> dict[Step, float]:
    """Hours of every stage that left a moment, in order; they add up to the time from placed to the last of them.

    A stage begins when everything before it is over. What was over already when its turn came took no time.
    """
    found: dict[Step, float] = {}
    before = placed_at
    for step in Step:
        moment = moments.get(step)
        if moment is not None:
            found[step] = max(measure(before, moment), 0.0) if moment > before else 0.0
            before = max(before, moment)
    return found


def dwell(
    placed_at: datetime, moments: Mapping[Step, datetime | None], *, measure: Measure = by_the_clock
) -> float | None:
    """Hours that it waited to be sent: from when the buyer could no longer take it back until its last parcel had a
    label. None without a label. TikTok shows a dwell rate of its own, whose definition no source tells.
    """
    until = moments.get(Step.LABEL)
    if until is None:
        return None
    since = max([placed_at, *(at for step in (Step.PAID, Step.REMORSE) if (at := moments.get(step)))])
    return max(measure(since, until), 0.0) if until > since else 0.0


def usual(ways: Iterable[Mapping[Step, float]], *, enough: int = 5) -> dict[Step, float]:
    """The median hours of each stage that at least `enough` of these orders have."""
    took: dict[Step, list[float]] = {}
    for way in ways:
        for step, hours_of in way.items():
            took.setdefault(step, []).append(hours_of)
    return {step: median(each) for step, each in took.items() if len(each) >= enough}


def blame(way: Mapping[Step, float], usually: Mapping[Step, float]) -> Blame | None:
    """The stage that took most more than it usually does; the later one of equals. None where nothing took time.

    Where nothing is over what is usual (the promise was too short), it is the one that took longest.
    """
    if not any(way.values()):
        return None
    over = {step: took - usually.get(step, 0.0) for step, took in way.items()}
    ranked = over if max(over.values()) > 0 else way
    order = list(Step)
    worst = max(ranked, key=lambda step: (ranked[step], order.index(step)))
    return Blame(worst, way[worst], usually.get(worst))


def median(values: Iterable[float]) -> float:
    return quantile(sorted(values), 0.5)


def quantile(ordered: list[float], share: float) -> float:
    """Between two values the way is straight; `ordered` is not empty."""
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
