"""What each of an order's several parcels holds, as a list says it or as must be assumed where it does not. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from fulfillment.channels.shipments import ShipmentLine
from fulfillment.channels.uploads.findings import Finding, told
from fulfillment.channels.uploads.lists.tabular import folded
from fulfillment.channels.uploads.parts import Left, left_of

MOST_DIGITS = 6


class Said(NamedTuple):
    """A parcel of the list: the row that leads it, and the items that its rows name, with units as they are written."""

    row: int
    items: tuple[tuple[str, str], ...] = ()


class Held(NamedTuple):
    """Units by line out of what is `left` for this parcel, or what speaks against it."""

    left: tuple[Left, ...] = ()
    units: dict[str, int] = {}
    finding: Finding | None = None


class Unsaid(Exception):
    """The finding says what."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.finding = told(code, **values)


def deal(parcels: Sequence[Said], left: tuple[Left, ...]) -> list[Held]:
    """For each parcel of one order. Those that say nothing share what the others leave, where it is plain how."""
    silent = [parcel for parcel in parcels if not parcel.items]
    found: dict[int, Held] = {}
    for parcel in parcels:
        if parcel.items:
            found[parcel.row] = _as_said(parcel, left)
            left = _without(left, found[parcel.row].units)
    for parcel, units in zip(silent, _shares(left, len(silent)), strict=True):
        found[parcel.row] = _assumed(parcels, left, units)
        left = _without(left, units or {})
    return [found[parcel.row] for parcel in parcels]


def named(items: Sequence[tuple[str, str]], left: Sequence[Left]) -> dict[str, int]:
    """Units by line. A SKU without a quantity is all that is left of it. Raises Unsaid."""
    units: Counter[str] = Counter()
    for item, written in items:
        lines = [line for line in left if item == line.external_id or folded(item) == folded(line.sku)]
        if not lines:
            raise Unsaid("unknown_item", item=item)
        room = sum(line.units - units[line.external_id] for line in lines)
        wanted = room if not written else _count(written)
        if not 0 < wanted <= room:
            raise Unsaid("too_many", what=item, left=str(room))
        for line in lines:
            if taken := min(wanted, line.units - units[line.external_id]):
                units[line.external_id] += taken
                wanted -= taken
    return dict(units)


def in_words(units: dict[str, int], left: Sequence[Left]) -> str:
    what = {line.external_id: line.sku or line.what for line in left}
    return ", ".join(f"{count} × {what[line]}" for line, count in units.items() if count)


def _as_said(parcel: Said, left: tuple[Left, ...]) -> Held:
    try:
        return Held(left, named(parcel.items, left))
    except Unsaid as unsaid:
        return Held(left, finding=unsaid.finding)


def _assumed(parcels: Sequence[Said], left: tuple[Left, ...], units: dict[str, int] | None) -> Held:
    if units is None:
        rows = [str(parcel.row) for parcel in parcels]
        return Held(left, finding=told("unsaid", rows=f"{', '.join(rows[:-1])} and {rows[-1]}"))
    return Held(left, units, told("assumed", held=in_words(units, left)))


def _shares(left: tuple[Left, ...], count: int) -> list[dict[str, int] | None]:
    """One takes all; several take a line each, or a unit each; else nobody knows."""
    lines = [line for line in left if line.units]
    if count == 1 and lines:
        return [{line.external_id: line.units for line in lines}]
    if count == len(lines):
        return [{line.external_id: line.units} for line in lines]
    if count == sum(line.units for line in lines):
        return [{line.external_id: 1} for line in lines for _ in range(line.units)]
    return [None] * count


def _without(left: tuple[Left, ...], units: dict[str, int]) -> tuple[Left, ...]:
    gone = [ShipmentLine(external_id=line, quantity=count) for line, count in units.items()]
    return left_of(left, gone)


def _count(written: str) -> int:
    """Whole units, of sheets also written 2.0; raises Unsaid."""
    tidy = written.removesuffix(".0")
    if not (tidy.isascii() and tidy.isdigit() and len(tidy) <= MOST_DIGITS):
        raise Unsaid("units_unread")
    return int(tidy)
