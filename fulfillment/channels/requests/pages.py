"""One buyer's request in the browser: what is done already, what each answer does, yes or no."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.channels import base
from fulfillment.channels.requests import sending, telling
from fulfillment.channels.requests.looking import Looked, look_at
from fulfillment.channels.rounds import utc_now
from fulfillment.orders import requests
from fulfillment.orders.actions import channel_page
from fulfillment.orders.answer_times import then
from fulfillment.orders.models import Order
from fulfillment.orders.rulings import rules_of, terms_of
from fulfillment.orders.sentences import moment
from fulfillment.web import render_page

COMMENT_LENGTH = 300
NOTHING_OPEN = "No request of this order waits for an answer that can be given here."


@require_GET
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def answer(request: Any, order: Order) -> HttpResponse:
    """The request with the least time, or the one that is named; back to the order where none waits."""
    now = utc_now()
    looked = look_at(order, request.GET.get("request", ""))
    if looked is None:
        messages.info(request, NOTHING_OPEN)
        return redirect("orders:detail", order.pk)
    shop = order.shop
    until = requests.answer_by_of(looked.request, rules_of(terms_of(shop), order.placed_at))
    context = {
        "order": order,
        "looked": looked,
        "row": looked.request,
        "noun": requests.noun(looked.request),
        "others": [(row, requests.noun(row)) for row in looked.others],
        "notes": telling.done_already(looked.facts),
        "yes": telling.if_granted(looked.facts),
        "no": telling.if_refused(looked.facts, due=_due(order, now)),
        "reasons": base.reject_reasons(shop, looked.asked),
        "why_not": base.why_no_answers(shop),
        "answer_by_at": until.at,
        "then": then(until),
        "is_overdue": bool(until.at and until.at <= now),
        "comment_length": COMMENT_LENGTH,
        "channel_label": base.label(shop.channel),
        "channel_url": channel_page(channel=shop.channel, market=shop.market, external_id=order.external_id),
        "now": now,
    }
    return render_page(request, "requests/answer.html", context)


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def send(request: Any, order: Order) -> HttpResponse:
    """The decision is in the outbox; what is missing is said on the page again."""
    named = request.POST.get("request", "")
    looked = look_at(order, named) if named else None
    if looked is None:
        messages.error(request, f"Not sent: the request is not open any more. {NOTHING_OPEN}")
        return redirect("orders:detail", order.pk)
    grants = request.POST.get("decision") == "yes"
    reason = _reason(order, looked, request.POST.get("reason", ""))
    if not grants and reason is None:
        messages.error(request, "Not sent: choose the reason that the buyer is told.")
        return redirect(f"{reverse('requests:answer', args=[order.pk])}?{urlencode({'request': named})}")
    row = sending.send(
        order,
        looked,
        grants=grants,
        reason=("", "") if grants or reason is None else reason,
        comment="" if grants else request.POST.get("comment", "").strip()[:COMMENT_LENGTH],
        by=request.user,
        now=utc_now(),
    )
    if row is None:
        messages.info(request, "This request was answered from here before: see what became of it.")
    else:
        seconds = f"{sending.ONE_WAITS.total_seconds():.0f} s"
        channel = base.label(order.shop.channel)
        messages.success(
            request,
            f"{'Yes' if grants else 'No'} leaves for {channel} in {seconds}; until then it can be withdrawn.",
        )
    return redirect("orders:detail", order.pk)


def _reason(order: Order, looked: Looked, code: str) -> tuple[str, str] | None:
    return next((each for each in base.reject_reasons(order.shop, looked.asked) if each[0] == code), None)


def _due(order: Order, now: Any) -> str:
    if order.dispatched_at or order.dispatch_due_at is None:
        return ""
    return moment(order.dispatch_due_at, now=now, zone=ZoneInfo(order.shop.time_zone))
