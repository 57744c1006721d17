"""The mapping of an order file: which column means what, which zone its times are in, which words its statuses are. Pure."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import available_timezones

import msgspec
from msgspec import Struct

from fulfillment.orders.states import OrderStatus

ORDER_FIELDS = frozenset({
    "external_id", "number", "status", "placed_at", "paid_at", "updated_at", "ready_at", "scanned_at", "delivered_at",
    "cancelled_at", "dispatch_due_at", "delivery_due_at", "total", "currency", "country", "buyer_id", "buyer_name",
    "buyer_email", "buyer_phone", "buyer_line1", "buyer_city", "buyer_region", "buyer_postal_code",
})  # fmt: skip
LINE_FIELDS = frozenset({
    "external_id", "sku_code", "title", "variant", "quantity", "unit_price", "supplier_code", "supplier_name",
    "dispatch_due_at",
})  # fmt: skip
NEEDED = ("external_id", "status", "placed_at")


class BadMap(Exception):
    """The mapping cannot be used; the sentence says what to change."""


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


class ImportMap(Struct, frozen=True, forbid_unknown_fields=True):
    file: FileSettings
    order: dict[str, str | Column]
    statuses: dict[str, OrderStatus]
    line: dict[str, str | Column] = {}

    def columns(self) -> set[str]:
        """Every column that the map reads."""
        return {column_of(each).column for each in (*self.order.values(), *self.line.values())}


def column_of(stated: str | Column) -> Column:
    return Column(stated) if isinstance(stated, str) else stated


def read_map(path: Path) -> ImportMap:
    """The mapping of that file; raises BadMap."""
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=ImportMap)
    except OSError as error:
        raise BadMap(f"Cannot read {path}: {error.strerror}.") from error
    except msgspec.MsgspecError as error:
        raise BadMap(f"{path.name}: {error}.") from error
    _check(found, path.name)
    return found


def _check(found: ImportMap, name: str) -> None:
    for table, known, stated in (("order", ORDER_FIELDS, found.order), ("line", LINE_FIELDS, found.line)):
        if unknown := sorted(stated.keys() - known):
            raise BadMap(f"{name}: [{table}] has no field {unknown[0]!r}; it has {', '.join(sorted(known))}.")
    if missing := [field for field in NEEDED if field not in found.order]:
        raise BadMap(f"{name}: [order] must say which column is {missing[0]!r}.")
    if found.file.time_zone not in available_timezones():
        raise BadMap(f"{name}: {found.file.time_zone!r} is not a time zone, e.g. America/Sao_Paulo.")
