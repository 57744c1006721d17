"""A manager's checklists: which there are, what a draft asks of which goods, and how it looks at a tablet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.inspections.checklists import changing, drafting, publishing, reading, showing
from fulfillment.inspections.checklists.forms import BeginForm, GoodsForm, SamplingForm
from fulfillment.inspections.checklists.starting import starters
from fulfillment.inspections.checklists.telling import changed
from fulfillment.inspections.models import Checklist
from fulfillment.inspections.saying import ENGLISH, LANGUAGES, Say
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page

LOT = 200  # pieces of the lot that a preview shows


@require_http_methods(["GET", "POST"])
@member(May.INSPECT)
def index(request: Any) -> HttpResponse:
    """A POST begins one."""
    may_change = request.membership.may(May.CHANGE_RULES)
    form = BeginForm(request.POST or None)
    if request.method == "POST" and may_change and form.is_valid():
        starter = starters()[form.cleaned_data["starter"]]
        try:
            row = publishing.begin(request.team, starter, form.cleaned_data["name"], now=datetime.now(UTC))
            messages.success(request, f"{row} is begun: tablets go by it once you publish it.")
            return redirect("checklists:edit", row.pk)
        except NotDone as refusal:
            form.add_error("name", str(refusal))
    context = {
        "rows": showing.listed(request.team),
        "form": form,
        "starters": starters().values(),
        "may_change": may_change,
    }
    return render_page(request, "checklists/index.html", context)


@require_GET
@member_of(Checklist, May.CHANGE_RULES, "checklist_id")
def edit(request: Any, row: Checklist) -> HttpResponse:
    return _edited(request, row)


def _edited(request: Any, row: Checklist, **forms: Any) -> HttpResponse:
    told = showing.draft(row)
    goods = {name: getattr(row, name) for name in ("name", "sku_codes", "brand", "title_words")}
    context = {
        "row": row,
        "seen": drafting.mark(row),
        "goods": GoodsForm(initial=goods),
        "sampling": SamplingForm(initial={"level": told["content"].level, **told["content"].aqls}),
        "zone": request.team.time_zone,
        "now": datetime.now(UTC),
    }
    return render_page(request, "checklists/edit.html", context | told | forms)


@require_POST
@member_of(Checklist, May.CHANGE_RULES, "checklist_id")
def goods(request: Any, row: Checklist) -> HttpResponse:
    form = GoodsForm(request.POST)
    if not form.is_valid():
        return _edited(request, row, goods=form)
    told = {name: value.strip() for name, value in form.cleaned_data.items()}
    try:
        drafting.describe(row, told, seen=request.POST.get("seen", ""), now=datetime.now(UTC))
        messages.success(request, "Kept: it counts for what is inspected from now on.")
    except NotDone as refusal:
        messages.error(request, f"Not kept: {refusal}")
    return redirect("checklists:edit", row.pk)


@require_POST
@member_of(Checklist, May.CHANGE_RULES, "checklist_id")
def sampling(request: Any, row: Checklist) -> HttpResponse:
    form = SamplingForm(request.POST)
    if not form.is_valid():
        return _edited(request, row, sampling=form)
    level, aqls = form.cleaned_data["level"], form.aqls()
    changed(
        request,
        row,
        lambda content: changing.sample(content, level, aqls),
        "The sampling is changed in the draft.",
    )
    return redirect("checklists:edit", row.pk)


@require_POST
@member_of(Checklist, May.CHANGE_RULES, "checklist_id")
def undo(request: Any, row: Checklist) -> HttpResponse:
    try:
        drafting.undo(row, now=datetime.now(UTC))
        messages.success(request, "The draft is as it was before the last change.")
    except NotDone as refusal:
        messages.error(request, f"Not undone: {refusal}")
    return redirect("checklists:edit", row.pk)


@require_POST
@member_of(Checklist, May.CHANGE_RULES, "checklist_id")
def put_away(request: Any, row: Checklist) -> HttpResponse:
    """Or take it out again."""
    publishing.set_active(row, not row.is_active, now=datetime.now(UTC))
    said = (
        f"{row} is put away: nothing is inspected by it from now on."
        if row.is_active
        else f"{row} is in use again."
    )
    messages.success(request, said)
    return redirect("checklists:list")


@require_GET
@member_of(Checklist, May.INSPECT, "checklist_id")
def preview(request: Any, row: Checklist) -> HttpResponse:
    """The draft, or the version that is named, as a tablet shows it."""
    language = request.GET.get("lang", "")
    number = request.GET.get("version", "")
    shown = (
        row.versions.filter(number=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    )
    say = Say(language if language in LANGUAGES else ENGLISH)
    content = reading.read(shown.content if shown else row.draft)
    context = {"row": row, "shown": shown, "language": say.language, "languages": LANGUAGES.items()}
    return render_page(request, "checklists/preview.html", context | showing.tablet(content, LOT, say))
