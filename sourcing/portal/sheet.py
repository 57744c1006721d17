"""Many promises at once: the sheet that a supplier fills in, and what is read from it. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import NamedTuple

HEADER = ("Offer", "SKU", "Title", "Units you have", "Price of one", "Currency")
MOST_ROWS = 5000
MOST_BYTES = 2_000_000
MOST_UNITS = 1_000_000


class Row(NamedTuple):
    """One line that was filled in. `problem`: a key of the page's words, blank where it is right."""

    number: int
    offer: int
    units: int
    price: Decimal
    problem: str = ""


def read(content: bytes) -> list[Row] | None:
    """The lines with units, as sheet programs save them: UTF-8 or GBK, by comma, semicolon or tab.

    None where it is not the sheet.
    """
    text = _text(content)
    if text is None or not text.strip():
        return None
    first = text.splitlines()[0]
    divider = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=None), delimiter=divider))
    except csv.Error:
        return None
    if not rows or not rows[0] or rows[0][0].strip() != HEADER[0]:
        return None
    found = enumerate(rows[1 : MOST_ROWS + 1], start=2)
    return [_row(number, cells) for number, cells in found if len(cells) > 4 and cells[3].strip()]


def _text(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content[:MOST_BYTES].decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _row(number: int, cells: list[str]) -> Row:
    offer, units, price = (cells[place].strip().lstrip("'") for place in (0, 3, 4))
    if not (offer.isascii() and offer.isdecimal() and len(offer) < 19):
        return Row(number, 0, 0, Decimal(0), "bad_offer")
    if not (units.isascii() and units.isdecimal() and len(units) < 8 and int(units) <= MOST_UNITS):
        return Row(number, int(offer), 0, Decimal(0), "bad_units")
    worth = _price(price)
    return Row(number, int(offer), int(units), worth or Decimal(0), "" if worth else "bad_price")


def _price(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", ".") if "." not in text else text)
    except InvalidOperation:
        return None
    if not found.is_finite() or not 0 < found < 1_000_000:
        return None
    return found.quantize(Decimal("0.0001")) or None


def problems(rows: Iterable[Row], own: Iterable[int]) -> list[Row]:
    """Lines that cannot be taken, those of offers that are not theirs among them."""
    known = set(own)
    return [
        each if each.problem else each._replace(problem="bad_offer")
        for each in rows
        if each.problem or each.offer not in known
    ]
