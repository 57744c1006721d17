"""A file names the supplier line by line; a SKU may have several."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from fulfillment.catalog.models import Shop
from fulfillment.orders.watch import wake

CREATE = """
INSERT INTO catalog_supplier (team_id, code, name)
SELECT %s, code, left(name, 120) FROM unnest(%s::text[], %s::text[]) AS told (code, name) ORDER BY code
ON CONFLICT (team_id, code) DO NOTHING
"""
NAME = """
UPDATE orders_orderline line SET supplier_id = supplier.id
FROM unnest(%s::text[], %s::text[], %s::text[]) AS told (order_external_id, line_external_id, code)
JOIN orders_order o ON o.shop_id = %s AND o.external_id = told.order_external_id
JOIN catalog_supplier supplier ON supplier.team_id = o.team_id AND supplier.code = told.code
WHERE line.order_id = o.id AND line.external_id = told.line_external_id
  AND line.supplier_id IS DISTINCT FROM supplier.id
RETURNING line.order_id
"""

Told = dict[tuple[str, str], tuple[str, str]]  # by order and line external id: code and name


def create(shop: Shop, told: Iterable[tuple[str, str]]) -> None:
    """Suppliers of these codes exist; known ones keep their name."""
    names = dict(sorted(told))
    if names:
        with connection.cursor() as cursor:
            cursor.execute(CREATE, [shop.team_id, list(names), list(names.values())])


def name(shop: Shop, told: Told, *, now: datetime) -> None:
    """The lines have the supplier that the file says, and orders whose lines changed are judged again."""
    if not told:
        return
    orders, lines = zip(*told, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(NAME, [list(orders), list(lines), [code for code, _ in told.values()], shop.pk])
        wake(sorted({order for (order,) in cursor.fetchall()}), now=now)
