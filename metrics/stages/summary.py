"""Many orders' ways as tables: how long each stage takes, week by week, and which one made orders late. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from metrics.stages.way import blame, quantile, usual
from metrics.stages.words import ABOUT, OWNERS, Step

ENOUGH = 5  # orders below which no hours are told
SHARES = (0.5, 0.8, 0.95)


class Measured(Struct, frozen=True, kw_only=True):
    """What a stage knows of one order; `hours` by stage."""

    day_on: date
    is_late: bool
    hours: dict[Step, float]


class Taken(Struct, frozen=True, kw_only=True):
    """One stage: hours that 5, 8 and 9.5 of 10 orders need at most (None: too few), of `orders` that show it."""

    step: Step
    label: str
    owner: str
    evidence: str
    orders: int
    shares: tuple[float | None, float | None, float | None]
    blamed: int
    by_week: list[float | None]  # what 8 of 10 needed, oldest week first


class Summary(Struct, frozen=True, kw_only=True):
    orders: int
    late: int
    mondays: list[date]
    stages: list[Taken]
    unblamed: int  # late orders of which no stage took time

    @property
    def shown(self) -> list[Taken]:
        return [each for each in self.stages if each.orders]

    @property
    def unknown(self) -> list[Taken]:
        return [each for each in self.stages if not each.orders]


def summed(ways: Sequence[Measured], mondays: list[date]) -> Summary:
    late = [way for way in ways if way.is_late]
    usually = usual(way.hours for way in ways if not way.is_late)
    blamed = Counter(each.step if each else None for each in (blame(way.hours, usually) for way in late))
    return Summary(
        orders=len(ways),
        late=len(late),
        mondays=mondays,
        stages=[_taken(step, ways, mondays, blamed[step]) for step in Step],
        unblamed=blamed[None],
    )


def _taken(step: Step, ways: Sequence[Measured], mondays: Sequence[date], blamed: int) -> Taken:
    took = sorted(way.hours[step] for way in ways if step in way.hours)
    about = ABOUT[step]
    return Taken(
        step=step,
        label=about.label,
        owner=OWNERS[about.owner],
        evidence=about.evidence,
        orders=len(took),
        shares=(at(took, 0.5), at(took, 0.8), at(took, 0.95)),
        blamed=blamed,
        by_week=[at(_of_week(step, ways, monday), 0.8) for monday in mondays],
    )


def _of_week(step: Step, ways: Iterable[Measured], monday: date) -> list[float]:
    end = monday + timedelta(days=6)
    return sorted(way.hours[step] for way in ways if step in way.hours and monday <= way.day_on <= end)


def at(ordered: list[float], share: float) -> float | None:
    return quantile(ordered, share) if len(ordered) >= ENOUGH else None
