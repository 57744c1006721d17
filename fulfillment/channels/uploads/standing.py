"""Where a write stands, in a sentence for the order page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fulfillment.channels import base
from fulfillment.orders.models import Order
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import UNSETTLED, Kind, Outcome, State
from fulfillment.tracking.numbers import carrier_name

SHOWN = 5
WHAT = {
    Kind.SHIPMENT_CREATE: "Number",
    Kind.SHIPMENT_CORRECT: "Correction",
    Kind.SHIPMENT_CANCEL: "Taking back",
    Kind.CANCELLATION_APPROVE: "Yes to the cancellation",
    Kind.CANCELLATION_REJECT: "No to the cancellation",
    Kind.RETURN_APPROVE: "Yes to the return or refund",
    Kind.RETURN_REJECT: "No to the return or refund",
    Kind.PACKAGES_COMBINE: "One package for several orders",
    Kind.PACKAGES_UNCOMBINE: "Out of the shared package",
    Kind.PACKAGES_SPLIT: "Several packages",
}
TONES = {
    State.DONE: ("ok", "ok"),
    State.REFUSED: ("breach", "cross"),
    State.NEEDS_PERSON: ("risk", "warn"),
    State.WITHDRAWN: ("plain", ""),
}


def of_order(order: Order) -> list[OutboundWrite]:
    """The newest writes about the order, newest first; two queries, for a change of packages has several orders."""
    mine = OutboundWrite.objects.of(order.team).select_related("created_by").order_by("-created_at", "-pk")
    with_others = mine.bundles().filter(
        shop=order.shop_id, payload__order_external_ids__contains=[order.external_id]
    )
    rows = {row.pk: row for row in mine.about(order.shop_id, [order.external_id])[:SHOWN]}
    rows |= {row.pk: row for row in with_others[:SHOWN]}
    return sorted(rows.values(), key=lambda row: (row.created_at, row.pk), reverse=True)[:SHOWN]


def described(rows: Iterable[OutboundWrite], order: Order, *, now: datetime) -> list[dict[str, Any]]:
    return [describe(row, base.label(order.shop.channel), now=now) for row in rows]


def describe(row: OutboundWrite, channel: str, *, now: datetime) -> dict[str, Any]:
    tone, icon = TONES.get(State(row.state), ("info", "clock"))
    return {
        "row": row,
        "what": WHAT.get(Kind(row.kind), row.kind),
        "number": row.payload.get("tracking_number", ""),
        "carrier": carrier_name(row.payload.get("carrier", "")),
        "reason": row.payload.get("reason_words", "") or _orders(row) or _units(row),
        "previous": row.payload.get("previous_number", ""),
        "sentence": sentence(row, channel, now=now),
        "tone": tone,
        "icon": icon,
        "is_open": row.state in UNSETTLED,
        "can_withdraw": row.state == State.WAITING and not row.is_uncertain,
        "can_retry": row.state == State.NEEDS_PERSON,
        "at": row.answered_at or row.created_at,
    }


def _orders(row: OutboundWrite) -> str:
    """The orders of a change of packages that has several."""
    ids = row.payload.get("order_external_ids", [])
    return ", ".join(ids) if len(ids) > 1 else ""


def _units(row: OutboundWrite) -> str:
    """How much of its order a parcel holds that does not hold everything."""
    units = sum(line["quantity"] for line in row.payload.get("lines", ()))
    return f"for {units} unit{'s' * (units != 1)}" if units else ""


def sentence(row: OutboundWrite, channel: str, *, now: datetime) -> str:
    match State(row.state):
        case State.DONE:
            done = (
                f"{channel} had it already"
                if row.outcome == Outcome.ALREADY_DONE
                else f"{channel} accepted it"
            )
            shown = " and shows it" if row.confirmed_at else ""
            return f"{done}{shown}." + (f" It remarks: {row.warning}." if row.warning else "")
        case State.REFUSED:
            return f"{channel} refused it: {row.advice}"
        case State.NEEDS_PERSON:
            return row.advice or f"{channel} did not answer for a day."
        case State.WITHDRAWN:
            return "Withdrawn before it was sent."
        case State.IN_FLIGHT:
            return f"Being sent to {channel}."
    return _waits(row, channel, now)


def _waits(row: OutboundWrite, channel: str, now: datetime) -> str:
    if row.outcome:
        again = "" if "tried again" in row.advice else " It is tried again by itself."
        return f"Waiting: {row.advice}{again}"
    seconds = (row.not_before_at - now).total_seconds()
    return f"Leaves for {channel} in {seconds:.0f} s." if seconds > 1 else f"Waiting to be sent to {channel}."
