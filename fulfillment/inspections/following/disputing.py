"""A supplier disputes a report, and the team rules once; the ruling can be taken back. An inspection is never changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from fulfillment.accounts.models import User
from fulfillment.alerts import raising
from fulfillment.alerts.raising import Wrong
from fulfillment.inspections.models import Inspection, ReportDispute, Ruling
from fulfillment.warehouse.refusing import NotDone

KIND = "report_disputed"


def dispute(row: Inspection, words: str, *, now: datetime) -> ReportDispute:
    """What the supplier says, or says instead. Raises NotDone once it is ruled, or where no supplier is known."""
    if row.supplier_id is None:
        raise NotDone("Nobody's goods: no supplier is known.")
    with transaction.atomic():
        Inspection.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if ReportDispute.objects.filter(inspection=row).exclude(ruling=Ruling.OPEN).exists():
            raise NotDone("It is ruled already.")
        told = {"words": words, "said_at": now, "team_id": row.team_id, "supplier_id": row.supplier_id}
        found, _ = ReportDispute.objects.update_or_create(inspection=row, defaults=told)
        _settle(found, now)
    return found


def rule(found: ReportDispute, ruling: Ruling, words: str, *, by: User, now: datetime) -> None:
    """Raises NotDone where somebody ruled meanwhile."""
    told = {"ruling": ruling, "ruling_words": words, "ruled_at": now, "ruled_by": by}
    with transaction.atomic():
        if not ReportDispute.objects.filter(pk=found.pk, ruling=Ruling.OPEN).update(**told):
            raise NotDone("Somebody has ruled meanwhile. Read it below.")
        found.refresh_from_db()
        _settle(found, now)


def take_back(found: ReportDispute, *, now: datetime) -> None:
    """It waits for a ruling again."""
    with transaction.atomic():
        ReportDispute.objects.filter(pk=found.pk).update(
            ruling=Ruling.OPEN, ruling_words="", ruled_at=None, ruled_by=None
        )
        found.refresh_from_db()
        _settle(found, now)


def _settle(found: ReportDispute, now: datetime) -> None:
    source = f"report:{found.inspection_id}"
    wrong = Wrong(
        team_id=found.team_id,
        source=source,
        kind_code=KIND,
        sentence=f"{found.supplier.name} disputes inspection {found.inspection_id}",
        fix="Read what they say, and rule: the report stands, or they are right.",
        path=reverse("following:follows", args=[found.inspection_id]),
    )
    raising.settle([source], [wrong] if found.ruling == Ruling.OPEN else [], now=now)
