"""For how many more orders of a SKU the stock of its brand kits is enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from fulfillment.warehouse.kits import reading
from fulfillment.warehouse.models import KitItem


class Reach(NamedTuple):
    """`item` is the one that ends first; `orders` of one unit that it is enough for, beside those that are open."""

    item: str
    orders: int


def reach(team_id: int, sku: int, shops: Iterable[int]) -> Reach | None:
    """Of the kits that the SKU gets in these shops; None where it gets none. Seven queries at most."""
    kits = reading.kits_of(team_id)
    found = {kit for shop in shops if (kit := kits.of(shop, sku))}
    items = {item for kit in found for item in kit.items}
    if not items:
        return None
    free: dict[int, int] = defaultdict(int)
    for row in reading.stock(team_id, {item.sku for item in items}):
        free[row.place[1]] += row.free
    for need in reading.needs(team_id, kits):
        free[need.place[1]] -= need.units
    orders, pk = min((max(free[item.sku], 0) // item.quantity, item.id) for item in items)
    return Reach(KitItem.objects.get(pk=pk).name, orders)
