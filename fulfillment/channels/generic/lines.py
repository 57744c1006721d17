"""The lines of one order: a row each, or a list within the order's row. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from fulfillment.channels.generic.fields import Fields
from fulfillment.channels.generic.mapfile import ImportMap
from fulfillment.channels.generic.reading import Row
from fulfillment.channels.generic.values import Unreadable, quantity
from fulfillment.channels.records import LineRecord

Suppliers = dict[str, tuple[str, str]]


class Lines(Struct, frozen=True):
    """`suppliers`: by line external id, code and name. `dues`: the lines' own deadlines. `skipped`: of those,
    whether one is a local time that the clocks jumped over."""

    records: tuple[LineRecord, ...]
    suppliers: Suppliers
    dues: tuple[datetime, ...]
    skipped: bool

    def total(self) -> Decimal | None:
        prices = [line.unit_price * line.quantity for line in self.records if line.unit_price is not None]
        return sum(prices, start=Decimal()) if prices else None


def read_lines(rows: Sequence[Row], mapping: ImportMap) -> Lines:
    """Raises Unreadable."""
    records: dict[str, LineRecord] = {}
    suppliers: Suppliers = {}
    dues, skipped = [], False
    for values in _line_values(rows, mapping.file.lines):
        fields = Fields(values, mapping.line, mapping.file)
        if fields.are_empty():
            continue  # an order row without a line
        line = _line(fields, default_id=str(len(records) + 1))
        if line.external_id in records:
            raise Unreadable(f"line {line.external_id!r} stands there twice")
        records[line.external_id] = line
        if code := fields.text("supplier_code"):
            suppliers[line.external_id] = (code, fields.text("supplier_name") or code)
        if due := fields.moment("dispatch_due_at"):
            dues.append(due)
            skipped |= bool(fields.skipped())
    return Lines(tuple(records.values()), suppliers, tuple(dues), skipped)


def _line(fields: Fields, *, default_id: str) -> LineRecord:
    return LineRecord(
        external_id=fields.text("external_id") or default_id,
        sku_code=fields.text("sku_code"),
        title=fields.text("title"),
        variant=fields.text("variant"),
        quantity=quantity(fields.raw("quantity"), name="quantity"),
        unit_price=fields.amount("unit_price"),
        currency=fields.file.currency,
    )


def _line_values(rows: Sequence[Row], key: str) -> Iterator[dict[str, Any]]:
    if not key:
        yield from (row.values or {} for row in rows)
        return
    if len(rows) > 1:
        raise Unreadable(f"it stands on {len(rows)} rows that differ, each with lines of its own")
    listed = (rows[0].values or {}).get(key) or []
    if not isinstance(listed, list) or not all(isinstance(line, dict) for line in listed):
        raise Unreadable(f"{key!r} is not a list of lines")
    yield from listed
