"""One order on the board: what is left, one sentence why, whose turn it is, one button."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from fulfillment.accounts.models import User
from fulfillment.channels import base
from fulfillment.desk import act_by, time_left
from fulfillment.desk.order_facts import kind_words
from fulfillment.orders.actions import ACTIONS, Action, Needs, Way, channel_page
from fulfillment.orders.models import Order
from fulfillment.orders.reasons import asked_words, is_remark, sentence_of
from fulfillment.orders.states import Level
from fulfillment.web import address_of

# Done on a page of ours where the channel takes it from us, else on the channel.
TAKEN_HERE = {Way.NUMBER: base.takes_numbers, Way.ANSWER: base.takes_answers}
TONES = {Level.AUTO_CANCEL_NEAR: "breach", Level.WILL_COUNT_LATE: "breach", Level.AT_RISK: "risk"}


def row(order: Any, *, now: datetime, pace: Any) -> dict[str, Any]:
    """One order as the tag `board_row` draws it; `order` comes from `board.shown`."""
    zone = ZoneInfo(order.shop.time_zone)
    left = time_left.of_open(order, zone, now=now)
    lines = f"{order.line_count} line{'' if order.line_count == 1 else 's'}"
    return {
        "id": order.pk,
        "order_label": order.number or order.external_id,
        "url": address_of("orders:detail", order.pk),
        "shop_line": " · ".join([order.shop.name, lines, *kind_words(order)]),
        "left": left.lead,
        "left_note": left.note,
        **_why(order, zone, now),
        "act_by": "" if _leads_with_truck(order) else act_by.words(order, now=now),
        "owner": order.owner,
        "assigned_to": name_of(order.assignee),
        "probability": pace.probability if pace else None,
        "is_stopped": bool(order.dispatched_at),
        "value": order.total,
        "currency": order.currency,
        "tone": TONES.get(Level(order.level), ""),
        "action": action_of(order),
    }


def _why(order: Order, zone: ZoneInfo, now: datetime) -> dict[str, str]:
    """`why` is the first reason; `evidence` what stands behind it, else the next reason; `asked` who asked the
    carrier; `remark` whether such an order counts at all, where people would guess."""
    if not order.reasons:
        return {"why": "", "evidence": "", "asked": "", "remark": ""}
    first, *others = order.reasons
    why, detail = sentence_of(first, now=now, zone=zone)
    causes = [each for each in others if not is_remark(each)]
    evidence = detail or next((sentence_of(each, now=now, zone=zone)[0] for each in causes), "")
    remarks = (sentence_of(each, now=now, zone=zone)[0] for each in others if is_remark(each))
    by = name_of(order.carrier_asked_by)
    asked = (asked_words(each, by=by, now=now, zone=zone) for each in order.reasons)
    return {
        "why": why,
        "evidence": evidence,
        "asked": next(filter(None, asked), ""),
        "remark": next(remarks, ""),
    }


def _leads_with_truck(order: Order) -> bool:
    return bool(order.reasons) and order.reasons[0]["code"].startswith("truck_")


def action_of(order: Order) -> dict[str, Any] | None:
    """The button of the order's next action; None where waiting is all there is to do."""
    action = ACTIONS.get(order.next_action)
    if action is None:
        return None
    url, method = "", "get"
    shop = order.shop
    if action.way in TAKEN_HERE and TAKEN_HERE[action.way](shop):
        url = address_of(action.url_name, order.pk)
    elif action.way in (*TAKEN_HERE, Way.CHANNEL):
        url = channel_page(channel=shop.channel, market=shop.market, external_id=order.external_id)
    elif action.way == Way.DIALOG or action.code in ("see_inspection", "see_kit", "ship_plain"):
        url = address_of(action.url_name, order.pk)
    elif action.code in ("see_truck", "confirm_stock"):
        url = reverse(action.url_name)
    elif action.way == Way.ACT and (arguments := _arguments(order, action)):
        url, method = reverse(action.url_name, args=arguments), "post"
    return {
        "label": action.label,
        "url": url or address_of("orders:detail", order.pk),
        "method": method,
        "in_dialog": action.way == Way.DIALOG,
        "is_quiet": action.code == "follow_up",
    }


def _arguments(order: Order, action: Action) -> list[Any]:
    """What the action's address takes; nothing where the hold it needs is not among the reasons."""
    if action.needs != Needs.HOLD:
        return [order.pk]
    holds = (each.get("values", {}).get("hold") for each in order.reasons if each["action"] == action.code)
    hold = next(filter(None, holds), None)
    return [order.pk, hold] if hold else []


def name_of(user: User | None) -> str:
    return (user.get_full_name() or user.email) if user else ""
