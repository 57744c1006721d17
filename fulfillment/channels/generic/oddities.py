"""What is odd about an order that can still be used: said in the report, never a reason to drop it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fulfillment.channels.generic.values import is_skipped_hour
from fulfillment.channels.records import OrderRecord
from fulfillment.orders.states import OrderStatus

FAR_AWAY = timedelta(days=365)

Odd = tuple[str, str]  # code and sentence


def of(order: OrderRecord, dues: Sequence[datetime]) -> list[Odd]:
    """Everything odd about the order's times, status and lines."""
    checks = (
        (not order.lines, "no_lines", "the order has no lines"),
        (
            len(set(dues)) > 1,
            "several_deadlines",
            "its lines have different deadlines; the earliest one counts",
        ),
        (_is_before(order.paid_at, order.placed_at), "paid_before_placed", "paid before it was placed"),
        (
            _is_before(order.scanned_at, order.placed_at),
            "scanned_before_placed",
            "with the carrier before it was placed",
        ),
        (
            _is_before(order.scanned_at, order.paid_at),
            "scanned_before_paid",
            "with the carrier before it was paid",
        ),
        (
            _is_before(order.delivered_at, order.scanned_at),
            "delivered_before_scanned",
            "delivered before the carrier had it",
        ),
        (
            order.status == OrderStatus.DELIVERED and order.delivered_at is None,
            "delivered_without_time",
            "delivered, without a time of delivery",
        ),
        (
            order.status == OrderStatus.DELIVERED and order.scanned_at is None,
            "delivered_without_scan",
            "delivered, without a hand-over to the carrier",
        ),
        (
            order.status == OrderStatus.CANCELLED and order.scanned_at is not None,
            "cancelled_after_scan",
            "cancelled, yet handed over to the carrier: counts as dispatched",
        ),
        (
            order.status == OrderStatus.IN_TRANSIT and order.scanned_at is None,
            "in_transit_without_scan",
            "under way, without a hand-over to the carrier",
        ),
        (
            order.scan_due_at is not None and abs(order.scan_due_at - order.placed_at) > FAR_AWAY,
            "deadline_far_away",
            "its deadline lies more than a year from the order",
        ),
        (
            _is_before(order.scan_due_at, order.placed_at),
            "deadline_before_placed",
            "its deadline lies before the order",
        ),
    )
    return [(code, sentence) for is_odd, code, sentence in checks if is_odd]


def of_times(written: Mapping[str, str], *, zone: ZoneInfo) -> list[Odd]:
    """Local times that never were: the clocks jumped over them."""
    skipped = [name for name, value in written.items() if is_skipped_hour(value, zone=zone)]
    return [
        ("skipped_hour", f"{name.removesuffix('_at')}: the clocks jumped over this local time")
        for name in skipped
    ]


def _is_before(first: datetime | None, second: datetime | None) -> bool:
    return first is not None and second is not None and first < second
