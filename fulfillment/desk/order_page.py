"""One order: its clock, its way as one bar, why it stands where it stands, what happened, what can be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member_of
from fulfillment.accounts.models import Membership
from fulfillment.accounts.roles import May
from fulfillment.channels import base
from fulfillment.channels.sync import utc_now
from fulfillment.desk import board, way
from fulfillment.desk.events import describe
from fulfillment.orders.actions import ACTIONS, Way, channel_page
from fulfillment.orders.models import Hold, Order
from fulfillment.orders.paces import Pace, pace_for
from fulfillment.orders.reasons import sentence_of
from fulfillment.web import render_page

EVENTS_SHOWN = 60


@require_GET
@member_of(Order, May.SEE_ORDERS, "order_id")
def detail(request: Any, order: Order) -> HttpResponse:
    now = utc_now()
    order = _with_everything(order.pk)
    zone = ZoneInfo(order.shop.time_zone)
    pace = pace_for([order], now=now).get(order.pk)
    context = {
        "order": order,
        "zone": order.shop.time_zone,
        "now": now,
        "channel_label": base.label(order.shop.channel),
        "channel_url": channel_page(
            channel=order.shop.channel, market=order.shop.market, external_id=order.external_id
        ),
        "pace": pace,
        "act_by_at": pace.act_by_at if pace else None,
        "way": way.of(order, pace=pace, now=now),
        "reasons": [_reason(order, each, zone=zone, now=now) for each in order.reasons],
        "holds": [hold for hold in order.holds.all() if hold.released_at is None],
        "requests": _requests(order),
        "events": [describe(event, order) for event in order.events.all()[:EVENTS_SHOWN]],
        "members": Membership.objects.filter(team=order.team_id)
        .select_related("user")
        .order_by("user__email"),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "action": board.action_of(order),
        "kind_words": _kind_words(order),
        "probability": pace.probability if pace else None,
        "left": _left(pace),
    }
    return render_page(request, "desk/order.html", context, partial="live")


def _with_everything(pk: int) -> Order:
    """A fixed number of queries, however long the order's history."""
    newest_first = Prefetch(
        "events",
        queryset=Order.events.rel.related_model.objects.select_related("actor").order_by(
            "-happened_at", "-pk"
        ),
    )
    related = Order.objects.select_related(
        "shop", "buyer", "assignee", "snoozed_by", "lane", "lane__supplier", "team"
    )
    return related.prefetch_related(
        newest_first,
        Prefetch("holds", queryset=Hold.objects.select_related("placed_by").order_by("-placed_at")),
        "lines__supplier",
        "cancellations",
        "refunds",
    ).get(pk=pk)


def _reason(order: Order, data: dict[str, Any], *, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    sentence, detail_ = sentence_of(data, now=now, zone=zone)
    action = ACTIONS.get(data["action"])
    is_release = bool(action and action.code == "release_hold")
    return {
        "sentence": sentence,
        "detail": detail_,
        "owner": data["owner"],
        "hold_id": data.get("values", {}).get("hold") if is_release else None,
        "channel_action": action.label if action and action.way == Way.CHANNEL else "",
        "ask_carrier": bool(action and action.code == "ask_carrier"),
    }


def _requests(order: Order) -> list[dict[str, Any]]:
    """Cancellations and refunds, those that wait for an answer first."""
    found = [
        {
            "row": row,
            "noun": noun,
            "words": row.reason_text or row.reason,
            "is_open": row.status == "requested",
        }
        for noun, rows in (("Cancellation", order.cancellations.all()), ("Refund", order.refunds.all()))
        for row in rows
    ]
    return sorted(found, key=lambda each: (not each["is_open"], -each["row"].remote_updated_at.timestamp()))


def _kind_words(order: Order) -> list[str]:
    words = {
        "pre_order": "pre-order",
        "made_to_order": "made to order",
        "backorder": "backorder",
        "custom": "custom handling time",
    }
    shipping = {
        "platform": "the platform ships",
        "platform_warehouse": "from the platform's warehouse",
        "digital": "digital",
    }
    found = [words.get(order.kind, ""), shipping.get(order.shipping_type, "")]
    found += ["free sample"] * order.is_sample + ["replacement"] * order.is_replacement
    return [word for word in found if word]


def _left(pace: Pace | None) -> str:
    return pace.sentence if pace else ""
