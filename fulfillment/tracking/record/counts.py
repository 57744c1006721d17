"""What an order's packages say of the order: how many, how many scanned, since when labelled, whose."""

from __future__ import annotations

from collections.abc import Iterable

from fulfillment.orders.upsert.rowset import execute

# A cancelled package, or one that was superseded by combining or splitting, is not waited for. A number without
# a moment was there when the order was ready, or else when the carrier first spoke of it. The order's carrier is
# that of a package not yet scanned, where there is one. A scan from before the order was placed is of another
# parcel, under a number that is used again.
COUNT = """
UPDATE orders_order o SET
    packages_total = c.total, packages_scanned = c.scanned,
    last_first_scan_at = c.last_first_scan_at, labelled_at = c.labelled_at, carrier = c.carrier
FROM (
    SELECT l.order_id,
        count(*) FILTER (WHERE v.counts) AS total,
        count(v.scanned_at) FILTER (WHERE v.counts) AS scanned,
        CASE WHEN bool_and(v.scanned_at IS NOT NULL) FILTER (WHERE v.counts)
            THEN max(v.scanned_at) FILTER (WHERE v.counts) END AS last_first_scan_at,
        CASE WHEN bool_and(p.tracking_number <> '') FILTER (WHERE v.counts)
            THEN max(coalesce(p.shipped_at, w.ready_at, p.first_event_at)) FILTER (WHERE v.counts)
        END AS labelled_at,
        coalesce((array_agg(p.carrier ORDER BY v.scanned_at IS NOT NULL, p.external_id)
            FILTER (WHERE v.counts AND p.carrier <> ''))[1], '') AS carrier
    FROM tracking_packageorder l
    JOIN tracking_package p ON p.id = l.package_id
    JOIN orders_order w ON w.id = l.order_id
    CROSS JOIN LATERAL (
        SELECT l.is_current AND p.status <> 'cancelled' AS counts,
            CASE WHEN p.first_scan_at >= w.placed_at THEN p.first_scan_at END AS scanned_at
    ) v
    WHERE l.order_id = ANY(%(orders)s)
    GROUP BY l.order_id
) c
WHERE o.id = c.order_id
    AND (o.packages_total, o.packages_scanned, o.last_first_scan_at, o.labelled_at, o.carrier)
        IS DISTINCT FROM (c.total, c.scanned, c.last_first_scan_at, c.labelled_at, c.carrier)
RETURNING o.id
"""


def count_packages(order_ids: Iterable[int]) -> set[int]:
    """The orders' package columns agree with their packages; ids of the orders that changed.

    Callers hold the orders' locks.
    """
    return {pk for (pk,) in execute(COUNT, {"orders": sorted(order_ids)})}
