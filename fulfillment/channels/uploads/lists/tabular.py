"""A table of cells as order, number and carrier, row by row; the header is optional. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from fulfillment.channels.generic.refusing import BadFile

MOST_ROWS = 2000
LONGEST_CELL = 200
FIELDS = ("order", "number", "carrier", "shop", "item", "units")
BARE = FIELDS[:4]  # of a list without a header
NAMES = msgspec.toml.decode(Path(__file__).with_name("columns.toml").read_bytes(), type=dict[str, list[str]])
# A spreadsheet's way to keep digits, and what it makes of them otherwise.
AS_TEXT = re.compile(r'="?([^"()]*)"?')
LOST_DIGITS = re.compile(r"\d[.,]\d+[eE]\+?\d+|\d[eE]\+\d+")

SHAPE = (
    "Each row needs an order and a number, with a tab, comma or semicolon between them; a carrier may follow."
)
DAMAGED = "Some characters cannot be read. Save the file as UTF-8 and bring it again."
FORMULA = "A formula stands in place of a value. Copy the cells and paste them as values."
ROUNDED = "The spreadsheet has rounded “{cell}” and its digits are lost. Format the column as text and enter it again."
TOO_LONG = "A value is longer than any order id or number. Look at how the columns are separated."


class Line(Struct, frozen=True):
    """`row` as the person counts: from 1, a header included. Where `problem` is said the rest may be missing.

    `item`, a SKU, and `units` say what of an order in several parcels is in this one.
    """

    row: int
    order: str = ""
    number: str = ""
    carrier: str = ""
    shop: str = ""
    problem: str = ""
    item: str = ""
    units: str = ""


def lines_of(table: Sequence[tuple[int, Sequence[str]]]) -> list[Line]:
    """`table`: (row, cells), without empty rows. Raises BadFile where it cannot be such a list at all."""
    if not table:
        raise BadFile("There is nothing in it. Each row needs an order and its tracking number.")
    header = [folded(cell) for cell in table[0][1]]
    columns = _columns(header, table[0][1])
    rows = table[1:] if columns else table
    if not rows:
        raise BadFile("There is a header and no row below it.")
    if len(rows) > MOST_ROWS:
        raise BadFile(f"It has {len(rows):,} rows; a list holds up to {MOST_ROWS:,}. Split it.")
    places = columns or {field: place for place, field in enumerate(BARE)}
    return [_line(row, cells, places) for row, cells in rows]


def _columns(header: list[str], shown: Sequence[str]) -> dict[str, int] | None:
    """Where each field stands by the header's names; None where the first row is none."""
    known = {field: [name for name in NAMES[field] if name in header] for field in FIELDS}
    if not any(known.values()):
        if any(sign.isdigit() for cell in shown for sign in cell):
            return None
        raise BadFile(_no_column("order id and tracking number", shown))
    for field, words in (("order", "order id"), ("number", "tracking number")):
        if not known[field]:
            raise BadFile(_no_column(words, shown))
    doubled = [
        shown[header.index(names[0])] for names in known.values() if names and header.count(names[0]) > 1
    ]
    if doubled:
        raise BadFile(
            f"Two columns are called “{doubled[0]}”, so nobody can tell which is meant. Rename or delete one."
        )
    return {field: header.index(names[0]) for field, names in known.items() if names}


def _no_column(words: str, shown: Sequence[str]) -> str:
    has = ", ".join(cell for cell in shown if cell)[:200]
    return f"The first row names no column for {words}; it has: {has}. Call them “Order ID” and “Tracking number”."


def _line(row: int, cells: Sequence[str], places: dict[str, int]) -> Line:
    given = {field: cells[place].strip() for field, place in places.items() if place < len(cells)}
    values = {field: _plain(cell) for field, cell in given.items()}
    problem = next((said for cell in values.values() if (said := _problem(cell))), "")
    if len(cells) < 2:
        problem = problem or SHAPE
    return Line(row=row, **{field: cell[:LONGEST_CELL] for field, cell in values.items()}, problem=problem)


def _plain(cell: str) -> str:
    """`="00123"` is how sheets write a text that looks like a number."""
    found = AS_TEXT.fullmatch(cell) if cell.startswith('="') else None
    return (found[1] if found else cell).lstrip("'").replace("\0", "")


def _problem(cell: str) -> str:
    if "\N{REPLACEMENT CHARACTER}" in cell:
        return DAMAGED
    if cell.startswith("="):
        return FORMULA
    if LOST_DIGITS.fullmatch(cell):
        return ROUNDED.format(cell=cell)
    return TOO_LONG if len(cell) > LONGEST_CELL else ""


def folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
