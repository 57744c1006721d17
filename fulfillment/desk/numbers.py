"""From orders that are selected to the import of their tracking numbers, with their ids filled in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.channels.sync import utc_now
from fulfillment.channels.uploads.lists.pages import ListForm, render_lists
from fulfillment.desk import undoing
from fulfillment.desk.doing import Doing, Refused
from fulfillment.desk.selection import selected
from fulfillment.orders.models import Order


@require_POST
@member(May.ACT_ON_ORDERS)
def numbers(request: Any) -> HttpResponse:
    """Changes nothing: a row for each order, and its number is still to be written behind it."""
    try:
        ids = selected(request, Doing(request.team, request.user, utc_now()))
    except Refused as refused:
        messages.error(request, str(refused))
        return undoing.answer(request, otherwise="/orders/")
    found = {order.pk: str(order) for order in Order.objects.of(request.team).filter(pk__in=ids)}
    text = "\n".join(f"{found[pk]}\t" for pk in ids if pk in found)
    return render_lists(request, ListForm(request, initial={"text": text}))
