"""A number that turned invalid, or no longer is, stands in the history of the orders it serves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fulfillment.orders.upsert.rowset import encode, execute

RECORD = """
INSERT INTO orders_orderevent (team_id, order_id, kind, key, happened_at, recorded_at, source, data)
SELECT l.team_id, l.order_id, 'package.verdict_changed',
    'package.verdict_changed:' || p.external_id || ':' || r.verdict || ':' || %(now)s::text, %(now)s, %(now)s, 'watch',
    jsonb_build_object('package', p.external_id, 'number', p.tracking_number, 'from', r.was, 'to', r.verdict,
        'reasons', r.verdict_reasons)
FROM json_to_recordset(%(rows)s::json) AS r(id bigint, was text, verdict text, verdict_reasons jsonb)
JOIN tracking_package p ON p.id = r.id
JOIN tracking_packageorder l ON l.package_id = p.id AND l.is_current
ORDER BY l.order_id, 4
ON CONFLICT (order_id, key) DO NOTHING
"""


def record_turns(was: dict[int, str], rows: Sequence[dict[str, Any]], *, now: datetime) -> None:
    """`was`: each package's verdict before; `rows`: id, verdict and verdict_reasons as they are now."""
    turned = [
        {key: row[key] for key in ("id", "verdict", "verdict_reasons")} | {"was": was[row["id"]]}
        for row in rows
        if was[row["id"]] != row["verdict"] and "invalid" in (was[row["id"]], row["verdict"])
    ]
    if turned:
        execute(RECORD, {"rows": encode(turned), "now": now})
