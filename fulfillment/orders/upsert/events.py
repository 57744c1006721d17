"""What happened to orders, appended: the same occurrence told twice is one event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.orders.models import OrderEvent
from fulfillment.orders.upsert.rowset import encode, execute, listed, recordset

TOLD = ("order_id", "kind", "key", "happened_at", "data")


@cache
def _append_sql() -> str:
    return f"""
INSERT INTO orders_orderevent (team_id, recorded_at, source, {listed(TOLD)})
SELECT %(team)s, %(now)s, %(source)s, {listed(TOLD, "r.")}
FROM {recordset(OrderEvent, TOLD)}
WHERE NOT EXISTS (SELECT FROM orders_orderevent e WHERE e.order_id = r.order_id AND e.key = r.key)
ORDER BY r.order_id, r.key
ON CONFLICT (order_id, key) DO NOTHING
"""


def append(shop: Shop, rows: Sequence[dict[str, Any]], *, source: str, now: datetime) -> None:
    """Adds the events of `rows` (TOLD) that are not there yet."""
    values = {"team": shop.team_id, "now": now, "source": source, "rows": encode(rows)}
    execute(_append_sql(), values)
