"""The orders that an act on many is about: those ticked, or all that the list's filters leave."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from fulfillment.desk import board
from fulfillment.desk.bulk_acts import MOST, OF_BOARD
from fulfillment.desk.doing import Doing, Refused
from fulfillment.desk.orders_list import asked_by
from fulfillment.orders.models import Order, OrderQuerySet


def selected(request: Any, doing: Doing) -> list[int]:
    """Ids as the form sends them, not yet known to be of this team; `Refused` where they are none or too many."""
    form = request.POST
    if form.get("all"):
        ids = list(_of_list(request, doing)[:MOST])
    else:
        given = [*form.getlist("order"), *form.get("orders", "").split(",")]
        ids = list(dict.fromkeys(int(each) for each in given if each.isdecimal() and len(each) < 19))
    if not 0 < len(ids) <= MOST:
        raise Refused(f"Select 1 to {MOST:,} orders and try again; {len(ids):,} were selected.")
    return ids


def _of_list(request: Any, doing: Doing) -> Any:
    """The ids of the whole list, in its order."""
    asked = QueryDict(request.POST.get("query", ""))
    if request.POST.get("of") == OF_BOARD:
        on_it = board.orders_on_it(doing.team, now=doing.now)
        narrowed: OrderQuerySet = board.filtered(on_it, asked.dict(), user_id=doing.by.pk)
        return board.worst_first(narrowed).values_list("pk", flat=True)
    keys = asked_by(asked, request.membership).keys()
    return Order.objects.filter(pk__in=keys[:MOST]).values_list("pk", flat=True)
