"""Kits, one kit, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.warehouse.kits import changing, showing
from fulfillment.warehouse.kits.forms import ArrivalForm, ArtworkForm, ItemForm, KitForm
from fulfillment.warehouse.models import BrandKit, KitItem
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page


@require_GET
@member(May.SEE_ORDERS)
def kit_list(request: Any) -> HttpResponse:
    context = {
        "kits": showing.kits(request.team, now=timezone.now()),
        "may_brand": request.membership.may(May.BRAND),
    }
    return render_page(request, "kits/list.html", context)


@require_http_methods(["GET", "POST"])
@member(May.BRAND)
def add(request: Any) -> HttpResponse:
    form = KitForm(request.POST or None, team=request.team)
    if request.method == "POST" and form.is_valid():
        try:
            row = changing.make(request.team, form.meant(), by=request.user, now=timezone.now())
        except NotDone as refusal:
            form.add_error("skus" if form.cleaned_data["skus"] else "shop", str(refusal))
        else:
            messages.success(request, "Kit saved. Now say what goes into the parcel.")
            return redirect("kits:kit", row.pk)
    context = {"form": form, "title": "A brand kit", "submit": "Save the kit", "back": reverse("kits:list")}
    return render_page(request, "sourcing/form.html", context)


@require_http_methods(["GET", "POST"])
@member_of(BrandKit, May.BRAND, "kit_id")
def change(request: Any, row: BrandKit) -> HttpResponse:
    """Its name and what it goes with."""
    form = KitForm(request.POST or None, team=request.team, initial=KitForm.said_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            changing.change(row, form.meant(), by=request.user, now=timezone.now())
        except NotDone as refusal:
            form.add_error("skus" if form.cleaned_data["skus"] else "shop", str(refusal))
        else:
            messages.success(request, "Saved. Open orders were judged by it.")
            return redirect("kits:kit", row.pk)
    back = reverse("kits:kit", args=[row.pk])
    context = {"form": form, "title": f"Change {row}", "submit": "Save", "back": back}
    return render_page(request, "sourcing/form.html", context)


@require_GET
@member_of(BrandKit, May.SEE_ORDERS, "kit_id")
def kit(request: Any, row: BrandKit) -> HttpResponse:
    now = timezone.now()
    waiting, waits = showing.waiting(row)
    items = KitItem.objects.filter(kit=row)
    context = {
        "kit": row,
        "for": showing.meant_for(row),
        "items": showing.described(request.team, items.filter(ended_at=None), now=now),
        "ended": items.exclude(ended_at=None).select_related("sku").order_by("pk"),
        "waiting": waiting,
        "waits": waits,
        "plain": showing.plain_of(row),
        "item_form": ItemForm(),
        "artwork_form": ArtworkForm(auto_id=False),
        "may_brand": request.membership.may(May.BRAND),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "now": now,
        "zone": request.team.time_zone,
    }
    return render_page(request, "kits/kit.html", context)


@require_POST
@member_of(BrandKit, May.BRAND, "kit_id")
def end(request: Any, row: BrandKit) -> HttpResponse:
    """No order gets it any more; posted with `again`, orders do."""
    again = bool(request.POST.get("again"))
    said = "Used again: open orders were judged by it." if again else "Ended: no order waits for it any more."
    _do(request, lambda: changing.end(row, by=request.user, now=timezone.now(), is_over=not again), said)
    return redirect("kits:kit", row.pk)


@require_POST
@member_of(BrandKit, May.BRAND, "kit_id")
def add_item(request: Any, row: BrandKit) -> HttpResponse:
    form = ItemForm(request.POST)
    if form.is_valid():
        thing = form.thing()
        next_ = (
            "Next: bring its artwork and approve it." if thing.is_printed else "Next: say how many came in."
        )
        _do(
            request,
            lambda: changing.add_item(row, thing, by=request.user, now=timezone.now()),
            f"{thing.name} is in the kit. {next_}",
        )
    else:
        _refuse(request, form)
    return redirect("kits:kit", row.pk)


@require_POST
@member_of(KitItem, May.BRAND, "item_id")
def end_item(request: Any, item: KitItem) -> HttpResponse:
    """It is used no more; posted with `again`, it is."""
    again = bool(request.POST.get("again"))
    said = f"{item} is {'in the kit again' if again else 'out of the kit: its stock stays on the shelf'}."
    _do(
        request, lambda: changing.end_item(item, by=request.user, now=timezone.now(), is_over=not again), said
    )
    return redirect("kits:kit", item.kit_id)


@require_POST
@member_of(KitItem, May.ACT_ON_ORDERS, "item_id")
def came_in(request: Any, item: KitItem) -> HttpResponse:
    form = ArrivalForm(request.POST)
    if form.is_valid():
        units = form.cleaned_data["units"]
        said = f"{units:,} of {item} are on the shelf. Orders that waited for it are let go."
        _do(request, lambda: changing.came_in(item, units, by=request.user, now=timezone.now()), said)
    else:
        _refuse(request, form)
    return redirect("kits:kit", item.kit_id)


def _do(request: Any, does: Callable[[], Any], said: str) -> None:
    try:
        does()
    except NotDone as refusal:
        messages.error(request, f"Not done: {refusal}")
    else:
        messages.success(request, said)


def _refuse(request: Any, form: Any) -> None:
    field, errors = next(iter(form.errors.items()))
    label = form.fields[field].label if field in form.fields else ""
    messages.error(request, f"Not done: {label}: {errors[0]}" if label else f"Not done: {errors[0]}")
