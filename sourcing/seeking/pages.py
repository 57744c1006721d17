"""Wanted products: the board, one of them with its quotes side by side, and what is done with it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment import sheets
from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.photos import keeping
from fulfillment.photos.reading import NotKept
from fulfillment.warehouse import newest
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page
from sourcing.models import SourcingRequest
from sourcing.seeking import acts, board, showing, undoing
from sourcing.seeking.forms import AskForm, CloseForm, WantedForm
from sourcing.seeking.stages import Stage

PAGE = 50
OVER = {"offered": Stage.OFFERED, "closed": Stage.CLOSED}


@require_GET
@member(May.SEE_ORDERS)
def requests(request: Any) -> HttpResponse:
    now, mine = timezone.now(), request.GET.get("mine") == "1"
    context = {
        "columns": board.columns(request.team, now=now, is_mine_of=request.user.pk if mine else None),
        "mine": mine, "now": now, "zone": request.team.time_zone,
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
    }  # fmt: skip
    return render_page(request, "seeking/board.html", context)


@require_GET
@member(May.SEE_ORDERS)
def over(request: Any) -> HttpResponse:
    """Those that are offered, or closed, the newest first."""
    view = request.GET.get("view") if request.GET.get("view") in OVER else "closed"
    rows = board.described(board.of_team(request.team).filter(stage=OVER[view].value))
    found, has_older = newest.page(rows, "stage_at", request.GET.get("after", ""), size=PAGE)
    context = {
        "rows": found, "view": view, "older": newest.key_of(found[-1], "stage_at") if has_older else "",
        "now": timezone.now(), "zone": request.team.time_zone,
    }  # fmt: skip
    return render_page(request, "seeking/over.html", context)


@require_GET
@member(May.SEE_ORDERS)
def export(request: Any) -> StreamingHttpResponse:
    name = f"sourcing-requests-{timezone.now():%Y-%m-%d-%H%M}.csv"
    return sheets.streamed(name, board.HEADER, board.every(request.team))


@require_http_methods(["GET", "POST"])
@member(May.ACT_ON_ORDERS)
def add(request: Any) -> HttpResponse:
    form = WantedForm.of(None, request.POST or None, request.FILES or None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid() and (photo := photo_of(request, form)) is not False:
        told = {"key": form.cleaned_data["key"], "photo": photo}
        row = acts.make(request.team, form.wanted(), **told, by=request.user, now=now)
        messages.success(request, f"{row} is kept. Now ask suppliers for quotes.")
        return redirect("seeking:request", row.pk)
    context = {
        "form": form,
        "title": "A product that you seek",
        "submit": "Keep it",
        "back": reverse("seeking:board"),
    }
    return render_page(request, "sourcing/form.html", context)


def photo_of(request: Any, form: Any) -> Any:
    """None: the form brings none; False: it cannot be kept, and the form says why."""
    try:
        return keeping.of_form(request.team, request.POST, request.FILES, by=request.user, now=timezone.now())
    except NotKept as refusal:
        form.add_error("photo", str(refusal))
        return False


@require_http_methods(["GET", "POST"])
@member_of(SourcingRequest, May.ACT_ON_ORDERS, "request_id")
def change(request: Any, row: SourcingRequest) -> HttpResponse:
    form = WantedForm.of(row, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (photo := photo_of(request, form)) is not False:
        acts.change(row, form.wanted(), by=request.user, now=timezone.now(), photo=photo)
        messages.success(request, "Saved. Suppliers see it as it is now.")
        return redirect("seeking:request", row.pk)
    back = reverse("seeking:request", args=[row.pk])
    context = {"form": form, "title": f"Change {row}", "submit": "Save", "back": back}
    return render_page(request, "sourcing/form.html", context)


@require_GET
@member_of(SourcingRequest, May.SEE_ORDERS, "request_id")
def request_page(request: Any, row: SourcingRequest) -> HttpResponse:
    now = timezone.now()
    row = board.described(SourcingRequest.objects.filter(pk=row.pk)).select_related("team").get()
    today = now.astimezone(ZoneInfo(request.team.time_zone)).date()
    may_act = request.membership.may(May.ACT_ON_ORDERS)
    context = {
        "row": row, "card": board.card_of(row, now, today), "rows": showing.side_by_side(row, today),
        "steps": row.steps.select_related("by").order_by("-pk")[: showing.STEPS],
        "last": undoing.undoable(row) if may_act else None,
        "ask": AskForm(team=request.team, row=row) if may_act and not row.closed_at and not row.offer_id else None,
        "close": CloseForm() if may_act and not row.closed_at and not row.offer_id else None,
        "may_act": may_act, "may_approve": request.membership.may(May.APPROVE),
        "now": now, "zone": request.team.time_zone,
    }  # fmt: skip
    return render_page(request, "seeking/request.html", context)


@require_POST
@member_of(SourcingRequest, May.ACT_ON_ORDERS, "request_id")
def ask(request: Any, row: SourcingRequest) -> HttpResponse:
    form = AskForm(request.POST, team=request.team, row=row)
    if not form.is_valid():
        messages.error(request, "Nobody was asked: choose suppliers that were not asked yet.")
        return redirect("seeking:request", row.pk)
    try:
        made = acts.ask(row, form.cleaned_data["suppliers"], by=request.user, now=timezone.now())
        names = ", ".join(each.supplier.name for each in made)
        messages.success(request, f"Asked: {names}. The question stands on their page.")
    except NotDone as refusal:
        messages.error(request, str(refusal))
    return redirect("seeking:request", row.pk)


@require_POST
@member_of(SourcingRequest, May.ACT_ON_ORDERS, "request_id")
def close(request: Any, row: SourcingRequest) -> HttpResponse:
    form = CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Not closed: say why, in a few words.")
        return redirect("seeking:request", row.pk)
    try:
        acts.close(row, form.cleaned_data["why"], by=request.user, now=timezone.now())
        messages.success(request, f"{row} is closed. It can be opened again from its steps.")
    except NotDone as refusal:
        messages.error(request, str(refusal))
    return redirect("seeking:request", row.pk)


@require_POST
@member_of(SourcingRequest, May.ACT_ON_ORDERS, "request_id")
def undo(request: Any, row: SourcingRequest) -> HttpResponse:
    told = request.POST.get("step", "")
    try:
        step_id = int(told) if told.isdecimal() and len(told) < 19 else 0
        step = undoing.undo(row, step_id, by=request.user, now=timezone.now())
        messages.success(request, f"Undone: {step.words}.")
    except NotDone as refusal:
        messages.error(request, str(refusal))
    return redirect("seeking:request", row.pk)


@require_POST
@member_of(SourcingRequest, May.ACT_ON_ORDERS, "request_id")
def take(request: Any, row: SourcingRequest) -> HttpResponse:
    """Whoever presses looks after it; posted with `leave`, nobody does."""
    is_left = bool(request.POST.get("leave"))
    acts.hand_to(row, None if is_left else request.user, by=request.user, now=timezone.now())
    messages.success(request, "Nobody looks after it now." if is_left else "You look after it.")
    return redirect("seeking:request", row.pk)
