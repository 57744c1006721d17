"""The team's SKUs and who supplies them, from a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from django.db import transaction
from msgspec import Struct

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku, Supplier

COLUMNS = ("sku", "title", "supplier_code", "supplier_name")
LONGEST = {"sku": 120, "title": 300, "supplier_code": 64, "supplier_name": 120}

Row = dict[str, str]


class Unusable(Exception):
    """The file is not such a catalog; the sentence says why. Nothing of it was taken."""


class Imported(Struct, frozen=True):
    skus: int
    suppliers: int
    rejected: list[tuple[int, str]]  # line number and why


def import_catalog(team: Team, lines: Iterable[str]) -> Imported:
    """Every SKU of the file exists with its title and supplier; existing ones are updated. Set-based."""
    try:
        good, rejected = _read(lines)
    except (csv.Error, UnicodeError) as error:
        raise Unusable(f"The file is not CSV in UTF-8: {error}.") from error
    with transaction.atomic():
        suppliers = _suppliers(team, good.values())
        Sku.objects.bulk_create(
            [
                Sku(
                    team=team,
                    code=code,
                    title=row["title"],
                    supplier=suppliers.get(row["supplier_code"]),
                    from_catalog=True,
                )
                for code, row in sorted(good.items())
            ],
            update_conflicts=True,
            unique_fields=["team", "code"],
            update_fields=["title", "supplier", "from_catalog"],
        )
    return Imported(len(good), len(suppliers), rejected)


def _read(lines: Iterable[str]) -> tuple[dict[str, Row], list[tuple[int, str]]]:
    """The good rows by SKU, and of the others the line and why."""
    rows = csv.DictReader(lines)
    if missing := [column for column in COLUMNS if column not in (rows.fieldnames or ())]:
        raise Unusable(f"The file has no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}.")
    good: dict[str, Row] = {}
    rejected = []
    for given in rows:
        row = {column: (given[column] or "").strip() for column in COLUMNS}
        if why := _problem(row, len(given), len(rows.fieldnames or ()), good):
            rejected.append((rows.line_num, why))
        else:
            good[row["sku"]] = row
    return good, rejected


def _problem(row: Row, values: int, columns: int, good: dict[str, Row]) -> str:
    """Why the row cannot be taken; blank for a good one."""
    if values > columns:
        return "more values than the header has columns"
    if not row["sku"]:
        return "no SKU"
    if any("\0" in value for value in row.values()):
        return "a NUL byte: the file is damaged"
    if long := [column for column, value in row.items() if len(value) > LONGEST[column]]:
        return f"{long[0]} is longer than {LONGEST[long[0]]} characters"
    if good.get(row["sku"], row) != row:
        return f"SKU {row['sku']!r} stands in the file already, with other values"
    return ""


def _suppliers(team: Team, rows: Iterable[dict[str, str]]) -> dict[str, Supplier]:
    names = {row["supplier_code"]: row["supplier_name"] for row in rows if row["supplier_code"]}
    created = Supplier.objects.bulk_create(
        [Supplier(team=team, code=code, name=name or code) for code, name in sorted(names.items())],
        update_conflicts=True,
        unique_fields=["team", "code"],
        update_fields=["name"],
    )
    return {supplier.code: supplier for supplier in created}
