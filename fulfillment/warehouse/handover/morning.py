"""The morning after: what no carrier scanned, one click to ask, claims to their outcome."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.tracking.carriers.directory import carrier_name
from fulfillment.warehouse import newest
from fulfillment.warehouse.handover import asking, claim_papers, claiming, contacts, unscanned
from fulfillment.warehouse.handover.claim_forms import ContactForm, PhotoForm, StepForm
from fulfillment.warehouse.handover.claim_states import WORDS, ClaimState
from fulfillment.warehouse.models import Claim, ManifestLine, Warehouse
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page

PAGE = 50


@require_GET
@member(May.SEE_WAREHOUSE)
def unscanned_list(request: Any) -> HttpResponse:
    now = timezone.now()
    groups = unscanned.groups_of(request.team, now=now)
    context = {
        "now": now,
        "groups": groups,
        "total": sum(each.parcels for each in groups),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "may_change": request.membership.may(May.CHANGE_WAREHOUSE),
        "claims": Claim.objects.filter(team=request.team, closed_at=None).count(),
    }
    return render_page(request, "truck/unscanned.html", context)


@require_POST
@member(May.ACT_ON_ORDERS)
def ask(request: Any) -> HttpResponse:
    house, carrier = _named(request)
    try:
        row = asking.ask(house, carrier, by=request.user, now=timezone.now())
        messages.success(request, f"The carrier is asked: {row.subject}, to {row.address}.")
    except NotDone as refusal:
        messages.error(request, f"Not asked: {refusal}")
    return redirect("truck:unscanned")


@require_POST
@member(May.CHANGE_WAREHOUSE)
def contact(request: Any) -> HttpResponse:
    """Where the carrier is asked from now on."""
    house, carrier = _named(request)
    form = ContactForm(request.POST)
    if form.is_valid():
        secret = contacts.keep(house, carrier, **form.cleaned_data["address"])
        signed = (
            f" It checks our signature with {secret}: keep that, it is shown this once." if secret else ""
        )
        messages.success(request, f"From now on {request.POST['address'].strip()} is asked.{signed}")
    else:
        why = form.errors["address"][0]
        messages.error(request, f"Not kept: {why} Enter a mail address, or one that begins with https://.")
    return redirect("truck:unscanned")


@require_POST
@member_of(ManifestLine, May.ACT_ON_ORDERS, "line_id")
def open_claim(request: Any, line: ManifestLine) -> HttpResponse:
    try:
        row = claiming.open_claim(line, by=request.user, now=timezone.now())
    except NotDone as refusal:
        messages.error(request, f"Not opened: {refusal}")
        return redirect("truck:unscanned")
    return redirect("truck:claim", row.pk)


@require_POST
@member(May.ACT_ON_ORDERS)
def claim_lost(request: Any) -> HttpResponse:
    """A claim for each parcel that is lost by now."""
    house, carrier = _named(request)
    opened = claiming.open_lost(house, carrier, by=request.user, now=timezone.now())
    if opened:
        messages.success(request, f"{len(opened)} claims are opened, {opened[0]} to {opened[-1]}.")
    else:
        messages.info(request, "Nothing was opened: each lost parcel has its claim.")
    return redirect("truck:claims" if opened else "truck:unscanned")


@require_GET
@member(May.SEE_WAREHOUSE)
def claims(request: Any) -> HttpResponse:
    rows = Claim.objects.filter(team=request.team).select_related("line__manifest__warehouse")
    found, has_older = newest.page(rows, "opened_at", request.GET.get("after", ""), size=PAGE)
    older = newest.key_of(found[-1], "opened_at") if has_older else ""
    context = {
        "rows": [(each, carrier_name(each.carrier), *WORDS[ClaimState(each.state)]) for each in found],
        "older": older,
        "now": timezone.now(),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
    }
    return render_page(request, "truck/claims.html", context)


@require_http_methods(["GET", "POST"])
@member_of(Claim, May.ACT_ON_ORDERS, "claim_id")
def claim(request: Any, row: Claim) -> HttpResponse:
    form = StepForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            claiming.step(row, ClaimState(told.pop("state")), **told, by=request.user, now=timezone.now())
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row}: noted.")
            return redirect("truck:claim", row.pk)
    words, tone = WORDS[ClaimState(row.state)]
    steps = row.steps.select_related("recorded_by").order_by("-pk")
    context = {
        "row": row,
        "words": words,
        "tone": tone,
        "form": form,
        "proofs": claim_papers.proofs_of(row),
        "papers": row.papers.order_by("-pk"),
        "photo_form": PhotoForm(),
        "steps": [(each, *WORDS[ClaimState(each.state)]) for each in steps],
        "zone": row.line.manifest.warehouse.time_zone,
        "now": timezone.now(),
    }
    return render_page(request, "truck/claim.html", context)


def _named(request: Any) -> tuple[Warehouse, str]:
    """The warehouse and carrier that the form names; another team's are not there."""
    text = request.POST.get("warehouse", "")
    house = (
        Warehouse.objects.of(request.team)
        .filter(pk=int(text) if text.isascii() and text.isdigit() else 0)
        .first()
    )
    if house is None:
        raise Http404
    return house, request.POST.get("carrier", "")[:40]
