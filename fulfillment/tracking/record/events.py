"""Carriers' messages, appended, and the moments that a package derives from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from fulfillment.orders.upsert.rowset import encode, execute, listed, recordset
from fulfillment.tracking.models import TrackingEvent
from fulfillment.tracking.scans import SCANS, EventKind

TOLD = ("package_id", "kind", "happened_at", "description", "code", "location", "postal_code")


@cache
def _append_sql() -> str:
    return f"""
INSERT INTO tracking_trackingevent AS e (team_id, recorded_at, source, {listed(TOLD)})
SELECT %(team)s, %(now)s, %(source)s, {listed(TOLD, "r.")}
FROM {recordset(TrackingEvent, TOLD)}
ORDER BY r.package_id, r.happened_at, r.description
ON CONFLICT (package_id, happened_at, description) DO NOTHING
RETURNING e.package_id
"""


# Only what a carrier did to the parcel is a scan; the channel's own scan time stands in where no event tells one.
DERIVE = """
UPDATE tracking_package p SET
    first_event_at = d.first_event_at, last_event_at = d.last_event_at, first_scan_at = d.first_scan_at,
    delivered_at = d.delivered_at, carrier_zip = d.carrier_zip, verdict_until_at = %(now)s
FROM (
    SELECT p.id,
        min(e.happened_at) AS first_event_at,
        max(e.happened_at) AS last_event_at,
        coalesce(min(e.happened_at) FILTER (WHERE e.kind = ANY(%(scans)s)), p.channel_scan_at) AS first_scan_at,
        least(p.delivered_at, min(e.happened_at) FILTER (WHERE e.kind = ANY(%(delivered)s))) AS delivered_at,
        coalesce((array_agg(e.postal_code ORDER BY e.happened_at DESC, e.id DESC)
            FILTER (WHERE e.kind = ANY(%(arriving)s) AND e.postal_code <> ''))[1], p.carrier_zip) AS carrier_zip
    FROM tracking_package p LEFT JOIN tracking_trackingevent e ON e.package_id = p.id
    WHERE p.id = ANY(%(packages)s)
    GROUP BY p.id
) d
WHERE p.id = d.id
    AND (p.first_event_at, p.last_event_at, p.first_scan_at, p.delivered_at, p.carrier_zip) IS DISTINCT FROM
        (d.first_event_at, d.last_event_at, d.first_scan_at, d.delivered_at, d.carrier_zip)
RETURNING p.id
"""


def append(team_id: int, rows: Sequence[dict[str, Any]], *, source: str, now: datetime) -> set[int]:
    """Adds the messages of `rows` (TOLD) that are not there yet; ids of the packages that got one."""
    values = {"team": team_id, "now": now, "source": source, "rows": encode(rows)}
    return {package_id for (package_id,) in execute(_append_sql(), values)}


def derive(package_ids: Iterable[int], *, now: datetime) -> set[int]:
    """First event, first scan and delivery agree with the events; ids of the packages that changed.

    A package that changed is due to be judged.
    """
    values = {
        "packages": sorted(package_ids),
        "scans": sorted(SCANS),
        "delivered": [EventKind.DELIVERED],
        "arriving": [EventKind.OUT_FOR_DELIVERY, EventKind.DELIVERED],
        "now": now,
    }
    return {pk for (pk,) in execute(DERIVE, values)}
