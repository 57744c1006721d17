"""The packing table, what its tablet asks for, and boxes that wait for an answer."""

from __future__ import annotations

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
from fulfillment.captures.shell import PACKING, STYLES
from fulfillment.orders.models import Order
from fulfillment.warehouse.models import Packing
from fulfillment.warehouse.pack import acting, answering, listing, reading
from fulfillment.warehouse.pack.words import SAID
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page

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
        "scripts": PACKING,
        "setup": {"user": request.user.pk, "team": request.team.pk, "places": places},
    }
    return render_page(request, "pack/table.html", context)


@require_GET
@never_cache
@member(May.INSPECT)
def tonight(request: Any) -> HttpResponse:
    """The orders whose truck leaves first, with all that is needed to pack them alone."""
    waiting = listing.to_pack(request.team).count()
    return _told(request, listing.first_to_pack(request.team, now=timezone.now()), waiting=waiting)


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
    now = timezone.now()
    return JsonResponse(
        {
            "as_of": now.isoformat(),
            "user": request.user.pk,
            "team": request.team.pk,
            "entries": listing.entries(request.team, ids, now=now),
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
