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
from fulfillment.desk.events import timeline
from fulfillment.desk.order_facts import (
    dispatched_by,
    due_word,
    holds,
    kind_words,
    lane_words,
    requests,
    rules_page,
)
from fulfillment.orders.actions import ACTIONS, Way, channel_page
from fulfillment.orders.models import Hold, Order, OrderEvent
from fulfillment.orders.paces import pace_for
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
    page = channel_page(channel=order.shop.channel, market=order.shop.market, external_id=order.external_id)
    context = {
        "order": order,
        "zone": order.shop.time_zone,
        "now": now,
        "channel_label": base.label(order.shop.channel),
        "channel_url": page,
        "pace": pace,
        "way": way.of(order, pace=pace, now=now),
        "reasons": [_reason(each, zone=zone, now=now) for each in order.reasons],
        "holds": holds(order),
        "requests": requests(order),
        "events": timeline(order.events.all()[:EVENTS_SHOWN], order),
        "members": _members(order),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "action": board.action_of(order),
        "kind_words": kind_words(order),
        "state_word": order.status.replace("_", " ").capitalize(),
        "lane": lane_words(order),
        "rules_page": rules_page(order),
        "due_word": due_word(order),
        "dispatched_by": dispatched_by(order),
        "is_past_due": bool(order.dispatch_due_at and order.dispatch_due_at <= now),
    }
    return render_page(request, "desk/order.html", context, partial="live")


def _members(order: Order) -> Any:
    rows = Membership.objects.filter(team=order.team_id).select_related("user")
    return rows.order_by("user__email")


def _with_everything(pk: int) -> Order:
    """A fixed number of queries, however long the order's history."""
    newest_first = Prefetch(
        "events",
        queryset=OrderEvent.objects.select_related("actor").order_by("-happened_at", "-pk"),
    )
    related = Order.objects.select_related(
        "shop", "buyer", "assignee", "snoozed_by", "lane", "lane__supplier", "team"
    )
    all_holds = Hold.objects.select_related("placed_by", "released_by").order_by("-placed_at")
    return related.prefetch_related(
        newest_first,
        Prefetch("holds", queryset=all_holds),
        "lines__supplier",
        "cancellations",
        "refunds",
    ).get(pk=pk)


def _reason(data: dict[str, Any], *, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
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
