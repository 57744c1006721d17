"""The page of the picture that pieces of a SKU are held against."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Sku
from fulfillment.inspections import references
from fulfillment.inspections.models import Reference
from fulfillment.photos.requests import of_request
from fulfillment.warehouse.receive_forms import PhotoForm
from fulfillment.web import render_page


@require_GET
@member_of(Sku, May.INSPECT, "sku_id")
def look(request: Any, row: Sku) -> HttpResponse:
    context = {
        "sku": row,
        "reference": Reference.objects.filter(sku=row).select_related("kept_by").first(),
        "photo_form": PhotoForm(),
        "may_change": request.membership.may(May.CHANGE_RULES),
        "now": datetime.now(UTC),
    }
    return render_page(request, "inspections/look.html", context)


@require_POST
@member_of(Sku, May.CHANGE_RULES, "sku_id")
def keep_look(request: Any, row: Sku) -> HttpResponse:
    now = datetime.now(UTC)
    if photo := of_request(request, now=now):
        references.keep(row, photo, by=request.user, now=now)
        messages.success(request, f"Kept: tablets show it beside the checks of {row.code}.")
    return redirect("inspections:look", row.pk)
