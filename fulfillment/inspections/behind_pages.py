"""Where an order's goods came from, and who looked at a lot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.inspections import behind
from fulfillment.orders.models import Order
from fulfillment.warehouse.models import Lot
from fulfillment.web import render_page


@require_GET
@member_of(Order, May.SEE_ORDERS, "order_id")
def of_order(request: Any, order: Order) -> HttpResponse:
    context = {
        "order": order,
        "behind": behind.of_order(order),
        "zone": request.team.time_zone,
        "now": datetime.now(UTC),
    }
    return render_page(request, "inspections/behind.html", context)


@require_GET
@member_of(Lot, May.INSPECT, "lot_id")
def of_lot(request: Any, lot: Lot) -> HttpResponse:
    """A panel of the lot's page, and a page of its own."""
    context = {
        "lot": lot,
        "looks": behind.looks_at(Q(lot=lot)),
        "zone": lot.warehouse.time_zone,
        "now": datetime.now(UTC),
    }
    return render_page(request, "inspections/of_lot.html", context, partial="panel")
