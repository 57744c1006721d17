"""The inspecting tablet, what it asks for, and finished inspections with what was found."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.models import User
from fulfillment.accounts.roles import May
from fulfillment.captures import answering as captures
from fulfillment.captures.shell import INSPECTING, STYLES
from fulfillment.inspections import entries, finished, queueing, superseding, taking
from fulfillment.inspections.models import Inspection
from fulfillment.inspections.saying import LANGUAGES, Say
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page


@require_GET
@member(May.INSPECT)
def tablet(request: Any) -> HttpResponse:
    """The page that starts without a network; what it shows the tablet itself keeps."""
    say = Say(request.user.language)
    places = {name: reverse(f"inspections:{name}") for name in ("queue", "find", "items")}
    context = {
        "say": say.words,
        "said": say.said,
        "language": say.language,
        "languages": LANGUAGES.items(),
        "styles": STYLES,
        "scripts": INSPECTING,
        "setup": {"user": request.user.pk, "team": request.team.pk, "places": places, "words": say.words},
    }
    return render_page(request, "inspections/tablet.html", context)


@require_GET
@never_cache
@member(May.INSPECT)
def queue(request: Any) -> HttpResponse:
    return _told(request, queueing.waiting(request.team))


@require_GET
@never_cache
@member(May.INSPECT)
def find(request: Any) -> HttpResponse:
    return _told(request, queueing.find(request.team, request.GET.get("code", "")))


def _told(request: Any, rows: list[tuple[queueing.Waiting, queueing.Need]]) -> HttpResponse:
    say = Say(request.user.language)
    return JsonResponse(entries.told(request.team, rows, say, now=datetime.now(UTC)))


@require_http_methods(["POST"])
@member(May.INSPECT)
def items(request: Any) -> HttpResponse:
    return captures.answer(
        request,
        lambda item, picture: taking.act(
            request.team, item, by=request.user, now=datetime.now(UTC), picture=picture
        ),
    )


@require_http_methods(["POST"])
@member(May.INSPECT)
def language(request: Any) -> HttpResponse:
    """From now on the tablet's pages speak it to this person."""
    if (chosen := request.POST.get("language", "")) in LANGUAGES:
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return redirect("inspections:tablet")


@require_GET
@member(May.INSPECT)
def finished_list(request: Any) -> HttpResponse:
    """The newest first."""
    rows, older = finished.page(request.team, request.GET.get("after", ""))
    context = {"rows": rows, "older": older, "after": request.GET.get("after", ""), "now": datetime.now(UTC)}
    return render_page(request, "inspections/finished.html", context)


@require_http_methods(["GET", "POST"])
@member_of(Inspection, May.INSPECT, "inspection_id")
def detail(request: Any, row: Inspection) -> HttpResponse:
    """One inspection; a POST asks for another one in its place."""
    error = ""
    if request.method == "POST":
        try:
            superseding.ask_again(row, request.POST.get("why", ""), now=datetime.now(UTC))
            messages.success(request, f"{row} stands until the new one is finished: it waits in the queue.")
            return redirect("inspections:detail", row.pk)
        except NotDone as refusal:
            error = str(refusal)
    context = {
        "row": finished.whole(row),
        **finished.judged(row),
        "photos": finished.photos(row),
        "error": error,
        "may_see_orders": request.membership.may(May.SEE_ORDERS),
        "now": datetime.now(UTC),
    }
    return render_page(request, "inspections/detail.html", context)
