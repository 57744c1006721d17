"""What is wrong with whose goods: each supplier has weak points, and now and then a lot of theirs is bad. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random
from typing import NamedTuple

from fulfillment.inspections.asking import Asked, Check


class Fault(NamedTuple):
    """`share` of the pieces of a usual lot have it; of a bad one `WORSE` times as many."""

    check: str
    defect: str
    severity: str
    share: float


WORSE = 6
BAD_LOTS = {"BRT": 0.15, "KRV": 0.08, "NMB": 0.1, "YWG": 0.3}
FAULTS = {
    "BRT": (
        Fault("appearance", "scratch", "minor", 0.02),
        Fault("packaging", "box_damaged", "minor", 0.015),
        Fault("function", "unsteady", "major", 0.01),
    ),
    "KRV": (
        Fault("appearance", "colour_off", "minor", 0.02),
        Fault("packaging", "label_wrong", "minor", 0.01),
    ),
    "NMB": (
        Fault("appearance", "colour_off", "minor", 0.025),
        Fault("packaging", "label_missing", "major", 0.008),
    ),
    "YWG": (
        Fault("function", "dead", "major", 0.012),
        Fault("accessories", "part_missing", "major", 0.012),
        Fault("appearance", "crack", "minor", 0.02),
    ),
}
USUAL = (Fault("appearance", "scratch", "minor", 0.02),)
Found = tuple[int, Fault]  # number of the piece


def of_lot(sku: str, rng: Random, asked: Asked, *, is_bad: bool = False) -> list[Found]:
    """What an inspector finds in the sample, at most one defect a piece; only what the checklist asks about."""
    supplier = sku.split("-", 1)[0]
    known = [each for each in FAULTS.get(supplier, USUAL) if asks(asked.checks, each)]
    times = WORSE if is_bad or rng.random() < BAD_LOTS.get(supplier, 0.1) else 1
    found = []
    for number in range(1, asked.sample + 1):
        fault = next((each for each in known if rng.random() < each.share * times), None)
        if fault:
            found.append((number, fault))
    return found


def asks(checks: Iterable[Check], fault: Fault) -> bool:
    tiles = {(check.key, tile.code) for check in checks for tile in check.defects}
    return (fault.check, fault.defect) in tiles


def is_failed(asked: Asked, found: Iterable[Found]) -> bool:
    counts = Counter(fault.severity for _, fault in found)
    return any(counts[name] >= one.reject for name, one in asked.classes.items())


def answer(check: Check, sku: str) -> str:
    """Of a piece that is as it should be."""
    if check.kind == "number":
        return check.low or check.high
    return sku if check.kind == "scan" else "pass"
