"""Versions of a checklist: published, compared, published once more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.inspections.checklists import publishing, showing
from fulfillment.inspections.models import Checklist, ChecklistVersion
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page


@require_POST
@member_of(Checklist, May.CHANGE_RULES, "checklist_id")
def publish(request: Any, row: Checklist) -> HttpResponse:
    try:
        made = publishing.publish(
            row, by=request.user, now=datetime.now(UTC), seen=request.POST.get("seen", "")
        )
        messages.success(request, f"{_said(made)} To go back, publish the version before once more.")
    except NotDone as refusal:
        messages.error(request, f"Not published: {refusal}")
    return redirect("checklists:edit", row.pk)


@require_POST
@member_of(Checklist, May.CHANGE_RULES, "checklist_id")
def again(request: Any, row: Checklist, number: int) -> HttpResponse:
    shown = get_object_or_404(ChecklistVersion, checklist=row, number=number)
    try:
        made = publishing.publish_again(shown, by=request.user, now=datetime.now(UTC))
        messages.success(request, f"{_said(made)} It says what version {number} said.")
    except NotDone as refusal:
        messages.error(request, f"Not published: {refusal}")
    return redirect("checklists:edit", row.pk)


def _said(made: ChecklistVersion) -> str:
    return f"Version {made.number} is published: what is opened from now on goes by it, what was begun keeps its own."


@require_GET
@member_of(Checklist, May.INSPECT, "checklist_id")
def version(request: Any, row: Checklist, number: int) -> HttpResponse:
    """Beside another one: the one that is named, else the one before it."""
    versions = showing.versions_of(row)
    shown = get_object_or_404(
        ChecklistVersion.objects.select_related("published_by"), checklist=row, number=number
    )
    asked = request.GET.get("against", "")
    other = int(asked) if asked.isdecimal() and len(asked) < 9 else number - 1
    context = {
        "row": row,
        "shown": shown,
        "versions": versions,
        "is_newest": bool(versions) and versions[0].number == number,
        "may_change": request.membership.may(May.CHANGE_RULES),
        "zone": request.team.time_zone,
        "now": datetime.now(UTC),
    }
    against = row.versions.filter(number=other).exclude(number=number).first()
    return render_page(request, "checklists/version.html", context | showing.version(shown, against))
