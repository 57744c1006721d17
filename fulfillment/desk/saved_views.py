"""Filters under a name: save, share with the team, delete. The query string is the view."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.desk.filters import OrderFilters
from fulfillment.desk.orders_list import with_query
from fulfillment.orders.models import SavedView

LONGEST_NAME = 60
KEPT = {*OrderFilters.base_filters, "q", "sort"}


@require_POST
@member(May.SEE_ORDERS)
def save(request: Any) -> HttpResponse:
    """Saved under a name that the member uses already, the view is replaced."""
    name = request.POST.get("name", "").strip()[:LONGEST_NAME]
    query = urlencode(
        [(key, value) for key, value in parse_qsl(request.POST.get("query", "")) if key in KEPT]
    )
    if not name:
        messages.error(request, "A view needs a name. Write one and save again.")
        return redirect(with_query(query))
    SavedView.objects.update_or_create(
        team=request.team,
        user=request.user,
        page="orders",
        name=name,
        defaults={"query": query, "is_shared": "is_shared" in request.POST},
    )
    messages.success(request, f"Saved as {name}.")
    return redirect(with_query(query))


@require_POST
@member(May.SEE_ORDERS)
def share(request: Any, view_id: int) -> HttpResponse:
    """Shown to the whole team, or to its maker alone again."""
    view = _own(request, view_id)
    view.is_shared = not view.is_shared
    view.save(update_fields=["is_shared"])
    words = "is shown to the whole team" if view.is_shared else "is yours alone again"
    messages.success(request, f"{view.name} {words}.")
    return redirect(with_query(view.query))


@require_POST
@member(May.SEE_ORDERS)
def delete(request: Any, view_id: int) -> HttpResponse:
    view = _own(request, view_id)
    view.delete()
    messages.success(request, f"The view {view.name} is deleted; its orders are untouched.")
    return redirect(with_query(""))


def _own(request: Any, view_id: int) -> SavedView:
    return get_object_or_404(SavedView, pk=view_id, team=request.team, user=request.user, page="orders")
