"""The team's side of the supplier's page: its address is made, shown, and taken away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Supplier
from sourcing.portal import doors


@require_POST
@member_of(Supplier, May.ACT_ON_ORDERS, "supplier_id")
def open_door(request: Any, row: Supplier) -> HttpResponse:
    door = doors.make(row, now=timezone.now())
    address = request.build_absolute_uri(reverse("supplier:page", args=[door.token]))
    messages.success(request, f"Their page: {address} Whoever has it answers for them.")
    return redirect("sourcing:supplier", row.pk)


@require_POST
@member_of(Supplier, May.ACT_ON_ORDERS, "supplier_id")
def shut_door(request: Any, row: Supplier) -> HttpResponse:
    if doors.revoke(row, now=timezone.now()):
        messages.success(request, "Their link no longer opens anything. A new one may be made.")
    else:
        messages.info(request, "There was no link to revoke.")
    return redirect("sourcing:supplier", row.pk)
