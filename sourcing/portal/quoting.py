"""On the supplier's page: products that the team seeks, priced or declined, and samples sent."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import storages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST
from msgspec.structs import replace

from fulfillment.warehouse.refusing import NotDone
from sourcing.models import Quote
from sourcing.portal.entering import Visit, visited
from sourcing.seeking import acts
from sourcing.seeking.forms import QuoteForm, written

MOST = 30


def quotes_of(visit: Visit) -> QuerySet[Quote]:
    """Of requests that are still sought."""
    rows = Quote.objects.filter(team=visit.team, supplier=visit.supplier, request__closed_at=None)
    return (
        rows.filter(request__offer=None)
        .select_related("request__team", "request__photo", "supplier")
        .order_by("-asked_at")
    )


def shown(visit: Visit) -> list[dict[str, Any]]:
    return [_shown(each, visit) for each in quotes_of(visit)[:MOST]]


def _shown(row: Quote, visit: Visit) -> dict[str, Any]:
    words, sought = visit.words, row.request
    said = words["quote_asked"].format(moment=visit.moment(row.asked_at))
    if row.answered_at:
        key = "quote_given" if row.is_priced else "quote_declined"
        said = words[key].format(moment=visit.moment(row.answered_at))
    wants = words["quote_wants"].format(units=sought.quantity)
    if sought.wanted_on:
        wants = f"{wants} · {words['quote_by'].format(day=sought.wanted_on)}"
    is_sample_open = row.sample_asked_at is not None and row.sample_is_good is None
    return {
        "row": row, "sought": sought, "said": said, "wants": wants, "breaks": written(row.breaks) or "1 ",
        "lead_days": row.lead_days if row.is_priced else 7, "currency": row.currency or sought.currency,
        "is_sample_open": is_sample_open and not row.sample_sent_at,
        "sample_said": words["sample_on_way"] if is_sample_open and row.sample_sent_at else "",
    }  # fmt: skip


@require_POST
@visited
def quote(visit: Visit, quote_id: int) -> HttpResponse:
    """Prices and terms; with `none`, they do not offer it."""
    row, posted = get_object_or_404(quotes_of(visit), pk=quote_id), visit.request.POST
    form = QuoteForm(posted)
    if "none" not in posted and not form.is_valid():
        names = ", ".join(visit.words.get(f"quote_{name}", name) for name in form.errors)
        visit.refuse("bad_form", field=names)
        return visit.back()
    try:
        if "none" in posted:
            why = posted.get("note", "").strip()[:200] or acts.NOT_SOLD
            acts.decline(row, why, told_by=visit.told_by, by=None, now=visit.now)
        else:
            # What we pay at the border is ours to know.
            told = replace(form.priced(), duty_share=row.duty_share)
            acts.price(row, told, told_by=visit.told_by, by=None, now=visit.now)
        visit.say("said_declined" if "none" in posted else "said_quoted")
    except NotDone:
        visit.refuse("gone")
    return visit.back()


@require_POST
@visited
def sample(visit: Visit, quote_id: int) -> HttpResponse:
    row = get_object_or_404(quotes_of(visit), pk=quote_id)
    try:
        number = visit.request.POST.get("number", "").strip()[:64]
        acts.send_sample(row, number, now=visit.now)
        visit.say("said_sent")
    except NotDone:
        visit.refuse("gone")
    return visit.back()


@require_GET
@visited
def photo(visit: Visit, quote_id: int) -> HttpResponseBase:
    row = get_object_or_404(quotes_of(visit), pk=quote_id)
    if row.request.photo is None:
        raise Http404
    return FileResponse(storages["photos"].open(row.request.photo.name), content_type="image/jpeg")
