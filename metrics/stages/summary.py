"""Many orders' ways as tables: how long each stage takes, week by week, and which one made orders late. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from metrics.stages.spread import Bar, Held, bars, by_hours, quantile, total
from metrics.stages.way import blame, usual
from metrics.stages.words import ABOUT, DWELL, DWELL_LABEL, OWNERS, Step

ENOUGH = 5  # orders looked at, below which no hours are told
SHARES = (0.5, 0.8, 0.9)
Shares = tuple[float | None, float | None, float | None]  # hours by SHARES; None: too few


class Measured(Struct, frozen=True, kw_only=True):
    """What a stage knows of one order; `hours` by stage, and by DWELL. It stands for `weight` orders like it."""

    day_on: date
    is_late: bool
    hours: dict[str, float]
    weight: int = 1


class Taken(Struct, frozen=True, kw_only=True):
    """One stage, of the `orders` that show it: hours that 5, 8 and 9 of 10 need at most, and how they spread."""

    step: str  # a Step, or DWELL
    label: str
    owner: str
    evidence: str
    orders: int
    looked_at: int
    shares: Shares
    bars: list[Bar]
    blamed: int
    by_week: list[Shares]  # oldest week first
    orders_by_week: list[int]


class Summary(Struct, frozen=True, kw_only=True):
    """`looked_at` stand for `orders`."""

    orders: int
    looked_at: int
    late: int
    mondays: list[date]
    stages: list[Taken]
    unblamed: int  # late orders of which no stage took time
    dwell: Taken

    @property
    def is_sampled(self) -> bool:
        return self.orders != self.looked_at

    @property
    def shown(self) -> list[Taken]:
        return [each for each in self.stages if each.orders]

    @property
    def unknown(self) -> list[Taken]:
        return [each for each in self.stages if not each.orders]


def summed(ways: Sequence[Measured], mondays: list[date]) -> Summary:
    late = [way for way in ways if way.is_late]
    blamed: Counter[Step | None] = Counter()
    for way, step in zip(ways, blamed_steps(ways), strict=True):
        if way.is_late:
            blamed[step] += way.weight
    return Summary(
        orders=sum(way.weight for way in ways),
        looked_at=len(ways),
        late=sum(way.weight for way in late),
        mondays=mondays,
        stages=[_stage(step, ways, mondays, blamed[step]) for step in Step],
        unblamed=blamed[None],
        dwell=_dwell(ways, mondays),
    )


def blamed_steps(ways: Sequence[Measured]) -> list[Step | None]:
    """Of each the stage that used up its slack; None where it was in time, and where no stage explains it."""
    usually = usual(_steps(way) for way in ways if not way.is_late)
    found = [blame(_steps(way), usually) if way.is_late else None for way in ways]
    return [each.step if each else None for each in found]


def _steps(way: Measured) -> dict[Step, float]:
    return {Step(step): hours for step, hours in way.hours.items() if step != DWELL}


def _stage(step: Step, ways: Sequence[Measured], mondays: Sequence[date], blamed: int) -> Taken:
    about = ABOUT[step]
    words = about.label, OWNERS[about.owner], about.evidence
    return _taken(step, words, ways, mondays, blamed)


def _dwell(ways: Sequence[Measured], mondays: Sequence[date]) -> Taken:
    words = DWELL_LABEL, "Several", "its last parcel got a tracking number"
    return _taken(DWELL, words, ways, mondays, 0)


def _taken(
    step: str, words: tuple[str, str, str], ways: Sequence[Measured], mondays: Sequence[date], blamed: int
) -> Taken:
    took = by_hours(_held(step, ways))
    weeks = [by_hours(_held(step, _of_week(ways, monday))) for monday in mondays]
    return Taken(
        step=step,
        label=words[0],
        owner=words[1],
        evidence=words[2],
        orders=total(took),
        looked_at=len(took),
        shares=shares(took),
        bars=bars(took),
        blamed=blamed,
        by_week=[shares(each) for each in weeks],
        orders_by_week=[total(each) for each in weeks],
    )


def _held(step: str, ways: Sequence[Measured]) -> list[Held]:
    return [Held(way.hours[step], way.weight, way.is_late) for way in ways if step in way.hours]


def _of_week(ways: Sequence[Measured], monday: date) -> list[Measured]:
    return [way for way in ways if monday <= way.day_on <= monday + timedelta(days=6)]


def shares(ordered: Sequence[Held]) -> Shares:
    if len(ordered) < ENOUGH:
        return None, None, None
    half, most, nearly_all = (quantile(ordered, share) for share in SHARES)
    return half, most, nearly_all
