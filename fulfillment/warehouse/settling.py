"""Allocations whose order is no longer open: what was dispatched left the shelf, all else is free again."""

from __future__ import annotations

from datetime import datetime

from fulfillment.orders.states import Stage
from fulfillment.orders.upsert.rowset import encode, execute
from fulfillment.warehouse.lot_states import MoveKind, SupplyKind

GONE = (Stage.IN_TRANSIT.value, Stage.DELIVERED.value)
CLOSED = """
DELETE FROM warehouse_allocation a USING orders_orderline l, orders_order o
WHERE a.team_id = %(team)s AND l.id = a.order_line_id AND o.id = l.order_id AND NOT o.is_open
RETURNING a.order_line_id, a.lot_id, a.quantity, o.stage
"""
SHIP = """
INSERT INTO warehouse_stockmovement
    (team_id, warehouse_id, sku_id, lot_id, quantity, kind, reason, order_line_id, moved_at)
SELECT lot.team_id, lot.warehouse_id, lot.sku_id, lot.id, -r.quantity, %(kind)s, '', r.line, %(now)s
FROM json_to_recordset(%(rows)s::json) AS r(line bigint, lot bigint, quantity int)
JOIN warehouse_lot lot ON lot.id = r.lot ORDER BY lot.id, r.line
"""
# Part of the line was cancelled, its listing is another SKU, or such goods are bought per order now.
UNFIT = """
DELETE FROM warehouse_allocation WHERE order_line_id IN (
    SELECT a.order_line_id FROM warehouse_allocation a
    JOIN orders_orderline l ON l.id = a.order_line_id
    JOIN warehouse_lot lot ON lot.id = a.lot_id
    LEFT JOIN warehouse_supply s ON s.warehouse_id = lot.warehouse_id AND s.sku_id = lot.sku_id
    WHERE a.team_id = %(team)s
    GROUP BY a.order_line_id, l.quantity, l.cancelled_quantity
    HAVING sum(a.quantity) > l.quantity - l.cancelled_quantity
        OR bool_or(lot.sku_id IS DISTINCT FROM l.sku_id) OR bool_or(s.kind = %(per_order)s)
)
"""


def settle(team_id: int, *, now: datetime) -> int:
    """How many units left the shelf; the caller holds the team's lock."""
    closed = execute(CLOSED, {"team": team_id})
    shipped = [
        {"line": line, "lot": lot, "quantity": quantity}
        for line, lot, quantity, stage in closed
        if stage in GONE
    ]
    if shipped:
        execute(SHIP, {"rows": encode(shipped), "kind": MoveKind.SHIPPED.value, "now": now})
    execute(UNFIT, {"team": team_id, "per_order": SupplyKind.PER_ORDER.value})
    return sum(row["quantity"] for row in shipped)
