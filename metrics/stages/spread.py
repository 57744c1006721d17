"""How hours spread: shares of orders and a histogram, of values of which some stand for several orders. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

from msgspec import Struct

EDGES = (
    0.0,
    2.0,
    4.0,
    8.0,
    12.0,
    24.0,
    36.0,
    48.0,
    72.0,
    96.0,
)  # hours; each bar ends with its edge, the last is open


class Held(Struct, frozen=True):
    """An order's hours in a stage; `weight`: for how many orders of its kind it stands, itself among them."""

    hours: float
    weight: int = 1
    is_late: bool = False


class Bar(Struct, frozen=True, kw_only=True):
    """Orders that took more than the edge before and at most `until` (None: any more)."""

    label: str
    until: float | None
    in_time: int
    late: int

    @property
    def orders(self) -> int:
        return self.in_time + self.late


def quantile(ordered: Sequence[Held], share: float) -> float:
    """As if each value stood there `weight` times; between two neighbours the way is straight. `ordered` is not empty."""
    ends = list(accumulate(each.weight for each in ordered))
    at = share * (ends[-1] - 1)
    low = int(at)
    first = ordered[bisect_left(ends, low + 1)].hours
    after = ordered[bisect_left(ends, min(low + 2, ends[-1]))].hours
    return first + (after - first) * (at - low)


def by_hours(held: Iterable[Held]) -> list[Held]:
    return sorted(held, key=lambda each: each.hours)


def total(held: Iterable[Held]) -> int:
    """The orders that these stand for."""
    return sum(each.weight for each in held)


def bars(held: Iterable[Held]) -> list[Bar]:
    """One per span of EDGES, empty ones too, so that shapes can be laid side by side; they add up to `total`."""
    counts = [[0, 0] for _ in range(len(EDGES) + 1)]
    for each in held:
        counts[place_of(each.hours)][each.is_late] += each.weight
    return [
        Bar(
            label=_label(place),
            until=EDGES[place] if place < len(EDGES) else None,
            in_time=of_them[False],
            late=of_them[True],
        )
        for place, of_them in enumerate(counts)
    ]


def place_of(hours: float) -> int:
    """Which bar these hours stand in."""
    return bisect_left(EDGES, hours)


def _label(place: int) -> str:
    """`no time`, `to 2 h`, `2 to 4 h`, …, `over 96 h`."""
    if place == 0:
        return "no time"
    if place == len(EDGES):
        return f"over {EDGES[-1]:g} h"
    return f"{EDGES[place - 1]:g} to {EDGES[place]:g} h"
