"""Batches of labels and packing slips: what to print, how far it is, the PDF, and what could not be printed and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.models import Team
from fulfillment.accounts.roles import May
from fulfillment.channels.labels import asking
from fulfillment.channels.labels.asking import NotAsked, Truck
from fulfillment.channels.labels.batch_forms import BatchForm
from fulfillment.channels.models import LabelBatch, LabelSheet
from fulfillment.channels.rounds import utc_now
from fulfillment.web import render_page

SHOWN = 30
REFUSED_SHOWN = 500
NAMED = 3


@require_http_methods(["GET", "POST"])
@member(May.ACT_ON_ORDERS)
def batches(request: Any) -> HttpResponse:
    now = utc_now()
    trucks = asking.trucks(request.team, now=now)
    start = {"client_uuid": uuid4(), "with_slips": True}
    form = BatchForm([(each.key, words(each)) for each in trucks], request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("labels:batch", _ask(request, form.cleaned_data, trucks, now).pk)
        except NotAsked as refusal:
            form.add_error(None, str(refusal))
    rows = LabelBatch.objects.filter(team=request.team).defer("content").select_related("asked_by")
    context = {
        "form": form,
        "trucks": trucks,
        "chosen": set(form["truck"].value() or request.GET.getlist("truck")),
        "batches": rows.order_by("-asked_at")[:SHOWN],
        "now": now,
    }
    return render_page(request, "labels/batches.html", context)


@require_GET
@member_of(LabelBatch, May.ACT_ON_ORDERS, "batch_id")
def batch(request: Any, row: LabelBatch) -> HttpResponse:
    refused = LabelSheet.objects.filter(batch=row, state="refused").select_related("order__shop")
    again = LabelSheet.objects.filter(batch=row, state="printed", printing__gt=1)
    context = {
        "row": row,
        "refused": refused.order_by("place")[:REFUSED_SHOWN],
        "again": again.count() if not row.is_working else 0,
        "share": row.done / row.total if row.total else None,
        "now": utc_now(),
    }
    return render_page(request, "labels/batch.html", context, partial="progress")


@require_GET
@member_of(LabelBatch, May.ACT_ON_ORDERS, "batch_id")
def paper(request: Any, row: LabelBatch) -> HttpResponse:
    """The PDF; it names buyers, so no cache keeps it."""
    if row.content is None:
        raise Http404
    local = row.asked_at.astimezone(ZoneInfo(row.team.time_zone))
    headers = {
        "Content-Disposition": f'inline; filename="papers-{local:%Y-%m-%d-%H%M}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(bytes(row.content), content_type="application/pdf", headers=headers)


def _ask(request: Any, told: dict[str, Any], trucks: list[Truck], now: datetime) -> LabelBatch:
    from fulfillment.channels.tasks import print_labels

    orders, unknown = asking.named(request.team, told["orders"]) if told["orders"].strip() else (None, [])
    if orders is None:
        orders = asking.of_trucks(request.team, told["truck"])
    if not told["again"]:
        orders = asking.never_printed(orders)
    if unknown:
        words_ = ", ".join(unknown[:NAMED]) + (f" and {len(unknown) - NAMED} more" if unknown[NAMED:] else "")
        messages.warning(request, f"Not known, so not among them: {words_}.")
    row = asking.ask(
        request.team, orders, name=_name(request.team, told, trucks), with_slips=told["with_slips"],
        by=request.user, now=now, client_uuid=told["client_uuid"],
    )  # fmt: skip
    transaction.on_commit(lambda: print_labels.delay(str(row.pk)), robust=True)
    return row


def _name(team: Team, told: dict[str, Any], trucks: list[Truck]) -> str:
    if told["orders"].strip():
        return "Orders that were named"
    chosen = [words(each) for each in trucks if each.key in told["truck"]]
    return "; ".join(chosen[:NAMED]) + (f" and {len(chosen) - NAMED} more" if chosen[NAMED:] else "")


def words(truck: Truck) -> str:
    """`UPS pick-up, Fri 27 Nov 17:30` by the warehouse's clock."""
    local = truck.at.astimezone(ZoneInfo(truck.zone))
    return f"{truck.name}, {local:%a} {local.day} {local:%b %H:%M}"
