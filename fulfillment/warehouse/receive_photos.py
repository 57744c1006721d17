"""Pictures of what came, as it came: proof towards the supplier."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.photos.requests import of_request
from fulfillment.warehouse.models import Lot, Receipt, ReceiptPhoto


@require_POST
@member_of(Receipt, May.INSPECT, "receipt_id")
def add(request: Any, row: Receipt) -> HttpResponse:
    """Of the lot that the form names, where it is one of this receipt; else of all that came. Also once it is closed."""
    if photo := of_request(request, now=datetime.now(UTC)):
        lot = _lots(row).filter(code=request.POST.get("lot", "")).first()
        told = {"team_id": row.team_id, "lot": lot}
        ReceiptPhoto.objects.get_or_create(receipt=row, photo=photo, defaults=told)
        messages.success(request, f"The picture is kept with {f'lot {lot.code}' if lot else row}.")
    return redirect("stock:receipt", row.pk)


def of_receipt(row: Receipt) -> Any:
    """The newest first."""
    return row.photos.select_related("lot").order_by("-pk")  # type: ignore[attr-defined]


def of_lot(row: Lot) -> Any:
    """Of it, and of the whole receipts that brought it."""
    whole = ReceiptPhoto.objects.filter(receipt__lines__lot=row, lot=None)
    return (whole | ReceiptPhoto.objects.filter(lot=row)).distinct().order_by("-pk")


def _lots(row: Receipt) -> Any:
    return Lot.objects.filter(receipt_lines__receipt=row)
