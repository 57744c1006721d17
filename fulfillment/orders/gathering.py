"""What the watch reads: due orders claimed for one worker, and what else is known of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from fulfillment.catalog.fitting import of_text, says
from fulfillment.orders.facts import CancelRequest, LineFlags, OpenHold, OpenQuestion
from fulfillment.orders.lifecycle import Progress
from fulfillment.orders.topics import SHIPPING
from fulfillment.orders.upsert.rowset import array, execute


class Told(NamedTuple):
    """An order's mirrored columns besides its progress."""

    kind: str
    is_sample: bool
    is_replacement: bool
    handling_days: int | None
    handling_in_business_days: bool
    release_at: datetime | None
    ready_due_at: datetime | None
    scan_due_at: datetime | None
    cancel_unless_ready_at: datetime | None
    cancel_unless_scanned_at: datetime | None
    cancel_fallback_at: datetime | None
    cancel_requested_at: datetime | None
    tracking_problem: str
    carrier_asked_at: datetime | None
    carrier: str
    warehouse_external_id: str
    country: str
    lane_id: int | None
    act_by_at: datetime | None
    truck_at: datetime | None
    truck: str | None  # JSON: see `trucks.planned`
    handed_over_at: datetime | None
    handover_proof: str
    left_behind_at: datetime | None


class Before(NamedTuple):
    """What the last judgement said."""

    is_open: bool
    stage: str
    stage_since_at: datetime | None
    dispatch_due_at: datetime | None
    dispatched_at: datetime | None
    dispatched_source: str
    rule_version: str
    level: str
    level_since_at: datetime | None
    severity: int


class Due(NamedTuple):
    """One claimed order."""

    id: int
    shop_id: int
    address_missing: bool
    copy_of: str  # what people call the original; blank of what is no copy
    progress: Progress
    told: Told
    before: Before


class Known(NamedTuple):
    """What other tables know of the claimed orders, by order id."""

    holds: dict[int, tuple[OpenHold, ...]]
    requests: dict[int, CancelRequest | None]  # an order stands here as soon as any request is known
    suppliers: dict[int, int]  # only orders whose lines have one supplier
    lines: dict[int, LineFlags]  # only orders with a line to look at
    questions: dict[int, OpenQuestion]


PROGRESS, MORE, BEFORE = Progress._fields, Told._fields, Before._fields
READ = f"""
SELECT o.id, o.shop_id,
    b.id IS NOT NULL AND b.line1 = '' AND b.postal_code = '' AND b.erased_at IS NULL,
    coalesce(nullif(original.number, ''), original.external_id, ''),
    {", ".join("t.told" if name == "truck" else f"o.{name}" for name in (*PROGRESS, *MORE, *BEFORE))}
FROM orders_order o LEFT JOIN orders_buyer b ON b.id = o.buyer_id
LEFT JOIN orders_plannedtruck t ON t.id = o.truck_id
LEFT JOIN orders_ordercopy k ON k.order_id = o.id AND k.original_id <> o.id
LEFT JOIN orders_order original ON original.id = k.original_id
"""
# By the index alone: a second sort key would read every order woken at the same moment for each batch.
CLAIM = f"""{READ}
WHERE o.next_check_at <= %(now)s
ORDER BY o.next_check_at LIMIT %(limit)s
FOR UPDATE OF o SKIP LOCKED
"""
# The lock that `wake` took: a stronger one would wait for whoever records an event at the order, who waits for us.
CLAIM_THESE = f"""{READ}
WHERE o.id = ANY(%(orders)s::bigint[]) ORDER BY o.id FOR NO KEY UPDATE OF o
"""
HOLDS = """
SELECT order_id, id, reason, subject, blocks, owner, action, evidence, placed_at, until_at
FROM orders_hold WHERE order_id = ANY(%(orders)s::bigint[]) AND released_at IS NULL ORDER BY order_id, placed_at, id
"""
REQUESTS = """
SELECT order_id, min(requested_at) FILTER (WHERE v.waits), min(answer_by_at) FILTER (WHERE v.waits),
    coalesce(bool_or(v.waits), false)
FROM orders_cancellation
CROSS JOIN LATERAL (SELECT status = 'requested' AND closed_at IS NULL AS waits) v
WHERE order_id = ANY(%(orders)s::bigint[]) AND initiator = 'buyer' GROUP BY order_id
"""
LINES = """
SELECT order_id, min(supplier_id), count(DISTINCT supplier_id) = 1 AND count(supplier_id) = count(*),
    bool_or(sku_id IS NULL OR misfit <> '')
FROM orders_orderline WHERE order_id = ANY(%(orders)s::bigint[]) GROUP BY order_id
"""
# Asked only for the few that the query above names.
FLAGS = """
SELECT l.order_id, count(*) FILTER (WHERE l.sku_id IS NULL),
    min(coalesce(nullif(l.title, ''), l.sku_code)) FILTER (WHERE l.sku_id IS NULL),
    min(l.misfit) FILTER (WHERE v.wrong), min(l.title) FILTER (WHERE v.wrong)
FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
CROSS JOIN LATERAL (SELECT l.misfit <> '' AND NOT EXISTS (
    SELECT FROM catalog_listingfit f WHERE f.shop_id = o.shop_id
        AND f.listing_external_id = l.listing_external_id AND f.country = o.country
) AS wrong) v
WHERE l.order_id = ANY(%(orders)s::bigint[]) AND l.cancelled_quantity < l.quantity
    AND l.unsent_quantity IS DISTINCT FROM 0
GROUP BY l.order_id HAVING bool_or(l.sku_id IS NULL OR v.wrong)
"""
QUESTIONS = """
SELECT order_id, min(opened_at), min(answer_by_at), count(*) FROM orders_ticket
WHERE order_id = ANY(%(orders)s::bigint[]) AND status = 'open' AND kind <> 'review' AND topic = ANY(%(topics)s)
GROUP BY order_id
"""


def claim(*, now: datetime, limit: int) -> list[Due]:
    """Up to `limit` due orders, longest due first, locked until the transaction ends; others skip them."""
    return _claimed(CLAIM, {"now": now, "limit": limit})


def claim_these(order_ids: Sequence[int]) -> list[Due]:
    """These orders, due or not, locked until the transaction ends; waits for whoever holds one."""
    return _claimed(CLAIM_THESE, {"orders": array(order_ids)})


def _claimed(sql: str, values: dict[str, Any]) -> list[Due]:
    progress, told = 4 + len(PROGRESS), 4 + len(PROGRESS) + len(MORE)
    rows = execute(sql, values)
    return [
        Due(
            row[0],
            row[1],
            row[2],
            row[3],
            Progress(*row[4:progress]),
            Told(*row[progress:told]),
            Before(*row[told:]),
        )
        for row in rows
    ]


def gather(orders: Sequence[Due]) -> Known:
    ids = {"orders": array(order.id for order in orders)}
    holds: dict[int, list[OpenHold]] = defaultdict(list)
    for order_id, *hold in execute(HOLDS, ids):
        holds[order_id].append(OpenHold(*hold))
    requests = {
        order_id: CancelRequest(asked_at, answer_by_at) if waits else None
        for order_id, asked_at, answer_by_at, waits in execute(REQUESTS, ids)
    }
    suppliers, to_look_at = {}, []
    for order_id, supplier_id, is_one, is_flagged in execute(LINES, ids):
        if is_one:
            suppliers[order_id] = supplier_id
        if is_flagged:
            to_look_at.append(order_id)
    flags = _flags(to_look_at) if to_look_at else {}
    asking = execute(QUESTIONS, ids | {"topics": sorted(SHIPPING)})
    questions = {order_id: OpenQuestion(*question) for order_id, *question in asking}
    return Known({pk: tuple(each) for pk, each in holds.items()}, requests, suppliers, flags, questions)


def _flags(order_ids: list[int]) -> dict[int, LineFlags]:
    found = {}
    for order_id, unmapped, unmapped_line, text, line in execute(FLAGS, {"orders": array(order_ids)}):
        wrong = of_text(text or "")
        said = says(wrong.aspect) if wrong.word else ""
        found[order_id] = LineFlags(unmapped, unmapped_line or "", wrong.word, said, line or "")
    return found
