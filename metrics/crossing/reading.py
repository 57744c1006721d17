"""Counts under each pair of values, in one statement over the facts of the days asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection as db

from fulfillment.catalog.models import Shop
from fulfillment.policies.terms import CountedUnit
from metrics import figures
from metrics.counts import Counts
from metrics.crossing.dimensions import Dimension
from metrics.definitions import Definition

Crossed = dict[tuple[str, str], Counts]
# A package is where its earliest order was packed.
ORDER_OF_PACKAGE = """LEFT JOIN LATERAL (
    SELECT order_id FROM tracking_packageorder WHERE package_id = f.unit_id AND is_current ORDER BY order_id LIMIT 1
) link ON true LEFT JOIN orders_order o ON o.id = link.order_id"""
ORDER = "LEFT JOIN orders_order o ON o.id = f.unit_id"


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
    if rows.of_order or columns.of_order:
        joins.insert(0, ORDER_OF_PACKAGE if definition.unit == CountedUnit.PACKAGE else ORDER)
    sql = f"""
        SELECT {values[0]}, {values[1]}, count(*) FILTER (WHERE f.in_numerator), count(*)
        FROM metrics_fact f JOIN catalog_shop s ON s.id = f.shop_id {" ".join(joins)}
        WHERE f.shop_id = ANY(%s) AND f.metric = %s AND f.day_on BETWEEN %s AND %s AND f.in_denominator
        GROUP BY 1, 2
    """
    until_on = figures.last_day(shops, definition.slug, until_on)
    with db.cursor() as cursor:
        cursor.execute(sql, [[shop.pk for shop in shops], definition.slug, since_on, until_on])
        return {(row, column): Counts(of_them, counted) for row, column, of_them, counted in cursor}
