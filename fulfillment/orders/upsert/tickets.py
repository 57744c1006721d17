"""Tickets, complaints and reviews: each as its newest telling says, linked to its order where that is here.

What a person said stands: neither the topic nor the order that somebody chose is overwritten by a telling.
"""

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
    "initiator",
    "status",
    "rating",
    "reason",
    "reason_text",
    "sku_code",
    "line_external_id",
    "text",
    "opened_at",
    "answer_by_at",
    "closed_at",
    "remote_updated_at",
    "read_topic",
    "read_by",
    "read_on",
)
# The words of a buyer who was erased do not come back with the next telling.
ERASED = {"text": "''", "read_on": "'[]'::jsonb"}
# What is kept of a row where a person spoke; what somebody closed here opens again with newer words of the buyer.
CLOSED_HERE = "t.closed_by_id IS NOT NULL AND excluded.remote_updated_at <= t.closed_at"
KEPT_IF = {
    "topic": "t.topic_at IS NOT NULL",
    "order_external_id": "t.linked_at IS NOT NULL",
    "order_id": "t.linked_at IS NOT NULL",
    "status": CLOSED_HERE,
    "closed_at": CLOSED_HERE,
    "closed_by_id": CLOSED_HERE,
}
# A help desk knows the number that people use: it counts where it is one order's alone.
BY_NUMBER = """
SELECT CASE WHEN count(*) = 1 THEN min(n.id) END AS id FROM orders_order n
WHERE {name} <> '' AND n.number <> '' AND n.team_id = %(team)s AND n.shop_id = %(shop)s
    AND n.number IN ({name}, '#' || {name})
"""
NUMBERED = f"""
SELECT found.id FROM unnest(%(names)s::text[]) AS named (name)
CROSS JOIN LATERAL ({BY_NUMBER.format(name="named.name")}) found WHERE found.id IS NOT NULL
"""


@cache
def _upsert_sql() -> str:
    plain = [name for name in TOLD if name not in {"external_id", *KEPT_IF}]
    values = {name: f"excluded.{name}" for name in plain} | {
        name: f"CASE WHEN {kept} THEN t.{name} ELSE excluded.{name} END" for name, kept in KEPT_IF.items()
    }
    told = [
        f"CASE WHEN b.erased_at IS NULL THEN r.{name} ELSE {ERASED[name]} END"
        if name in ERASED
        else f"r.{name}"
        for name in TOLD
    ]
    return f"""
INSERT INTO orders_ticket AS t (team_id, shop_id, order_id, topic, {listed(TOLD)})
SELECT %(team)s, %(shop)s, coalesce(o.id, n.id), r.read_topic, {", ".join(told)}
FROM {recordset(Ticket, TOLD)}
LEFT JOIN orders_order o ON o.shop_id = %(shop)s AND o.external_id = r.order_external_id
LEFT JOIN LATERAL ({BY_NUMBER.format(name="r.order_external_id")} AND o.id IS NULL) n ON true
LEFT JOIN orders_order own ON own.id = coalesce(o.id, n.id)
LEFT JOIN orders_buyer b ON b.id = own.buyer_id
ORDER BY r.external_id
ON CONFLICT (shop_id, external_id) DO UPDATE SET
    {", ".join(f"{name} = {value}" for name, value in values.items())}
WHERE t.remote_updated_at <= excluded.remote_updated_at
    AND ({listed(values, "t.")}) IS DISTINCT FROM ({", ".join(values.values())})
RETURNING t.external_id, t.order_id
"""


LINK = """
UPDATE orders_ticket t SET order_id = o.id,
    text = CASE WHEN b.erased_at IS NULL THEN t.text ELSE '' END,
    read_on = CASE WHEN b.erased_at IS NULL THEN t.read_on ELSE '[]'::jsonb END
FROM orders_order o LEFT JOIN orders_buyer b ON b.id = o.buyer_id
WHERE o.id = ANY(%(orders)s) AND t.shop_id = %(shop)s AND t.order_id IS NULL
    AND t.order_external_id = ANY(ARRAY[o.external_id, nullif(o.number, ''), nullif(ltrim(o.number, '#'), '')])
    AND (t.order_external_id = o.external_id OR NOT EXISTS (
        SELECT FROM orders_order other WHERE other.team_id = o.team_id AND other.shop_id = o.shop_id
            AND other.number = o.number AND other.number <> '' AND other.id <> o.id))
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


def numbered(shop: Shop, names: Iterable[str]) -> list[int]:
    """Orders of the shop that people call so."""
    values = {"team": shop.team_id, "shop": shop.pk, "names": sorted(names)}
    return [pk for (pk,) in execute(NUMBERED, values)]


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
