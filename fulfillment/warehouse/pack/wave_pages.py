"""Pick lists, and a wave in the hands of whoever took it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.warehouse.models import PickWave
from fulfillment.warehouse.pack import picking, waving
from fulfillment.warehouse.pack.picking import Truck
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page

LATER = 2  # turns of trucks that can wait
WAVE = 20  # orders that one walk fetches, unless said otherwise


@require_http_methods(["GET", "POST"])
@member(May.INSPECT)
def waves(request: Any) -> HttpResponse:
    """The orders of one truck in batches; posted, the first batch that is still free is the picker's."""
    told = request.POST if request.method == "POST" else request.GET
    now = timezone.now()
    size = _between(told.get("size", ""), 1, 100, usual=WAVE)
    trucks = picking.trucks(request.team, now=now)
    chosen = next((each for each in trucks if each.key == told.get("truck")), trucks[0] if trucks else None)
    found = picking.waves(request.team, chosen, size=size, now=now) if chosen else []
    number = _between(told.get("wave", ""), 1, max(len(found), 1), usual=1)
    if request.method == "POST":
        return _take(request, chosen, found[number - 1] if found else [])
    context = {
        "trucks": [each for each in trucks if each.turn < LATER],
        "later": [each for each in trucks if each.turn >= LATER],
        "truck": chosen,
        "waves": [{"number": place, "n": len(ids)} for place, ids in enumerate(found, start=1)],
        "number": number,
        "size": size,
        "orders": ",".join(map(str, found[number - 1])) if found else "",
        "rows": picking.pick_list(request.team, found[number - 1], now=now) if found else [],
        "walked": waving.walked(request.team),
        "now": now,
    }
    return render_page(request, "pack/waves.html", context)


def _take(request: Any, truck: Truck | None, ids: list[int]) -> HttpResponse:
    """The orders that the page showed, so that a list that moved meanwhile gives nobody another one."""
    asked = [int(each) for each in request.POST.get("orders", "").split(",") if each.isdecimal()] or ids
    try:
        name = truck.name if truck else ""
        row = waving.take(request.team, asked, truck=name, by=request.user, now=timezone.now())
    except NotDone as refusal:
        messages.error(request, f"Not taken: {refusal}")
        return redirect("pack:waves")
    return redirect("pack:wave", row.pk)


@require_http_methods(["GET", "POST"])
@member_of(PickWave, May.INSPECT, "wave_id")
def wave(request: Any, row: PickWave) -> HttpResponse:
    """What to fetch for it; posted, its goods are fetched."""
    if request.method == "POST":
        if waving.fetched(row, now=timezone.now()):
            messages.success(request, f"{row} is fetched: scan its orders at the packing table.")
        return redirect("pack:waves")
    ids, now = waving.orders_of(row), timezone.now()
    context = {"row": row, "n": len(ids), "rows": picking.pick_list(request.team, ids, now=now), "now": now}
    return render_page(request, "pack/wave.html", context)


@require_POST
@member_of(PickWave, May.INSPECT, "wave_id")
def give_back(request: Any, row: PickWave) -> HttpResponse:
    try:
        waving.give_back(row)
        messages.success(request, f"{row} is given back: its orders stand on the pick lists again.")
    except NotDone as refusal:
        messages.error(request, f"Not given back: {refusal}")
    return redirect("pack:waves")


def _between(text: str, least: int, most: int, *, usual: int) -> int:
    return min(max(int(text), least), most) if text.isdecimal() and len(text) < 9 else usual
