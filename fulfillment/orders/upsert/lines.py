"""Lines of orders, and the SKUs that they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.orders.models import OrderLine
from fulfillment.orders.upsert.rowset import encode, execute, listed, recordset

MIRRORED = (
    "sku_code",
    "title",
    "variant",
    "image_url",
    "quantity",
    "cancelled_quantity",
    "unsent_quantity",
    "unit_price",
    "currency",
    "listing_external_id",
    "misfit",
    "unit_ids",
    "placed_at",
)
TOLD = ("order_id", "external_id", *MIRRORED)

NEW_SKUS = """
INSERT INTO catalog_sku (team_id, code, title, from_catalog)
SELECT %(team)s, r.code, left(r.title, 300), false
FROM json_to_recordset(%(rows)s::json) AS r(code text, title text)
WHERE NOT EXISTS (SELECT FROM catalog_sku s WHERE s.team_id = %(team)s AND s.code = r.code)
    AND NOT EXISTS (SELECT FROM catalog_sku s WHERE s.team_id = %(team)s AND s.from_catalog)
ORDER BY r.code
ON CONFLICT (team_id, code) DO NOTHING
"""

DROP = """
DELETE FROM orders_orderline l
WHERE l.order_id = ANY(%(orders)s) AND NOT EXISTS (
    SELECT FROM unnest(%(line_orders)s::bigint[], %(line_ids)s::text[]) AS kept (order_id, external_id)
    WHERE kept.order_id = l.order_id AND kept.external_id = l.external_id
)
RETURNING l.order_id
"""


@cache
def _upsert_sql() -> str:
    mirrored = ", ".join(f"{name} = excluded.{name}" for name in MIRRORED)
    return f"""
INSERT INTO orders_orderline AS l (team_id, sku_id, supplier_id, {listed(TOLD)})
SELECT %(team)s, s.id, s.supplier_id, {listed(TOLD, "r.")}
FROM {recordset(OrderLine, TOLD, is_coded="boolean")}
LEFT JOIN catalog_listing g ON g.shop_id = %(shop)s AND g.external_id = r.listing_external_id
LEFT JOIN catalog_sku coded ON r.is_coded AND coded.team_id = %(team)s AND coded.code = r.sku_code
LEFT JOIN catalog_sku s ON s.id = coalesce(g.sku_id, coded.id)
LEFT JOIN orders_orderline known ON known.order_id = r.order_id AND known.external_id = r.external_id
WHERE known.id IS NULL
    OR (known.sku_id, {listed(MIRRORED, "known.")}) IS DISTINCT FROM (s.id, {listed(MIRRORED, "r.")})
ORDER BY r.order_id, r.external_id
ON CONFLICT (order_id, external_id) DO UPDATE
SET sku_id = excluded.sku_id, supplier_id = coalesce(l.supplier_id, excluded.supplier_id), {mirrored}
RETURNING l.order_id
"""


def create_skus(shop: Shop, titles: dict[str, str]) -> None:
    """Every code is a SKU, unless the team keeps a catalogue. One that exists keeps its title and its supplier."""
    rows = [{"code": code, "title": title} for code, title in titles.items()]
    execute(NEW_SKUS, {"team": shop.team_id, "rows": encode(rows)})


def upsert(shop: Shop, rows: Sequence[dict[str, Any]]) -> set[int]:
    """Each line stands as told, with its SKU; a line keeps the supplier it had. Ids of the orders that changed.

    The SKU is the one that a person gave the listing, else the one of the seller's code (`is_coded`), else none.
    """
    values = {"team": shop.team_id, "shop": shop.pk, "rows": encode(rows)}
    return {pk for (pk,) in execute(_upsert_sql(), values)}


def drop_others(order_ids: Iterable[int], rows: Sequence[dict[str, Any]]) -> set[int]:
    """Of these orders only the lines of `rows` are left: an edited order may lose a line. Ids of the changed."""
    values = {
        "orders": list(order_ids),
        "line_orders": [row["order_id"] for row in rows],
        "line_ids": [row["external_id"] for row in rows],
    }
    return {pk for (pk,) in execute(DROP, values)}
