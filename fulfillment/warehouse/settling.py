"""Allocations whose goods are gone: what was dispatched left the shelf, what its order no longer needs is free again.

Of an order that is partly shipped, the units that are in a package leave once every package of it is scanned.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from fulfillment.orders.states import OrderStatus, Stage
from fulfillment.orders.upsert.rowset import encode, execute
from fulfillment.warehouse.lot_states import MoveKind, SupplyKind

# Units that a box holds are nobody else's until it is taken apart, whatever became of their order.
IN_A_BOX = """
    SELECT i.order_line_id FROM warehouse_packeditem i JOIN warehouse_packing p ON p.id = i.packing_id
    WHERE p.team_id = %(team)s AND p.state IN ('open', 'sealed')
"""
GONE = (Stage.IN_TRANSIT.value, Stage.DELIVERED.value)
CLOSED = f"""
DELETE FROM warehouse_allocation a USING orders_orderline l, orders_order o
WHERE a.team_id = %(team)s AND l.id = a.order_line_id AND o.id = l.order_id AND NOT o.is_open
    AND NOT (o.stage = %(cancelled)s AND l.id IN ({IN_A_BOX}))
RETURNING a.order_line_id, a.lot_id, a.quantity, o.stage
"""
# How many units of line `l` left the shelf already.
SENT = """coalesce((SELECT -sum(m.quantity) FROM warehouse_stockmovement m
    WHERE m.order_line_id = l.id AND m.kind = %(shipped)s), 0)"""
PARTLY = f"""
SELECT a.id, a.order_line_id, a.lot_id, a.quantity,
    (l.quantity - l.cancelled_quantity - l.unsent_quantity - {SENT})::int
FROM warehouse_allocation a JOIN orders_orderline l ON l.id = a.order_line_id
JOIN orders_order o ON o.id = l.order_id
WHERE a.team_id = %(team)s AND o.is_open AND o.status = %(status)s AND l.unsent_quantity IS NOT NULL
    AND o.packages_total > 0 AND o.packages_scanned = o.packages_total
ORDER BY a.order_line_id, a.id
"""
TAKE = "DELETE FROM warehouse_allocation WHERE id = ANY(%(ids)s)"
KEEP = """
INSERT INTO warehouse_allocation (team_id, order_line_id, lot_id, quantity, allocated_at)
SELECT %(team)s, r.line, r.lot, r.quantity, %(now)s
FROM json_to_recordset(%(rows)s::json) AS r(line bigint, lot bigint, quantity int) ORDER BY r.line, r.lot
"""
SHIP = """
INSERT INTO warehouse_stockmovement
    (team_id, warehouse_id, sku_id, lot_id, quantity, kind, reason, order_line_id, moved_at)
SELECT lot.team_id, lot.warehouse_id, lot.sku_id, lot.id, -r.quantity, %(kind)s, '', r.line, %(now)s
FROM json_to_recordset(%(rows)s::json) AS r(line bigint, lot bigint, quantity int)
JOIN warehouse_lot lot ON lot.id = r.lot ORDER BY lot.id, r.line
"""
# Part of the line was cancelled, its listing is another SKU, or such goods are bought per order now.
UNFIT = f"""
DELETE FROM warehouse_allocation WHERE order_line_id IN (
    SELECT a.order_line_id FROM warehouse_allocation a
    JOIN orders_orderline l ON l.id = a.order_line_id
    JOIN warehouse_lot lot ON lot.id = a.lot_id
    LEFT JOIN warehouse_supply s ON s.warehouse_id = lot.warehouse_id AND s.sku_id = lot.sku_id
    WHERE a.team_id = %(team)s AND a.order_line_id NOT IN ({IN_A_BOX})
    GROUP BY a.order_line_id, l.id
    HAVING sum(a.quantity) > l.quantity - l.cancelled_quantity - {SENT}
        OR bool_or(lot.sku_id IS DISTINCT FROM l.sku_id) OR bool_or(s.kind = %(per_order)s)
)
"""


class Given(NamedTuple):
    """Units of one lot that a partly shipped line has; `gone`: how many of the line's have left."""

    id: int
    line: int
    lot: int
    quantity: int
    gone: int


def settle(team_id: int, *, now: datetime) -> int:
    """How many units left the shelf; the caller holds the team's lock."""
    closed = execute(CLOSED, {"team": team_id, "cancelled": Stage.CANCELLED.value})
    shipped = [
        {"line": line, "lot": lot, "quantity": quantity}
        for line, lot, quantity, stage in closed
        if stage in GONE
    ]
    shipped += _settle_partly(team_id, now=now)
    if shipped:
        execute(SHIP, {"rows": encode(shipped), "kind": MoveKind.SHIPPED.value, "now": now})
    kinds = {"per_order": SupplyKind.PER_ORDER.value, "shipped": MoveKind.SHIPPED.value}
    execute(UNFIT, {"team": team_id, **kinds})
    return sum(row["quantity"] for row in shipped)


def parted(rows: Iterable[Given]) -> tuple[list[Given], list[tuple[Given, int]]]:
    """(what leaves with its units, what a line keeps of what leaves): lots are taken in the order they were given."""
    leaves, kept = [], []
    for _, mine in groupby(rows, key=lambda each: each.line):
        rest: int | None = None
        for each in mine:
            rest = each.gone if rest is None else rest
            units = min(each.quantity, max(rest, 0))
            rest -= units
            if units:
                leaves.append(each._replace(gone=units))
                kept += [(each, each.quantity - units)] if units < each.quantity else []
    return leaves, kept


def _settle_partly(team_id: int, *, now: datetime) -> list[dict[str, int]]:
    """What to book out of partly shipped orders; its allocations are gone, but for what is still to be sent."""
    values = {
        "team": team_id,
        "status": OrderStatus.PARTLY_SHIPPED.value,
        "shipped": MoveKind.SHIPPED.value,
    }
    leaves, kept = parted(Given(*row) for row in execute(PARTLY, values))
    if leaves:
        execute(TAKE, {"ids": [each.id for each in leaves]})
    if kept:
        rows = [{"line": each.line, "lot": each.lot, "quantity": rest} for each, rest in kept]
        execute(KEEP, {"rows": encode(rows), "team": team_id, "now": now})
    return [{"line": each.line, "lot": each.lot, "quantity": each.gone} for each in leaves]
