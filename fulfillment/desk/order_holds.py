"""What keeps an order back: its holds with since when, by whom, why, until when, and its snooze."""

from __future__ import annotations

from typing import Any

from fulfillment.desk.templatetags.flags import OWNERS
from fulfillment.orders.models import Hold, Order
from fulfillment.orders.reasons import kind_of

BY_HAND = "release_hold"  # the action of holds that a person may release


def holds(order: Order) -> list[dict[str, Any]]:
    """Open ones first, then released ones, newest first. `order` has its holds and their people prefetched."""
    rows = sorted(order.holds.all(), key=lambda hold: hold.released_at is not None)
    return [_hold(hold) for hold in rows]


def _hold(hold: Hold) -> dict[str, Any]:
    return {
        "row": hold,
        "words": _words(hold),
        "is_open": hold.released_at is None,
        "by": person(hold.placed_by) or "Firstscan",
        "released_by": person(hold.released_by) or "Firstscan",
        "blocks": "Must not ship" if hold.blocks else "May ship, but is slowed",
        "may_release": hold.released_at is None and hold.action in ("", BY_HAND),
        "turn": OWNERS.get(hold.owner, hold.owner),
    }


def person(user: Any) -> str:
    return (user.get_full_name() or user.email) if user else ""


def _words(hold: Hold) -> str:
    """What a person wrote, or what says it whole; of other holds their kind, what they are about and what proves it."""
    kind = kind_of(hold.reason)
    if hold.evidence and (hold.reason == "by_hand" or kind.sentence == "{evidence}"):
        return hold.evidence
    more = ": ".join(part for part in (hold.subject, hold.evidence) if part)
    return f"{kind.label}: {more}" if more else kind.label
