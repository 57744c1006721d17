"""Counts under each pair of values, in one statement over the facts of the days asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection as db

from fulfillment.catalog.models import Shop
from metrics import figures
from metrics.counts import Counts
from metrics.crossing.dimensions import Dimension
from metrics.definitions import Definition
from metrics.inspected import COUNTED, looked_at, order_of

Crossed = dict[tuple[str, str], Counts]


def crossed(
    shops: Sequence[Shop],
    definition: Definition,
    rows: Dimension,
    columns: Dimension,
    *,
    since_on: date,
    until_on: date,
) -> Crossed:
    """By (row, column); a unit of several suppliers counts once under each. Blank: not known."""
    values, joins = [], []
    for name, dimension in (("r", rows), ("c", columns)):
        if dimension.each:
            listed = f"unnest(coalesce(nullif({dimension.sql}, '{{}}'), '{{\"\"}}'))"
            joins.append(f"CROSS JOIN LATERAL {listed} AS {name} (value)")
            values.append(f"{name}.value")
        else:
            values.append(f"coalesce({dimension.sql}, '')")
    is_of_findings = rows.of_findings or columns.of_findings
    if is_of_findings:
        joins.insert(0, "LEFT JOIN found ON found.order_id = o.id")
    if rows.of_order or columns.of_order:
        joins.insert(0, order_of(definition.unit))
    sql = f"""
        {looked_at(definition.unit) if is_of_findings else ""}
        SELECT {values[0]}, {values[1]}, count(*) FILTER (WHERE f.in_numerator), count(*)
        FROM metrics_fact f JOIN catalog_shop s ON s.id = f.shop_id {" ".join(joins)}
        WHERE {COUNTED} GROUP BY 1, 2
    """
    until_on = figures.last_day(shops, definition.slug, until_on)
    asked: list[Any] = [[shop.pk for shop in shops], definition.slug, since_on, until_on]
    with db.cursor() as cursor:
        cursor.execute(sql, asked * (1 + is_of_findings))
        return {(row, column): Counts(of_them, counted) for row, column, of_them, counted in cursor}
