"""What a lot is asked: its checks, and how many pieces of it are looked at for each class of defects. Pure.

An inspection keeps the whole of it, so nothing that is changed later changes what it was judged by.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from fulfillment.inspections.sampling import Kind, plan
from fulfillment.inspections.verdicts import Defect

PASS, FAIL = "pass", "fail"


class Tile(msgspec.Struct, frozen=True):
    """A defect that is chosen with one tap."""

    code: str
    words: dict[str, str]  # by language


class Check(msgspec.Struct, frozen=True):
    key: str
    words: dict[str, str]  # by language
    kind: str = "choice"  # choice, scan, number, photo
    severity: str = Defect.MAJOR
    per_unit: bool = True
    low: str = ""  # of a number
    high: str = ""
    unit: str = ""
    defects: tuple[Tile, ...] = ()

    def is_failed(self, answer: str) -> bool:
        """Numbers by their limits, whatever the device says of them."""
        if self.kind != "number" or answer == PASS:
            return answer == FAIL
        try:
            value = Decimal(answer.replace(",", "."))
        except InvalidOperation:
            return True
        return bool((self.low and value < Decimal(self.low)) or (self.high and value > Decimal(self.high)))


class Class(msgspec.Struct, frozen=True):
    """Of one class of defects: so many pieces, and up to `accept` of them may have one."""

    sample: int
    accept: int
    reject: int
    aql: str = ""  # blank: none is allowed


class Asked(msgspec.Struct, frozen=True):
    checks: tuple[Check, ...]
    classes: dict[str, Class]  # by verdicts.Defect
    level: str
    kind: str  # sampling.Kind
    sample: int  # pieces to look at: as many as the largest class needs
    size: int
    name: str = ""  # of the checklist
    version: int | None = None
    languages: tuple[str, ...] = ("en",)

    def of_pieces(self) -> frozenset[str]:
        return frozenset(check.key for check in self.checks if check.per_unit)

    def of_lot(self) -> frozenset[str]:
        return frozenset(check.key for check in self.checks if not check.per_unit)


def classes_of(
    size: int, level: str, aqls: Mapping[str, str], *, kind: str = Kind.NORMAL
) -> dict[str, Class]:
    """A class without an AQL allows none, in as many pieces as the others need."""
    found = {}
    for severity, aql in aqls.items():
        one = plan(size, level, aql, kind=kind)
        found[severity] = Class(one.sample_size, one.accept, one.reject, str(aql))
    most = max((each.sample for each in found.values()), default=min(size, 1))
    return {each.value: found.get(each.value) or Class(most, 0, 1) for each in Defect}


def asked(
    checks: tuple[Check, ...], *, size: int, level: str, aqls: Mapping[str, str], kind: str, **more: Any
) -> Asked:
    classes = classes_of(size, level, aqls, kind=kind)
    sample = max(each.sample for each in classes.values())
    return Asked(checks, classes, level, kind, sample, size, **more)


def named(told: Asked, check_key: str, defect: str, language: str = "en") -> str:
    """A defect as people call it: its tile's words, else those of the check that failed, else its code."""
    check = next((each for each in told.checks if each.key == check_key), None)
    tile = next((each for each in check.defects if each.code == defect), None) if check else None
    words = (tile.words if tile else check.words if check and not defect else {}).get(language, "")
    return words or (defect or check_key).replace("_", " ").capitalize()


def kept(told: Asked) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(told)
    return found


def read(plan_kept: Mapping[str, Any]) -> Asked:
    return msgspec.convert(plan_kept, Asked)
