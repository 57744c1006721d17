"""Artwork of kits: brought, approved, retired."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.photos.requests import of_request
from fulfillment.warehouse.kits import changing
from fulfillment.warehouse.kits.forms import ArtworkForm
from fulfillment.warehouse.models import KitArtwork, KitItem


@require_POST
@member_of(KitItem, May.BRAND, "item_id")
def bring(request: Any, item: KitItem) -> HttpResponse:
    now = timezone.now()
    form = ArtworkForm(request.POST)
    form.fields.pop("photo")  # the store of pictures judges the file itself
    if not form.is_valid():
        messages.error(
            request, "Not kept: give the day as year-month-day, and at most 300 characters of note."
        )
    elif photo := of_request(request, now=now):
        begins_at = form.begins_at(request.team, now)
        row = changing.bring_artwork(
            item, photo, note=form.cleaned_data["note"], begins_at=begins_at, by=request.user, now=now
        )
        messages.success(request, f"{item}, {row}, is kept. It is used once it is approved.")
    return redirect("kits:kit", item.kit_id)


@require_POST
@member_of(KitArtwork, May.BRAND, "artwork_id")
def approve(request: Any, row: KitArtwork) -> HttpResponse:
    """It may be used; posted with `undo`, it was never approved."""
    is_approved = not request.POST.get("undo")
    changing.approve(row, by=request.user, now=timezone.now(), is_approved=is_approved)
    done = "is approved" if is_approved else "is not approved any more"
    messages.success(request, f"{row.item}, {row}, {done}. Open orders were judged by it.")
    return redirect("kits:kit", row.item.kit_id)


@require_POST
@member_of(KitArtwork, May.BRAND, "artwork_id")
def retire(request: Any, row: KitArtwork) -> HttpResponse:
    """It must not be used any more; posted with `undo`, it may."""
    is_over = not request.POST.get("undo")
    changing.retire(row, by=request.user, now=timezone.now(), is_over=is_over)
    done = "is retired" if is_over else "may be used again"
    messages.success(request, f"{row.item}, {row}, {done}. Open orders were judged by it.")
    return redirect("kits:kit", row.item.kit_id)
