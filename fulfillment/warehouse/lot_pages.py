"""One lot: where it came from, where it went, its label, and what people do with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.warehouse import holding, ledger, receive_photos, ruling, stock_lists, stocked
from fulfillment.warehouse.holding_words import found_by_hand
from fulfillment.warehouse.lot_states import STATE_LABELS, TAKING_REASONS, LotState
from fulfillment.warehouse.models import Lot, StockMovement
from fulfillment.warehouse.receive_pages import uuid_of
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page

UNDO = (
    '{} <form class="inline" method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    '<input type="hidden" name="state" value="{}"><button class="button link">Undo</button></form>'
)
EFFECTS_SHOWN = 100


@require_GET
@member_of(Lot, May.INSPECT, "lot_id")
def lot(request: Any, row: Lot) -> HttpResponse:
    given, sent = stock_lists.allocations_of(row), stock_lists.shipped_of(row)
    moved, more = stock_lists.movements(StockMovement.objects.filter(lot=row), request.GET.get("after", ""))
    shown = stock_lists.ORDERS_SHOWN
    context = {
        "row": Lot.objects.select_related(
            "sku", "warehouse", "supplier", "kept_for", "returned_line__order", "returned_lot"
        ).get(pk=row.pk),
        "came_back": stock_lists.came_back_of(row),
        "receipts": stock_lists.receipts_of(row),
        "photos": receive_photos.of_lot(row),
        "given": given[:shown],
        "sent": sent[:shown],
        "is_more": len(given) > shown or len(sent) > shown,
        "movements": moved,
        "pager": {
            "shown": len(moved),
            "noun": "movements",
            "older_url": f"?after={stock_lists.moment_key(moved[-1])}#movements" if more else None,
            "first_url": "?#movements" if request.GET.get("after") else None,
        },
        "rulings": row.rulings.select_related("ruled_by").order_by("-ruled_at", "-pk")[:20],
        "counts": row.counts.select_related("counted_by").order_by("-counted_at", "-pk")[:10],
        "reasons": TAKING_REASONS.items(),
        "shops": Shop.objects.of(request.team).order_by("name"),
        "client_uuid": ledger.new_uuid(),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "may_see_orders": request.membership.may(May.SEE_ORDERS),
        "now": datetime.now(UTC),
    }
    return render_page(request, "stock/lot.html", context)


@require_GET
@member_of(Lot, May.INSPECT, "lot_id")
def label(request: Any, row: Lot) -> HttpResponse:
    """A page to print: the lot's code as QR, and what people read."""
    code = segno.make(row.code, error="m", micro=False)
    picture = code.svg_inline(scale=1, border=0, omitsize=True, svgclass="qr", lineclass=None)
    context = {"row": row, "qr": mark_safe(picture)}
    return render_page(request, "stock/label.html", context)


@require_GET
@member_of(Lot, May.ACT_ON_ORDERS, "lot_id")
def reject_preview(request: Any, row: Lot) -> HttpResponse:
    """What rejecting it does to each order's deadline, before it is done."""
    now = datetime.now(UTC)
    found = ruling.effects(row, LotState.REJECTED, by=request.user, now=now)
    context = {
        "row": row,
        "effects": found[:EFFECTS_SHOWN],
        "more": max(len(found) - EFFECTS_SHOWN, 0),
        "short": sum(each.is_short for each in found),
        "moved": sum(not each.is_short for each in found),
        "lots": Lot.objects.in_bulk({lot for each in found for lot in each.after}),
        "now": now,
    }
    return render_page(request, "stock/reject.html", context)


@require_POST
@member_of(Lot, May.ACT_ON_ORDERS, "lot_id")
def rule(request: Any, row: Lot) -> HttpResponse:
    state, was = request.POST.get("state", ""), row.state
    if state not in set(LotState):
        messages.error(request, "Not changed: say whether it is released, quarantined or rejected.")
        return redirect("stock:lot", row.pk)
    why = request.POST.get("why", "").strip()[:300]
    found = found_by_hand(why)
    if holding.rule(row, LotState(state), found=found, why=why, by=request.user, now=datetime.now(UTC)):
        said = f"Lot {row.code} is {STATE_LABELS[LotState(state)].lower()}; its orders were dealt to again."
        url = reverse("stock:rule", args=[row.pk])
        messages.success(request, format_html(UNDO, said, url, get_token(request), was))
    else:
        messages.info(request, "Nothing changed: it stood so already.")
    return redirect("stock:lot", row.pk)


@require_POST
@member_of(Lot, May.INSPECT, "lot_id")
def count(request: Any, row: Lot) -> HttpResponse:
    counted = _number(request, "counted")
    try:
        if counted is None:
            raise NotDone("say how many there are as a whole number.")
        found, is_new = ledger.count(
            row, counted, by=request.user, now=datetime.now(UTC), client_uuid=uuid_of(request)
        )
    except NotDone as refusal:
        messages.error(request, f"Not counted: {refusal}")
        return redirect("stock:lot", row.pk)
    difference = found.counted - found.on_hand
    said = (
        f"{found.counted} counted, as the ledger says"
        if not difference
        else f"{found.counted} counted, {abs(difference)} {'more' if difference > 0 else 'less'} than the ledger said"
    )
    messages.success(request, said + ("." if is_new else ": it was sent before and counts once."))
    return redirect("stock:lot", row.pk)


@require_POST
@member_of(Lot, May.ACT_ON_ORDERS, "lot_id")
def take_out(request: Any, row: Lot) -> HttpResponse:
    quantity, reason = _number(request, "quantity"), request.POST.get("reason", "")
    try:
        if quantity is None or reason not in TAKING_REASONS:
            raise NotDone("say how many, and why.")
        ledger.take_out(
            row,
            quantity,
            TAKING_REASONS[reason],
            by=request.user,
            now=datetime.now(UTC),
            client_uuid=uuid_of(request),
        )
        messages.success(
            request, f"{quantity} taken out of {row.code}. It can be put back in the list of movements."
        )
    except NotDone as refusal:
        messages.error(request, f"Not taken out: {refusal}")
    return redirect("stock:lot", row.pk)


@require_POST
@member_of(Lot, May.ACT_ON_ORDERS, "lot_id")
def keep_for(request: Any, row: Lot) -> HttpResponse:
    """Only orders of this shop are given it; blank: everybody's."""
    slug = request.POST.get("shop", "")
    shop = Shop.objects.of(request.team).filter(slug=slug).first() if slug else None
    if slug and shop is None:
        messages.error(request, "Not kept: there is no such shop.")
    else:
        stocked.changed(row.team_id)
        Lot.objects.filter(pk=row.pk).update(kept_for=shop)
        messages.success(
            request,
            f"{row.code} is {f'kept for {shop}' if shop else 'for every shop'} from the next order on.",
        )
    return redirect("stock:lot", row.pk)


def _number(request: Any, name: str) -> int | None:
    """None where it is none that could be meant."""
    text = request.POST.get(name, "").strip()
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 12 else None
