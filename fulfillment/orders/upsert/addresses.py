"""Addresses that changed after first sight: recorded once each, and held until somebody has taken note.

A batch without a change costs no statement; one with changes four, however many.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.orders.address_changes import ACTION, ERASED, PARTS, REASON, Receiver, evidence_of
from fulfillment.orders.states import OPEN, Owner
from fulfillment.orders.upsert.buyers import Relinked
from fulfillment.orders.upsert.rowset import encode, execute

# What differs only in case or spacing is the same address.
DIFFERS = (
    "CASE WHEN lower(regexp_replace(trim(old.{part}), '\\s+', ' ', 'g'))"
    " <> lower(regexp_replace(trim(new.{part}), '\\s+', ' ', 'g')) THEN '{part}' END"
)
RECORD = f"""
INSERT INTO orders_addresschange
    (team_id, order_id, key, parts, before_id, after_id, told_at, noticed_at, is_labelled, receivers)
SELECT o.team_id, o.id, extract(epoch FROM r.told_at)::bigint || ':' || new.key, d.parts, old.id, new.id, r.told_at,
    %(now)s, o.labelled_at IS NOT NULL OR o.status = ANY('{{ready,partly_shipped}}'), %(receivers)s
FROM json_to_recordset(%(rows)s::json)
    AS r(order_id bigint, before bigint, after bigint, told_at timestamptz)
JOIN orders_order o ON o.id = r.order_id
JOIN orders_buyer old ON old.id = r.before
JOIN orders_buyer new ON new.id = r.after
CROSS JOIN LATERAL (SELECT CASE WHEN old.erased_at IS NOT NULL THEN ARRAY['{ERASED}'] ELSE
    array_remove(ARRAY[{", ".join(DIFFERS.format(part=part) for part in PARTS)}], NULL) END AS parts) d
WHERE cardinality(d.parts) > 0
ORDER BY o.id
ON CONFLICT (order_id, key) DO NOTHING
RETURNING id, order_id, key, parts, is_labelled, told_at
"""
# The newest change is the one to take note of: an open hold about an earlier one gives way to it.
SUPERSEDE = """
UPDATE orders_hold SET released_at = %(now)s
WHERE order_id = ANY(%(orders)s) AND reason = %(reason)s AND released_at IS NULL
"""
HOLD = """
WITH placed AS (
    INSERT INTO orders_hold (team_id, order_id, reason, subject, blocks, owner, action, evidence, placed_at)
    SELECT o.team_id, o.id, %(reason)s, '', true, %(owner)s, %(action)s, r.evidence, %(now)s
    FROM json_to_recordset(%(rows)s::json) AS r(order_id bigint, evidence text)
    JOIN orders_order o ON o.id = r.order_id
    WHERE o.is_open AND o.status = ANY(%(open)s)
    ORDER BY o.id
    RETURNING id, order_id
)
UPDATE orders_addresschange c SET hold_id = p.id
FROM placed p WHERE c.order_id = p.order_id AND c.id = ANY(%(changes)s)
"""
EVENTS = """
INSERT INTO orders_orderevent (team_id, order_id, kind, key, happened_at, recorded_at, source, data)
SELECT team_id, order_id, 'address.changed', 'address.changed:' || key, told_at, %(now)s, %(source)s,
    jsonb_build_object('parts', parts, 'is_labelled', is_labelled)
FROM orders_addresschange WHERE id = ANY(%(changes)s) ORDER BY order_id
ON CONFLICT (order_id, key) DO NOTHING
"""


def record_changes(shop: Shop, relinked: Sequence[Relinked], *, source: str, now: datetime) -> set[int]:
    """Of orders whose whole address gave way to another: what changed stands, and open ones are held for it.

    Their ids. What was masked, or had no address yet, has not changed: nobody worked from it.
    """
    rows = [each._asdict() for each in relinked if each.was_whole and each.is_whole and each.before]
    if not rows:
        return set()
    values = {"rows": encode(rows), "now": now, "receivers": [Receiver.TEAM.value]}
    changed = execute(RECORD, values)
    if changed:
        _hold(changed, source=source, now=now)
    return {order_id for _, order_id, *_ in changed}


def _hold(changed: Sequence[tuple[Any, ...]], *, source: str, now: datetime) -> None:
    orders = [order_id for _, order_id, *_ in changed]
    rows = [
        {"order_id": order_id, "evidence": evidence_of(parts, is_labelled=is_labelled)}
        for _, order_id, _, parts, is_labelled, _ in changed
    ]
    values = {"orders": orders, "reason": REASON, "now": now, "changes": [pk for pk, *_ in changed]}
    more = {"owner": Owner.US.value, "action": ACTION, "open": [status.value for status in OPEN]}
    execute(SUPERSEDE, values)
    execute(HOLD, values | more | {"rows": encode(rows)})
    execute(EVENTS, values | {"source": source})
