"""Which lots the lines of open orders are given. Pure.

The earliest deadline first, and for each the oldest lot first; a lot that is kept for one shop serves only that shop,
and serves it before what serves everybody. A line is given all it needs or nothing: half of it would ship to nobody
and leave the next one short as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

NEVER = datetime.max.replace(tzinfo=UTC)
Place = tuple[int, int]  # warehouse and SKU


class Line(NamedTuple):
    id: int
    place: Place
    shop: int
    need: int
    due_at: datetime | None
    placed_at: datetime


class Stock(NamedTuple):
    """A released lot with what of it is nobody's."""

    id: int
    place: Place
    free: int
    received_at: datetime
    kept_for: int | None = None  # a shop


class Assignment(NamedTuple):
    line: int
    lot: int
    quantity: int


class Shortage(NamedTuple):
    line: int
    missing: int


class Plan(NamedTuple):
    assignments: list[Assignment]
    shortages: list[Shortage]


@dataclass
class _Pool:
    """Lots of one place for one kind of taker, the oldest first."""

    lots: list[tuple[int, int]] = field(default_factory=list)  # id and what is free of it, the oldest last
    free: int = 0

    def take(self, line: int, wanted: int) -> list[Assignment]:
        taken = []
        while wanted and self.lots:
            lot, free = self.lots.pop()
            quantity = min(free, wanted)
            taken.append(Assignment(line, lot, quantity))
            wanted -= quantity
            self.free -= quantity
            if free > quantity:
                self.lots.append((lot, free - quantity))
        return taken


def urgency(line: Line) -> tuple[datetime, datetime, int]:
    """What comes first is given first; a line without a deadline waits for all that have one."""
    return (line.due_at or NEVER, line.placed_at, line.id)


def plan(lines: Iterable[Line], lots: Iterable[Stock]) -> Plan:
    """Every line is in the assignments with all it needs, or in the shortages with what was missing for it."""
    pools = _pools(lots)
    found = Plan([], [])
    for line in sorted(lines, key=urgency):
        own, common = pools[line.place, line.shop], pools[line.place, None]
        if own.free + common.free < line.need:
            found.shortages.append(Shortage(line.id, line.need - own.free - common.free))
            continue
        kept = own.take(line.id, line.need)
        found.assignments.extend(kept)
        found.assignments.extend(common.take(line.id, line.need - sum(each.quantity for each in kept)))
    return found


def _pools(lots: Iterable[Stock]) -> dict[tuple[Place, int | None], _Pool]:
    pools: dict[tuple[Place, int | None], _Pool] = defaultdict(_Pool)
    for lot in sorted(lots, key=lambda each: (each.received_at, each.id), reverse=True):
        if lot.free > 0:
            pool = pools[lot.place, lot.kept_for]
            pool.lots.append((lot.id, lot.free))
            pool.free += lot.free
    return pools
