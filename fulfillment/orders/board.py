"""The board's rows as every reader shows them: open orders of a team, worst first, with reasons in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order, OrderQuerySet
from fulfillment.orders.paces import Pace, pace_for
from fulfillment.orders.reasons import sentence_of

SLICE = 2000


def board_orders(team: Team) -> OrderQuerySet:
    """Open orders, worst first, then nearest deadline; reads the index `order_board`."""
    return Order.objects.of(team).open().order_by("-severity", "dispatch_due_at", "id")


def rows(team: Team, *, now: datetime) -> Iterator[dict[str, Any]]:
    """One JSON-ready row per open order; a fixed number of queries per slice."""
    orders = list(board_orders(team).select_related("shop", "carrier_asked_by", "truck"))
    for start in range(0, len(orders), SLICE):
        part: Sequence[Order] = orders[start : start + SLICE]
        paces = pace_for(part, now=now)
        for order in part:
            yield _row(order, paces[order.pk], now)


def _row(order: Order, pace: Pace, now: datetime) -> dict[str, Any]:
    return {
        "order": order.external_id,
        "number": order.number,
        "shop": order.shop.slug,
        "stage": order.stage,
        "due_at": _iso(order.dispatch_due_at),
        "due_source": order.due_source,
        "cancels_at": _iso(order.cancels_at),
        "act_by": _iso(pace.act_by_at),
        "truck": order.truck.name if order.truck_at and order.truck else "",
        "truck_at": _iso(order.truck_at),
        "level": order.level,
        "probability": None if pace.probability is None else round(pace.probability, 4),
        "reasons": [_reason(each, now, ZoneInfo(order.shop.time_zone)) for each in order.reasons],
        "owner": order.owner,
        "next_action": order.next_action,
        "carrier_asked_at": _iso(order.carrier_asked_at),
        "carrier_asked_by": str(order.carrier_asked_by or ""),
        "time_zone": order.shop.time_zone,
        "snoozed_until": _iso(order.snoozed_until_at),
    }


def _reason(data: dict[str, Any], now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    sentence, detail = sentence_of(data, now=now, zone=zone)
    kept = {key: data[key] for key in ("code", "owner", "action")}
    return kept | {"sentence": sentence, "detail": detail}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
