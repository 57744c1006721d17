"""The page of pick-up times, and its forms: each shows what it does to how many orders before it is saved."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.tracking.carriers.directory import carrier_name
from fulfillment.warehouse import changing, listing, typical
from fulfillment.warehouse.changing import Change
from fulfillment.warehouse.forms import ClosureForm, WarehouseForm, WindowForm
from fulfillment.warehouse.models import PickupWindow, Warehouse, WarehouseClosure
from fulfillment.warehouse.sites import default_of
from fulfillment.web import render_page

UNDO = "truck-undo"


@require_GET
@member(May.SEE_WAREHOUSE)
def windows(request: Any) -> HttpResponse:
    first = default_of(request.team)
    now = timezone.now()
    houses = listing.shown(request.team, since=now.date())
    context = {
        "now": now,
        "houses": houses,
        "names": listing.names(request.team),
        "changes": listing.changes(request.team),
        "typical": [(code, carrier_name(code)) for code in typical.of_country(first.country)],
        "may_change": request.membership.may(May.CHANGE_WAREHOUSE),
        "may_see_orders": request.membership.may(May.SEE_ORDERS),
    }
    return render_page(request, "truck/windows.html", context)


@require_http_methods(["GET", "POST"])
@member_of(Warehouse, May.CHANGE_WAREHOUSE, "warehouse_id")
def add_window(request: Any, warehouse: Warehouse) -> HttpResponse:
    """Begins with what is typical of the carrier that the address names."""
    form = WindowForm(request.POST or None, initial=typical.start_of(request.GET.get("carrier", "")))
    if request.method == "POST" and form.is_valid():
        return _settle(request, form.change(warehouse, replaces=[]), "Pick-up saved.")
    is_guess = bool(form.initial)
    return _form(request, form, f"A pick-up at {warehouse}", "Next: what it changes", is_guess=is_guess)


@require_http_methods(["GET", "POST"])
@member_of(PickupWindow, May.CHANGE_WAREHOUSE, "window_id")
def change_window(request: Any, window: PickupWindow) -> HttpResponse:
    """It and those that differ by their weekday only."""
    rows = listing.group_of(window) or [window]
    names = (
        "carrier",
        "service",
        "kind",
        "local_time",
        "scans_after_hours",
        "scans_saturday",
        "scans_sunday",
    )
    start = {name: getattr(window, name) for name in names} | {"weekdays": [row.weekday for row in rows]}
    form = WindowForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        change = form.change(window.warehouse, replaces=[row.pk for row in rows])
        return _settle(request, change, "Pick-up changed.")
    return _form(request, form, f"{window} at {window.warehouse}", "Next: what it changes")


@require_POST
@member_of(PickupWindow, May.CHANGE_WAREHOUSE, "window_id")
def remove_window(request: Any, window: PickupWindow) -> HttpResponse:
    rows = listing.group_of(window) or [window]
    return _settle(request, {"windows_off": [row.pk for row in rows]}, f"{window} removed.")


@require_http_methods(["GET", "POST"])
@member(May.CHANGE_WAREHOUSE)
def add_warehouse(request: Any) -> HttpResponse:
    blank = Warehouse(team=request.team, time_zone=request.team.time_zone)
    form = WarehouseForm(request.POST or None, instance=blank)
    if request.method == "POST" and form.is_valid():
        if not Warehouse.objects.of(request.team).filter(code=form.cleaned_data["code"]).exists():
            return _settle(request, form.change(), "Warehouse added. Now say when trucks come.")
        form.add_error("code", "Another warehouse has this code.")
    return _form(request, form, "A warehouse", "Next: what it changes")


@require_http_methods(["GET", "POST"])
@member_of(Warehouse, May.CHANGE_WAREHOUSE, "warehouse_id")
def change_warehouse(request: Any, warehouse: Warehouse) -> HttpResponse:
    form = WarehouseForm(request.POST or None, instance=warehouse)
    if request.method == "POST" and form.is_valid():
        others = Warehouse.objects.of(request.team).exclude(pk=warehouse.pk)
        if not others.filter(code=form.cleaned_data["code"]).exists():
            return _settle(request, form.change(), "Warehouse changed.")
        form.add_error("code", "Another warehouse has this code.")
    return _form(request, form, str(warehouse), "Next: what it changes")


@require_http_methods(["GET", "POST"])
@member_of(Warehouse, May.CHANGE_WAREHOUSE, "warehouse_id")
def close_day(request: Any, warehouse: Warehouse) -> HttpResponse:
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _settle(request, form.change(warehouse), "No truck is loaded on that day.")
    return _form(request, form, f"A day on which {warehouse} is closed", "Next: what it changes")


@require_POST
@member_of(WarehouseClosure, May.CHANGE_WAREHOUSE, "closure_id")
def open_day(request: Any, closure: WarehouseClosure) -> HttpResponse:
    change = {"closures": [[closure.warehouse_id, closure.day.isoformat(), None]]}
    return _settle(request, change, "Open on that day again.")


@require_POST
@member(May.CHANGE_WAREHOUSE)
def name_warehouse(request: Any) -> HttpResponse:
    """Says which warehouse a channel's id is; blank: the default."""
    asked = [request.POST.get(name, "") for name in ("shop", "warehouse")]
    shop_id, warehouse_id = (int(text) if text.isascii() and text.isdigit() else None for text in asked)
    change = {"aliases": [[shop_id, request.POST.get("external_id", ""), warehouse_id]]}
    return _settle(request, change, "Orders that name it leave from there.")


@require_POST
@member(May.CHANGE_WAREHOUSE)
def undo(request: Any) -> HttpResponse:
    """Undoes the last change of whoever asks, once."""
    kept = request.session.get(UNDO, {})
    if not kept or kept.get("key") != request.POST.get("key"):
        messages.warning(request, "This can no longer be undone here. Change it back on this page.")
    else:
        del request.session[UNDO]
        changing.save(request.team, kept["change"], now=timezone.now(), by=request.user, is_undo=True)
        messages.success(request, "Undone.")
    return redirect("truck:windows")


def _settle(request: Any, change: Change, said: str) -> HttpResponse:
    """Shows what the change would do; does it once that was confirmed."""
    now = timezone.now()
    if not request.POST.get("confirmed"):
        found = changing.preview(request.team, change, now=now)
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        fields = [pair for pair in sent if pair[0] != "csrfmiddlewaretoken"]
        return render_page(request, "truck/preview.html", {"found": found, "fields": fields})
    inverse = changing.save(request.team, change, now=now, by=request.user)
    key = uuid4().hex
    request.session[UNDO] = {"key": key, "change": inverse}
    button = format_html(
        '<form class="inline" method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="key" value="{}"><button class="button link">Undo</button></form>',
        reverse("truck:undo"), get_token(request), key,
    )  # fmt: skip
    messages.success(request, format_html("{} {}", said, button))
    return redirect("truck:windows")


def _form(request: Any, form: Any, title: str, submit: str, *, is_guess: bool = False) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "is_guess": is_guess}
    return render_page(request, "truck/form.html", context)
