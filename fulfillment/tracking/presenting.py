"""A package as pages show it: its number with the carrier's page, its verdict in words, what the carrier said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fulfillment.orders.reasons import TRACKING_PROBLEMS
from fulfillment.orders.rulings import rules_of, terms_of
from fulfillment.orders.sentences import moment
from fulfillment.tracking.models import Package
from fulfillment.tracking.numbers import carrier_name, tracking_url
from fulfillment.tracking.scans import EventKind, is_scan
from fulfillment.tracking.validity import InvalidReason, fix

TONES = {"valid": "ok", "pending": "soon", "invalid": "breach"}
ICONS = {"valid": "ok", "pending": "clock", "invalid": "past"}
# what a corrected number cannot mend
NOT_CORRECTABLE = frozenset({InvalidReason.NO_SCAN_IN_TIME})
WORDS = {"valid": "Valid tracking", "pending": "Waits for its first scan", "invalid": "Not valid"}


def package(row: Package, *, now: datetime, with_events: bool = False) -> dict[str, Any]:
    """`row` has its shop selected and its orders (and events) prefetched."""
    zone = ZoneInfo(row.shop.time_zone)
    orders = list(row.orders.all())
    return {
        "row": row,
        "number": row.tracking_number_given or row.tracking_number,
        "url": tracking_url(row.carrier, row.tracking_number)
        if row.carrier and row.tracking_number
        else None,
        "carrier": carrier_name(row.carrier) if row.carrier else row.carrier_name,
        "orders": orders,
        "combined": len(orders) > 1,
        "tone": TONES.get(row.verdict, "plain"),
        "icon": ICONS.get(row.verdict, "clock"),
        "verdict": WORDS.get(row.verdict, "Not shipped yet"),
        "reasons": [TRACKING_PROBLEMS.get(code, code.replace("_", " ")) for code in row.verdict_reasons],
        "fix": _fix(row),
        "correct_by_at": _correct_by(row, orders),
        "note": _note(row, zone, now=now),
        "events": [_event(event) for event in sorted(row.events.all(), key=_newest)] if with_events else [],
    }


def _fix(row: Package) -> str:
    """What to do about the worst of its reasons."""
    known = [InvalidReason(code) for code in row.verdict_reasons if code in TRACKING_PROBLEMS]
    return fix(known[0]) if known else ""


def _correct_by(row: Package, orders: list[Any]) -> datetime | None:
    """Until when the channel takes another number; None where that would not mend it, or is not allowed."""
    if row.verdict != "invalid" or not row.shipped_at or row.shipping_type != "seller":
        return None
    if NOT_CORRECTABLE.issuperset(row.verdict_reasons):
        return None
    placed_at = min((order.placed_at for order in orders), default=row.shipped_at)
    tracking = rules_of(terms_of(row.shop), placed_at).tracking
    if not tracking.edits_allowed:
        return None
    return row.shipped_at + timedelta(hours=tracking.edit_window_hours)


def _note(row: Package, zone: ZoneInfo, *, now: datetime) -> str:
    if row.verdict == "pending" and row.verdict_until_at:
        return f"becomes invalid {moment(row.verdict_until_at, now=now, zone=zone)} without a scan"
    if row.first_scan_at and not row.channel_scan_at and row.status != "in_transit":
        return f"carrier scanned {moment(row.first_scan_at, now=now, zone=zone)}, the channel has not updated yet"
    if row.first_scan_at:
        return f"first scan {moment(row.first_scan_at, now=now, zone=zone)}"
    return ""


def _event(event: Any) -> dict[str, Any]:
    is_label = not is_scan(EventKind(event.kind))
    return {
        "happened_at": event.happened_at,
        "text": event.description or event.kind.replace("_", " "),
        "detail": event.location,
        "source": "a label, not a scan" if event.kind == EventKind.LABEL_CREATED else event.source,
        "tone": "plain" if is_label else "ok",
    }


def _newest(event: Any) -> float:
    return -float(event.happened_at.timestamp())
