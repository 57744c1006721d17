"""How many units of a lot are looked at, and how many may fail: single sampling after ISO 2859-1. Pure.

The tables are one diagonal each: with every step to a larger sample or a higher AQL the same row of acceptance numbers
moves by one place. Between 0 and 1, and beyond the ends, stand arrows: the plan that the arrow leads to is taken whole,
its sample size too. Source: ISO 2859-1:1999, tables 1, 2-A, 2-B and 2-C; the normal and tightened ones agree with
MIL-STD-105E.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

LETTERS = "ABCDEFGHJKLMNPQRS"  # S: only under tightened inspection
AQLS = (
    "0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5", "4.0",
    "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400", "650", "1000",
)  # fmt: skip
ORIGIN = 14  # letter and AQL, counted from 0, add up to it where normal inspection has its first 0
HIGHEST_PERCENTAGE = "10"  # higher AQLs count nonconformities per hundred units

LOT_SIZES = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000)
LEVELS = {
    "S-1": "AAAABBBBCCCCDDD",
    "S-2": "AAABBBCCCDDDEEE",
    "S-3": "AABBCCDDEEFFGGH",
    "S-4": "AABCCDEEFGGHJJK",
    "I": "AABCCDEFGHJKLMN",
    "II": "ABCDEFGHJKLMNPQ",
    "III": "BCDEFGHJKLMNPQR",
}


class Kind(StrEnum):
    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"


class Table(NamedTuple):
    """`shift`: how much later than in the normal table its first 0 stands. `after_arrows`: what follows 0 and two arrows."""

    sizes: tuple[int, ...]
    shift: int
    arrows: tuple[int, int]  # the plan above (-1) or below (1), for the two places after 0
    after_arrows: tuple[int, ...]
    of_few: tuple[int, ...]  # more of them, for letters A to E


NORMAL_SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000)
TABLES = {
    Kind.NORMAL: Table(NORMAL_SIZES, 0, (-1, 1), (1, 2, 3, 5, 7, 10, 14, 21), (30, 44)),
    Kind.TIGHTENED: Table((*NORMAL_SIZES, 3150), 1, (1, 1), (1, 2, 3, 5, 8, 12, 18), (27, 41)),
    Kind.REDUCED: Table((2, 2, *NORMAL_SIZES[:14]), 1, (-1, 1), (1, 2, 3, 5, 6, 8, 10), ()),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A lot passes with up to `accept` nonconforming units among `sample_size`, and fails from `reject` on.

    `code` is the letter of lot size and level, `plan_code` the one whose plan is taken, which differs where the table
    has an arrow. `is_full`: the sample would be no smaller than the lot, so every unit is looked at.
    """

    code: str
    sample_size: int
    accept: int
    reject: int
    plan_code: str
    is_full: bool


def plan(lot_size: int, level: str, aql: str | Decimal | float, *, kind: str = Kind.NORMAL) -> Plan:
    """The single sampling plan for a lot. ValueError with a sentence: no such lot size, level, AQL or kind."""
    code = code_letter(lot_size, level)
    chosen, column = _kind(kind), _column(aql)
    if chosen == Kind.REDUCED and column > AQLS.index(HIGHEST_PERCENTAGE):
        raise ValueError(f"Reduced inspection has AQLs up to {HIGHEST_PERCENTAGE}; {aql} is above.")
    row, accept = _followed(TABLES[chosen], LETTERS.index(code), column)
    size = TABLES[chosen].sizes[row]
    is_full = size >= lot_size
    return Plan(code, min(size, lot_size), accept, accept + 1, LETTERS[row], is_full)


def code_letter(lot_size: int, level: str) -> str:
    """The sample size code letter (table 1). A lot of a single unit is as one of two."""
    if lot_size < 1:
        raise ValueError(f"A lot has at least one unit; {lot_size} were given.")
    if level not in LEVELS:
        raise ValueError(f"There is no inspection level {level}: choose {', '.join(LEVELS)}.")
    return LEVELS[level][bisect_left(LOT_SIZES, lot_size)]


_VALUES = [Decimal(each) for each in AQLS]


def _kind(kind: str) -> Kind:
    try:
        return Kind(kind)
    except ValueError:
        raise ValueError(f"Inspection is {', '.join(Kind)}; {kind} was given.") from None


def _column(aql: str | Decimal | float) -> int:
    """By value: 1, 1.0 and 1.00 are one AQL."""
    try:
        return _VALUES.index(Decimal(str(aql)))
    except (ValueError, ArithmeticError):
        raise ValueError(f"There is no AQL {aql}: choose {', '.join(AQLS)}.") from None


def _followed(table: Table, row: int, column: int) -> tuple[int, int]:
    """Row and acceptance number where the arrows lead; at an end of the table the only way is back."""
    step = _cell(table, row, column).step
    ahead = range(row, len(table.sizes)) if step >= 0 else range(row, -1, -1)
    back = range(row, -1, -1) if step >= 0 else range(row, len(table.sizes))
    for at in (*ahead, *back):
        accept = _cell(table, at, column).accept
        if accept is not None:
            return at, accept
    raise AssertionError("every column has a plan")


class _Cell(NamedTuple):
    """An acceptance number, or an arrow: up (-1) or down (1)."""

    accept: int | None
    step: int = 0


def _cell(table: Table, row: int, column: int) -> _Cell:
    place = row + column - ORIGIN - table.shift
    if place < 0:
        return _Cell(None, 1)
    if place == 0:
        return _Cell(0)
    if place <= len(table.arrows):
        return _Cell(None, table.arrows[place - 1])
    numbers = table.after_arrows + (table.of_few if row <= LETTERS.index("E") else ())
    rank = place - len(table.arrows) - 1
    return _Cell(numbers[rank]) if rank < len(numbers) else _Cell(None, -1)
