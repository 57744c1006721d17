"""What happened to an order, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fulfillment.channels import base
from fulfillment.desk.templatetags.flags import LEVELS
from fulfillment.desk.templatetags.moments import local_time
from fulfillment.orders.address_changes import evidence_of
from fulfillment.orders.models import Order, OrderEvent
from fulfillment.orders.reasons import TRACKING_PROBLEMS, kind_of
from fulfillment.policies.terms import ShippingType

Words = tuple[str, str, str]  # what happened, tone, icon

WORDS: dict[str, Words] = {
    "order.placed": ("Order placed", "plain", ""),
    "order.paid": ("Paid", "plain", ""),
    "order.released": ("The buyer's hour is over", "plain", ""),
    "order.ready": ("Ready to ship: label or number given", "plain", ""),
    "order.in_transit": ("First scan, told by the channel", "ok", "ok"),
    "order.dispatched": ("Dispatched", "ok", "ok"),
    "order.delivered": ("Delivered", "ok", "ok"),
    "order.completed": ("Completed", "ok", ""),
    "order.cancelled": ("Cancelled", "breach", "cross"),
    "order.cancel_requested": ("A cancellation was requested", "risk", "warn"),
    "order.snoozed": ("Snoozed", "plain", "clock"),
    "order.woken": ("Snooze ended", "plain", ""),
    "order.snooze_undone": ("Snooze undone", "plain", ""),
    "order.assigned": ("Assigned", "plain", "person"),
    "order.assignment_undone": ("Assignment undone", "plain", "person"),
    "hold.placed": ("Put on hold", "hold", "hold"),
    "hold.released": ("Hold released", "ok", ""),
    "hold.reopened": ("Release undone: on hold again", "hold", "hold"),
    "goods.short": ("Goods are missing for it", "risk", "warn"),
    "goods.found": ("The goods that were missing are there", "ok", "ok"),
    "goods.bought": ("Its goods were ordered from a supplier", "ok", "ok"),
    "goods.answered": ("The supplier answered to the purchase", "plain", ""),
    "goods.sent": ("The supplier sent its goods", "ok", "ok"),
    "goods.recalled": ("The purchase for it was recalled", "risk", "warn"),
    "promise.missing": ("Nobody promises its goods", "risk", "warn"),
    "promise.given": ("Its goods are promised", "ok", "ok"),
    "kit.missing": ("Its brand kit is missing", "risk", "warn"),
    "kit.found": ("Its brand kit is there, or no longer waited for", "ok", "ok"),
    "kit.plain_allowed": ("It may go without its brand kit", "plain", "person"),
    "kit.plain_taken_back": ("It gets its brand kit after all", "plain", "person"),
    "kit.left_out": ("Packed without its brand kit", "risk", "warn"),
    "goods.reallocated": ("It was given goods of other lots", "plain", ""),
    "order.packing_started": ("Packing began", "plain", ""),
    "order.packed": ("Packed", "ok", "ok"),
    "order.partly_packed": ("Packed in part", "plain", ""),
    "order.unpacked": ("Taken out of its box again", "hold", "hold"),
    "order.packing_taken_over": ("Its packing was taken over", "plain", "person"),
    "address.changed": ("The address changed", "hold", "hold"),
    "address.acknowledged": ("The changed address was acknowledged", "ok", "ok"),
    "address.acknowledgement_undone": ("Undone: the address is to be acknowledged", "hold", "hold"),
    "listing.mapped": ("Its listing was given a SKU", "ok", "ok"),
    "listing.mapping_undone": ("Undone: its listing has no SKU", "plain", ""),
    "variant.found_right": ("The variant was found right", "ok", "ok"),
    "variant.judgement_undone": ("Undone: the variant is to be looked at", "plain", ""),
    "label.printed": ("Printed", "plain", ""),
    "copy.linked": ("Linked with its copy on another channel", "plain", ""),
    "copy.unlinked": ("Not one with the order of another channel any more", "plain", ""),
    "copy.dismissed": ("Said not to be one with an order of another channel", "plain", "person"),
    "copy.dismissal_undone": ("Undone: it may be one with an order of another channel", "plain", ""),
    "ticket.opened": ("The buyer wrote", "risk", "warn"),
    "ticket.closed": ("The buyer was answered", "plain", ""),
    "complaint.opened": ("The buyer complained", "risk", "warn"),
    "complaint.closed": ("The complaint was answered", "plain", ""),
    "review.opened": ("The buyer left a review", "plain", ""),
    "ticket.answered": ("The buyer's ticket was marked as answered", "plain", ""),
    "complaint.answered": ("The complaint was marked as answered", "plain", ""),
    "ticket.reopened": ("The ticket waits for an answer again", "plain", ""),
    "complaint.reopened": ("The complaint waits for an answer again", "plain", ""),
    "ticket.reclassified": ("What the buyer wrote about was corrected", "plain", "person"),
    "ticket.read_again": ("What the buyer wrote about is read by the rules again", "plain", "person"),
    "ticket.linked": ("What a buyer wrote was linked to this order", "plain", "person"),
    "ticket.unlinked": ("What a buyer wrote no longer belongs to this order", "plain", "person"),
    "tracking.uploaded": ("The channel took the number", "ok", "ok"),
    "tracking.corrected": ("The channel took the correction", "ok", "ok"),
    "tracking.taken_back": ("The channel took the shipment back", "plain", ""),
    "tracking.upload_refused": ("The channel refused the number", "breach", "cross"),
    "tracking.upload_unclear": ("Whether the number arrived is unclear", "risk", "warn"),
    "packages.combined": ("The channel put the orders into one package", "ok", "ok"),
    "packages.taken_apart": ("The channel took the shared package apart", "plain", ""),
    "packages.split": ("The channel split the order into packages", "ok", "ok"),
    "packages.refused": ("The channel refused to change the packages", "breach", "cross"),
    "packages.unclear": ("Whether the packages were changed is unclear", "risk", "warn"),
    "request.granted": ("The channel took your yes to the buyer's request", "ok", "ok"),
    "request.refused": ("The channel took your no to the buyer's request", "plain", ""),
    "request.answer_refused": ("The channel refused the answer to the buyer's request", "breach", "cross"),
    "request.answer_unclear": (
        "Whether the answer to the buyer's request arrived is unclear",
        "risk",
        "warn",
    ),
    "parcel.handed_over": ("Handed over to the carrier", "ok", "truck"),
    "parcel.handover_reopened": ("The manifest was opened again: not handed over", "risk", "warn"),
    "parcel.left_behind": ("The truck left without a parcel of it", "risk", "warn"),
    "claim.opened": ("A claim was opened with the carrier", "plain", ""),
    "claim.closed": ("The claim with the carrier came to its end", "plain", ""),
    "carrier.asked": ("The carrier was asked", "plain", ""),
    "carrier.asking_undone": ("Undone: the carrier was not asked", "plain", ""),
}
# status of the request as it is now: what became of it
CLOSED = {
    "completed": ("granted", "breach", "cross"),
    "rejected": ("refused", "plain", ""),
    "withdrawn": ("withdrawn", "ok", "ok"),
}
# At one and the same moment the cause stands before what came of it.
RANKS = {
    kind: rank
    for rank, kind in enumerate(
        (
            "order.placed", "order.paid", "order.released", "order.ready", "order.in_transit", "order.dispatched",
            "order.delivered", "order.completed", "cancellation.requested", "refund.requested",
            "cancellation.closed", "refund.closed", "order.cancelled",
        )
    )
}  # fmt: skip
OF_PARCELS = frozenset({"order.ready", "order.in_transit", "order.dispatched"})
WHO = {"buyer": "the buyer", "seller": "us", "system": "the platform", "platform": "the platform"}
SOURCES = {"watch": "Firstscan", "carrier": "carrier", "import": "import", "person": "a person"}


def timeline(
    events: Iterable[OrderEvent], order: Order, *, parts: Iterable[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Every event in words and those of its `parts`, newest first, as `_timeline.html` wants it.

    What the request itself tells is not said twice; a digital order has no parcel to tell of.
    """
    found = sorted(events, key=_newest_last, reverse=True)
    if order.shipping_type == ShippingType.DIGITAL:
        found = [event for event in found if event.kind not in OF_PARCELS]
    if any(event.kind == "order.cancelled" for event in found):
        found = [event for event in found if not _is_cancelling(event)]
    told = {event.kind for event in found}
    if "cancellation.requested" in told:
        found = [event for event in found if event.kind != "order.cancel_requested"]
    told_in_words = [*(describe(event, order) for event in found), *parts]
    return sorted(told_in_words, key=lambda each: each["happened_at"], reverse=True)


def _is_cancelling(event: OrderEvent) -> bool:
    """The request of whoever needs no permission: its outcome alone is worth a line."""
    asked = event.kind in ("cancellation.requested", "cancellation.closed")
    return asked and event.data.get("initiator") in ("seller", "system", "platform")


def _newest_last(event: OrderEvent) -> tuple[datetime, int, int]:
    return event.happened_at, RANKS.get(event.kind, len(RANKS)), event.pk


def describe(event: OrderEvent, order: Order) -> dict[str, Any]:
    text, tone, icon = words_of(event)
    return {
        "happened_at": event.happened_at,
        "text": text,
        "detail": _detail(event, order),
        "source": _source(event, order),
        "tone": tone,
        "icon": icon,
    }


def words_of(event: OrderEvent) -> Words:
    """A kind that nobody described reads as its own words: `package.first_scanned` is "Package first scanned"."""
    data = event.data
    noun, _, verb = event.kind.partition(".")
    if event.kind == "order.level_changed":
        label, tone, icon, _ = LEVELS.get(data.get("to", ""), ("Judged anew", "plain", "clock", ""))
        return f"Now: {label[0].lower()}{label[1:]}", tone, icon
    if event.kind == "order.dispatched" and _is_late(event):
        return "Dispatched late", "breach", "past"
    if event.kind == "package.verdict_changed":
        is_bad = data.get("to") == "invalid"
        return (
            ("Tracking is not valid", "breach", "past")
            if is_bad
            else ("Tracking is no longer invalid", "ok", "ok")
        )
    if event.kind == "order.cancelled" and (who := WHO.get(data.get("initiator", ""))):
        return f"Cancelled by {who}", "breach", "cross"
    if noun in ("cancellation", "refund") and verb in ("requested", "closed"):
        return _request(noun, verb, data)
    return WORDS.get(event.kind, (event.kind.replace(".", " ").replace("_", " ").capitalize(), "plain", ""))


def _request(noun: str, verb: str, data: dict[str, Any]) -> Words:
    if verb == "requested":
        by = WHO.get(data.get("initiator", ""), "somebody")
        return f"{noun.capitalize()} requested by {by}", "risk", "warn"
    outcome, tone, icon = CLOSED.get(data.get("status", ""), ("closed", "plain", ""))
    return f"{noun.capitalize()} {outcome}", tone, icon


def _is_late(event: OrderEvent) -> bool:
    due_at = event.data.get("due_at")
    return bool(due_at) and event.happened_at > datetime.fromisoformat(due_at)


def _detail(event: OrderEvent, order: Order) -> str:
    """What the channel, the watch or a person gave with it."""
    data = event.data
    if event.kind == "order.level_changed":
        return ", ".join(kind_of(code).label for code in data.get("reasons", [])[:3])
    if event.kind == "order.dispatched" and data.get("due_at"):
        return f"due {local_time(datetime.fromisoformat(data['due_at']), order.shop.time_zone)}"
    if event.kind == "package.verdict_changed":
        return ", ".join(TRACKING_PROBLEMS.get(code, code) for code in data.get("reasons", []))
    if event.kind == "address.changed":
        return evidence_of(data.get("parts", ()), is_labelled=bool(data.get("is_labelled")))
    for key in ("note", "evidence", "reason_text", "reason", "name", "topic"):
        if value := data.get(key):
            return str(value).replace("_", " ")
    if until := data.get("until_at") or data.get("until"):
        return f"until {_moment(str(until), order)}"
    return ""


def _moment(text: str, order: Order) -> str:
    try:
        return local_time(datetime.fromisoformat(text), order.shop.time_zone)
    except ValueError:
        return text


def _source(event: OrderEvent, order: Order) -> str:
    if event.actor:
        return event.actor.get_full_name() or event.actor.email
    if event.source == "channel":
        return base.label(order.shop.channel)
    return SOURCES.get(event.source, event.source)
