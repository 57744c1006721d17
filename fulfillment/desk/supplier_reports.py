"""What inspectors found in a supplier's goods, on the supplier's own page: the newest inspections, each as a report."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from fulfillment.inspections.following import disputing, report
from fulfillment.inspections.models import Inspection
from fulfillment.inspections.models.inspection import InspectionQuerySet
from fulfillment.inspections.verdicts import Verdict
from fulfillment.inspections.words import Kind
from fulfillment.warehouse.refusing import NotDone
from sourcing.portal.entering import Visit, Words, visited
from sourcing.portal.words import languages

SHOWN = 40
REPORTS = "supplier-reports:list"
THEIRS = (
    Kind.RECEIVED.value,
    Kind.PRESHIPMENT.value,
)  # what came back, or was packed, is nobody else's business


@require_GET
@visited
def reports(visit: Visit) -> HttpResponse:
    words = visit.words
    told = {"passed": words["inspection_passed"], "failed": words["inspection_failed"]}
    rows = _of(visit).select_related("lot", "sku", "dispute").order_by("-settled_at", "-pk")[:SHOWN]
    context = {
        "door": visit.door,
        "language": visit.language,
        "languages": [(code, each["name"]) for code, each in languages().items()],
        "title": words["title"].format(supplier=visit.supplier.name),
        "words": words,
        "rows": [
            {"row": row, "day": visit.moment(row.settled_at), "came": told.get(row.verdict, row.verdict)}
            | _disputed(row, words)
            for row in rows
            if row.settled_at
        ],
    }
    return render(visit.request, "sourcing/portal_reports.html", context)


def _disputed(row: Inspection, words: Words) -> dict[str, Any]:
    """`may_say`: whether they may dispute it, or say it otherwise; a ruling ends that."""
    found = getattr(row, "dispute", None)
    ruling = found.ruling if found else ""
    return {
        "dispute": found,
        "ruled": words[f"ruled_{ruling}"] if ruling else "",
        "may_say": not ruling and row.verdict == Verdict.FAILED,
    }


@require_POST
@visited
def dispute(visit: Visit, inspection_id: int) -> HttpResponse:
    """Of a failed one, until the team rules."""
    row = get_object_or_404(_of(visit).filter(verdict=Verdict.FAILED), pk=inspection_id)
    said = visit.request.POST.get("words", "").strip()[:1000]
    if not said:
        visit.refuse("bad_form", field=visit.words["dispute"])
        return visit.back(REPORTS)
    try:
        disputing.dispute(row, said, now=visit.now)
        visit.say("said_disputed")
    except NotDone:
        visit.refuse("ruled_already")
    return visit.back(REPORTS)


@require_GET
@visited
def paper(visit: Visit, inspection_id: int) -> HttpResponse:
    row = get_object_or_404(_of(visit), pk=inspection_id)
    answer = HttpResponse(report.pdf(row, now=visit.now), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="inspection-{row.pk}.pdf"'
    return answer


def _of(visit: Visit) -> InspectionQuerySet:
    """Those that decide about goods of this supplier."""
    rows = Inspection.objects.of(visit.team).settled()
    return rows.filter(supplier=visit.supplier, kind__in=THEIRS, rules=True)
