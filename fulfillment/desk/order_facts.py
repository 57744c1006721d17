"""What the order page says beside the clock: holds, requests, who carries it, which rules judge it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from fulfillment.channels import base
from fulfillment.orders.models import Hold, Order
from fulfillment.orders.reasons import kind_of
from fulfillment.orders.rulings import rules_of, terms_of
from fulfillment.orders.states import DispatchedSource
from fulfillment.policies.terms import StopEvent
from fulfillment.tracking.numbers import carrier_name
from metrics import figures

KINDS = {
    "pre_order": "pre-order",
    "made_to_order": "made to order",
    "backorder": "backorder",
    "custom": "custom handling time",
}
SHIPPING = {
    "platform": "the platform ships",
    "platform_warehouse": "from the platform's warehouse",
    "digital": "digital",
}


def due_word(order: Order) -> str:
    """What must have happened by the deadline: the event that stops this market's clock."""
    rules = rules_of(terms_of(order.shop), order.placed_at)
    return "ready to ship" if rules.stop_event == StopEvent.READY_TO_SHIP else "first scan"


def dispatched_by(order: Order) -> str:
    """Who said that it was dispatched."""
    channel = base.label(order.shop.channel)
    return (
        {
            DispatchedSource.CHANNEL: f"told by {channel}",
            DispatchedSource.CARRIER: "told by the carrier's scan",
            DispatchedSource.READY: f"the time {channel} had its label or number",
        }.get(DispatchedSource(order.dispatched_source), "")
        if order.dispatched_source
        else ""
    )


def holds(order: Order) -> list[dict[str, Any]]:
    """Open ones first, then released ones, newest first."""
    rows = sorted(order.holds.all(), key=lambda hold: hold.released_at is not None)
    return [{"row": hold, "words": _hold_words(hold), "is_open": hold.released_at is None} for hold in rows]


def _hold_words(hold: Hold) -> str:
    return hold.evidence if hold.reason == "by_hand" and hold.evidence else kind_of(hold.reason).label


def requests(order: Order) -> list[dict[str, Any]]:
    """Cancellations and refunds, those that wait for an answer first."""
    found = [
        {
            "row": row,
            "noun": noun,
            "status": row.status.replace("_", " "),
            "words": row.reason_text or row.reason,
            "is_open": row.status == "requested",
        }
        for noun, rows in (("Cancellation", order.cancellations.all()), ("Refund", order.refunds.all()))
        for row in rows
    ]
    return sorted(found, key=lambda each: (not each["is_open"], -each["row"].remote_updated_at.timestamp()))


def kind_words(order: Order) -> list[str]:
    """What is not ordinary about it: how it was promised, who ships it, whether it is a sample."""
    found = [KINDS.get(order.kind, ""), SHIPPING.get(order.shipping_type, "")]
    found += ["free sample"] * order.is_sample + ["replacement"] * order.is_replacement
    return [word for word in found if word]


def lane_words(order: Order) -> str:
    """`Bright Agents → UniUni`; a warehouse only where it has a name, never a channel's number for it."""
    if not order.lane:
        return ""
    warehouse = "" if order.lane.warehouse.isdigit() else order.lane.warehouse
    supplier = order.lane.supplier.name if order.lane.supplier else ""
    parts = (supplier, warehouse, carrier_name(order.lane.carrier) or order.lane.carrier)
    return " → ".join(part for part in parts if part)


def rules_page(order: Order) -> str:
    """The version of the rulebook that judged it; blank before that, and where no book covers the market."""
    version = order.rule_version.partition("@")[0]
    if not version or not figures.is_judged(order.shop):
        return ""
    return f"{reverse('rulebook', args=[figures.book_key(order.shop)])}?version={version}"
