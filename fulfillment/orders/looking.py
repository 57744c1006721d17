"""One look at an order: its facts, its clock, what was found so far, and the nearest moment not yet come. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from fulfillment.orders.facts import ClockReading, OrderFacts
from fulfillment.orders.kinds import FIRST_CONSEQUENCE_RANK
from fulfillment.orders.reasons import Reason, reason
from fulfillment.orders.states import SEVERITY, Level
from fulfillment.orders.thresholds import Thresholds

FATE_RANK = 5  # of being cancelled: what comes of all the rest


class Ticker:
    __slots__ = ("next_at", "now")

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.next_at: datetime | None = None

    def passed(self, moment: datetime | None) -> bool:
        if moment is None:
            return False
        if moment <= self.now:
            return True
        if self.next_at is None or moment < self.next_at:
            self.next_at = moment
        return False


class Look(NamedTuple):
    facts: OrderFacts
    clock: ClockReading
    ticker: Ticker
    limits: Thresholds
    base: Level  # by the dispatch deadline alone
    found: list[Reason]

    def cause(self, code: str, floor: Level = Level.ON_TRACK, **values: object) -> None:
        """A reason that keeps the order from leaving: at least `floor`, and as bad as time left makes it."""
        self.found.append(reason(code, worse(floor, self.base), **values))

    def causes(self) -> list[Reason]:
        """What keeps the order from leaving, most rigid first: the deadlines are only what comes of it."""
        ranked = sorted(self.found, key=lambda each: each.rank)
        return [each for each in ranked if FATE_RANK < each.rank < FIRST_CONSEQUENCE_RANK]


def worse(one: Level, other: Level) -> Level:
    return one if SEVERITY[one] >= SEVERITY[other] else other


def waits_until(facts: OrderFacts, clock: ClockReading) -> datetime | None:
    return None if facts.dispatched_at else clock.dispatch_due_at


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
