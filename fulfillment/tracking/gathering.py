"""What a verdict looks at, read for many packages in one query: the package, its orders, who else uses its number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from fulfillment.orders.upsert.rowset import execute
from fulfillment.tracking.verdicts import InvalidReason, PackageFacts

# Whoever shares a number with one of these is judged with it, unless it is known to share already.
SHARING = """
SELECT DISTINCT q.id FROM tracking_package p
JOIN tracking_package q ON q.tracking_number = p.tracking_number AND q.team_id = p.team_id AND q.id <> p.id
WHERE p.id = ANY(%(packages)s) AND p.tracking_number <> '' AND q.status <> 'cancelled'
    AND NOT q.verdict_reasons @> %(reused)s::jsonb
"""

# Orders of one buyer may share a number; a buyer whom the channel does not tell apart is nobody else.
FACTS = """
SELECT p.id, p.shop_id, p.status, p.verdict, p.verdict_reasons::text,
    p.tracking_number, p.carrier, p.shipped_at, t.placed_at, p.first_event_at, p.first_scan_at,
    coalesce(t.postal_code, ''), p.carrier_zip, p.shipping_type,
    cardinality(t.buyers) > 1 OR EXISTS (
        SELECT FROM tracking_package q
        JOIN tracking_packageorder k ON k.package_id = q.id
        JOIN orders_order u ON u.id = k.order_id
        WHERE q.tracking_number = p.tracking_number AND q.team_id = p.team_id AND q.id <> p.id
            AND p.tracking_number <> '' AND q.status <> 'cancelled'
            AND u.buyer_key <> '' AND u.buyer_key <> ALL(t.buyers)
            AND cardinality(t.buyers) > 0
    ),
    cardinality(p.numbers_told)
FROM tracking_package p
CROSS JOIN LATERAL (
    SELECT min(o.placed_at) AS placed_at, min(nullif(b.postal_code, '')) AS postal_code,
        coalesce(array_agg(DISTINCT o.buyer_key) FILTER (WHERE o.buyer_key <> ''), '{}') AS buyers
    FROM tracking_packageorder l
    JOIN orders_order o ON o.id = l.order_id
    LEFT JOIN orders_buyer b ON b.id = o.buyer_id
    WHERE l.package_id = p.id
) t
WHERE p.id = ANY(%(packages)s)
"""


class Looked(NamedTuple):
    """A package as it is about to be judged, and the verdict it had."""

    id: int
    shop_id: int
    status: str
    verdict: str
    reasons: str
    facts: PackageFacts
    numbers_told: int


def sharing(package_ids: Sequence[int]) -> list[int]:
    """Ids of the packages that share a number with these and are not known to yet."""
    reused = f'["{InvalidReason.REUSED}"]'
    return [pk for (pk,) in execute(SHARING, {"packages": list(package_ids), "reused": reused})]


def look_at(package_ids: Sequence[int]) -> list[Looked]:
    return [_looked(*row) for row in execute(FACTS, {"packages": list(package_ids)})]


def _looked(
    pk: int,
    shop_id: int,
    status: str,
    verdict: str,
    reasons: str,
    number: str,
    carrier: str,
    shipped_at: datetime | None,
    placed_at: datetime | None,
    first_event_at: datetime | None,
    first_scan_at: datetime | None,
    destination_zip: str,
    carrier_zip: str,
    shipping_type: str,
    is_reused: bool,
    numbers_told: int,
) -> Looked:
    facts = PackageFacts(
        number=number,
        carrier=carrier,
        shipped_at=shipped_at,
        placed_at=placed_at,
        first_event_at=first_event_at,
        first_scan_at=first_scan_at,
        destination_zip=destination_zip,
        carrier_zip=carrier_zip,
        reused_by_other_buyer=bool(is_reused),
        shipping_type=shipping_type or "seller",
    )
    return Looked(pk, shop_id, status, verdict, reasons, facts, numbers_told)
