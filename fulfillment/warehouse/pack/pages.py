"""The packing table, what its tablet asks for, pick lists, and boxes that wait for an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.captures import answering as captures
from fulfillment.captures.shell import SCRIPTS, STYLES
from fulfillment.orders.models import Order
from fulfillment.warehouse.models import Packing
from fulfillment.warehouse.pack import acting, answering, listing, reading
from fulfillment.warehouse.pack.words import SAID
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page

WAVE = 20  # orders that one walk fetches, unless said otherwise
MOST_AT_ONCE = 50


@require_GET
@member(May.INSPECT)
def table(request: Any) -> HttpResponse:
    """The page that starts without a network; what it shows the tablet itself keeps."""
    said = {does.value: words._asdict() for does, words in SAID.items()}
    places = {
        name: reverse(f"pack:{name}") for name in ("table", "tonight", "orders", "items", "boxes", "waves")
    }
    context = {
        "said": said,
        "styles": STYLES,
        "scripts": SCRIPTS,
        "setup": {"user": request.user.pk, "team": request.team.pk, "places": places},
    }
    return render_page(request, "pack/table.html", context)


@require_GET
@never_cache
@member(May.INSPECT)
def tonight(request: Any) -> HttpResponse:
    """The orders whose truck leaves first, with all that is needed to pack them alone."""
    waiting = listing.to_pack(request.team).count()
    return _told(request, listing.first_to_pack(request.team), waiting=waiting)


@require_GET
@never_cache
@member(May.INSPECT)
def orders(request: Any) -> HttpResponse:
    """Orders by a scanned code, or by ids: how they stand now."""
    if code := request.GET.get("code", ""):
        return _told(request, listing.find(request.team, code))
    asked = [
        int(each) for each in request.GET.get("ids", "").split(",") if each.isdecimal() and len(each) < 19
    ]
    return _told(request, asked[:MOST_AT_ONCE])


def _told(request: Any, ids: list[int], **more: Any) -> HttpResponse:
    return JsonResponse(
        {
            "as_of": timezone.now().isoformat(),
            "user": request.user.pk,
            "team": request.team.pk,
            "entries": listing.entries(request.team, ids),
            "to_answer": answering.to_answer(request.team),
            **more,
        }
    )


@require_POST
@member(May.INSPECT)
def items(request: Any) -> HttpResponse:
    return captures.answer(
        request,
        lambda item, picture: acting.act(
            request.team, item, by=request.user, now=timezone.now(), picture=picture
        ),
    )


@require_GET
@member(May.INSPECT)
def waves(request: Any) -> HttpResponse:
    """Pick lists: the orders of one truck in batches, and what to fetch for each, by aisle."""
    size = _between(request.GET.get("size", ""), 1, 100, usual=WAVE)
    trucks = listing.trucks(request.team)
    chosen = _truck(request.GET.get("truck", ""), trucks)
    found = listing.waves(request.team, truck_at=chosen[0], size=size) if chosen else []
    number = _between(request.GET.get("wave", ""), 1, max(len(found), 1), usual=1)
    context = {
        "trucks": [{"key": _key(at), "name": name, "n": n} for at, name, n in trucks],
        "truck": {"key": _key(chosen[0]), "name": chosen[1]} if chosen else None,
        "waves": [{"number": place, "n": len(ids)} for place, ids in enumerate(found, start=1)],
        "number": number,
        "size": size,
        "rows": listing.pick_list(request.team, found[number - 1]) if found else [],
        "now": timezone.now(),
    }
    return render_page(request, "pack/waves.html", context)


def _between(text: str, least: int, most: int, *, usual: int) -> int:
    return min(max(int(text), least), most) if text.isdecimal() and len(text) < 9 else usual


def _key(at: datetime | None) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}" if at else "none"


def _truck(
    key: str, trucks: list[tuple[datetime | None, str, int]]
) -> tuple[datetime | None, str, int] | None:
    """The one asked for, else the first that leaves."""
    return next((each for each in trucks if _key(each[0]) == key), trucks[0] if trucks else None)


@require_GET
@member(May.INSPECT)
def boxes(request: Any) -> HttpResponse:
    """What must not go as it is, each with what to do and who packed it."""
    found = [
        {"box": box, "stop": stop, "who": reading.who(box), "orders": list(box.orders.all())}
        for box, stop in answering.recalled(request.team)
    ]
    context = {
        "found": found,
        "untold": answering.untold(request.team),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "now": timezone.now(),
    }
    return render_page(request, "pack/boxes.html", context)


@require_POST
@member_of(Packing, May.INSPECT, "packing_id")
def answer(request: Any, box: Packing) -> HttpResponse:
    try:
        said = answering.Said(request.POST.get("answer", ""))
        answering.answer(box, said, by=request.user, now=timezone.now())
        messages.success(request, DONE[said].format(box=box))
    except ValueError:
        messages.error(request, "Not done: choose one of the answers.")
    except NotDone as refusal:
        messages.error(request, f"Not done: {refusal}")
    return redirect("pack:boxes")


@require_http_methods(["GET", "POST"])
@member_of(Order, May.INSPECT, "order_id")
def take_over(request: Any, order: Order) -> HttpResponse:
    """With a reason, for whoever is told that another packs it."""
    error = ""
    if request.method == "POST":
        try:
            answering.take_over(order, request.POST.get("why", ""), by=request.user, now=timezone.now())
            return redirect(f"{reverse('pack:table')}?order={order.pk}")
        except NotDone as refusal:
            error = str(refusal)
    claim = reading.read(request.team, [order.pk])[order.pk].claim
    context = {
        "order": order,
        "error": error,
        "claim": claim,
        "who": reading.who(claim) if claim else "",
        "since": reading.clock(claim.claimed_at, request.team) if claim else "",
    }
    return render_page(request, "pack/take_over.html", context)


DONE = {
    answering.Said.UNPACKED: "{box} is taken apart: its goods are on the shelf again.",
    answering.Said.REOPENED: "{box} is open again: scan its order at the packing table, then its new label.",
    answering.Said.GOES: "{box} goes: the other box with the same goods is to be taken apart.",
}
