"""What open orders need of goods that a team keeps on a shelf, and what stands there for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from psycopg.types.datetime import TimestamptzLoader

from fulfillment.orders.states import Stage
from fulfillment.policies.terms import ShippingType
from fulfillment.warehouse.allocating import Line, Place, Stock
from fulfillment.warehouse.lot_states import LotState, MoveKind, SupplyKind
from fulfillment.warehouse.models import Allocation, Lot, Supply
from fulfillment.warehouse.settling import IN_A_BOX, SENT
from fulfillment.warehouse.whence import whence_of

PACKED_HERE = [ShippingType.SELLER.value, ShippingType.PLATFORM.value]
PINNED = (Stage.AWAITING_SCAN.value,)  # its label is made: the goods may be in the parcel already
# An order that was never judged may be long gone: a first import brings ninety days of them.
READ = f"""
SELECT l.id, o.id, o.shop_id, o.warehouse_external_id, l.sku_id,
    o.stage = ANY(%(pinned)s) OR l.id IN ({IN_A_BOX}), o.dispatch_due_at, o.placed_at,
    greatest(l.quantity - l.cancelled_quantity - CASE WHEN o.packages_total > 0 THEN {SENT} ELSE 0 END, 0)::int,
    coalesce(a.quantity, 0)
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
LEFT JOIN (
    SELECT order_line_id, sum(quantity)::int AS quantity FROM warehouse_allocation
    WHERE team_id = %(team)s GROUP BY order_line_id
) a ON a.order_line_id = l.id
WHERE o.team_id = %(team)s AND o.is_open AND o.shipping_type = ANY(%(packed)s) AND l.sku_id = ANY(%(skus)s)
    AND l.quantity > l.cancelled_quantity AND o.rule_version <> ''
ORDER BY l.id
"""


class Need(NamedTuple):
    """One line of an open order whose goods stand, or should stand, on a shelf."""

    line: Line  # `need` is all of it that has not left yet
    order: int
    has: int
    is_pinned: bool

    @property
    def rest(self) -> Line:
        return self.line._replace(need=self.line.need - self.has)


class Needs(NamedTuple):
    needs: list[Need]
    lots: list[Stock]
    kinds: Mapping[Place, SupplyKind]


def read(team_id: int) -> Needs:
    """A fixed number of queries, over open orders and stock that is there."""
    kinds = {
        (warehouse, sku): SupplyKind(kind)
        for warehouse, sku, kind in Supply.objects.filter(team=team_id)
        .exclude(kind=SupplyKind.PER_ORDER)
        .values_list("warehouse", "sku", "kind")
    }
    if not kinds:
        return Needs([], [], {})
    whence = whence_of(team_id)
    needs = []
    for line, order, shop, named, sku, is_pinned, due_at, placed_at, need, has in _rows(team_id, kinds):
        place = (whence.of(shop, named) or 0, sku)
        if place in kinds:
            told = Line(line, place, shop, need, due_at, placed_at)
            needs.append(Need(told, order, has, is_pinned))
    return Needs(needs, stock(team_id), kinds)


def _rows(
    team_id: int, kinds: Iterable[Place]
) -> list[tuple[int, int, int, str, int, bool, datetime | None, datetime, int, int]]:
    skus = sorted({sku for _, sku in kinds})
    with connection.cursor() as cursor:
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)  # C; Django's own is Python
        values: dict[str, Any] = {
            "team": team_id,
            "packed": PACKED_HERE,
            "pinned": list(PINNED),
            "skus": skus,
            "shipped": MoveKind.SHIPPED.value,
        }
        cursor.execute(READ, values)
        return list(cursor.fetchall())


def stock(team_id: int) -> list[Stock]:
    """Released lots of the team that have something left."""
    rows = Lot.objects.filter(team=team_id, state=LotState.RELEASED, on_hand__gt=0)
    columns = ("id", "warehouse", "sku", "on_hand", "allocated", "received_at", "kept_for")
    return [
        Stock(pk, (warehouse, sku), on_hand - allocated, received_at, kept_for)
        for pk, warehouse, sku, on_hand, allocated, received_at, kept_for in rows.values_list(*columns)
    ]


def given(line_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """Units by line and lot."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Allocation.objects.filter(order_line__in=list(line_ids))
    for line, lot, quantity in rows.values_list("order_line", "lot", "quantity"):
        found[line][lot] = quantity
    return found
