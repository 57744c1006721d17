"""Holds of many orders at once: a fixed number of statements, however many; one order is many of one.

What each returns is (hold, order) of what it changed; undoing is another change, with an event of its own.
The orders are judged in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from fulfillment.accounts.models import User
from fulfillment.orders.history import record
from fulfillment.orders.models import OrderQuerySet
from fulfillment.orders.upsert.rowset import execute
from fulfillment.orders.watch import judge_at_once

Changed = list[tuple[int, int]]

PLACE = """
WITH chosen AS MATERIALIZED (
    SELECT id, team_id FROM orders_order WHERE id = ANY(%(orders)s) ORDER BY id FOR NO KEY UPDATE
)
INSERT INTO orders_hold
    (team_id, order_id, reason, subject, blocks, owner, action, evidence, until_at, placed_at, placed_by_id)
SELECT team_id, id, %(reason)s, %(subject)s, true, %(owner)s, %(action)s, %(evidence)s, %(until_at)s, %(now)s, %(by)s
FROM chosen ORDER BY id
ON CONFLICT (order_id, reason, subject) WHERE released_at IS NULL DO NOTHING
RETURNING id, order_id
"""
RELEASE = """
UPDATE orders_hold SET released_at = %(now)s, released_by_id = %(by)s
WHERE id = ANY(%(holds)s) AND released_at IS NULL
RETURNING id, order_id
"""
# A hold of the same reason that was placed meanwhile stands: the released one stays released.
REOPEN = """
UPDATE orders_hold h SET released_at = NULL, released_by_id = NULL
WHERE h.id = ANY(%(holds)s) AND h.released_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM orders_hold o WHERE o.order_id = h.order_id AND o.reason = h.reason
    AND o.subject = h.subject AND o.released_at IS NULL
)
RETURNING id, order_id
"""


def place(
    orders: OrderQuerySet,
    *,
    reason: str,
    owner: str,
    action: str,
    evidence: str,
    by: User | None,
    now: datetime,
    subject: str = "",
    until_at: datetime | None = None,
) -> Changed:
    """Each has an open hold of that reason and subject; those that had one keep it and are not returned."""
    ids = list(orders.order_by("pk").values_list("pk", flat=True))
    values: dict[str, Any] = {"orders": ids, "reason": reason, "subject": subject, "owner": owner}
    values |= {"action": action, "evidence": evidence, "until_at": until_at}
    return _change(PLACE, "hold.placed", values, {"reason": reason, "evidence": evidence}, by, now)


def release(holds: Iterable[int], *, by: User | None, now: datetime) -> Changed:
    """None of them is open; those that somebody released before are not returned."""
    return _change(RELEASE, "hold.released", {"holds": list(holds)}, {}, by, now)


def reopen(holds: Iterable[int], *, by: User, now: datetime) -> Changed:
    """Undoes releases."""
    return _change(REOPEN, "hold.reopened", {"holds": list(holds)}, {}, by, now)


def _change(
    sql: str, kind: str, values: dict[str, Any], data: dict[str, Any], by: User | None, now: datetime
) -> Changed:
    with transaction.atomic():
        changed = [
            (hold, order) for hold, order in execute(sql, values | {"now": now, "by": by.pk if by else None})
        ]
        ids = [order for _, order in changed]
        record(ids, kind=kind, key=f"{kind}:{now.isoformat()}", data=data, by=by, now=now)
        judge_at_once(ids, now=now)
    return changed
