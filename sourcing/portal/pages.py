"""The supplier's page: what it shows, and each thing that can be said there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST
from msgspec.structs import replace

from fulfillment import sheets
from fulfillment.warehouse.refusing import NotDone
from sourcing.confirming import Word, confirm, confirm_all
from sourcing.models import PurchaseLine, SupplierClosure
from sourcing.portal import quoting, sheet
from sourcing.portal.entering import BY_PAGE, Visit, visited
from sourcing.portal.forms import DaysForm, PromiseForm, SheetForm
from sourcing.portal.showing import offers_of, purchases_of, shown
from sourcing.purchasing.answer_form import AnswerForm
from sourcing.purchasing.answering import answer, problem_of, ship

SHEET_HOLDS = timedelta(hours=48)
SAID = 5  # problems of a sheet are named so far


@require_GET
@visited
def page(visit: Visit) -> HttpResponse:
    return render(visit.request, "sourcing/portal.html", shown(visit) | {"sought": quoting.shown(visit)})


@require_POST
@visited
def promise(visit: Visit, offer_id: int) -> HttpResponse:
    """Units and price are promised; with `none` the supplier has none."""
    row = get_object_or_404(offers_of(visit), pk=offer_id)
    posted = visit.request.POST.copy()
    if "none" in posted:
        posted["units"] = "0"
    form = PromiseForm(posted)
    if not form.is_valid():
        _bad(visit, form)
        return visit.back()
    told = form.cleaned_data
    word = _word(visit, told["units"], told["price"], timedelta(hours=told["holds"]))
    confirm(row, replace(word, client_uuid=told["key"]), by=None, now=visit.now)
    visit.say("said_promised" if told["units"] else "said_none")
    return visit.back()


def _word(visit: Visit, units: int, price: Any, holds: timedelta) -> Word:
    return Word(quantity=units, unit_price=price, valid_until_at=visit.now + holds, told_by=visit.told_by)


def _bad(visit: Visit, form: Any) -> None:
    names = ", ".join(visit.words.get(name, name).format(currency="") for name in form.errors)
    visit.refuse("bad_form", field=names)


@require_POST
@visited
def accept(visit: Visit, purchase_id: int) -> HttpResponse:
    row = get_object_or_404(purchases_of(visit), pk=purchase_id)
    form = AnswerForm(visit.request.POST, lines=list(row.lines.all()), row=row)
    if not form.is_valid():
        visit.refuse("bad_form", field=visit.words["take"])
        return visit.back()
    try:
        why = visit.request.POST.get("why", "").strip()
        told = {"hand_over_on": form.cleaned_data["hand_over_on"], "words": BY_PAGE}
        answer(row, form.taken(why), **told, by=None, now=visit.now)
        visit.say("said_answered")
    except NotDone:
        visit.refuse("gone")
    return visit.back()


@require_POST
@visited
def send(visit: Visit, line_id: int) -> HttpResponse:
    """A parcel with its number, which is looked at before it is taken."""
    rows = PurchaseLine.objects.filter(purchase__in=purchases_of(visit)).select_related("order_line")
    row, number = get_object_or_404(rows, pk=line_id), visit.request.POST.get("number", "").strip()
    if problem_of(number):
        visit.refuse("bad_number", number=number[:40])
        return visit.back()
    try:
        ship(row, number, by=None, now=visit.now)
        visit.say("said_sent")
    except NotDone:
        visit.refuse("gone")
    return visit.back()


@require_POST
@visited
def close(visit: Visit) -> HttpResponse:
    form = DaysForm(visit.request.POST)
    if not form.is_valid():
        _bad(visit, form)
        return visit.back()
    told = form.cleaned_data
    SupplierClosure.objects.get_or_create(
        supplier=visit.supplier, from_on=told["closed_from"], until_on=told["closed_until"],
        defaults={"team": visit.team, "why": told["closed_why"]},
    )  # fmt: skip
    visit.say("said_closed")
    return visit.back()


@require_GET
@visited
def download(visit: Visit) -> StreamingHttpResponse:
    rows = [
        [
            each.pk,
            each.sku.code,
            each.sku.title,
            "",
            each.latest.unit_price if each.latest else "",
            each.currency,
        ]
        for each in offers_of(visit).order_by("sku__code")
    ]
    return sheets.streamed("offers.csv", sheet.HEADER, [rows])


@require_POST
@visited
def upload(visit: Visit) -> HttpResponse:
    """Each right line is promised for two days; what is wrong with the others is said."""
    form = SheetForm(visit.request.POST, visit.request.FILES)
    rows = sheet.read(form.cleaned_data["file"].read(sheet.MOST_BYTES)) if form.is_valid() else None
    if rows is None:
        visit.refuse("bad_sheet")
        return visit.back()
    own = {each.pk: each for each in offers_of(visit)}
    wrong = sheet.problems(rows, own)
    for each in wrong[:SAID]:
        visit.refuse("bad_row", row=each.number, why=visit.words[each.problem])
    bad = {each.number for each in wrong}
    right = [each for each in rows if each.number not in bad]
    words = {own[each.offer]: _word(visit, each.units, each.price, SHEET_HOLDS) for each in right}
    confirm_all(visit.team, words, by=None, now=visit.now)
    visit.say("said_sheet", done=len(words))
    return visit.back()
