"""The kit of one order, and whether it may go without."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.orders.models import Order
from fulfillment.warehouse.kits import plain, showing
from fulfillment.warehouse.models import BrandKit, PlainOrder
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page

MOST = 500  # orders at once


@require_GET
@member_of(Order, May.SEE_ORDERS, "order_id")
def of_order(request: Any, order: Order) -> HttpResponse:
    """A panel of its page, and a page of its own."""
    now = timezone.now()
    context = {
        "order": order,
        **showing.of_order(order, now=now),
        "may_brand": request.membership.may(May.BRAND),
        "now": now,
        "zone": order.shop.time_zone,
    }
    return render_page(request, "kits/of_order.html", context, partial="panel")


@require_POST
@member(May.BRAND)
def allow(request: Any) -> HttpResponse:
    """The orders that the form names; back to the kit that it came from, else to the only order."""
    ids = [int(each) for each in request.POST.getlist("order") if each.isdecimal() and len(each) < 19][:MOST]
    try:
        done = plain.allow(
            request.team, ids, request.POST.get("why", ""), by=request.user, now=timezone.now()
        )
        orders = "1 order goes" if done == 1 else f"{done} orders go"
        messages.success(
            request, f"{orders} without the kit. It stands in the history, and can be taken back."
        )
    except NotDone as refusal:
        messages.error(request, f"Not done: {refusal}")
    return _back(request, ids)


@require_POST
@member_of(PlainOrder, May.BRAND, "plain_id")
def take_back(request: Any, row: PlainOrder) -> HttpResponse:
    try:
        if plain.take_back(row, by=request.user, now=timezone.now()):
            messages.success(request, f"{row.order} gets its kit after all.")
    except NotDone as refusal:
        messages.error(request, f"Not done: {refusal}")
    return _back(request, [row.order_id])


def _back(request: Any, ids: list[int]) -> HttpResponse:
    kit = request.POST.get("kit", "")
    known = (
        BrandKit.objects.of(request.team).filter(pk=int(kit)) if kit.isdecimal() and len(kit) < 19 else None
    )
    if known is not None and known.exists():
        return redirect("kits:kit", int(kit))
    if len(ids) == 1 and Order.objects.of(request.team).filter(pk=ids[0]).exists():
        return redirect("kits:of-order", ids[0])
    return redirect("kits:list")
