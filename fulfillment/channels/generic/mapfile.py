"""The mapping of an order file: which column means what, which zone its times are in, which words its statuses are. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import available_timezones

import msgspec
from msgspec import Struct

from fulfillment.channels.generic import amounts
from fulfillment.channels.generic.refusing import BadMap
from fulfillment.orders.states import OrderStatus
from fulfillment.policies import countries

__all__ = ["BadMap", "Column", "FileSettings", "ImportMap", "column_of", "problems", "read_map"]

ORDER_FIELDS = frozenset({
    "external_id", "number", "copied_from", "status", "placed_at", "paid_at", "updated_at", "ready_at", "scanned_at",
    "delivered_at",
    "cancelled_at", "dispatch_due_at", "delivery_due_at", "total", "currency", "country", "buyer_id", "buyer_name",
    "buyer_email", "buyer_phone", "buyer_line1", "buyer_city", "buyer_region", "buyer_postal_code",
})  # fmt: skip
LINE_FIELDS = frozenset({
    "external_id", "sku_code", "title", "variant", "quantity", "unit_price", "supplier_code", "supplier_name",
    "dispatch_due_at",
})  # fmt: skip
TICKET_FIELDS = frozenset({
    "external_id", "opened_at", "text", "kind", "order", "status", "closed_at", "answer_by_at", "updated_at", "rating",
    "reason", "reason_text", "sku_code",
})  # fmt: skip
NEEDED = ("external_id", "placed_at")
NEEDED_OF_TICKETS = ("external_id", "opened_at")
TICKET_KINDS = ("ticket", "complaint", "review")


class Column(Struct, frozen=True, forbid_unknown_fields=True):
    """`day_ends`: the column is a day, and the moment meant is its end."""

    column: str
    day_ends: bool = False


class FileSettings(Struct, frozen=True, forbid_unknown_fields=True):
    time_zone: str
    currency: str = ""
    country: str = ""
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    lines: str = ""  # JSONL: the key of an order's list of lines; blank where each row is one line
    time_format: str = ""  # strptime; blank: ISO 8601
    decimal: str = amounts.EACH  # what stands before the cents; blank: as each amount shows, or it is refused
    sheet: str = ""  # of an Excel file; blank: its first
    status_if_empty: OrderStatus | None = None  # of rows without a word for it
    kind_if_empty: str = "ticket"  # of tickets: of rows without a word for it


class ImportMap(Struct, frozen=True, forbid_unknown_fields=True):
    """Of a file of orders, or of tickets where that table stands."""

    file: FileSettings
    order: dict[str, str | Column] = {}
    statuses: dict[str, OrderStatus] = {}
    line: dict[str, str | Column] = {}
    ticket: dict[str, str | Column] = {}

    @property
    def main(self) -> dict[str, str | Column]:
        """The columns of what the file is of."""
        return self.ticket or self.order

    def columns(self) -> set[str]:
        """Every column that the map reads."""
        return {column_of(each).column for each in (*self.main.values(), *self.line.values())}


def column_of(stated: str | Column) -> Column:
    return Column(stated) if isinstance(stated, str) else stated


def read_map(path: Path) -> ImportMap:
    """The mapping of that file; raises BadMap."""
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=ImportMap)
    except OSError as error:
        raise BadMap(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeError as error:
        raise BadMap(f"{path.name} is not UTF-8 text: {error}.") from error
    except msgspec.MsgspecError as error:
        statuses = f" The statuses are {', '.join(OrderStatus)}." if "$.statuses" in str(error) else ""
        raise BadMap(f"{path.name}: {error}.{statuses}") from error
    for problem in problems(found):
        raise BadMap(f"{path.name}: {problem}")
    return found


def problems(found: ImportMap) -> Iterator[str]:
    """What is wrong with the mapping itself, in sentences."""
    yield from _ticket_problems(found) if found.ticket else _field_problems(found)
    yield from _setting_problems(found.file)


def _field_problems(found: ImportMap) -> Iterator[str]:
    for table, known, stated in (("order", ORDER_FIELDS, found.order), ("line", LINE_FIELDS, found.line)):
        if unknown := sorted(stated.keys() - known):
            yield f"[{table}] has no field {unknown[0]!r}; it has {', '.join(sorted(known))}."
    for name in NEEDED:
        if name not in found.order:
            yield f"[order] must say which column is {name!r}."
    if "status" not in found.order and not found.file.status_if_empty:
        yield "[order] must say which column is 'status', or [file] status_if_empty what all orders are."
    if "status" in found.order and not found.statuses:
        yield "[statuses] must say what the file's status words mean."


def _ticket_problems(found: ImportMap) -> Iterator[str]:
    if unknown := sorted(found.ticket.keys() - TICKET_FIELDS):
        yield f"[ticket] has no field {unknown[0]!r}; it has {', '.join(sorted(TICKET_FIELDS))}."
    for name in NEEDED_OF_TICKETS:
        if name not in found.ticket:
            yield f"[ticket] must say which column is {name!r}."
    if found.file.kind_if_empty not in TICKET_KINDS:
        yield f"kind_if_empty is one of {', '.join(TICKET_KINDS)}."


def _setting_problems(file: FileSettings) -> Iterator[str]:
    if file.time_zone not in available_timezones():
        yield f"{file.time_zone!r} is not a time zone, e.g. America/Sao_Paulo."
    if file.currency and not re.fullmatch("[A-Z]{3}", file.currency):
        yield f"{file.currency!r} is not a currency, e.g. BRL."
    if file.country and file.country not in countries.names():
        yield f"{file.country!r} is not a country's two letters, e.g. BR."
    if len(file.delimiter) != 1 or file.delimiter in '\r\n"\0':
        yield f"{file.delimiter!r} cannot separate values; it must be one character, e.g. a comma."
    if file.decimal not in amounts.DECIMALS:
        yield f"decimal is a point, a comma or left out, not {file.decimal!r}."
    if not _is_encoding(file.encoding):
        yield f"{file.encoding!r} is not an encoding, e.g. utf-8 or latin-1."
    if file.time_format and not _is_time_format(file.time_format):
        yield f"time_format {file.time_format!r} cannot be read, e.g. %d/%m/%Y %H:%M."


def _is_encoding(name: str) -> bool:
    try:
        "order".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def _is_time_format(given: str) -> bool:
    some_day = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
    try:
        datetime.strptime(some_day.strftime(given), given)  # noqa: DTZ007
    except (ValueError, re.error):
        return False
    return True
