"""A manifest on paper and as a list: what the platform's appeal asks for, order ids and hand-over times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from fulfillment import sheets
from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.papers import laid_out
from fulfillment.photos.drawing import drawn
from fulfillment.tracking.carriers.directory import carrier_name
from fulfillment.warehouse.handover import closing, lists
from fulfillment.warehouse.handover.words import EVIDENCE, Evidence
from fulfillment.warehouse.models import Manifest, ManifestLine

COLUMNS = (
    "Order ids", "Tracking number", "Carrier", "Loaded (local)", "Handed over (local)", "Handed over (UTC)",
    "First carrier scan (UTC)", "Manifest", "Truck", "Scheduled (UTC)", "Driver", "Carrier's receipt", "Proof",
)  # fmt: skip
SLICE = 1000


@require_GET
@member_of(Manifest, May.SEE_WAREHOUSE, "manifest_id")
def paper(request: Any, manifest: Manifest) -> HttpResponse:
    """The PDF, made anew each time from what is on record."""
    row = closing.standing(manifest)
    zone, found = manifest.warehouse.time_zone, lists.evidence(manifest)
    context = {
        "manifest": manifest,
        "closing": row,
        "lines": list(_lines(manifest)),
        "evidence": found,
        "pictures": [
            (EVIDENCE[Evidence(each.shows)], each.photo, drawn(each.photo)) for each in found.photos
        ],
        "zone": zone,
        "team": request.team,
        "carrier": carrier_name(manifest.window.carrier) or "any carrier",
        "signature": drawn(row.signature if row else None),
        "receipt": drawn(row.receipt if row else None),
        "made_at": timezone.now(),
    }
    pdf = laid_out(render_to_string("truck/paper.html", context)).write_pdf()
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{manifest}.pdf"'
    return answer


@require_GET
@member_of(Manifest, May.SEE_WAREHOUSE, "manifest_id")
def listed(request: Any, manifest: Manifest) -> HttpResponse:
    return sheets.streamed(f"{manifest}.csv", COLUMNS, _slices(manifest))  # type: ignore[return-value]


def _slices(manifest: Manifest) -> Iterator[list[list[Any]]]:
    row = closing.standing(manifest)
    zone, window = ZoneInfo(manifest.warehouse.time_zone), manifest.window.label
    said = (row.driver, row.reference, row.proof) if row else ("", "", "not closed")
    rows = []
    for line in _lines(manifest).iterator(SLICE):
        local = [
            f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""
            for at in (line.loaded_at, line.handed_over_at)
        ]
        rows.append([
            sheets.safe(line.order_ids or ""), sheets.safe(line.number), carrier_name(line.carrier), *local,
            sheets.utc(line.handed_over_at), sheets.utc(line.first_scan_at), str(manifest), window,
            sheets.utc(manifest.departs_at), *map(sheets.safe, said),
        ])  # fmt: skip
        if len(rows) == SLICE:
            yield rows
            rows = []
    yield rows


def _lines(manifest: Manifest) -> Any:
    """What stands on it, in the order of scanning, each with the ids of its orders as their channels know them."""
    current = Q(package__package_orders__is_current=True)
    by_number = StringAgg("package__package_orders__order__external_id", ", ", filter=current, distinct=True)
    by_box = StringAgg("packing__packed_orders__order__external_id", ", ", distinct=True)
    rows = ManifestLine.objects.filter(manifest=manifest).on_it().order_by("loaded_at", "pk")
    return rows.annotate(order_ids=Coalesce(by_number, by_box))
