"""A market's whole rulebook: dated series of values with where each was read, and what is wrong with it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from fulfillment.policies.terms import SourceKind


class Fault(StrEnum):
    UNREADABLE = "unreadable"
    UNSOURCED = "unsourced"
    GAP = "gap"
    OVERLAP = "overlap"


@dataclass(frozen=True, kw_only=True)
class Problem:
    fault: Fault
    file: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}: {self.sentence}"


@dataclass(frozen=True, kw_only=True)
class Source:
    key: str
    title: str
    kind: SourceKind
    url: str = ""
    markets: frozenset[str] = frozenset()  # of which it speaks; empty: of all of its platform

    def speaks_of(self, market: str) -> bool:
        return not self.markets or market in self.markets


@dataclass(frozen=True, kw_only=True)
class Stated:
    """One value, valid from a day on, with where it was read, when, and why it is so."""

    name: str
    value: Any
    effective_from: date
    effective_until: date | None  # first day on which it no longer holds; None: until the next one
    source: Source
    verified_on: date
    confirmed: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class HolidayChange:
    """A day that the holiday library does not know, or knows wrongly, for this market."""

    on: date
    open: bool
    name: str
    source: Source
    verified_on: date
    why: str


@dataclass(kw_only=True)
class Book:
    """A market's whole rulebook, all times included."""

    key: str  # tiktok-us
    file: str
    title: str = ""
    platform: str = ""
    market: str = ""
    also_called: tuple[str, ...] = ()
    shared: bool = False
    starts_on: date = date.max
    sources: dict[str, Source] = field(default_factory=dict)
    series: dict[str, list[Stated]] = field(default_factory=dict)
    holiday_changes: list[HolidayChange] = field(default_factory=list)
    inherited: frozenset[str] = frozenset()  # names that this file leaves to the one that it extends
    faulty: set[str] = field(default_factory=set)  # names with an entry that could not be read
    is_read: bool = False  # False: not even TOML
    problems: list[Problem] = field(default_factory=list)

    def own_series(self) -> dict[str, list[Stated]]:
        return {name: series for name, series in self.series.items() if name not in self.inherited}

    def complain(self, fault: Fault, sentence: str) -> None:
        self.problems.append(Problem(fault=fault, file=self.file, sentence=sentence))
