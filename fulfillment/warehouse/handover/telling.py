"""What orders are told of their parcels on trucks: their columns, their histories, their judgement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from fulfillment.accounts.models import User
from fulfillment.orders.history import record
from fulfillment.orders.upsert.locks import lock_these
from fulfillment.orders.upsert.rowset import execute
from fulfillment.orders.watch import judge_at_once

ORDERS_OF = """
SELECT DISTINCT v.order_id FROM warehouse_manifestline l CROSS JOIN LATERAL (
    SELECT p.order_id FROM tracking_packageorder p WHERE p.package_id = l.package_id AND p.is_current
    UNION SELECT b.order_id FROM warehouse_packedorder b WHERE b.packing_id = l.packing_id AND l.package_id IS NULL
) v WHERE l.id = ANY(%(lines)s::bigint[]) ORDER BY v.order_id
"""
# Handed over once all of its parcels are: with the last of them, and by what proves that one.
TELL = """
WITH parcels AS (
    SELECT o.id AS order_id, l.handed_over_at, c.proof, count(*) OVER (PARTITION BY o.id) AS total,
        count(l.handed_over_at) OVER (PARTITION BY o.id) AS gone,
        row_number() OVER (PARTITION BY o.id ORDER BY l.handed_over_at DESC NULLS LAST) AS place,
        max(b.left_behind_at) OVER (PARTITION BY o.id) AS left_behind_at
    FROM orders_order o
    JOIN LATERAL (
        SELECT p.package_id, NULL::bigint AS packing_id FROM tracking_packageorder p
        JOIN tracking_package k ON k.id = p.package_id AND k.status <> 'cancelled'
        WHERE p.order_id = o.id AND p.is_current
        UNION ALL SELECT NULL, w.packing_id FROM warehouse_packedorder w
        JOIN warehouse_packing x ON x.id = w.packing_id AND x.package_id IS NULL AND x.state IN ('sealed', 'gone')
        JOIN warehouse_manifestline m ON m.packing_id = x.id AND m.package_id IS NULL AND m.taken_off_at IS NULL
        WHERE w.order_id = o.id
    ) each ON true
    LEFT JOIN warehouse_manifestline l ON (l.package_id = each.package_id OR l.packing_id = each.packing_id)
        AND l.taken_off_at IS NULL AND l.left_behind_at IS NULL
    LEFT JOIN warehouse_manifestclosing c ON c.manifest_id = l.manifest_id AND c.reopened_at IS NULL
    LEFT JOIN LATERAL (
        SELECT max(y.left_behind_at) AS left_behind_at FROM warehouse_manifestline y
        WHERE (y.package_id = each.package_id OR y.packing_id = each.packing_id) AND l.id IS NULL
    ) b ON true
    WHERE o.id = ANY(%(orders)s::bigint[])
)
UPDATE orders_order o SET
    handed_over_at = CASE WHEN r.gone = r.total THEN r.handed_over_at END,
    handover_proof = CASE WHEN r.gone = r.total THEN coalesce(r.proof, '') ELSE '' END,
    left_behind_at = r.left_behind_at
FROM parcels r WHERE r.order_id = o.id AND r.place = 1
"""


def orders_of(lines: Iterable[int]) -> list[int]:
    return [pk for (pk,) in execute(ORDERS_OF, {"lines": list(lines)})]


def tell(
    lines: Sequence[int],
    *,
    kind: str,
    key: str,
    evidence: str,
    happened_at: datetime,
    by: User | None,
    now: datetime,
    **data: Any,
) -> list[int]:
    """The orders of these lines know where their parcels are, have it in their history, and are judged by it; who."""
    orders = orders_of(lines)
    if orders:
        lock_these(orders)  # by id, as the watch does: neither then waits for the other
        execute(TELL, {"orders": orders})
        told = {"evidence": evidence, **data}
        record(orders, kind=kind, key=key, now=now, at=happened_at, data=told, by=by)
        judge_at_once(orders, now=now)
    return orders
