"""A package as pages show it: its number with the carrier's page, its verdict in words, what the carrier said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from fulfillment.orders.actions import ACTIONS, channel_page
from fulfillment.orders.reasons import TRACKING_PROBLEMS
from fulfillment.orders.rulings import rules_of, terms_of
from fulfillment.orders.states import OrderStatus
from fulfillment.policies.terms import ShippingType
from fulfillment.tracking.correcting import NOT_CORRECTABLE, Corrections, corrections
from fulfillment.tracking.differing import Sides, difference
from fulfillment.tracking.differing import sentence as sentence_of
from fulfillment.tracking.explaining import fix, sentence
from fulfillment.tracking.models import Package
from fulfillment.tracking.numbers import carrier_name, tracking_url
from fulfillment.tracking.scans import EventKind, first_scan, is_scan
from fulfillment.tracking.states import PackageStatus
from fulfillment.tracking.verdicts import InvalidReason, PackageFacts

TONES = {"valid": "ok", "pending": "soon", "invalid": "breach", "unknown": "plain"}
ICONS = {"valid": "ok", "pending": "clock", "invalid": "past", "unknown": "info"}
NOT_A_SCAN = {
    EventKind.LABEL_CREATED: "a label, not a scan: nobody has held the parcel yet",
    EventKind.EXCEPTION: "no scan: something went wrong, also labels are voided this way",
    EventKind.UNKNOWN: "no scan that we understand, so it does not count as one",
}
WORDS = {
    "valid": "Valid tracking",
    "pending": "Waits for its first scan",
    "invalid": "Not valid",
    "unknown": "Nobody tells its scans",
}


def package(
    row: Package,
    *,
    now: datetime,
    with_events: bool = False,
    facts: PackageFacts | None = None,
    also_on: Sequence[Any] = (),
) -> dict[str, Any]:
    """`row` has its shop selected and its orders (and events) prefetched.

    With `facts` each reason is a sentence of its own; `also_on` are other orders that carry the number.
    """
    orders = list(row.orders.all())
    is_cancelled = row.status == PackageStatus.CANCELLED
    differs = _difference(row, with_events=with_events)
    return {
        "row": row,
        "number": row.tracking_number_given or row.tracking_number,
        "url": tracking_url(row.carrier, row.tracking_number)
        if row.carrier and row.tracking_number
        else None,
        "carrier": carrier_name(row.carrier) if row.carrier else row.carrier_name,
        "orders": orders,
        "combined": len(orders) > 1,
        "tone": "plain" if is_cancelled else TONES.get(row.verdict, "plain"),
        "icon": "cross" if is_cancelled else ICONS.get(row.verdict, "clock"),
        "verdict": "Cancelled" if is_cancelled else WORDS.get(row.verdict, "Not shipped yet"),
        "is_cancelled": is_cancelled,
        "reasons": [_reason(code, row, facts) for code in row.verdict_reasons],
        "fix": fix_of(row, orders),
        "also_on": also_on,
        "correcting": _correcting(row, orders, now=now),
        "correct_url": _correct_url(row, orders),
        "channel_url": _channel_url(row, orders),
        "note": None if differs else _note(row),
        "difference": differs,
        "events": _events(row) if with_events else [],
    }


def _reason(code: str, row: Package, facts: PackageFacts | None) -> str:
    """The number as people wrote it, not as it is compared."""
    if facts is not None and code in set(InvalidReason):
        as_given = replace(facts, number=row.tracking_number_given or facts.number)
        return sentence(InvalidReason(code), as_given)
    return TRACKING_PROBLEMS.get(code, code.replace("_", " "))


def fix_of(row: Package, orders: list[Any]) -> str:
    """What to do about the worst of its reasons; nothing where no order waits for the parcel any more."""
    if orders and all(order.status == OrderStatus.CANCELLED for order in orders):
        return ""
    known = [InvalidReason(code) for code in row.verdict_reasons if code in TRACKING_PROBLEMS]
    return fix(known[0]) if known else ""


def corrections_of(row: Package, orders: Sequence[Any]) -> Corrections | None:
    """What the channel still takes for an invalid package; None where another number is of no use."""
    if row.verdict != "invalid":
        return None
    placed_at = min((order.placed_at for order in orders), default=row.shipped_at)
    if placed_at is None:
        return None
    return corrections(
        rules_of(terms_of(row.shop), placed_at).tracking,
        reasons=row.verdict_reasons,
        shipped_at=row.shipped_at,
        shipping_type=row.shipping_type,
        numbers_told=len(row.numbers_told),
    )


def _correcting(row: Package, orders: Sequence[Any], *, now: datetime) -> dict[str, Any]:
    """`state` (open, used, closed, none), `until`, and what it means in `words`."""
    found = corrections_of(row, orders)
    if found is None:
        return {"state": "none", "until": None, "words": _why_not(row)}
    if found.until <= now:
        words = "the number stays as it is" if found.left else "its one correction was used"
        return {"state": "closed", "until": found.until, "words": words}
    if not found.left:
        words = "corrected already: the channel takes no second correction, only its support can change it"
        return {"state": "used", "until": found.until, "words": words}
    left = f"{found.left} correction{'' if found.left == 1 else 's'} left"
    words = "as often as needed" if found.is_unlimited else left
    return {"state": "open", "until": found.until, "words": words}


def _why_not(row: Package) -> str:
    if row.shipping_type != ShippingType.SELLER:
        return "the platform's own number"
    if row.verdict_reasons and NOT_CORRECTABLE.issuperset(row.verdict_reasons):
        return "a scan mends it, another number does not"
    return "the channel takes no other number"


def _correct_url(row: Package, orders: Sequence[Any]) -> str:
    """Our own page that gives the channel another number; blank where a number is corrected where it came from."""
    if not orders or row.shop.channel == "generic":
        return ""
    page = reverse(ACTIONS["correct_number"].url_name, args=[orders[0].pk])
    return f"{page}?{urlencode({'doing': 'correct', 'package': row.external_id})}"


def _channel_url(row: Package, orders: Sequence[Any]) -> str:
    """Where its first order stands on the channel; blank where we know of no such page."""
    if not orders:
        return ""
    shop = row.shop
    return channel_page(channel=shop.channel, market=shop.market, external_id=orders[0].external_id)


def _note(row: Package) -> dict[str, Any] | None:
    """What matters besides the verdict, around a moment: `before` it, `at`, `after`."""
    if row.verdict == "pending" and row.verdict_until_at:
        return {"before": "becomes invalid", "at": row.verdict_until_at, "after": "without a scan"}
    if not row.first_scan_at:
        return None
    return {"before": "first scan", "at": row.first_scan_at, "after": ""}


def _difference(row: Package, *, with_events: bool = False) -> dict[str, Any] | None:
    """Where channel and carrier disagree: `before` an age, `at`, `after`.

    Where no scan is among its events the first scan is the channel's own, if that gave one.
    """
    scan = first_scan(row.events.all()) if with_events else None  # type: ignore[attr-defined]
    is_theirs = with_events and scan is None and row.channel_scan_at is not None
    sides = Sides(
        channel=row.shop.channel,
        status=row.status,
        channel_scan_at=row.channel_scan_at,
        carrier_spoke_at=row.first_event_at,
        carrier_scan_at=None if is_theirs else row.first_scan_at,
        # The channel tells of a delivery by its status: a moment without it is the carrier's.
        carrier_delivered_at=row.delivered_at if row.status != PackageStatus.DELIVERED else None,
    )
    found = difference(sides)
    if found is None or row.verdict == "invalid":  # then the scans may be another parcel's
        return None
    before, after = sentence_of(found, row.shop.channel)
    return {"before": before, "at": found.since_at, "after": after}


def _events(row: Package) -> list[dict[str, Any]]:
    """The carrier's messages, newest first; the one that counts as first scan says so."""
    events = sorted(row.events.all(), key=lambda event: (event.happened_at, event.pk), reverse=True)
    counted = first_scan(events)
    return [_event(event, is_first=event is counted) for event in events]


def _event(event: Any, *, is_first: bool) -> dict[str, Any]:
    kind = EventKind(event.kind)
    return {
        "happened_at": event.happened_at,
        "text": event.description or event.kind.replace("_", " "),
        "detail": " · ".join(part for part in (event.location, _meaning(kind, is_first=is_first)) if part),
        "source": "",
        "tone": "ok" if is_scan(kind) else "risk" if kind == EventKind.EXCEPTION else "plain",
        "icon": "ok" if is_first else "",
    }


def _meaning(kind: EventKind, *, is_first: bool) -> str:
    if is_first:
        return "first scan: from here on the parcel is with the carrier"
    return NOT_A_SCAN.get(kind, "")
