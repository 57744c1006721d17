"""What became of orders after they were placed, as rates need it: three statements for any number of orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection as db
from msgspec import Struct

from fulfillment.orders.request_reasons import GROUPS
from fulfillment.orders.topics import SHIPPING
from fulfillment.orders.upsert.rowset import array


class Aftermath(Struct, gc=False):
    """Blank or None: nothing of it happened. The first refund and the first review stand, the last cancellation."""

    cancelled_by: str = ""
    cancelled_for: str = ""
    refunded_for: str = ""
    first_rating: int | None = None
    review_is_of_delivery: bool = False
    complained_of_delivery: bool = False
    asked_where_it_is: bool = False


NOTHING = Aftermath()
CANCELLATIONS = """
SELECT order_id, fault, reason_group FROM orders_cancellation
WHERE order_id = ANY(%s::bigint[]) AND status IN ('accepted', 'completed') ORDER BY remote_updated_at, id
"""
# Which requests count is said in `refunds.counting`.
REFUNDS = """
SELECT order_id, reason_group FROM orders_refund
WHERE order_id = ANY(%s::bigint[]) AND status NOT IN ('withdrawn', 'rejected')
ORDER BY coalesce(requested_at, remote_updated_at), id
"""
TICKETS = """
SELECT order_id, kind, topic, rating FROM orders_ticket
WHERE order_id = ANY(%s::bigint[]) AND (rating IS NOT NULL OR kind <> 'review') ORDER BY opened_at, id
"""


def aftermaths(order_ids: Iterable[int]) -> dict[int, Aftermath]:
    """By order; orders of which nothing is told are absent."""
    given = array(order_ids)
    found: dict[int, Aftermath] = defaultdict(Aftermath)
    for order_id, fault, group in _rows(CANCELLATIONS, given):
        each = found[order_id]
        each.cancelled_by, each.cancelled_for = fault, _known(group)
    for order_id, group in _rows(REFUNDS, given):
        each = found[order_id]
        each.refunded_for = each.refunded_for or _known(group)
    for order_id, kind, topic, rating in _rows(TICKETS, given):
        each = found[order_id]
        if kind == "review":
            if each.first_rating is None:
                each.first_rating, each.review_is_of_delivery = rating, topic in SHIPPING
        elif topic in SHIPPING:
            each.complained_of_delivery = each.complained_of_delivery or kind == "complaint"
            each.asked_where_it_is = each.asked_where_it_is or kind == "ticket"
    return found


def _rows(sql: str, order_ids: Any) -> list[tuple[Any, ...]]:
    with db.cursor() as cursor:
        cursor.execute(sql, [order_ids])
        return list(cursor.fetchall())


def _known(group: str) -> str:
    """A group that another release brought is told as other."""
    return group if group in GROUPS else "other"
