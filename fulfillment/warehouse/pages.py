"""The trucks: what must be on which, how much of it is labelled, what is short, and what missed the ones that left."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.orders.models import Order
from fulfillment.warehouse import board as trucks
from fulfillment.warehouse.handover import unscanned
from fulfillment.warehouse.models import PickupWindow, Warehouse
from fulfillment.web import render_page


@require_GET
@member(May.SEE_WAREHOUSE)
def board(request: Any) -> HttpResponse:
    now = timezone.now()
    gone, days = trucks.of_team(request.team, now=now)
    context = {
        "now": now,
        "gone": gone,
        "days": days,
        "has_windows": PickupWindow.objects.filter(team=request.team, active=True).exists(),
        "untaken": trucks.untaken(request.team),
        "unscanned": unscanned.waiting(request.team, now=now).count(),
        "missed": trucks.missed(Order.objects.of(request.team)).count(),
        "has_more_today": any(day.has_today for day in days),
        "many_houses": Warehouse.objects.of(request.team).count() > 1,
        "may_see_orders": request.membership.may(May.SEE_ORDERS),
        "may_print": request.membership.may(May.ACT_ON_ORDERS),
        "may_change": request.membership.may(May.CHANGE_WAREHOUSE),
    }
    return render_page(request, "truck/board.html", context, partial="trucks")
