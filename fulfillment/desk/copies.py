"""Copies of one order on several channels, on the order's page: linked, unlinked, told apart, each with its Undo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.channels.sync import utc_now
from fulfillment.desk import undoing
from fulfillment.desk.doing import Outcome
from fulfillment.orders.copies import (
    DISMISSED,
    LINKED,
    UNLINKED,
    Refused,
    dismiss,
    link,
    suggested,
    unlink,
)
from fulfillment.orders.models import Order, OrderCopy


def panel(order: Order) -> dict[str, Any] | None:
    """The set that the order belongs to, else what it may be a copy of; None where there is neither."""
    row = OrderCopy.objects.filter(order=order).select_related("original__shop").first()
    if row is None:
        found = suggested(order)
        return {"suggested": found} if found else None
    others = OrderCopy.objects.filter(original=row.original_id).exclude(order=row.original_id)
    return {
        "original": row.original,
        "is_copy": row.original_id != order.pk,
        "is_told": row.is_told,
        "copies": [each.order for each in others.select_related("order__shop").order_by("order")],
    }


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def link_copy(request: Any, order: Order) -> HttpResponse:
    """The order is a copy of the one that the form names by its row."""
    original, now = _named(request, "original"), utc_now()
    try:
        link(order, original, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        _say(request, order, "link-copy", LINKED, original.pk, f"{order} is a copy of {original}", now)
    return undoing.answer(request, otherwise=reverse("orders:detail", args=[order.pk]))


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def unlink_copy(request: Any, order: Order) -> HttpResponse:
    now = utc_now()
    original_id = unlink(order, by=request.user, now=now)
    if original_id is None:
        messages.warning(request, f"{order} is no copy.")
    else:
        _say(
            request, order, "unlink-copy", UNLINKED, original_id, f"{order} is an order of its own again", now
        )
    return undoing.answer(request, otherwise=reverse("orders:detail", args=[order.pk]))


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def dismiss_copy(request: Any, order: Order) -> HttpResponse:
    """The order that the form names by its row is another one, however alike they are."""
    other, now = _named(request, "other"), utc_now()
    try:
        dismiss(order, other, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        words = f"{order} and {other} are two orders: they are not suggested again"
        _say(request, order, "dismiss-copy", DISMISSED, other.pk, words, now)
    return undoing.answer(request, otherwise=reverse("orders:detail", args=[order.pk]))


def _named(request: Any, name: str) -> Order:
    asked = request.POST.get(name, "")
    mine = Order.objects.of(request.team).select_related("shop")
    return get_object_or_404(mine, pk=int(asked) if asked.isdecimal() and len(asked) < 19 else 0)


def _say(
    request: Any, order: Order, act: str, kind: str, original_id: int, words: str, now: datetime
) -> None:
    done = {"act": act, "before": [(order.pk, None)], "original": original_id}
    undoing.say(request, f"{words}.", Outcome([order.pk], kind, done, ""), now=now)
