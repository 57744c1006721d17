"""From the rows of one order to its record, or to the sentence why not; what is odd but usable is noted. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from fulfillment.channels.generic import oddities
from fulfillment.channels.generic.mapfile import Column, ImportMap, column_of
from fulfillment.channels.generic.reading import Row
from fulfillment.channels.generic.values import Unreadable, amount, moment, quantity, text
from fulfillment.channels.records import BuyerRecord, LineRecord, OrderRecord

LineDues = tuple[datetime, ...]


class Note(Struct, frozen=True):
    """About one row: why it was refused, or what is odd about it though it was taken."""

    row: int
    external_id: str
    code: str
    sentence: str
    is_rejected: bool


class Read(Struct, frozen=True):
    """One order of the file. `record` is None where it was refused; then every row has its note."""

    record: OrderRecord | None
    notes: tuple[Note, ...]
    suppliers: dict[str, tuple[str, str]] = {}  # line external id: supplier code and name


def external_id(row: Row, mapping: ImportMap) -> str:
    """The order that the row belongs to; blank where it does not say."""
    return text((row.values or {}).get(column_of(mapping.order["external_id"]).column))


def read_order(rows: Sequence[Row], mapping: ImportMap, *, now: datetime) -> Read:
    """`rows` are all rows of one order, in the file's order."""
    first = rows[0]
    name = external_id(first, mapping)
    if not name:
        return _refused(rows, "", "no_order_id", "it does not say which order it belongs to")
    try:
        record, suppliers, dues = _Reader(mapping, now).order(rows)
    except Unreadable as error:
        return _refused(rows, name, "unreadable", str(error))
    odd = oddities.of(record, dues)
    odd += oddities.of_times(_naive_times(first, mapping), zone=ZoneInfo(mapping.file.time_zone))
    notes = tuple(Note(first.number, name, code, sentence, False) for code, sentence in odd)
    return Read(record, notes, suppliers)


def _refused(rows: Sequence[Row], name: str, code: str, sentence: str) -> Read:
    return Read(None, tuple(Note(row.number, name, code, sentence, True) for row in rows))


class _Reader:
    """Reads values by the names that the map gives them."""

    def __init__(self, mapping: ImportMap, now: datetime) -> None:
        self.map, self.now = mapping, now
        self.zone = ZoneInfo(mapping.file.time_zone)

    def order(self, rows: Sequence[Row]) -> tuple[OrderRecord, dict[str, tuple[str, str]], LineDues]:
        values = rows[0].values or {}
        lines, suppliers, dues = self._lines(rows)
        due = self._moment(values, "dispatch_due_at") or min(dues, default=None)
        word = self._text(values, "status")
        status = self.map.statuses.get(word)
        if status is None:
            raise Unreadable(f"status {word!r} is not in the map's [statuses]")
        placed_at = self._moment(values, "placed_at")
        if placed_at is None:
            raise Unreadable("it does not say when it was placed")
        times = {
            name: self._moment(values, name) for name in ("paid_at", "ready_at", "scanned_at", "delivered_at")
        }
        cancelled_at = self._moment(values, "cancelled_at")
        known = [at for at in (placed_at, *times.values(), cancelled_at) if at and at <= self.now]
        record = OrderRecord(
            external_id=self._text(values, "external_id"),
            number=self._text(values, "number"),
            # Without a time of its own a row is as new as the last thing it tells.
            updated_at=self._moment(values, "updated_at") or max(known, default=placed_at),
            status=status,
            channel_status=word,
            placed_at=placed_at,
            cancelled_at=cancelled_at,
            ready_due_at=due,
            scan_due_at=due,
            delivery_due_at=self._moment(values, "delivery_due_at"),
            total=amount(self._raw(values, "total"), name="total")
            if "total" in self.map.order
            else _total(lines),
            currency=self._text(values, "currency") or self.map.file.currency,
            country=self._text(values, "country") or self.map.file.country,
            buyer=self._buyer(values),
            lines=lines,
            **times,
        )
        return record, suppliers, dues

    def _lines(
        self, rows: Sequence[Row]
    ) -> tuple[tuple[LineRecord, ...], dict[str, tuple[str, str]], LineDues]:
        lines: dict[str, LineRecord] = {}
        suppliers: dict[str, tuple[str, str]] = {}
        dues = []
        for values in self._line_values(rows):
            get = {name: values.get(column_of(stated).column) for name, stated in self.map.line.items()}
            if not any(text(value) for value in get.values()):
                continue  # an order row without a line
            line = LineRecord(
                external_id=text(get.get("external_id")) or str(len(lines) + 1),
                sku_code=text(get.get("sku_code")),
                title=text(get.get("title")),
                variant=text(get.get("variant")),
                quantity=quantity(get.get("quantity"), name="quantity"),
                unit_price=amount(get.get("unit_price"), name="unit price"),
                currency=self.map.file.currency,
            )
            if line.external_id in lines:
                raise Unreadable(f"line {line.external_id!r} stands there twice")
            lines[line.external_id] = line
            if code := text(get.get("supplier_code")):
                suppliers[line.external_id] = (code, text(get.get("supplier_name")) or code)
            if due := self._moment_of(values, self.map.line.get("dispatch_due_at"), "dispatch_due_at"):
                dues.append(due)
        return tuple(lines.values()), suppliers, tuple(dues)

    def _line_values(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        key = self.map.file.lines
        if not key:
            return [row.values or {} for row in rows]
        listed = (rows[0].values or {}).get(key) or []
        if not isinstance(listed, list) or not all(isinstance(line, dict) for line in listed):
            raise Unreadable(f"{key!r} is not a list of lines")
        return listed

    def _buyer(self, values: dict[str, Any]) -> BuyerRecord:
        get = {name: self._text(values, f"buyer_{name}") for name in BUYER}
        return BuyerRecord(external_id=self._text(values, "buyer_id"), country=self.map.file.country, **get)

    def _raw(self, values: dict[str, Any], name: str) -> Any:
        stated = self.map.order.get(name)
        return values.get(column_of(stated).column) if stated is not None else None

    def _text(self, values: dict[str, Any], name: str) -> str:
        return text(self._raw(values, name))

    def _moment(self, values: dict[str, Any], name: str) -> datetime | None:
        return self._moment_of(values, self.map.order.get(name), name)

    def _moment_of(self, values: dict[str, Any], stated: str | Column | None, name: str) -> datetime | None:
        if stated is None:
            return None
        column = column_of(stated)
        return moment(
            values.get(column.column),
            name=name,
            zone=self.zone,
            time_format=self.map.file.time_format,
            day_ends=column.day_ends,
        )


BUYER = ("name", "email", "phone", "line1", "city", "region", "postal_code")


def _total(lines: Sequence[LineRecord]) -> Any:
    prices = [line.unit_price * line.quantity for line in lines if line.unit_price is not None]
    return sum(prices) if prices else None


def _naive_times(row: Row, mapping: ImportMap) -> dict[str, str]:
    """The order's moments as written, for those that carry no zone of their own."""
    if mapping.file.time_format:
        return {}
    stated = {name: column_of(each) for name, each in mapping.order.items() if name.endswith("_at")}
    written = {
        name: text((row.values or {}).get(each.column)) for name, each in stated.items() if not each.day_ends
    }
    return {
        name: value for name, value in written.items() if value and not datetime.fromisoformat(value).tzinfo
    }
