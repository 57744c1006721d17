"""Tickets, complaints and reviews: each as its newest telling says, linked to its order where that is here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Ticket
from fulfillment.orders.upsert.rowset import encode, execute, listed, recordset

TOLD = (
    "external_id",
    "order_external_id",
    "kind",
    "topic",
    "status",
    "rating",
    "text",
    "opened_at",
    "answer_by_at",
    "closed_at",
    "remote_updated_at",
)


# The words of a buyer who was erased do not come back with the next telling.
@cache
def _upsert_sql() -> str:
    kept = [name for name in TOLD if name not in {"external_id", "text"}]
    changes = ", ".join(f"{name} = excluded.{name}" for name in (*kept, "text", "order_id"))
    told = [
        f"r.{name}" if name != "text" else "CASE WHEN b.erased_at IS NULL THEN r.text ELSE '' END"
        for name in TOLD
    ]
    compared = (*kept, "text", "order_id")
    return f"""
INSERT INTO orders_ticket AS t (team_id, shop_id, order_id, {listed(TOLD)})
SELECT %(team)s, %(shop)s, o.id, {", ".join(told)}
FROM {recordset(Ticket, TOLD)}
LEFT JOIN orders_order o ON o.shop_id = %(shop)s AND o.external_id = r.order_external_id
LEFT JOIN orders_buyer b ON b.id = o.buyer_id
ORDER BY r.external_id
ON CONFLICT (shop_id, external_id) DO UPDATE SET {changes}
WHERE t.remote_updated_at <= excluded.remote_updated_at
    AND ({listed(compared, "t.")}) IS DISTINCT FROM ({listed(compared, "excluded.")})
RETURNING t.external_id, t.order_id
"""


LINK = """
UPDATE orders_ticket t SET order_id = o.id
FROM orders_order o
WHERE o.id = ANY(%(orders)s) AND t.shop_id = %(shop)s AND t.order_external_id = o.external_id AND t.order_id IS NULL
RETURNING o.id
"""
EVENTS = """
INSERT INTO orders_orderevent (team_id, order_id, kind, key, happened_at, recorded_at, source, data)
SELECT t.team_id, t.order_id, t.kind || e.kind, 'ticket' || e.kind || ':' || t.external_id, e.happened_at, %(now)s,
    'channel', jsonb_build_object('topic', t.topic, 'rating', t.rating)
FROM orders_ticket t
CROSS JOIN LATERAL (VALUES ('.opened', t.opened_at), ('.closed', t.closed_at)) AS e (kind, happened_at)
WHERE t.order_id = ANY(%(orders)s) AND t.shop_id = %(shop)s AND e.happened_at IS NOT NULL
ORDER BY t.order_id, 4
ON CONFLICT (order_id, key) DO NOTHING
"""


def upsert(shop: Shop, rows: Sequence[dict[str, Any]], *, now: datetime) -> tuple[set[str], set[int]]:
    """`rows`: TOLD, one per external id. External ids of what was written, and the ids of their orders."""
    values = {"team": shop.team_id, "shop": shop.pk, "rows": encode(rows)}
    written = execute(_upsert_sql(), values)
    orders = {order_id for _, order_id in written if order_id is not None}
    _record(shop, orders, now=now)
    return {external_id for external_id, _ in written}, orders


def link(shop: Shop, order_ids: Iterable[int], *, now: datetime) -> None:
    """Tickets that came before these orders belong to them now."""
    _record(shop, {pk for (pk,) in execute(LINK, {"orders": sorted(order_ids), "shop": shop.pk})}, now=now)


def _record(shop: Shop, order_ids: set[int], *, now: datetime) -> None:
    if order_ids:
        execute(EVENTS, {"orders": sorted(order_ids), "shop": shop.pk, "now": now})
