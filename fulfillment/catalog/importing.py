"""The team's SKUs and who supplies them, from a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from django.db import transaction
from msgspec import Struct

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku, Supplier

COLUMNS = ("sku", "title", "supplier_code", "supplier_name")


class MissingColumns(Exception):
    """The file has no column of these names."""


class Imported(Struct, frozen=True):
    skus: int
    suppliers: int
    rejected: list[tuple[int, str]]  # line number and why


def import_catalog(team: Team, lines: Iterable[str]) -> Imported:
    """Every SKU of the file exists with its title and supplier; existing ones are updated. Set-based."""
    rows = csv.DictReader(lines)
    if missing := [column for column in COLUMNS if column not in (rows.fieldnames or ())]:
        raise MissingColumns(", ".join(missing))
    good: dict[str, dict[str, str]] = {}
    rejected = []
    for number, row in enumerate(rows, start=2):
        values = {column: (row[column] or "").strip() for column in COLUMNS}
        if not values["sku"]:
            rejected.append((number, "no SKU"))
            continue
        good[values["sku"]] = values
    with transaction.atomic():
        suppliers = _suppliers(team, good.values())
        Sku.objects.bulk_create(
            [
                Sku(team=team, code=code, title=row["title"], supplier=suppliers.get(row["supplier_code"]))
                for code, row in sorted(good.items())
            ],
            update_conflicts=True,
            unique_fields=["team", "code"],
            update_fields=["title", "supplier"],
        )
    return Imported(len(good), len(suppliers), rejected)


def _suppliers(team: Team, rows: Iterable[dict[str, str]]) -> dict[str, Supplier]:
    names = {row["supplier_code"]: row["supplier_name"] for row in rows if row["supplier_code"]}
    created = Supplier.objects.bulk_create(
        [Supplier(team=team, code=code, name=name or code) for code, name in sorted(names.items())],
        update_conflicts=True,
        unique_fields=["team", "code"],
        update_fields=["name"],
    )
    return {supplier.code: supplier for supplier in created}
