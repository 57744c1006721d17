"""One act on up to 500 selected orders: the same change as the button of one, one message, one undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.channels.sync import utc_now
from fulfillment.desk import undoing
from fulfillment.desk.doing import ACTS, Doing, Outcome, Refused
from fulfillment.orders.models import Order, OrderQuerySet

MOST = 500
NAMED = 5

BULK_ACTIONS = [
    {"label": "Hold", "url": reverse_lazy("orders:bulk", args=["hold"])},
    {"label": "Release", "url": reverse_lazy("orders:bulk", args=["release"])},
    {"label": "Snooze 4 h", "url": reverse_lazy("orders:bulk", args=["snooze"])},
    {"label": "Assign to me", "url": reverse_lazy("orders:bulk", args=["assign-to-me"])},
]
OF_MANY = {"hold", "release", "snooze", "assign", "assign-to-me", "ask-carrier"}


@require_POST
@member(May.ACT_ON_ORDERS)
def bulk(request: Any, act: str) -> HttpResponse:
    if act not in OF_MANY:
        raise Http404(f"{act} is nothing that can be done to many orders.")
    now, asked = utc_now(), request.POST.dict()
    if act == "assign-to-me":
        act, asked = "assign", {}
    ids = {int(each) for each in request.POST.getlist("order") if each.isdecimal() and len(each) < 19}
    try:
        if not 0 < len(ids) <= MOST:
            raise Refused(f"Select 1 to {MOST} orders and try again; {len(ids)} were selected.")
        orders = Order.objects.of(request.team).filter(pk__in=ids)
        outcome = ACTS[act](orders, asked, Doing(request.team, request.user, now))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        undoing.say(request, result(outcome, ids, orders), outcome, now=now)
    return undoing.answer(request, otherwise=str(reverse_lazy("orders:list")))


def result(outcome: Outcome, ids: set[int], orders: OrderQuerySet) -> str:
    """`7 on hold, 1 was on hold already or no longer open: 5769…`; rows that are not there are counted too."""
    left_out = Order.objects.filter(pk__in=orders.exclude(pk__in=outcome.order_ids)).values_list(
        "external_id", "number"
    )
    labels = [number or external_id for external_id, number in left_out.order_by("pk")]
    gone = len(ids) - len(outcome.order_ids) - len(labels)
    parts = [f"{len(outcome.order_ids)} {outcome.words}"]
    if labels:
        verb = "was" if len(labels) == 1 else "were"
        more = f" and {len(labels) - NAMED} more" if len(labels) > NAMED else ""
        parts.append(f"{len(labels)} {verb} {outcome.not_done}: {', '.join(labels[:NAMED])}{more}")
    if gone:
        parts.append(f"{gone} {'is' if gone == 1 else 'are'} not among this team's orders")
    return "; ".join(parts) + "."
