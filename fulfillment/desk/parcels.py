"""What orders were sent with, in brief: their numbers, the first scan, and the verdict that decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

# By hand: thousands of ids in an array are one value, in a queryset's IN thousands.
SENT = """
SELECT link.order_id, coalesce(nullif(sent.tracking_number_given, ''), sent.tracking_number), sent.first_scan_at,
    sent.verdict
FROM tracking_packageorder link JOIN tracking_package sent ON sent.id = link.package_id
WHERE link.order_id = ANY(%s::bigint[]) AND link.is_current AND sent.status <> 'cancelled'
ORDER BY link.order_id, link.package_id
"""
WORST_FIRST = ("invalid", "pending", "unknown", "valid")


class Parcels(NamedTuple):
    """`verdict` is the worst of all parcels, blank before any was sent; cancelled parcels are left out."""

    numbers: tuple[str, ...] = ()
    first_scan_at: datetime | None = None
    verdict: str = ""


NONE = Parcels()


def of_orders(order_ids: Sequence[int]) -> dict[int, Parcels]:
    """By order; one query."""
    found: dict[int, Parcels] = {}
    with connection.cursor() as cursor:
        cursor.execute(SENT, [list(order_ids)])
        for order_id, number, scan_at, verdict in cursor.fetchall():
            one = Parcels((number,) if number else (), scan_at, verdict)
            found[order_id] = _together(found[order_id], one) if order_id in found else one
    return found


def _together(some: Parcels, more: Parcels) -> Parcels:
    scans = [at for at in (some.first_scan_at, more.first_scan_at) if at]
    verdicts = (some.verdict, more.verdict)
    return Parcels(
        tuple(dict.fromkeys(some.numbers + more.numbers)),
        min(scans, default=None),
        next((each for each in WORST_FIRST if each in verdicts), ""),
    )
