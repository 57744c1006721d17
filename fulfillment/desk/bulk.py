"""One act on up to 1,000 orders: first what it will do to which, then done, then what became of each, with one undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.channels.sync import utc_now
from fulfillment.desk import bulk_result, undoing
from fulfillment.desk.bulk_acts import BULK_ACTS
from fulfillment.desk.bulk_preview import preview_of
from fulfillment.desk.doing import ACTS, Doing, Refused
from fulfillment.desk.selection import selected
from fulfillment.orders.models import Order, OrderEvent
from fulfillment.web import render_page, wants_fragment

LIST = reverse_lazy("orders:list")


@require_POST
@member(May.ACT_ON_ORDERS)
def preview(request: Any, act: str) -> HttpResponse:
    """Changes nothing."""
    _must_be_known(act)
    doing = Doing(request.team, request.user, utc_now())
    try:
        found = preview_of(act, selected(request, doing), doing)
    except Refused as refused:
        messages.error(request, str(refused))
        return undoing.answer(request, otherwise=str(LIST))
    context = {"preview": found, "act": found.act, "back": undoing.back(request, otherwise=str(LIST))}
    return render_page(request, "desk/bulk.html", context, partial="dialog")


@require_POST
@member(May.ACT_ON_ORDERS)
def bulk(request: Any, act: str) -> HttpResponse:
    _must_be_known(act)
    doing = Doing(request.team, request.user, utc_now())
    try:
        ids = selected(request, doing)
        outcome = ACTS[act](Order.objects.of(doing.team).filter(pk__in=ids), request.POST.dict(), doing)
    except Refused as refused:
        messages.error(request, str(refused))
        return _answer(request, None)
    result = bulk_result.result_of(act, ids, outcome, doing)
    if not outcome.order_ids:
        messages.warning(request, result.sentence)
        return _answer(request, None)
    event_id = undoing.keep(request, outcome, now=doing.now)
    back = undoing.back(request, otherwise=str(LIST))
    bulk_result.keep(request, event_id, ids, result, back=back)
    if not wants_fragment(request):
        return redirect("orders:bulk-result", event_id=event_id)
    return _answer(request, {"result": result, "event_id": event_id, "back": back})


@require_GET
@member_of(OrderEvent, May.ACT_ON_ORDERS, "event_id")
def result(request: Any, event: OrderEvent) -> HttpResponse:
    """What became of each order; to be found again as long as it can be undone."""
    found = bulk_result.kept(request, event.pk)
    if found is None:
        messages.warning(
            request, "What this did to each order is no longer kept here. Each order’s page tells it."
        )
        return redirect("orders:detail", order_id=event.order_id)
    shown, back = found
    context = {"result": shown, "event_id": event.pk, "back": back}
    return render_page(request, "desk/bulk_result.html", context)


def _answer(request: Any, context: dict[str, Any] | None) -> HttpResponse:
    """Without a context there is nothing to show but messages. The dialog closes before the list is asked for again."""
    if not wants_fragment(request):
        return undoing.answer(request, otherwise=str(LIST))
    answer = (
        render_page(request, "desk/bulk_result.html", context, partial="panel") if context else HttpResponse()
    )
    answer["HX-Trigger"] = '{"bulk-done": "", "order-changed": ""}'
    return answer


def _must_be_known(act: str) -> None:
    if act not in BULK_ACTS:
        raise Http404(f"{act} is nothing that can be done to many orders.")
