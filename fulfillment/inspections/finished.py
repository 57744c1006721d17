"""Inspections that came to a verdict, and what each is made of."""

from __future__ import annotations

from typing import Any

from fulfillment.accounts.models import Team
from fulfillment.inspections.models import Inspection, InspectionPhoto
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
    return rows.prefetch_related("findings__order_line__order", "flags").get(pk=row.pk)


def photos(row: Inspection) -> Any:
    """As they were taken."""
    return InspectionPhoto.objects.filter(inspection=row).order_by("number", "pk")
