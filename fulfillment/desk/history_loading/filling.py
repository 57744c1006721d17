"""Rows of one table from a query that names only what matters; the other columns get what Django would put there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from fulfillment.orders.upsert.rowset import defaults, execute


def fill(model: type[Model], columns: Mapping[str, str], source: str, values: Mapping[str, Any]) -> None:
    """INSERT … SELECT: `columns` maps each column to its SQL, `source` is what stands from FROM on."""
    rest = defaults(model, columns)
    names = [*columns, *rest]
    taken = [*columns.values(), *(f"%(default_{name})s" for name in rest)]
    given = {f"default_{name}": value for name, value in rest.items()}
    sql = f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT {', '.join(taken)} {source}"
    execute(sql, {**values, **given})
