"""Cancellations and refunds, which may come before the order they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Cancellation, Refund
from fulfillment.orders.upsert.rowset import defaults, encode, execute, listed, recordset

COMMON = (
    "external_id",
    "order_external_id",
    "status",
    "initiator",
    "reason",
    "reason_text",
    "reason_group",
    "requested_at",
    "answer_by_at",
    "closed_at",
    "remote_updated_at",
    "amount",
    "currency",
)
OWN = {Cancellation: ("fault",), Refund: ("kind", "sku_codes")}

LINK = """
UPDATE {table} a SET order_id = o.id
FROM orders_order o
WHERE o.id = ANY(%(orders)s) AND a.shop_id = %(shop)s AND a.order_external_id = o.external_id
    AND a.order_id IS NULL
RETURNING o.id
"""

# The request and its end, from the row as it stands.
EVENTS = """
INSERT INTO orders_orderevent (team_id, order_id, kind, key, happened_at, recorded_at, source, data)
SELECT a.team_id, a.order_id, %(word)s || e.kind, %(word)s || e.kind || ':' || a.external_id, e.happened_at,
    %(now)s, 'channel', jsonb_build_object('status', a.status, 'reason', a.reason_text, 'initiator', a.initiator)
FROM {table} a
CROSS JOIN LATERAL (VALUES ('.requested', a.requested_at), ('.closed', a.closed_at)) AS e (kind, happened_at)
WHERE a.order_id = ANY(%(orders)s) AND a.shop_id = %(shop)s AND e.happened_at IS NOT NULL
ORDER BY a.order_id, 4
ON CONFLICT (order_id, key) DO NOTHING
"""


def _upsert_sql(model: type[Cancellation] | type[Refund]) -> tuple[str, dict[str, Any]]:
    told = (*COMMON, *OWN[model])
    rest = defaults(model, (*told, "team_id", "shop_id", "order_id"))
    changes = ", ".join(f"{name} = excluded.{name}" for name in (*told, "order_id") if name != "external_id")
    rest_columns = "".join(f", {name}" for name in rest)
    rest_values = "".join(f", %(default_{name})s" for name in rest)
    sql = f"""
INSERT INTO {model._meta.db_table} AS a (team_id, shop_id, order_id, {listed(told)}{rest_columns})
SELECT %(team)s, %(shop)s, o.id, {listed(told, "r.")}{rest_values}
FROM {recordset(model, told)}
LEFT JOIN orders_order o ON o.shop_id = %(shop)s AND o.external_id = r.order_external_id
ORDER BY r.external_id
ON CONFLICT (shop_id, external_id) DO UPDATE SET {changes}
WHERE a.remote_updated_at <= excluded.remote_updated_at
    AND (a.order_id, {listed(told, "a.")}) IS DISTINCT FROM (excluded.order_id, {listed(told, "excluded.")})
RETURNING a.external_id, a.id, a.order_id
"""
    return sql, {f"default_{name}": value for name, value in rest.items()}


def upsert(
    model: type[Cancellation] | type[Refund], shop: Shop, rows: Sequence[dict[str, Any]]
) -> list[tuple[str, int, int | None]]:
    """Each request stands as its newest answer says, linked to its order where that is here.

    `rows`: COMMON and OWN, one per external id. External id, id and order id of what was written.
    """
    sql, rest = _upsert_sql(model)
    values = {"team": shop.team_id, "shop": shop.pk, "rows": encode(rows)}
    return [(external_id, pk, order_id) for external_id, pk, order_id in execute(sql, values | rest)]


def record_events(
    model: type[Cancellation] | type[Refund], shop: Shop, order_ids: Iterable[int], *, now: datetime
) -> None:
    """The orders' histories tell when each request was made and closed."""
    word = model._meta.model_name
    values = {"word": word, "orders": sorted(order_ids), "shop": shop.pk, "now": now}
    execute(EVENTS.format(table=model._meta.db_table), values)


def link(shop: Shop, order_ids: Iterable[int], *, now: datetime) -> None:
    """Requests that came before these orders belong to them now."""
    ids = sorted(order_ids)
    for model in (Cancellation, Refund):
        sql = LINK.format(table=model._meta.db_table)
        linked = {pk for (pk,) in execute(sql, {"orders": ids, "shop": shop.pk})}
        if linked:
            record_events(model, shop, linked, now=now)
