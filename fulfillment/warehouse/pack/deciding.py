"""What a scan at the packing table does. Pure.

The tablet decides by `static/js/deciding.js`, so that it needs no network; the server judges every item once more by
this. One table of cases (`tests/warehouse/pack/scans.json`) holds both to the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from fulfillment.warehouse.pack.weighing import grams_of, is_a_parcels, is_odd
from fulfillment.warehouse.scanning import cleaned

SHORTEST_LABEL, DIGITS_OF_A_LABEL = 8, 6
ZIP_BEFORE = re.compile(
    r"420(?:\d{5}|\d{9})(?=9\d{21}$)"
)  # USPS prints it into the barcode, not into the number


class Does(StrEnum):
    START = "start"
    JOIN = "join"  # another order of the same buyer, into the same box
    PUT = "put"
    WEIGH = "weigh"
    WEIGH_ODD = "weigh_odd"  # taken, and said that goods may be missing or too many
    SEAL = "seal"
    SPLIT = "split"  # sealed with part of the goods, the rest goes into another box
    # Nothing is done; the screen says why.
    OPEN_ALREADY = "open_already"
    STOPPED = "stopped"
    PACKED = "packed"
    OTHER_ORDER = "other_order"
    TOO_MANY = "too_many"
    NOT_IN_IT = "not_in_it"
    MISSING = "missing"
    LABEL_OF_ANOTHER = "label_of_another"
    NOT_ITS_LABEL = "not_its_label"
    NO_WEIGHT = "no_weight"
    NOTHING_OPEN = "nothing_open"
    UNKNOWN = "unknown"


class Line(NamedTuple):
    """`need`: units that must go into this box or a later one; `codes` in capitals, whatever is printed on the goods;
    `grams` of one unit, 0 where nobody said. Below zero stands the id of what a brand kit adds to the goods."""

    id: int
    need: int
    codes: frozenset[str]
    grams: int = 0


class Parcel(NamedTuple):
    """An order as the packing table knows it. `labels`: its numbers that are on no box yet."""

    id: int
    buyer: str  # the same for one buyer's orders of one shop that may share a box; blank: shares none
    codes: frozenset[str]
    labels: frozenset[str]
    lines: tuple[Line, ...]
    stop: str = ""  # why it must not be packed

    @property
    def is_packed(self) -> bool:
        return not any(line.need for line in self.lines)


class Box(NamedTuple):
    """`armed`: the label that was scanned while goods were missing; scanned again it splits the order."""

    orders: tuple[int, ...]
    inside: Mapping[int, int]  # units by line
    armed: str = ""


class Decision(NamedTuple):
    does: Does
    order: int | None = None
    line: int | None = None


def key_of(text: str) -> str:
    """As codes are compared."""
    return cleaned(text).upper()


def number_of(text: str) -> str:
    """As labels' numbers are compared and kept."""
    return ZIP_BEFORE.sub("", re.sub(r"[\s-]", "", key_of(text)))


def is_label(scanned: str, number: str) -> bool:
    """Carriers print more into a barcode than the number, always before it."""
    return scanned == number or (len(number) >= 10 and scanned.endswith(number))


def looks_like_a_label(scanned: str) -> bool:
    return (
        len(scanned) >= SHORTEST_LABEL
        and scanned.isascii()
        and scanned.isalnum()
        and sum(each.isdigit() for each in scanned) >= DIGITS_OF_A_LABEL
    )


def decide(text: str, box: Box | None, parcels: Iterable[Parcel]) -> Decision:
    """The first of these that the code can be: an order, goods of the box, a weight, a label, goods of another order."""
    code, known = key_of(text), list(parcels)
    order = next((each for each in known if code in each.codes), None)
    if box is None:
        return _start(order or _of_label(number_of(text), known))
    inside = [each for each in known if each.id in box.orders]
    if order is not None:
        return _another(order, inside)
    if stopped := next((each for each in inside if each.stop), None):
        return Decision(Does.STOPPED, stopped.id)
    return (
        _goods(code, box, inside)
        or _weight(code, box, inside)
        or _label(number_of(text), box, inside, known)
        or _foreign(code, known)
        or Decision(Does.UNKNOWN)
    )


def _start(order: Parcel | None) -> Decision:
    if order is None:
        return Decision(Does.NOTHING_OPEN)
    if order.stop:
        return Decision(Does.STOPPED, order.id)
    return Decision(Does.PACKED if order.is_packed else Does.START, order.id)


def _another(order: Parcel, inside: list[Parcel]) -> Decision:
    if order in inside:
        return Decision(Does.OPEN_ALREADY, order.id)
    if not order.buyer or any(each.buyer != order.buyer for each in inside):
        return Decision(Does.OTHER_ORDER, order.id)
    begun = _start(order)
    return begun._replace(does=Does.JOIN) if begun.does == Does.START else begun


def _goods(code: str, box: Box, inside: list[Parcel]) -> Decision | None:
    fitting = [(each, line) for each in inside for line in each.lines if code in line.codes]
    for each, line in fitting:
        if box.inside.get(line.id, 0) < line.need:
            return Decision(Does.PUT, each.id, line.id)
    return Decision(Does.TOO_MANY, fitting[0][0].id, fitting[0][1].id) if fitting else None


def _weight(code: str, box: Box, inside: list[Parcel]) -> Decision | None:
    grams = grams_of(code)
    if grams is None:
        return None
    if not is_a_parcels(grams):
        return Decision(Does.NO_WEIGHT)
    goods = [(box.inside.get(line.id, 0), line.grams) for each in inside for line in each.lines]
    return Decision(Does.WEIGH_ODD if is_odd(grams, goods) else Does.WEIGH)


def _label(number: str, box: Box, inside: list[Parcel], known: list[Parcel]) -> Decision | None:
    own = _of_label(number, inside)
    if own is None and (other := _of_label(number, known)):
        return Decision(Does.LABEL_OF_ANOTHER, other.id)
    if own is None and not looks_like_a_label(number):
        return None
    if own is None and any(each.labels for each in inside):
        return Decision(Does.NOT_ITS_LABEL, inside[0].id)
    order = (own or inside[0]).id
    missing = [line.id for each in inside for line in each.lines if line.need > box.inside.get(line.id, 0)]
    if not missing:
        return Decision(Does.SEAL, order)
    # Goods may follow in another box, a kit goes with them.
    is_split = box.armed == number and any(box.inside.values()) and max(missing) > 0
    return Decision(Does.SPLIT if is_split else Does.MISSING, order)


def _of_label(number: str, parcels: list[Parcel]) -> Parcel | None:
    return next((each for each in parcels if any(is_label(number, mine) for mine in each.labels)), None)


def _foreign(code: str, known: list[Parcel]) -> Decision | None:
    other = next((each for each in known for line in each.lines if code in line.codes), None)
    return Decision(Does.NOT_IN_IT, other.id) if other else None
