"""Papers of a claim, in and out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.photos.requests import of_request
from fulfillment.warehouse.handover import claim_papers
from fulfillment.warehouse.models import Claim, ClaimPaper
from fulfillment.warehouse.refusing import NotDone


@require_POST
@member_of(Claim, May.ACT_ON_ORDERS, "claim_id")
def add(request: Any, row: Claim) -> HttpResponse:
    """A document, a picture, or both."""
    now, file = timezone.now(), request.FILES.get("document")
    try:
        if file:
            claim_papers.add_document(row, file, by=request.user, now=now)
        is_there = bool(file) and not (request.FILES.get("photo") or request.POST.get("photo_uuid"))
        photo = None if is_there else of_request(request, now=now)
        if photo:
            claim_papers.add_photo(row, photo, by=request.user, now=now)
        if file or photo:
            messages.success(request, f"Kept with {row}.")
    except NotDone as refusal:
        messages.error(request, f"Not kept: {refusal}")
    return redirect("truck:claim", row.pk)


@require_GET
@member_of(ClaimPaper, May.ACT_ON_ORDERS, "paper_id")
def document(request: Any, row: ClaimPaper) -> HttpResponse:
    if row.content is None:
        return redirect("photos:photo", row.photo_id)
    answer = HttpResponse(bytes(row.content), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, row.name or "paper.pdf") or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
