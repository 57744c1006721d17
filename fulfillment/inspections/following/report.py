"""The supplier's report of an inspection: what was looked at, what was found, with pictures, and what is asked of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from fulfillment.inspections import asking, settling
from fulfillment.inspections.asking import Asked
from fulfillment.inspections.models import CorrectiveAction, Inspection, InspectionPhoto
from fulfillment.inspections.verdicts import Defect
from fulfillment.papers import laid_out
from fulfillment.photos.drawing import drawn

PICTURES, LARGE = 24, 6  # shown at all, and in full


def pdf(row: Inspection, *, now: datetime) -> bytes:
    """Made anew each time from what is on record."""
    asked = asking.read(row.plan)
    photos = InspectionPhoto.objects.filter(inspection=row).select_related("photo").order_by("number", "pk")
    total = photos.count()
    judged, findings = settling.judged_of(row), _findings(row, asked)
    shows = {each["row"].client_uuid: each["words"] for each in findings}
    context = {
        "row": row,
        "team": row.team,
        "asked": asked,
        "judged": judged,
        "classes": [(each.value, judged.counts[each], asked.classes[each]) for each in Defect],
        "findings": findings,
        "actions": CorrectiveAction.objects.filter(inspection=row).order_by("due_on", "pk"),
        "photos": [
            (each, shows.get(each.finding_uuid), drawn(each.photo, is_small=total > LARGE))
            for each in photos[:PICTURES]
        ],
        "more": max(total - PICTURES, 0),
        "made_at": now,
    }
    return bytes(laid_out(render_to_string("following/report.html", context)).write_pdf() or b"")


def _findings(row: Inspection, asked: Asked) -> list[dict[str, Any]]:
    checks = {check.key: check for check in asked.checks}
    found = []
    for each in row.findings.order_by("number", "pk"):
        check = checks.get(each.check_key)
        tiles = {tile.code: tile.words for tile in check.defects} if check else {}
        found.append({
            "row": each,
            "check": check.words.get("en", "") if check else each.check_key,
            "words": tiles.get(each.defect, {}).get("en", each.defect),
            "chinese": tiles.get(each.defect, {}).get("zh-hans", ""),
        })  # fmt: skip
    return found
