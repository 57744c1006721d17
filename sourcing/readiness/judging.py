"""Is a product ready for more orders: five questions, and what each step can sustain a day. Pure.

A step sustains what it has carried on three days with the late share inside target. That is its limit only where
busier days broke the target; where none did, it is at least so much.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from math import floor
from typing import NamedTuple

ENOUGH = 20  # orders or packages before a share is told
ENOUGH_DAYS = 10
PROVEN = 3  # days on which a step has carried as much


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Judged(NamedTuple):
    """`part` of `whole` and the share that is asked for; `missing`: what would give enough evidence."""

    answer: Answer
    part: int
    whole: int
    wanted: float
    missing: str = ""

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.whole else None


class Day(NamedTuple):
    """What went through a step on a day, and how many of those were late in the end."""

    on: date
    orders: int
    late: int


class Capacity(NamedTuple):
    """`a_day` None: not enough evidence. `is_limit` False: at least so much, its limit was never reached."""

    step: str
    a_day: int | None
    is_limit: bool
    days: int  # with orders: the evidence
    why: str  # what it rests on, or what would give it


class Plan(NamedTuple):
    orders: int
    since_on: date
    until_on: date

    @property
    def days(self) -> int:
        return max((self.until_on - self.since_on).days + 1, 1)

    @property
    def a_day(self) -> int:
        """Rounded up: what is left over must leave as well."""
        return -(-self.orders // self.days)


class Verdict(NamedTuple):
    """`binding`: the step that gives way first. `a_day` None: nothing is known of any step."""

    a_day: int | None
    binding: Capacity | None
    is_limit: bool
    fits: Answer
    gain: int | None  # orders a day more, once the binding step is raised to the next
    setting: int | None  # for the platform's own order-handling-capacity setting


def ask(part: int, whole: int, *, wanted: float, unit: str = "orders") -> Judged:
    """Yes from the wanted share on; unknown below twenty."""
    if whole < ENOUGH:
        return Judged(Answer.UNKNOWN, part, whole, wanted, f"{ENOUGH - whole} more {unit}")
    return Judged(Answer.YES if part >= wanted * whole else Answer.NO, part, whole, wanted)


def sustained(step: str, days: Iterable[Day], *, target: float) -> Capacity:
    """The third-busiest day with its late share inside target; a limit where two busier days broke it."""
    worked = [day for day in days if day.orders]
    if len(worked) < ENOUGH_DAYS:
        more = ENOUGH_DAYS - len(worked)
        return Capacity(step, None, False, len(worked), f"{more} more days with orders")
    good = sorted((day.orders for day in worked if day.late <= target * day.orders), reverse=True)
    if len(good) < PROVEN:
        why = f"only {len(good)} of {len(worked)} days were inside target"
        return Capacity(step, 0, True, len(worked), why)
    most = good[PROVEN - 1]
    broken = sum(day.orders > most and day.late > target * day.orders for day in worked)
    if broken >= 2:
        return Capacity(step, most, True, len(worked), f"{broken} busier days were outside target")
    return Capacity(step, most, False, len(worked), "its limit was never reached")


def of_stock(step: str, units: int, *, plan: Plan | None) -> Capacity:
    """What lies on the shelf, spread over the days of the plan."""
    if plan is None:
        return Capacity(step, None, False, 0, f"{units:,} on the shelf: say the days of the campaign")
    return Capacity(step, units // plan.days, True, 0, f"{units:,} on the shelf for {plan.days} days")


def verdict(capacities: Sequence[Capacity], *, plan: Plan | None) -> Verdict:
    """The weakest known step binds. What is not known may bind earlier: then nothing is promised."""
    known = sorted(
        ((each.a_day, not each.is_limit, each) for each in capacities if each.a_day is not None),
        key=lambda item: item[:2],
    )
    if not known:
        return Verdict(None, None, False, Answer.UNKNOWN, None, None)
    a_day, _, binding = known[0]
    is_all_known = len(known) == len(capacities)
    gain = known[1][0] - a_day if len(known) > 1 and binding.is_limit else None
    setting = floor(a_day) if is_all_known else None
    return Verdict(a_day, binding, binding.is_limit, _fits(a_day, binding, is_all_known, plan), gain, setting)


def _fits(a_day: int, binding: Capacity, is_all_known: bool, plan: Plan | None) -> Answer:
    if plan is None:
        return Answer.UNKNOWN
    if plan.a_day > a_day:
        return Answer.NO if binding.is_limit else Answer.UNKNOWN
    return Answer.YES if is_all_known else Answer.UNKNOWN
