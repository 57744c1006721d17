"""What happened to an order, in words."""

from __future__ import annotations

from typing import Any

from fulfillment.channels import base
from fulfillment.orders.models import Order, OrderEvent

# kind: words, tone, icon; `{…}` are filled from the event's data
WORDS: dict[str, tuple[str, str, str]] = {
    "order.placed": ("Order placed", "plain", ""),
    "order.paid": ("Paid", "plain", ""),
    "order.released": ("The buyer's hour is over", "plain", ""),
    "order.ready": ("Ready to ship: label or number given", "plain", ""),
    "order.in_transit": ("In transit: the channel saw the first scan", "ok", "ok"),
    "order.dispatched": ("Dispatched", "ok", "ok"),
    "order.delivered": ("Delivered", "ok", "ok"),
    "order.completed": ("Completed", "ok", ""),
    "order.cancelled": ("Cancelled", "breach", "cross"),
    "order.cancel_requested": ("The buyer asked to cancel", "risk", "warn"),
    "order.snoozed": ("Snoozed", "plain", "clock"),
    "order.woken": ("Snooze ended", "plain", ""),
    "order.assigned": ("Assigned", "plain", "person"),
    "hold.placed": ("Put on hold", "hold", "hold"),
    "hold.released": ("Hold released", "ok", ""),
    "hold.reopened": ("Release undone: on hold again", "hold", "hold"),
    "carrier.asked": ("The carrier was asked", "plain", ""),
    "carrier.asking_undone": ("Undone: the carrier was not asked", "plain", ""),
    "order.snooze_undone": ("Snooze undone", "plain", ""),
    "order.assignment_undone": ("Assignment undone", "plain", "person"),
}
LEVELS = {
    "on_track": "on track",
    "on_hold": "on hold",
    "due_soon": "due soon",
    "at_risk": "at risk",
    "will_count_late": "past its deadline",
    "auto_cancel_near": "close to cancelling itself",
}
SOURCES = {"watch": "Firstscan", "carrier": "carrier", "import": "import"}


def describe(event: OrderEvent, order: Order) -> dict[str, Any]:
    """One event as `_timeline.html` wants it."""
    text, tone, icon = WORDS.get(
        event.kind, (event.kind.replace(".", ": ").replace("_", " ").capitalize(), "plain", "")
    )
    if event.kind == "order.level_changed":
        text = f"Now {LEVELS.get(event.data.get('to', ''), 'judged anew')}"
    return {
        "happened_at": event.happened_at,
        "text": text,
        "detail": detail(event),
        "source": _source(event, order),
        "tone": tone,
        "icon": icon,
    }


def detail(event: OrderEvent) -> str:
    """The words that a person or the channel gave with it."""
    for key in ("note", "evidence", "reason_text", "reason", "name", "until"):
        if value := event.data.get(key):
            return str(value).replace("_", " ")
    return ""


def _source(event: OrderEvent, order: Order) -> str:
    if event.actor:
        return str(event.actor)
    return (
        base.label(order.shop.channel)
        if event.source == "channel"
        else SOURCES.get(event.source, event.source)
    )
