"""The team rules on what a supplier disputes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.inspections.following import disputing
from fulfillment.inspections.following.forms import RulingForm
from fulfillment.inspections.following.pages import UNDO
from fulfillment.inspections.models import ReportDispute, Ruling
from fulfillment.warehouse.refusing import NotDone

SAID = {
    Ruling.STANDS: "The report stands. The supplier reads your answer on their page.",
    Ruling.UPHELD: "The supplier is right, and reads it on their page. Ask for another inspection, so that the lot and its "
    "counts follow.",
}


@require_POST
@member_of(ReportDispute, May.ACT_ON_ORDERS, "dispute_id")
def rule(request: Any, row: ReportDispute) -> HttpResponse:
    form = RulingForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Not ruled: choose one of the two, and answer in at most 500 letters.")
        return redirect("following:follows", row.inspection_id)
    ruling = Ruling(form.cleaned_data["ruling"])
    try:
        disputing.rule(row, ruling, form.cleaned_data["words"], by=request.user, now=datetime.now(UTC))
    except NotDone as refusal:
        messages.error(request, str(refusal))
    else:
        url = reverse("following:unrule", args=[row.pk])
        messages.success(request, format_html(UNDO, SAID[ruling], url, get_token(request)))
    return redirect("following:follows", row.inspection_id)


@require_POST
@member_of(ReportDispute, May.ACT_ON_ORDERS, "dispute_id")
def unrule(request: Any, row: ReportDispute) -> HttpResponse:
    disputing.take_back(row, now=datetime.now(UTC))
    messages.success(request, "Undone: it waits for a ruling again.")
    return redirect("following:follows", row.inspection_id)
