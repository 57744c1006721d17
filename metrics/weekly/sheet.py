"""A week as it is shown, printed, exported and kept: plain values, so that what was signed can be laid beside today's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from metrics.counts import Counts
from metrics.weekly.judging import PROBLEMS, Standing


class WeekCounts(Struct, frozen=True):
    """One week of a trend."""

    label: str
    counts: Counts
    is_provisional: bool


class Line(Struct, frozen=True, kw_only=True):
    """One rate of one shop. Limits are fractions; None: no source gives one."""

    metric: str
    title: str
    shop: str  # slug
    shop_id: int
    shop_name: str
    before: Counts
    now: Counts
    standing: Standing
    target: float | None
    enforcement: float | None
    better: str
    minimum: int
    window_days: int
    unit: str
    against: str  # what harms, in the words of the definition
    numerator: str  # the counts in words
    denominator: str
    dated: str
    rule_version: str
    provisional_days: int
    trend: list[WeekCounts]

    @property
    def key(self) -> str:
        return f"{self.metric}.{self.shop_id}"

    @property
    def is_problem(self) -> bool:
        return self.standing in PROBLEMS

    @property
    def against_count(self) -> int:
        return self.now.numerator if self.better == "lower" else self.now.denominator - self.now.numerator


class Cause(Struct, frozen=True, kw_only=True):
    """`points` are per cent points of the rate's change; `tone`: harm, help or plain (mix and rest)."""

    words: str
    owner: str
    points: float
    tone: str
    units: int | None = None
    dimension: str = ""
    value: str = ""


class Problem(Struct, frozen=True, kw_only=True):
    line: Line
    headline: str
    verdict: str
    tone: str
    moved: float | None  # points since the week before
    causes: list[Cause]
    by: str = ""  # the dimension of the causes
    late_by_stage: list[tuple[str, str, int]] = []  # stage, owner, orders


class Sheet(Struct, frozen=True, kw_only=True):
    week: str
    monday: date
    as_of: datetime
    zones: list[str]
    lines: list[Line]  # worst first
    problems: list[Problem]

    @property
    def is_empty(self) -> bool:
        return not any(line.now.denominator or line.before.denominator for line in self.lines)

    @property
    def notable(self) -> list[Line]:
        """For the table: what was counted at all and is not as usual, or near its limit."""
        return [line for line in self.lines if line.standing not in (Standing.USUAL, Standing.FEW)]

    @property
    def usual(self) -> list[Line]:
        """All others of which something was counted in either week."""
        usual = [line for line in self.lines if line.standing in (Standing.USUAL, Standing.FEW)]
        return [line for line in usual if line.now.denominator or line.before.denominator]


def to_keep(sheet: Sheet) -> Any:
    return msgspec.to_builtins(sheet)


def kept(told: Any) -> Sheet:
    return msgspec.convert(told, Sheet)


class Correction(Struct, frozen=True, kw_only=True):
    """A rate that says something else since the week was signed."""

    line: Line
    was: Counts


def corrections(signed: Sheet, now: list[Line]) -> dict[str, Correction]:
    """By the line's key: what came late, was corrected or re-judged after the signature."""
    then = {line.key: line.now for line in signed.lines}
    return {
        line.key: Correction(line=line, was=then.get(line.key, Counts()))
        for line in now
        if line.now != then.get(line.key, Counts())
    }
