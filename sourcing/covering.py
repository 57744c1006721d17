"""Which open lines the live promises cover: the earliest deadline first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Need(NamedTuple):
    """Units of one line that are neither on a shelf for it nor sent. `sku`: which promises may cover it."""

    order: int
    line: int
    sku: int
    units: int
    due_at: datetime | None
    placed_at: datetime


class Uncovered(NamedTuple):
    need: Need
    units: int


def uncovered(needs: Iterable[Need], promised: Mapping[int, int]) -> list[Uncovered]:
    """`promised`: units by SKU that nobody has taken yet. What is left over for a line is kept for it."""
    left = dict(promised)
    found = []
    for need in sorted(needs, key=_first):
        given = min(need.units, max(left.get(need.sku, 0), 0))
        left[need.sku] = left.get(need.sku, 0) - given
        if given < need.units:
            found.append(Uncovered(need, need.units - given))
    return found


def _first(need: Need) -> tuple[datetime, datetime, int]:
    return need.due_at or NEVER, need.placed_at, need.line
