"""A carrier's label is attached to an order, looked at, and removed."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.channels.labels import reading
from fulfillment.channels.labels.batch_forms import LabelFileForm
from fulfillment.channels.labels.reading import NotPrintable
from fulfillment.channels.models import LabelFile
from fulfillment.channels.rounds import utc_now
from fulfillment.orders.models import Order


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def attach(request: Any, order: Order) -> HttpResponse:
    """Brought twice, it is attached once; one that was removed is there again."""
    file = request.FILES.get("file")
    try:
        if not LabelFileForm(request.POST, request.FILES).is_valid() or file is None:
            raise NotPrintable(reading.EMPTY if file is not None else "Choose the label's file first.")
        if file.size > reading.LARGEST:
            raise NotPrintable(reading.TOO_LARGE)
        content = file.read()
        label = reading.read(content)
    except NotPrintable as refusal:
        messages.error(request, f"Not attached. {refusal}")
        return redirect("orders:detail", order.pk)
    told = {
        "team": order.team, "file_name": file.name[:200], "content": label.pdf, "pages": label.pages,
        "brought_at": utc_now(), "brought_by": request.user,
    }  # fmt: skip
    digest = hashlib.sha256(content).hexdigest()
    LabelFile.objects.update_or_create(order=order, digest=digest, defaults=told)
    messages.success(request, f"{file.name} is attached: it is printed instead of our packing slip alone.")
    return redirect("orders:detail", order.pk)


@require_GET
@member_of(LabelFile, May.ACT_ON_ORDERS, "file_id")
def show(request: Any, row: LabelFile) -> HttpResponse:
    if not row.pages:
        raise Http404
    headers = {"Content-Disposition": 'inline; filename="label.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(bytes(row.content), content_type="application/pdf", headers=headers)


@require_POST
@member_of(LabelFile, May.ACT_ON_ORDERS, "file_id")
def remove(request: Any, row: LabelFile) -> HttpResponse:
    """Its pages are gone; bringing the same file again undoes it."""
    LabelFile.objects.filter(pk=row.pk).update(content=b"", pages=0)
    messages.success(request, f"{row.file_name} is removed. Attach it again to undo that.")
    return redirect("orders:detail", row.order_id)
