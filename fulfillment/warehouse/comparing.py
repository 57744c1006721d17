"""What came beside what was announced: short, over, wrong, damaged. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    RIGHT = "right"
    SHORT = "short"
    OVER = "over"
    WRONG = "wrong"  # nobody announced it
    UNANNOUNCED = "unannounced"  # nothing was announced at all


LABELS = {
    Verdict.RIGHT: "All there",
    Verdict.SHORT: "Short",
    Verdict.OVER: "Over",
    Verdict.WRONG: "Not announced",
    Verdict.UNANNOUNCED: "Received",
}
TONES = {
    Verdict.RIGHT: ("ok", "ok"),
    Verdict.SHORT: ("soon", "clock"),
    Verdict.OVER: ("risk", "warn"),
    Verdict.WRONG: ("breach", "cross"),
    Verdict.UNANNOUNCED: ("plain", ""),
}


class Compared(NamedTuple):
    sku: int
    expected: int
    good: int
    damaged: int
    verdict: Verdict
    difference: int  # units too few or too many

    @property
    def came(self) -> int:
        return self.good + self.damaged


def compare(
    expected: Mapping[int, int], good: Mapping[int, int], damaged: Mapping[int, int]
) -> list[Compared]:
    """One row for each SKU by id, those announced first. Damaged units came, and are not counted as short."""
    order = [*expected, *sorted((good.keys() | damaged.keys()) - expected.keys())]
    return [
        _compared(sku, expected, good.get(sku, 0), damaged.get(sku, 0))
        for sku in order
        if sku in expected or good.get(sku) or damaged.get(sku)
    ]


def _compared(sku: int, expected: Mapping[int, int], good: int, damaged: int) -> Compared:
    announced, came = expected.get(sku, 0), good + damaged
    if sku not in expected:
        verdict = Verdict.WRONG if expected else Verdict.UNANNOUNCED
    elif came == announced:
        verdict = Verdict.RIGHT
    else:
        verdict = Verdict.SHORT if came < announced else Verdict.OVER
    return Compared(sku, announced, good, damaged, verdict, abs(came - announced))
