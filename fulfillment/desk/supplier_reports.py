"""What inspectors found in a supplier's goods, on the supplier's own page: the newest inspections, each as a report."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from fulfillment.inspections.following import report
from fulfillment.inspections.models import Inspection
from fulfillment.inspections.models.inspection import InspectionQuerySet
from fulfillment.inspections.words import Kind
from sourcing.portal.entering import Visit, visited
from sourcing.portal.words import languages

SHOWN = 40
THEIRS = (
    Kind.RECEIVED.value,
    Kind.PRESHIPMENT.value,
)  # what came back, or was packed, is nobody else's business


@require_GET
@visited
def reports(visit: Visit) -> HttpResponse:
    words = visit.words
    told = {"passed": words["inspection_passed"], "failed": words["inspection_failed"]}
    rows = _of(visit).select_related("lot", "sku").order_by("-settled_at", "-pk")[:SHOWN]
    context = {
        "door": visit.door,
        "language": visit.language,
        "languages": [(code, each["name"]) for code, each in languages().items()],
        "title": words["title"].format(supplier=visit.supplier.name),
        "words": words,
        "rows": [
            {"row": row, "day": visit.moment(row.settled_at), "came": told.get(row.verdict, row.verdict)}
            for row in rows
            if row.settled_at
        ],
    }
    return render(visit.request, "sourcing/portal_reports.html", context)


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
