"""What follows a bad lot: its orders with what still makes them, the supplier's report, what is done about it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.inspections.following import affected, finding, report, sorting
from fulfillment.inspections.following.affected import Affected
from fulfillment.inspections.following.forms import ActionForm
from fulfillment.inspections.models import CorrectiveAction, Inspection, ReportDispute
from fulfillment.inspections.verdicts import Verdict
from fulfillment.orders.models import Order
from fulfillment.warehouse.models import Lot, StockMovement
from fulfillment.warehouse.receive_pages import uuid_of
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page

UNDO = (
    '{} <form class="inline" method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    '<button class="button link">Undo</button></form>'
)


@require_http_methods(["GET", "POST"])
@member_of(Inspection, May.ACT_ON_ORDERS, "inspection_id")
def follows(request: Any, row: Inspection) -> HttpResponse:
    """A POST asks for a corrective action."""
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo(request.team.time_zone)).date()
    start = {"client_uuid": uuid4(), "owner": row.supplier.name if row.supplier else ""}
    form = ActionForm(request.POST or None, initial=start, today=today)
    if request.method == "POST" and form.is_valid():
        CorrectiveAction.objects.get_or_create(
            team=request.team, client_uuid=form.cleaned_data["client_uuid"],
            defaults=form.cleaned_data
            | {"inspection": row, "supplier": row.supplier, "asked_at": now, "asked_by": request.user},
        )  # fmt: skip
        messages.success(request, "Noted: it stands in the supplier's report, and here until it is done.")
        return redirect("following:follows", row.pk)
    context = _held(affected.of(row), row.lot, now) | {
        "row": row,
        "is_failed": row.verdict == Verdict.FAILED,
        "actions": CorrectiveAction.objects.filter(inspection=row).order_by("done_at", "due_on", "pk"),
        "form": form,
        "today": today,
        "dispute": ReportDispute.objects.filter(inspection=row).select_related("ruled_by").first(),
    }
    return render_page(request, "following/index.html", context)


@require_GET
@member_of(Lot, May.ACT_ON_ORDERS, "lot_id")
def of_lot(request: Any, lot: Lot) -> HttpResponse:
    """What follows a lot that a person rejected; an inspection that failed it has a page of its own."""
    row = finding.ruling_over(lot)
    if row is not None:
        return redirect("following:follows", row.pk)
    context = _held(affected.of_lot(lot, since=None), lot, datetime.now(UTC))
    ruled = lot.rulings.select_related("ruled_by").order_by("-ruled_at", "-pk").first()
    return render_page(request, "following/of_lot.html", context | {"ruled": ruled})


def _held(orders: list[Affected], lot: Lot | None, now: datetime) -> dict[str, Any]:
    return {
        "lot": lot,
        "orders": orders,
        "held": sum(each.hold.released_at is None for each in orders),
        "lots": affected.other_lots(lot),
        "may_sort": bool(lot and lot.state == "rejected" and lot.on_hand),
        "client_uuid": uuid4(),
        "now": now,
    }


@require_GET
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def of_order(request: Any, order: Order) -> HttpResponse:
    """The page of what holds it."""
    row = finding.holding_order(order)
    if isinstance(row, Inspection):
        return redirect("following:follows", row.pk)
    return redirect("following:of-lot", row.pk) if row else redirect("orders:detail", order.pk)


@require_POST
@member_of(Lot, May.ACT_ON_ORDERS, "lot_id")
def sort(request: Any, row: Lot) -> HttpResponse:
    text = request.POST.get("bad", "").strip()
    bad = int(text) if text.isdecimal() and len(text) < 9 else 0
    try:
        moved = sorting.sort(row, bad, by=request.user, now=datetime.now(UTC), client_uuid=uuid_of(request))
    except NotDone as refusal:
        messages.error(request, f"Not sorted: {refusal}")
        return redirect("following:of-lot", row.pk)
    said = f"{bad} bad taken out; what passed goes to its orders by deadline."
    url = reverse("following:unsort", args=[row.pk, moved.pk])
    messages.success(request, format_html(UNDO, said, url, get_token(request)))
    return redirect("following:of-lot", row.pk)


@require_POST
@member_of(Lot, May.ACT_ON_ORDERS, "lot_id")
def unsort(request: Any, row: Lot, movement_id: int) -> HttpResponse:
    movement = get_object_or_404(StockMovement, pk=movement_id, lot=row)
    try:
        sorting.unsort(row, movement, by=request.user, now=datetime.now(UTC))
        messages.success(request, "As it was: the lot is rejected and its orders are held.")
    except NotDone as refusal:
        messages.error(request, f"Not undone: {refusal}")
    return redirect("following:of-lot", row.pk)


@require_POST
@member_of(CorrectiveAction, May.ACT_ON_ORDERS, "action_id")
def done(request: Any, row: CorrectiveAction) -> HttpResponse:
    """Done, or not done after all."""
    is_done = row.done_at is None
    row.done_at, row.done_by = (datetime.now(UTC), request.user) if is_done else (None, None)
    row.save(update_fields=["done_at", "done_by"])
    messages.success(request, "Done." if is_done else "It is still to do.")
    return redirect("following:follows", row.inspection_id)


@require_GET
@member_of(Inspection, May.INSPECT, "inspection_id")
def paper(request: Any, row: Inspection) -> HttpResponse:
    answer = HttpResponse(report.pdf(row, now=datetime.now(UTC)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="inspection-{row.pk}.pdf"'
    return answer
