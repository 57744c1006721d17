"""One order: its clock, its way as one bar, why it stands where it stands, what happened, what can be done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member_of
from fulfillment.accounts.models import Membership
from fulfillment.accounts.roles import May
from fulfillment.channels import base
from fulfillment.channels.bundles import offered
from fulfillment.channels.labels.pages import printable
from fulfillment.channels.models import LabelFile
from fulfillment.channels.sync import utc_now
from fulfillment.desk import addresses, board_row, copies, order_lines, way
from fulfillment.desk.events import timeline
from fulfillment.desk.filters import STAGES
from fulfillment.desk.order_clock import clock_of
from fulfillment.desk.order_facts import address_words, has_address, kind_words, lane_words, rules_page
from fulfillment.desk.order_holds import holds
from fulfillment.desk.order_requests import requests
from fulfillment.desk.parts import events_of_parts, unsent
from fulfillment.desk.tickets.describing import describe
from fulfillment.orders.actions import ACTIONS, Way, channel_page
from fulfillment.orders.models import Hold, Order, OrderEvent, Ticket
from fulfillment.orders.paces import pace_for
from fulfillment.orders.reasons import asked_words, sentence_of
from fulfillment.orders.rulings import rules_of, terms_of
from fulfillment.orders.states import Level, OrderStatus
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import ShippingType
from fulfillment.web import render_page, wants_fragment
from metrics.of_order import standings

EVENTS_SHOWN = 60


@require_GET
@member_of(Order, May.SEE_ORDERS, "order_id")
def detail(request: Any, order: Order) -> HttpResponse:
    now = utc_now()
    order = _with_everything(order.pk)
    zone = ZoneInfo(order.shop.time_zone)
    pace = pace_for([order], now=now).get(order.pk)
    rules = rules_of(terms_of(order.shop), order.placed_at)
    page = channel_page(channel=order.shop.channel, market=order.shop.market, external_id=order.external_id)
    context = {
        "order": order,
        "zone": order.shop.time_zone,
        "now": now,
        "channel_label": base.label(order.shop.channel),
        "channel_url": page,
        "number_url": number_url(order) or page,
        "answer_url": reverse("requests:answer", args=[order.pk]) if base.takes_answers(order.shop) else page,
        "is_upload_offered": order.is_open and bool(number_url(order)) and _takes_another(order, rules, now),
        "clock": clock_of(order, pace=pace, stop_event=rules.stop_event, now=now),
        "way": _way(order, pace, now),
        "reasons": [
            _reason(each, order, asker=board_row.name_of(order.carrier_asked_by), zone=zone, now=now)
            for each in order.reasons
        ],
        "holds": holds(order),
        "is_snoozed": bool(order.snoozed_until_at and order.snoozed_until_at > now),
        **_from_buyer(order, rules, now),
        "standings": standings(order, now=now),
        "events": timeline(order.events.all()[:EVENTS_SHOWN], order, parts=events_of_parts(order)),
        "is_partly_shipped": order.status == OrderStatus.PARTLY_SHIPPED,
        "events_left": max(len(order.events.all()) - EVENTS_SHOWN, 0),
        "members": _members(order),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "action": board_row.action_of(order),
        "kind_words": kind_words(order),
        "state_word": STAGES.get(order.stage, "Not judged yet"),
        "lane": lane_words(order),
        "rules_page": rules_page(order),
        "packages_key": _packages_key(order),
        "is_fragment": wants_fragment(request),
        "has_address": has_address(order),
        "address_words": address_words(order),
        **_panels(order),
    }
    return render_page(request, "desk/order.html", context, partial="live")


def _panels(order: Order) -> dict[str, Any]:
    return {
        "address_changes": addresses.changes(order),
        "lines": order_lines.lines(order),
        "copies": copies.panel(order),
        "bundles": offered.panel(order),
        "labels": printable(order),
        "label_files": LabelFile.objects.filter(order=order).exclude(pages=0).defer("content").order_by("pk"),
    }


def _from_buyer(order: Order, rules: Rules, now: datetime) -> dict[str, Any]:
    """What the buyer asked for, and what they wrote."""
    written = [describe(each, now=now) for each in order.tickets.all()]
    return {"requests": requests(order, rules=rules, now=now), "tickets": written}


def _takes_another(order: Order, rules: Rules, now: datetime) -> bool:
    """False once every part has its number and the time to correct one is over, or no correction is taken."""
    if order.status != OrderStatus.READY:
        return True
    if not rules.tracking.edits_allowed or any(
        each["code"] == "tracking_stays_invalid" for each in order.reasons
    ):
        return False
    window = timedelta(hours=rules.tracking.edit_window_hours)
    return order.labelled_at is None or now < order.labelled_at + window


def number_url(order: Order) -> str:
    """Where a number is uploaded or corrected; blank where the channel takes none from us."""
    ours = order.shipping_type == ShippingType.SELLER and base.takes_numbers(order.shop)
    return reverse("uploads:order", args=[order.pk]) if ours else ""


def _way(order: Order, pace: Any, now: datetime) -> dict[str, Any] | None:
    """None of a digital order: nothing travels."""
    return None if order.shipping_type == ShippingType.DIGITAL else way.of(order, pace=pace, now=now)


def _packages_key(order: Order) -> str:
    """Another one as soon as the panel of packages has something new to say: the live refresh keeps the old one."""
    said = (
        order.status, order.packages_total, order.packages_scanned, order.tracking_problem, order.carrier,
        order.labelled_at, order.last_first_scan_at, order.delivered_at, order.level == Level.ON_HOLD,
    )  # fmt: skip
    return f"{order.pk}-{crc32(repr(said).encode()):08x}"


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
        "shop",
        "buyer",
        "assignee",
        "snoozed_by",
        "carrier_asked_by",
        "lane",
        "lane__supplier",
        "team",
        "truck",
    )
    of_order = Ticket.objects.select_related("shop", "topic_by", "closed_by").order_by("-opened_at", "-pk")
    all_holds = Hold.objects.select_related("placed_by", "released_by").order_by("-placed_at")
    return related.prefetch_related(
        newest_first,
        Prefetch("holds", queryset=all_holds),
        addresses.with_people(),
        "lines__supplier",
        "cancellations",
        "refunds",
        Prefetch("tickets", queryset=of_order),
    ).get(pk=pk)


def _mended_at(action: str, order: Order) -> str:
    """The place of ours where a reason with this action is mended; blank where its button acts by itself."""
    return {
        "check_variant": "#lines",
        "see_goods": "#goods",
        "print_label": "#labels",
        "map_listing": reverse("orders:listings"),
        "see_inspection": reverse("following:of-order", args=[order.pk]),
        "see_kit": reverse("kits:of-order", args=[order.pk]),
        "ship_plain": reverse("kits:of-order", args=[order.pk]),
        "confirm_stock": reverse("sourcing:offers"),
    }.get(action, "")


def _reason(
    data: dict[str, Any], order: Order, *, asker: str, zone: ZoneInfo, now: datetime
) -> dict[str, Any]:
    sentence, detail_ = sentence_of(data, now=now, zone=zone)
    if data["code"] in ("partly_shipped", "partly_ready") and (left := unsent(order, order.lines.all())):
        sentence = f"Not shipped yet: {left}"
    action = ACTIONS.get(data["action"])
    code, hold = action.code if action else "", data.get("values", {}).get("hold")
    return {
        "sentence": sentence,
        "detail": detail_,
        "owner": data["owner"],
        "hold_id": hold if code == "release_hold" else None,
        "page_url": _mended_at(code, order),
        "page_action": action.label if action else "",
        "address_hold": hold if code == "acknowledge_address" else None,
        "channel_action": action.label if action and action.way == Way.CHANNEL else "",
        "number_action": action.label if action and action.way == Way.NUMBER else "",
        "answer_action": action.label if action and action.way == Way.ANSWER else "",
        "carrier_action": action.label if action and action.way == Way.DIALOG else "",
        "asked": asked_words(data, by=asker, now=now, zone=zone),
    }
