"""Which orders of a batch we know, and the locks that a batch takes before it writes anything."""

from __future__ import annotations

from collections.abc import Iterable

from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.orders.upsert.rowset import execute

# Always by id, always before any other table: no two batches, of one shop or several, can wait in a circle.
LOCK = """
SELECT id, external_id, shop_id FROM orders_order
WHERE id IN (
    SELECT id FROM orders_order WHERE shop_id = %(shop)s AND external_id = ANY(%(external_ids)s)
    UNION SELECT unnest(%(ids)s::bigint[])
)
ORDER BY id FOR NO KEY UPDATE
"""
LOCK_THESE = "SELECT id FROM orders_order WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE"


def digests(shop: Shop, external_ids: list[str]) -> dict[str, str]:
    """By external id, the digest of the record that each known order was last taken from. Locks nothing."""
    known = Order.objects.filter(shop=shop, external_id__in=external_ids)
    return dict(known.values_list("external_id", "record_digest"))


def lock(shop: Shop, external_ids: list[str], *, ids: Iterable[int] = ()) -> dict[str, int]:
    """The named orders of `shop`, and those of `ids`, are ours until the transaction ends; ids of the former."""
    found = execute(LOCK, {"shop": shop.pk, "external_ids": external_ids, "ids": sorted(ids)})
    return {external_id: pk for pk, external_id, shop_id in found if shop_id == shop.pk}


def lock_these(ids: Iterable[int]) -> None:
    """These orders, of whatever shops, are ours until the transaction ends."""
    execute(LOCK_THESE, {"ids": sorted(ids)})
