"""Queries whose SQL is made once, for pages that ask the same with every request: making it costs more than its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Stand for a number and for a moment while the SQL is made; no row has either.
NUMBER = -7_340_033
MOMENT = datetime(1, 2, 3, 4, 5, 6, tzinfo=UTC)


class Prepared:
    """`build` takes a number (such as a team's id) and a moment, and answers a `values_list` without converters.

    Rows come as the driver reads them: JSON as text. Whatever else `build` depends on must be the same each time.
    """

    def __init__(self, build: Callable[[int, datetime], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._made: tuple[str, tuple[Any, ...]] | None = None

    def rows(self, number: int, *, now: datetime) -> list[tuple[Any, ...]]:
        if self._made is None:
            self._made = self._build(NUMBER, MOMENT).query.sql_with_params()
        sql, given = self._made
        with connection.cursor() as cursor:
            cursor.execute(sql, [_asked(each, number, now) for each in given])
            return list(cursor.fetchall())

    def named(self, names: tuple[str, ...], number: int, *, now: datetime) -> list[Mapping[str, Any]]:
        return [dict(zip(names, row, strict=True)) for row in self.rows(number, now=now)]


def _asked(value: Any, number: int, now: datetime) -> Any:
    if value == NUMBER:
        return number
    return now if value == MOMENT else value
