"""What orders were sent with, in brief: their numbers, the first scan, and the verdict that decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from fulfillment.tracking.models import PackageOrder
from fulfillment.tracking.states import PackageStatus

WORST_FIRST = ("invalid", "pending", "unknown", "valid")


class Parcels(NamedTuple):
    """`verdict` is the worst of all parcels, blank before any was sent; cancelled parcels are left out."""

    numbers: tuple[str, ...] = ()
    first_scan_at: datetime | None = None
    verdict: str = ""


NONE = Parcels()


def of_orders(order_ids: Sequence[int]) -> dict[int, Parcels]:
    """By order; one query."""
    rows = PackageOrder.objects.filter(order__in=order_ids, is_current=True)
    rows = rows.exclude(package__status=PackageStatus.CANCELLED).order_by("order", "package")
    found: dict[int, Parcels] = {}
    for order_id, given, number, scan_at, verdict in rows.values_list(
        "order_id",
        "package__tracking_number_given",
        "package__tracking_number",
        "package__first_scan_at",
        "package__verdict",
    ):
        one = Parcels(((given or number),) if given or number else (), scan_at, verdict)
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
