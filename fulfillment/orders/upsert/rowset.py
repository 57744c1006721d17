"""A batch of rows as one JSON parameter, typed like the columns of a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection, models

ENCODER = msgspec.json.Encoder()


def encode(rows: Sequence[Any]) -> str:
    """JSON for `recordset`: moments in ISO 8601, Decimal as text. Raises where a text is not Unicode."""
    return ENCODER.encode(rows).decode()


def recordset(model: type[models.Model], columns: Iterable[str], **others: str) -> str:
    """SQL for the rows of parameter `rows`, called r: `columns` typed as in `model`, `others` as given."""
    types = {name: column_type(model, name) for name in columns} | others
    fields = ", ".join(f"{name} {type_}" for name, type_ in types.items())
    return f"json_to_recordset(%(rows)s::json) AS r({fields})"


def column_type(model: type[models.Model], name: str) -> str:
    field = next(field for field in model._meta.concrete_fields if field.column == name)
    found = field.rel_db_type(connection) if field.primary_key else field.db_type(connection)
    if found is None:
        raise ValueError(f"{model.__name__}.{name} has no column")
    return found


def listed(columns: Iterable[str], prefix: str = "") -> str:
    return ", ".join(prefix + name for name in columns)


def array(ids: Iterable[int]) -> str:
    """An array as PostgreSQL writes it: thousands of ids as one text, which is quicker than one by one."""
    return "{" + ",".join(map(str, ids)) + "}"


def defaults(model: type[models.Model], told: Iterable[str]) -> dict[str, Any]:
    """What Django would put into the columns that may not be empty, that `told` leaves out and the database too."""
    known = {*told, "id"}
    fields = [field for field in model._meta.concrete_fields if not (field.null or field.has_db_default())]
    return {
        str(field.column): field.get_db_prep_save(field.get_default(), connection)
        for field in fields
        if field.column not in known
    }


def execute(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Runs one statement; its rows, or none where it returns nothing."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall()) if cursor.description else []
