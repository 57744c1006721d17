"""Goods in on a tablet: what should come, what just came, scan by scan."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.photos import keeping
from fulfillment.warehouse import (
    expecting,
    ledger,
    receive_lists,
    receive_photos,
    receiving,
    recognising,
    returning,
)
from fulfillment.warehouse.models import ExpectedDelivery, Receipt, StockMovement
from fulfillment.warehouse.receive_forms import ExpectForm, PhotoForm, ReturnForm, ScanForm, StartForm
from fulfillment.warehouse.receiving import Scan
from fulfillment.warehouse.refusing import NotDone
from fulfillment.warehouse.sites import default_of
from fulfillment.web import render_page


@require_GET
@member(May.INSPECT)
def receive_list(request: Any) -> HttpResponse:
    now = datetime.now(UTC)
    default_of(request.team)
    context = {
        "expected": receive_lists.expected(
            request.team, today=now.astimezone(ZoneInfo(request.team.time_zone)).date()
        ),
        "open": receive_lists.open_receipts(request.team),
        "done": receive_lists.done_receipts(request.team),
        "form": StartForm(request.team),
        "return_form": ReturnForm(request.team),
        "client_uuid": uuid4(),
        "return_uuid": uuid4(),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "now": now,
    }
    return render_page(request, "stock/receive.html", context)


@require_POST
@member(May.INSPECT)
def start(request: Any) -> HttpResponse:
    """An arrival that nobody announced."""
    form = StartForm(request.team, request.POST)
    if not form.is_valid():
        messages.error(request, "Not started: choose one of the warehouses and suppliers in the list.")
        return redirect("stock:receive")
    row = receiving.open_receipt(
        form.cleaned_data["warehouse"],
        supplier=form.cleaned_data["supplier"],
        reference=form.cleaned_data["reference"],
        by=request.user,
        now=datetime.now(UTC),
        client_uuid=uuid_of(request),
    )
    return redirect("stock:receipt", row.pk)


@require_POST
@member(May.INSPECT)
def start_return(request: Any) -> HttpResponse:
    """What a buyer sent back, by its order or by the parcel that it went in."""
    form = ReturnForm(request.team, request.POST)
    try:
        if not form.is_valid():
            raise NotDone("Scan or type the order, or the number of the parcel that it went in.")
        order = returning.find_order(request.team, form.cleaned_data["order"])
    except NotDone as refusal:
        messages.error(request, f"Not started: {refusal}")
        return redirect("stock:receive")
    row = returning.open_return(
        order,
        form.cleaned_data["warehouse"],
        by=request.user,
        now=datetime.now(UTC),
        client_uuid=uuid_of(request),
    )
    return redirect("stock:receipt", row.pk)


@require_POST
@member_of(ExpectedDelivery, May.INSPECT, "delivery_id")
def start_expected(request: Any, delivery: ExpectedDelivery) -> HttpResponse:
    """Its open receipt, where somebody began already."""
    row = Receipt.objects.filter(delivery=delivery, closed_at=None).order_by("pk").first()
    if row is None and delivery.closed_at:
        messages.error(request, f"{delivery} is closed: open its last receipt again, or start unannounced.")
        return redirect("stock:receive")
    if row is None:
        row = receiving.open_receipt(
            delivery.warehouse,
            delivery=delivery,
            by=request.user,
            now=datetime.now(UTC),
            client_uuid=uuid_of(request),
        )
    return redirect("stock:receipt", row.pk)


@require_http_methods(["GET", "POST"])
@member(May.ACT_ON_ORDERS)
def expect(request: Any) -> HttpResponse:
    """Enters a delivery that is announced."""
    default_of(request.team)
    form = ExpectForm(request.team, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            row = expecting.expect(
                told["warehouse"],
                told["quantities"],
                reference=told["reference"],
                supplier=told["supplier"],
                expected_on=told["expected_on"],
                by=request.user,
                now=datetime.now(UTC),
            )
        except NotDone as refusal:
            form.add_error("reference", str(refusal))
        else:
            units = sum(told["quantities"].values())
            messages.success(request, f"{row}: {units:,} units are expected.")
            return redirect("stock:receive")
    return render_page(request, "stock/expect.html", {"form": form})


@require_http_methods(["GET", "POST"])
@member_of(Receipt, May.INSPECT, "receipt_id")
def receipt(request: Any, row: Receipt) -> HttpResponse:
    """One arrival; a scan is posted here."""
    form = ScanForm(request.POST or None, initial={"client_uuid": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            _scan(request, row, form.cleaned_data)
        except recognising.Unknown as refusal:
            form.add_error("sku" if form.cleaned_data["sku"] else "code", str(refusal))
            form.ask_which_sku()
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("stock:receipt", row.pk)
    context = {
        "row": row,
        "form": form,
        "rows": receive_lists.compared(row),
        "returned": returning.lines(row.returned_order) if row.returned_order else [],
        "refunds": row.returned_order.refunds.order_by("pk") if row.returned_order else [],
        "may_see_orders": request.membership.may(May.SEE_ORDERS),
        "scans": receive_lists.scans(row),
        "photos": receive_photos.of_receipt(row),
        "photo_form": PhotoForm(),
        "now": datetime.now(UTC),
    }
    return render_page(request, "stock/receipt.html", context)


def _scan(request: Any, row: Receipt, told: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    if told["sku"]:
        recognising.learn(row.team, told["code"], told["sku"], by=request.user, now=now)
    sku = recognising.sku_of(row.team, told["code"])
    scan = Scan(sku, told["quantity"], told["is_damaged"], told["lot_code"], told["is_quarantined"])
    take = returning.receive_back if row.returned_order_id else receiving.receive
    moved = take(row, scan, by=request.user, now=now, client_uuid=told["client_uuid"])
    if not moved.is_new:
        messages.info(request, "This scan was sent before and counts once.")


@require_POST
@member_of(Receipt, May.INSPECT, "receipt_id")
def close(request: Any, row: Receipt) -> HttpResponse:
    is_all = request.POST.get("all") == "1"
    if receiving.close(row, is_all=is_all, now=datetime.now(UTC)):
        more = "" if is_all or not row.delivery_id else " The rest of the delivery is still expected."
        messages.success(request, f"{row} is closed.{more} It can be opened again.")
    else:
        messages.info(request, f"{row} was closed already.")
    return redirect("stock:receive")


@require_POST
@member_of(Receipt, May.INSPECT, "receipt_id")
def reopen(request: Any, row: Receipt) -> HttpResponse:
    if receiving.reopen(row):
        messages.success(request, f"{row} is open again.")
    return redirect("stock:receipt", row.pk)


@require_POST
@member_of(StockMovement, May.INSPECT, "movement_id")
def take_back(request: Any, row: StockMovement) -> HttpResponse:
    """A scan that was one too many; of what was taken out only who may take out."""
    if row.receipt_line_id is None and not request.membership.may(May.ACT_ON_ORDERS):
        messages.error(request, "Not taken back: only operators and managers put back what was taken out.")
        return redirect("stock:lot", row.lot_id)
    try:
        ledger.take_back(row, by=request.user, now=datetime.now(UTC))
        messages.success(request, f"Taken back: {abs(row.quantity)} × {row.sku.code}.")
    except NotDone as refusal:
        messages.error(request, f"Not taken back: {refusal}")
    if row.receipt_line:
        return redirect("stock:receipt", row.receipt_line.receipt_id)
    return redirect("stock:lot", row.lot_id)


def uuid_of(request: Any) -> UUID | None:
    """What the client calls this act; None where it says nothing sensible."""
    return keeping.uuid_of(request.POST.get("client_uuid"))
