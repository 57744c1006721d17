"""Single checks of a draft: written in both languages, moved, taken out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.inspections.asking import Check
from fulfillment.inspections.checklists import changing, comparing, drafting, reading
from fulfillment.inspections.checklists.forms import CheckForm, of_check
from fulfillment.inspections.checklists.telling import changed
from fulfillment.inspections.models import Checklist
from fulfillment.web import render_page


@require_http_methods(["GET", "POST"])
@member_of(Checklist, May.CHANGE_RULES, "checklist_id")
def add(request: Any, row: Checklist) -> HttpResponse:
    return _written(request, row, None)


@require_http_methods(["GET", "POST"])
@member_of(Checklist, May.CHANGE_RULES, "checklist_id")
def change(request: Any, row: Checklist, key: str) -> HttpResponse:
    return _written(request, row, _check(row, key))


def _written(request: Any, row: Checklist, before: Check | None) -> HttpResponse:
    form = CheckForm(request.POST or None, initial=of_check(before) if before else None)
    if request.method == "POST" and form.is_valid():
        taken = [check.key for check in reading.read(row.draft).checks]
        check = form.check(before, taken)
        said = f"“{comparing.named(check)}” is {'changed' if before else 'added'} in the draft."
        key = before.key if before else ""
        if changed(request, row, lambda content: changing.put(content, check, instead_of=key), said):
            return redirect("checklists:edit", row.pk)
    context = {"row": row, "before": before, "form": form, "seen": drafting.mark(row)}
    return render_page(request, "checklists/check.html", context)


@require_POST
@member_of(Checklist, May.CHANGE_RULES, "checklist_id")
def move(request: Any, row: Checklist, key: str) -> HttpResponse:
    name = comparing.named(_check(row, key))
    places = -1 if request.POST.get("to") == "earlier" else 1
    changed(
        request, row, lambda content: changing.move(content, key, places),
        f"“{name}” comes {'earlier' if places < 0 else 'later'} in the draft.",
    )  # fmt: skip
    return redirect("checklists:edit", row.pk)


@require_POST
@member_of(Checklist, May.CHANGE_RULES, "checklist_id")
def take_out(request: Any, row: Checklist, key: str) -> HttpResponse:
    name = comparing.named(_check(row, key))
    changed(
        request, row, lambda content: changing.take_out(content, key), f"“{name}” is taken out of the draft."
    )
    return redirect("checklists:edit", row.pk)


def _check(row: Checklist, key: str) -> Check:
    check = reading.read(row.draft).check(key)
    if check is None:
        raise Http404("The draft has no such check any more.")
    return check
