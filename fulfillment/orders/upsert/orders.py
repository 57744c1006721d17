"""Orders: the columns a channel mirrors, under the update time of the channel's own answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.orders.upsert.rowset import defaults, encode, execute, listed, recordset

MIRRORED = (
    "number",
    "status",
    "channel_status",
    "placed_at",
    "paid_at",
    "kind",
    "is_sample",
    "is_replacement",
    "shipping_type",
    "handling_days",
    "handling_in_business_days",
    "release_at",
    "ready_due_at",
    "scan_due_at",
    "cancel_unless_ready_at",
    "cancel_unless_scanned_at",
    "cancel_fallback_at",
    "delivery_due_at",
    "ready_at",
    "scanned_at",
    "delivered_at",
    "cancelled_at",
    "cancel_requested_at",
    "cancel_reason_text",
    "cancel_initiator",
    "total",
    "currency",
    "country",
    "warehouse_external_id",
    "copied_from",
)
TOLD = ("external_id", "remote_updated_at", "record_digest", "buyer_key", *MIRRORED)
# Counted by tracking.record; given here so that a new order is written once.
COUNTED = ("packages_total", "packages_scanned", "last_first_scan_at", "labelled_at", "carrier")
GIVEN = (*TOLD, *COUNTED)
NOT_MIRRORED = ("team_id", "shop_id", "buyer_id", "buyer_told_at", "next_check_at", "changed_at")


@cache
def _upsert_sql() -> tuple[str, dict[str, Any]]:
    rest = defaults(Order, (*GIVEN, *NOT_MIRRORED))
    mirrored = ", ".join(
        f"{name} = excluded.{name}" for name in ("remote_updated_at", "record_digest", *MIRRORED)
    )
    sql = f"""
INSERT INTO orders_order AS o (
    team_id, shop_id, buyer_id, buyer_told_at, next_check_at, changed_at, {listed(GIVEN)}, {listed(rest)}
)
SELECT %(team)s, %(shop)s, b.id, CASE WHEN r.buyer_is_whole THEN r.buyer_told_at END, %(now)s, %(now)s,
    {listed(GIVEN, "r.")}, {", ".join(f"%(default_{name})s" for name in rest)}
FROM {recordset(Order, GIVEN, buyer="text", buyer_told_at="timestamptz", buyer_is_whole="boolean")}
LEFT JOIN orders_buyer b ON b.shop_id = %(shop)s AND b.key = r.buyer
ORDER BY r.external_id
ON CONFLICT (shop_id, external_id) DO UPDATE
SET {mirrored}, next_check_at = excluded.next_check_at, changed_at = excluded.changed_at,
    buyer_key = coalesce(nullif(excluded.buyer_key, ''), o.buyer_key)
WHERE o.remote_updated_at <= excluded.remote_updated_at
RETURNING o.id, o.external_id
"""
    return sql, {f"default_{name}": value for name, value in rest.items()}


def upsert(shop: Shop, rows: Sequence[dict[str, Any]], *, now: datetime) -> dict[str, int]:
    """Each order stands as its newest answer says; what people entered and what we derived is left alone.

    `rows`: GIVEN and buyer (its key or None), buyer_told_at, buyer_is_whole; one per external id. An answer as
    old as the stored one is taken: channels count in seconds. Ids by external id of what was written: an order
    that is missing there had been told something newer before. What was written is due to be watched at `now`.
    """
    sql, rest = _upsert_sql()
    values = {"team": shop.team_id, "shop": shop.pk, "now": now, "rows": encode(rows)}
    return {external_id: pk for pk, external_id in execute(sql, values | rest)}
