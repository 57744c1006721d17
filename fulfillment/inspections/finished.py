"""Inspections that came to a verdict, and what each is made of."""

from __future__ import annotations

from typing import Any

from fulfillment.accounts.models import Team
from fulfillment.inspections import asking, settling
from fulfillment.inspections.asking import Asked
from fulfillment.inspections.models import Finding, Inspection, InspectionPhoto
from fulfillment.inspections.saying import ENGLISH, Say
from fulfillment.inspections.verdicts import Defect
from fulfillment.warehouse import newest

SIZE = 50
BESIDE = ("lot", "sku", "supplier", "order", "expected_line__delivery", "inspector", "supersedes")


def page(team: Team, after: str) -> tuple[list[Inspection], str]:
    """And the key of the page that follows it; blank where none does."""
    rows = Inspection.objects.of(team).settled().select_related(*BESIDE).prefetch_related("flags")
    found, is_more = newest.page(rows, "settled_at", after, size=SIZE)
    return found, newest.key_of(found[-1], "settled_at") if is_more else ""


def whole(row: Inspection) -> Inspection:
    rows = Inspection.objects.select_related(*BESIDE, "superseded_by")
    return rows.prefetch_related("flags").get(pk=row.pk)


def judged(row: Inspection) -> dict[str, Any]:
    """What it came to as it stands, by class of defects, worst first, and its defects in words."""
    asked, came = asking.read(row.plan), settling.judged_of(row)
    return {
        "asked": asked,
        "judged": came,
        "classes": [(each.value, came.counts[each], asked.classes[each]) for each in Defect],
        "findings": _findings(row, asked),
    }


def _findings(row: Inspection, asked: Asked) -> list[Finding]:
    say = Say(ENGLISH)
    checks = {check.key: check for check in asked.checks}
    found = list(
        Finding.objects.filter(inspection=row).select_related("order_line__order").order_by("number", "pk")
    )
    for each in found:
        check = checks.get(each.check_key)
        tiles = {tile.code: say.of(tile.words) for tile in check.defects} if check else {}
        named = say.of(check.words) if check else each.check_key
        each.words = f"{named}: {tiles.get(each.defect, each.defect)}" if each.defect else named  # type: ignore[attr-defined]
    return found


def photos(row: Inspection) -> Any:
    """As they were taken."""
    return InspectionPhoto.objects.filter(inspection=row).order_by("number", "pk")
