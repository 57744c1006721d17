"""The buttons of one order: each performs the change, records an event and offers to undo it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.channels.sync import utc_now
from fulfillment.desk import doing, undoing
from fulfillment.desk.doing import ACTS, Doing, Refused
from fulfillment.orders.models import Hold, Order, OrderEvent


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def hold(request: Any, order: Order) -> HttpResponse:
    return _act(request, order, "hold")


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def release(request: Any, order: Order, hold_id: int) -> HttpResponse:
    get_object_or_404(Hold, pk=hold_id, order=order)
    return _act(request, order, "release", hold=str(hold_id))


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def snooze(request: Any, order: Order) -> HttpResponse:
    return _act(request, order, "snooze")


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def wake(request: Any, order: Order) -> HttpResponse:
    return _act(request, order, "wake")


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def assign(request: Any, order: Order) -> HttpResponse:
    return _act(request, order, "assign")


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def ask_carrier(request: Any, order: Order) -> HttpResponse:
    return _act(request, order, "ask-carrier")


@require_POST
@member_of(OrderEvent, May.ACT_ON_ORDERS, "event_id")
def undo(request: Any, event: OrderEvent) -> HttpResponse:
    """Undoes the act that recorded the event, with all orders it changed together."""
    done = undoing.take(request, event.pk)
    if done is None and undoing.was_undone(request, event.pk):
        messages.info(request, "It was undone already.")
    elif done is None:
        messages.warning(request, "This can no longer be undone here. Open the order and change it back.")
    else:
        number = doing.undo(done, Doing(request.team, request.user, utc_now()))
        whole = len(done["holds"] if "holds" in done else done["before"])
        if number:
            undoing.remember_undone(request, event.pk)
        messages.success(request, _undone(number, whole))
    return undoing.answer(request, otherwise=reverse("orders:detail", args=[event.order_id]))


def _act(request: Any, order: Order, act: str, **more: str) -> HttpResponse:
    now = utc_now()
    try:
        one = Order.objects.of(request.team).filter(pk=order.pk)
        outcome = ACTS[act](one, request.POST.dict() | more, Doing(request.team, request.user, now))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        words = outcome.words if outcome.order_ids else f"nothing changed: it was {outcome.not_done}"
        undoing.say(request, f"{order}: {words}.", outcome, now=now)
    return undoing.answer(request, otherwise=reverse("orders:detail", args=[order.pk]))


def _undone(number: int, whole: int) -> str:
    if number == whole:
        return "Undone." if whole == 1 else f"Undone for {whole} orders."
    if not number:
        return "Nothing was undone: somebody has changed it since."
    return f"Undone for {number} of {whole}; somebody has changed the others since."
