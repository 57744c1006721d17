"""Which orders a bad lot holds, and what is said of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

REASON, ACTION = "failed_inspection", "see_inspection"
BY_HAND = "rejected by hand"


class Given(NamedTuple):
    """What one line of an open order had of the lot when it failed."""

    order: int
    line: int
    quantity: int
    is_packed: bool  # it lies in a box, or its label is made: it may be in the parcel


class Held(NamedTuple):
    packed: list[int]  # orders: whatever they are given now, the bad goods are in their parcels
    short: list[int]  # orders without goods


def to_hold(given: list[Given], after: Mapping[int, int]) -> Held:
    """`after`: units by line, once the goods were dealt anew. Whoever was given another lot is not held, unless packed."""
    packed = {each.order for each in given if each.is_packed}
    short = {each.order for each in given if after.get(each.line, 0) < each.quantity} - packed
    return Held(sorted(packed), sorted(short))


def subject_of(code: str, *, is_packed: bool) -> str:
    return f"parcel with {code}" if is_packed else f"lot {code}"


def code_of(subject: str) -> str:
    """The lot that a hold is about; blank where it is about none."""
    for start in ("lot ", "parcel with "):
        if subject.startswith(start):
            return subject.removeprefix(start)
    return ""


def evidence_of(found: str, *, is_packed: bool) -> str:
    then = "open it and change the goods" if is_packed else "choose what still makes it"
    return f"{found}; {then}"


def found_by_hand(why: str) -> str:
    """A person's own words are kept beside the orders that wait for them."""
    return f"{BY_HAND}: {why.strip().rstrip('.')}" if why.strip() else BY_HAND
