"""The lane of each order: which supplier, warehouse and carrier, made on first sight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fulfillment.orders.upsert.rowset import encode, execute


class LaneOf(NamedTuple):
    shop: int
    supplier: int | None
    warehouse: str
    carrier: str


FIND = """
SELECT id, shop_id, supplier_id, warehouse, carrier FROM orders_lane
WHERE shop_id = ANY(%(shops)s) AND service = ''
"""
MAKE = """
INSERT INTO orders_lane (team_id, shop_id, supplier_id, warehouse, carrier, service)
SELECT s.team_id, s.id, r.supplier, r.warehouse, r.carrier, ''
FROM json_to_recordset(%(rows)s::json) AS r(shop bigint, supplier bigint, warehouse text, carrier text)
JOIN catalog_shop s ON s.id = r.shop
ORDER BY 2, 3, 4, 5
ON CONFLICT DO NOTHING
"""


def lane_ids(lanes: Iterable[LaneOf]) -> dict[LaneOf, int]:
    """The id of every lane named; two workers that name a new one at once get the same."""
    wanted = set(lanes)
    shops = {"shops": sorted({lane.shop for lane in wanted})}
    known = _known(shops)
    if missing := wanted - known.keys():
        execute(MAKE, {"rows": encode([lane._asdict() for lane in missing])})
        known = _known(shops)
    return {lane: known[lane] for lane in wanted if lane in known}


def _known(shops: dict[str, list[int]]) -> dict[LaneOf, int]:
    return {LaneOf(*lane): pk for pk, *lane in execute(FIND, shops)}
