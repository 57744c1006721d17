"""Buyers: one row per person and address of a shop. An erased row is never filled again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Buyer
from fulfillment.orders.upsert.rowset import encode, execute, listed, recordset

ADDRESS = ("line1", "line2", "city", "region", "postal_code", "country")
CONTACT = ("name", "email", "phone")
OVER_TIME = (*CONTACT, "told_at")
TOLD = ("key", *CONTACT, *ADDRESS, "told_at")


@cache
def _upsert_sql() -> str:
    contact = ", ".join(f"{name} = excluded.{name}" for name in CONTACT)
    return f"""
INSERT INTO orders_buyer AS b (team_id, shop_id, {listed(TOLD)}, search)
SELECT %(team)s, %(shop)s, {listed(TOLD, "r.")}, to_tsvector('simple', r.folded)
FROM {recordset(Buyer, TOLD, folded="text")}
LEFT JOIN orders_buyer known ON known.shop_id = %(shop)s AND known.key = r.key
WHERE known.id IS NULL OR (
    known.erased_at IS NULL AND (known.told_at IS NULL OR known.told_at <= r.told_at)
    AND ({listed(OVER_TIME, "known.")}) IS DISTINCT FROM ({listed(OVER_TIME, "r.")})
)
ORDER BY r.key
ON CONFLICT (shop_id, key) DO UPDATE
SET {contact}, told_at = excluded.told_at, search = excluded.search
WHERE b.erased_at IS NULL AND (b.told_at IS NULL OR b.told_at <= excluded.told_at)
"""


class Relinked(NamedTuple):
    """An order that points to another buyer than before; whole ones have an address that can be read."""

    order_id: int
    before: int | None
    after: int
    was_whole: bool
    is_whole: bool
    told_at: datetime


LINK = """
UPDATE orders_order o SET
    buyer_id = b.id,
    buyer_told_at = CASE WHEN r.is_whole THEN r.told_at END
FROM {rows}
JOIN orders_buyer b ON b.shop_id = %(shop)s AND b.key = r.key
JOIN orders_order was ON was.id = r.order_id
WHERE o.id = r.order_id AND o.buyer_id IS DISTINCT FROM b.id AND (
    CASE WHEN r.is_whole THEN o.buyer_told_at IS NULL OR o.buyer_told_at <= r.told_at
    ELSE o.buyer_told_at IS NULL AND (o.buyer_id IS NULL OR o.remote_updated_at = r.told_at) END
)
RETURNING o.id, was.buyer_id, b.id, was.buyer_told_at IS NOT NULL, r.is_whole, r.told_at
"""


@cache
def _link_sql() -> str:
    return LINK.format(rows=recordset(Buyer, ("key", "told_at"), order_id="bigint", is_whole="boolean"))


def upsert(shop: Shop, rows: Sequence[dict[str, Any]]) -> None:
    """Each key stands once; the newest told name, email and phone stand on it. `rows`: TOLD and `folded`."""
    values = {"team": shop.team_id, "shop": shop.pk, "rows": encode(rows)}
    execute(_upsert_sql(), values)


def link(shop: Shop, rows: Sequence[dict[str, Any]]) -> list[Relinked]:
    """Orders point to the buyer that the newest unmasked payload told; a masked one fills only a gap.

    `rows`: order_id, key, told_at, is_whole, one per order, all locked by the caller. The orders that changed.
    """
    return [Relinked(*row) for row in execute(_link_sql(), {"shop": shop.pk, "rows": encode(rows)})]
