"""What suppliers sent to buyers, carried to the pages where numbers are looked at and sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.channels.sync import utc_now
from fulfillment.channels.uploads.lists import keeping
from fulfillment.channels.uploads.lists.tabular import Line
from sourcing.sent_numbers import not_told

NAME = "Numbers from suppliers"


@require_GET
@member(May.SEE_ORDERS)
def waiting(request: Any) -> HttpResponse:
    """A sentence with its button; nothing where no number waits."""
    found = not_told(request.team, now=utc_now())
    context = {"parcels": len(found), "may_act": request.membership.may(May.ACT_ON_ORDERS)}
    return render(request, "uploads/_from_suppliers.html", context)


@require_POST
@member(May.ACT_ON_ORDERS)
def bring(request: Any) -> HttpResponse:
    """They become a list, which is looked at before anything is sent; the same ones again are the list that is there."""
    now = utc_now()
    found = not_told(request.team, now=now)
    if not found:
        messages.info(request, "No number of a supplier waits: the channels know them all.")
        return redirect("uploads:lists")
    lines = [
        Line(at, each.order, each.number, shop=each.shop, item=each.sku, units=each.units)
        for at, each in enumerate(found, start=1)
    ]
    numbers, _ = keeping.keep(
        request.team, lines, name=NAME, shop=None, corrects=False, by=request.user, now=now
    )
    return redirect("uploads:list", numbers.pk)
