"""A measured figure beside its floor and its target, and the table of all of them.

Targets are for time on the clock. Beside it stands how long this process and its database backend were busy: on a
machine that does other work the difference is what they waited for it. How fast the machine is changes too, by half within
an hour where others have it: `pace` is how many times longer than on the machine of the targets a plain loop took beside
the figure, and a figure that is only over its target by the clock is marked with what it comes to at that machine's pace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

HEAD = ("figure", "target", "measured", "busy", "floor", "ratio", "pace", "ok")
# A hundred thousand additions on the machine whose figures the targets were first met with (CPython 3.11).
ADDITIONS, AS_FIRST_MET = 100_000, 0.0022


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`limit` is met from below where low is better, else from above; None only tells. `floor`: same unit."""

    name: str
    measured: float
    busy: float | None = None
    unit: str = "ms"
    limit: float | None = None
    low_is_better: bool = True
    floor: float | None = None
    note: str = ""
    pace: float | None = None

    @property
    def is_ok(self) -> bool | None:
        if self.limit is None:
            return None
        return self.measured <= self.limit if self.low_is_better else self.measured >= self.limit

    @property
    def verdict(self) -> str:
        if self.is_ok is None:
            return ""
        if self.is_ok or not (self.pace and self.limit and self.low_is_better):
            return "ok" if self.is_ok else "MISSED"
        even = self.measured / self.pace
        return f"{_plain(even)} at pace 1" if even <= self.limit else "MISSED"

    def cells(self) -> tuple[str, ...]:
        sign = "≤" if self.low_is_better else "≥"
        ratio = f"{self.measured / self.floor:.2f}" if self.floor else ""
        return (
            f"{self.name}{f' ({self.note})' if self.note else ''}",
            "" if self.limit is None else f"{sign} {_plain(self.limit)} {self.unit}",
            f"{_plain(self.measured)} {self.unit}",
            "" if self.busy is None else f"{_plain(self.busy)} {self.unit}",
            "" if self.floor is None else f"{_plain(self.floor)} {self.unit}",
            ratio,
            f"{self.pace:.1f}" if self.pace else "",
            self.verdict,
        )


def table(figures: Iterable[Figure]) -> str:
    rows = [HEAD, *(each.cells() for each in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, seconds that this process and its database backend worked, and the machine's pace."""

    clock: float
    busy: float
    pace: float

    @property
    def as_ms(self) -> dict[str, float]:
        return {"measured": self.clock * 1000, "busy": self.busy * 1000, "pace": self.pace}

    @property
    def as_s(self) -> dict[str, float]:
        return {"measured": self.clock, "busy": self.busy, "pace": self.pace}


def timed(act: Callable[[], Any], *, times: int = 25, warm: int = 4) -> Took:
    """The median of each."""
    for _ in range(warm):
        act()
    return middle([once(act) for _ in range(times)])


def middle(took: Sequence[Took]) -> Took:
    return Took(*(median(getattr(each, name) for each in took) for name in ("clock", "busy", "pace")))


def once(act: Callable[[], Any]) -> Took:
    before = _pace()
    began, began_busy = perf_counter(), _worked()
    act()
    clock, busy = perf_counter() - began, _worked() - began_busy
    return Took(clock, busy, (before + _pace()) / 2)


def _pace() -> float:
    began, total = process_time(), 0
    for each in range(ADDITIONS):
        total += each
    return (process_time() - began) / AS_FIRST_MET


def _worked() -> float:
    """Processor seconds of this process and, where the database runs on this machine, of our backend."""
    from django.db import connection

    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    try:
        nanoseconds = int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except OSError:
        nanoseconds = 0
    return process_time() + nanoseconds / 1e9


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
