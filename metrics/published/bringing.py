"""Published figures as people bring them: a form for one, a file for many. The file is read apart from Django."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct

COLUMNS = ("from", "to", "rate", "numerator", "denominator", "orders")
ENTERED, IMPORTED, READ = "entered", "imported", "read"  # how a figure came in
MOST_ROWS = 1000
SEPARATORS = str.maketrans(",;\n\t", "    ")


class Told(Struct, frozen=True, kw_only=True):
    """`rate` is a fraction."""

    since_on: date
    until_on: date
    rate: Decimal
    numerator: int | None = None
    denominator: int | None = None
    against_ids: tuple[str, ...] = ()


class NotTold(ValueError):
    """The message is a sentence for whoever brought it."""


def read_file(text: str) -> list[Told]:
    """Every row of a CSV with COLUMNS, of which rate or the counts may be blank; raises NotTold for the first bad one."""
    rows = csv.DictReader(text.lstrip("\ufeff").splitlines())
    missing = {"from", "to"} - {name.strip().lower() for name in rows.fieldnames or ()}
    if missing:
        raise NotTold(f"The file needs a heading with {', '.join(COLUMNS)}.")
    found = list(_rows(rows))
    if not found:
        raise NotTold("The file has no row below its heading.")
    if len(found) > MOST_ROWS:
        raise NotTold(f"The file has {len(found):,} rows: bring at most {MOST_ROWS:,} at once.")
    return found


def _rows(rows: Any) -> Iterator[Told]:
    for number, row in enumerate(rows, start=2):
        given = {
            (name or "").strip().lower(): value.strip()
            for name, value in row.items()
            if isinstance(value, str)
        }
        try:
            yield told(**{name: given.get(name, "") for name in COLUMNS if name not in ("from", "to")},
                       since=given.get("from", ""), until=given.get("to", ""))  # fmt: skip
        except NotTold as refusal:
            raise NotTold(f"Row {number}: {refusal}") from refusal


def told(
    *, since: str, until: str, rate: str = "", numerator: str = "", denominator: str = "", orders: str = ""
) -> Told:
    """One figure of plain text; raises NotTold with a sentence."""
    first, last = _day(since), _day(until)
    if first > last:
        raise NotTold(f"The first day, {first}, is after the last, {last}.")
    counts = _count(numerator, "numerator"), _count(denominator, "denominator")
    return Told(
        since_on=first,
        until_on=last,
        rate=_rate(rate, *counts),
        numerator=counts[0],
        denominator=counts[1],
        against_ids=tuple(dict.fromkeys(orders.translate(SEPARATORS).split())),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NotTold(f"“{text}” is no day; write it like 2026-11-24.") from None


def _count(text: str, name: str) -> int | None:
    if not text.strip():
        return None
    if not (text.strip().isascii() and text.strip().isdigit()) or int(text) > 2_000_000_000:
        raise NotTold(f"“{text}” is no {name}: write a whole number.")
    return int(text)


def _rate(text: str, numerator: int | None, denominator: int | None) -> Decimal:
    """As written, in percent: `4.2` or `4.2 %`; else from the counts."""
    written = text.replace("%", "").strip()
    if written:
        try:
            rate = Decimal(written) / 100
        except InvalidOperation:
            raise NotTold(f"“{text}” is no rate; write it in percent, like 4.2.") from None
        if not rate.is_finite() or not 0 <= rate <= 1:
            raise NotTold(f"“{text}” is no rate: it must lie between 0 and 100 percent.")
        return rate
    if numerator is None or not denominator or numerator > denominator:
        raise NotTold("Give the rate in percent, or both counts, the first not larger than the second.")
    return Decimal(numerator) / denominator
