"""A measured figure beside its floor and its target, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

HEAD = ("figure", "target", "measured", "floor", "ratio", "ok")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`limit` is met from below where low is better, else from above; None only tells. `floor`: same unit."""

    name: str
    measured: float
    unit: str = "ms"
    limit: float | None = None
    low_is_better: bool = True
    floor: float | None = None
    note: str = ""

    @property
    def is_ok(self) -> bool | None:
        if self.limit is None:
            return None
        return self.measured <= self.limit if self.low_is_better else self.measured >= self.limit

    def cells(self) -> tuple[str, ...]:
        sign = "≤" if self.low_is_better else "≥"
        ratio = f"{self.measured / self.floor:.2f}" if self.floor else ""
        return (
            f"{self.name}{f' ({self.note})' if self.note else ''}",
            "" if self.limit is None else f"{sign} {_plain(self.limit)} {self.unit}",
            f"{_plain(self.measured)} {self.unit}",
            "" if self.floor is None else f"{_plain(self.floor)} {self.unit}",
            ratio,
            {True: "ok", False: "MISSED", None: ""}[self.is_ok],
        )


def table(figures: Iterable[Figure]) -> str:
    rows = [HEAD, *(each.cells() for each in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def median_ms(act: Callable[[], Any], *, times: int = 25, warm: int = 4) -> float:
    for _ in range(warm):
        act()
    return median(_once(act) for _ in range(times)) * 1000


def seconds(act: Callable[[], Any]) -> float:
    return _once(act)


def _once(act: Callable[[], Any]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
