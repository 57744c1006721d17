"""Until when to act for which truck, in one short line; and the orders of one departure by a word in the URL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from fulfillment.accounts.models import Team
from fulfillment.desk.templatetags.moments import clock, local_clock
from fulfillment.warehouse.board import MISSED, NONE
from fulfillment.warehouse.departing import from_key
from fulfillment.warehouse.models import PickupWindow

TRUCK = {"truck_name": F("truck__name"), "truck_zone": F("truck__zone")}


def words(order: Any, *, now: datetime) -> str:
    """`Act by 14:20 · UPS pick-up 15:00 PST` by the warehouse's clock; blank once the truck has left, or of none.
    The order was read with TRUCK."""
    if order.truck_at is None or not order.truck_id or order.truck_at <= now or order.dispatched_at:
        return ""
    name, zone = order.truck_name, order.truck_zone
    act = f"Act by {clock(order.act_by_at, zone, now)}" if order.act_by_at > now else "Act now"
    return f"{act} · {name} {local_clock(order.truck_at, zone, now)}"


def truck_of(team: Team, key: str) -> str:
    """The departure that the URL names, in words."""
    if key in (NONE, MISSED):
        return "none known" if key == NONE else "missed"
    window_id, at = from_key(key)
    window = PickupWindow.objects.filter(team=team, pk=window_id).select_related("warehouse").first()
    if window is None:
        return f"a former window, {at:%Y-%m-%d %H:%M} UTC"
    return f"{window.label} {local_clock(at, window.warehouse.time_zone, datetime.now(UTC))}"


def is_key(value: str) -> None:
    """Raises where the word names neither a departure nor that none is known."""
    if value in (NONE, MISSED):
        return
    try:
        from_key(value)
    except ValueError:
        raise ValidationError(
            "This address names no truck. Open the truck page and follow its links."
        ) from None
