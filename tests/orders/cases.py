"""Facts for judgements, one function each: an ordinary open order unless a test says otherwise."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fulfillment.orders.clock import Clock
from fulfillment.orders.facts import OpenHold, OrderFacts
from fulfillment.orders.lifecycle import Progress
from fulfillment.orders.states import DueSource
from fulfillment.policies.terms import StopEvent

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def progress(status: str = "to_ship", **fields: Any) -> Progress:
    placed_at = NOW - 20 * HOUR
    defaults = {
        "status": status,
        "shipping_type": "seller",
        "placed_at": placed_at,
        "remote_updated_at": placed_at + HOUR,
    }
    return Progress(**defaults | fields)


def facts(**fields: Any) -> OrderFacts:
    defaults: dict[str, Any] = {
        "status": "to_ship",
        "stage": "to_ship",
        "is_open": True,
        "placed_at": NOW - 20 * HOUR,
        "stage_since_at": NOW - 20 * HOUR,
    }
    return OrderFacts(**defaults | fields)


def awaiting_scan(**fields: Any) -> OrderFacts:
    return facts(**{"status": "ready", "stage": "awaiting_scan", "packages_total": 1} | fields)


def clock(*, due_in: float | None = 48, cancels_in: float | None = None, **fields: Any) -> Clock:
    """A clock whose deadline lies `due_in` hours after NOW."""
    defaults: dict[str, Any] = {
        "stop_event": StopEvent.FIRST_SCAN,
        "dispatch_due_at": None if due_in is None else NOW + due_in * HOUR,
        "due_source": DueSource.PLATFORM,
        "cancels_at": None if cancels_in is None else NOW + cancels_in * HOUR,
        "cancel_because": None,
        "cancel_source": None,
        "remorse_until": None,
    }
    return Clock(**defaults | fields)


def hold(reason: str = "failed_inspection", **fields: Any) -> OpenHold:
    defaults: dict[str, Any] = {
        "id": 7,
        "reason": reason,
        "subject": "L-2291",
        "blocks": True,
        "owner": "inspection",
        "action": "",
        "evidence": "lid cracks, 7 of 80",
        "placed_at": NOW - 3 * HOUR,
        "until_at": None,
    }
    return OpenHold(**defaults | fields)
