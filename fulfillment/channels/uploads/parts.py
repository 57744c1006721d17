"""What one of an order's several parcels holds: what is left to choose from, and what a form chose. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fulfillment.channels.shipments import ShipmentLine

FIELD = "units-"  # begins the name of a line's field, the line's external id follows
UNREAD = -1


class Left(NamedTuple):
    """A line and its units that are in no parcel yet and that no waiting number is for."""

    external_id: str
    what: str
    units: int
    sku: str = ""

    @property
    def field(self) -> str:
        return f"{FIELD}{self.external_id}"


class Part(NamedTuple):
    """`units` of a line in this parcel, as they were asked for: more than are left, or `UNREAD`, is found fault with."""

    line: Left
    units: int


def left_of(lines: Iterable[Left], waiting: Iterable[ShipmentLine]) -> tuple[Left, ...]:
    """Every line, with what is left of it once the numbers that wait are gone; never less than nothing.

    A line without anything left stays: a form that was opened before may still name it.
    """
    gone: Counter[str] = Counter()
    for each in waiting:
        gone[each.external_id] += each.quantity
    return tuple(line._replace(units=max(line.units - gone[line.external_id], 0)) for line in lines)


def asked_for(left: Sequence[Left], given: Mapping[str, str]) -> tuple[Part, ...]:
    """What the form says of each line; a line that it does not name goes whole."""
    return tuple(Part(line, _read(given.get(line.field), line.units)) for line in left)


def shipment_lines(parts: Sequence[Part], *, others_wait: bool) -> tuple[ShipmentLine, ...]:
    """Empty where it is everything that is still to be sent: the channel knows best what that is."""
    if not others_wait and all(part.units == part.line.units for part in parts):
        return ()
    return tuple(
        ShipmentLine(external_id=part.line.external_id, quantity=part.units) for part in parts if part.units
    )


def _read(word: str | None, default: int) -> int:
    if word is None:
        return default
    tidy = word.strip() or "0"
    return int(tidy) if tidy.isascii() and tidy.isdigit() and len(tidy) < 7 else UNREAD
