"""Which orders a package serves: told by orders, told by packages, and current until an order names others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.orders.upsert.rowset import encode, execute
from fulfillment.tracking.models import PackageOrder

SERVED = """
SELECT DISTINCT l.order_id FROM tracking_packageorder l
JOIN tracking_package p ON p.id = l.package_id
WHERE p.shop_id = %(shop)s AND p.external_id = ANY(%(packages)s)
"""

LINK = """
INSERT INTO tracking_packageorder AS l (team_id, package_id, order_id, order_told_at, package_told_at, is_current)
SELECT %(team)s, p.id, r.order_id, r.order_told_at, r.package_told_at, true
FROM json_to_recordset(%(rows)s::json)
    AS r(package text, order_id bigint, order_told_at timestamptz, package_told_at timestamptz)
JOIN tracking_package p ON p.shop_id = %(shop)s AND p.external_id = r.package
ORDER BY p.id, r.order_id
ON CONFLICT (package_id, order_id) DO UPDATE SET
    order_told_at = greatest(l.order_told_at, excluded.order_told_at),
    package_told_at = greatest(l.package_told_at, excluded.package_told_at)
WHERE l.order_told_at IS DISTINCT FROM greatest(l.order_told_at, excluded.order_told_at)
    OR l.package_told_at IS DISTINCT FROM greatest(l.package_told_at, excluded.package_told_at)
RETURNING l.order_id, l.xmax = 0
"""

AWAIT = """
INSERT INTO tracking_awaitedorder AS a (team_id, shop_id, package_id, order_external_id, package_told_at)
SELECT %(team)s, %(shop)s, p.id, r.order_external_id, r.package_told_at
FROM json_to_recordset(%(rows)s::json) AS r(package text, order_external_id text, package_told_at timestamptz)
JOIN tracking_package p ON p.shop_id = %(shop)s AND p.external_id = r.package
ORDER BY r.order_external_id, p.id
ON CONFLICT (shop_id, order_external_id, package_id) DO UPDATE
SET package_told_at = greatest(a.package_told_at, excluded.package_told_at)
"""

ARRIVED = """
WITH arrived AS (
    DELETE FROM tracking_awaitedorder a USING orders_order o
    WHERE o.id = ANY(%(orders)s) AND a.shop_id = o.shop_id AND a.order_external_id = o.external_id
    RETURNING a.team_id, a.package_id, o.id AS order_id, a.package_told_at
)
INSERT INTO tracking_packageorder AS l (team_id, package_id, order_id, package_told_at, is_current)
SELECT team_id, package_id, order_id, package_told_at, true FROM arrived ORDER BY package_id, order_id
ON CONFLICT (package_id, order_id) DO UPDATE
SET package_told_at = greatest(l.package_told_at, excluded.package_told_at)
RETURNING l.order_id
"""

# Combining and splitting give an order other packages: those that its newest payload no longer names, and that
# have not named it themselves since, are history.
SET_CURRENT = """
UPDATE tracking_packageorder l SET is_current = c.is_current
FROM (
    SELECT id, coalesce(greatest(order_told_at, package_told_at), '-infinity')
        >= coalesce(max(order_told_at) OVER (PARTITION BY order_id), '-infinity') AS is_current
    FROM tracking_packageorder WHERE order_id = ANY(%(orders)s)
) c
WHERE l.id = c.id AND l.is_current <> c.is_current
RETURNING l.order_id
"""


def served(shop: Shop, package_external_ids: list[str]) -> list[int]:
    """Ids of the orders that these packages are known to serve."""
    found = execute(SERVED, {"shop": shop.pk, "packages": package_external_ids})
    return [pk for (pk,) in found]


def link(shop: Shop, rows: Sequence[dict[str, Any]]) -> set[int]:
    """Packages and orders stand linked (rows: package, order_id, order_told_at or package_told_at).

    Ids of the orders that have a new link.
    """
    values = {"team": shop.team_id, "shop": shop.pk, "rows": encode(rows)}
    return {order_id for order_id, is_new in execute(LINK, values) if is_new}


def await_orders(shop: Shop, rows: Sequence[dict[str, Any]]) -> None:
    """Keeps which packages wait for which orders (rows: package, order_external_id, package_told_at)."""
    execute(AWAIT, {"team": shop.team_id, "shop": shop.pk, "rows": encode(rows)})


def link_arrived(order_ids: Iterable[int]) -> set[int]:
    """Packages that waited for these orders are linked to them; ids of the orders."""
    return {pk for (pk,) in execute(ARRIVED, {"orders": sorted(order_ids)})}


def set_current(order_ids: Iterable[int]) -> set[int]:
    """Of these orders' links, those that were superseded are not current; ids of the orders that changed."""
    return {pk for (pk,) in execute(SET_CURRENT, {"orders": sorted(order_ids)})}


def orders_of(package_ids: Iterable[int]) -> list[int]:
    """Ids of the orders that these packages serve."""
    found = PackageOrder.objects.filter(package__in=list(package_ids))
    return list(found.values_list("order_id", flat=True).distinct().order_by("order_id"))
