"""Stock by warehouse and SKU, one SKU with its lots and movements, and an order's goods."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fulfillment import sheets
from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Sku
from fulfillment.orders.models import Order
from fulfillment.unknown import unknown
from fulfillment.warehouse import order_goods, recognising, stock_lists, stocked
from fulfillment.warehouse.lot_states import SUPPLY_LABELS, SupplyKind
from fulfillment.warehouse.models import Lot, StockMovement, Supply
from fulfillment.warehouse.pack.weighing import HEAVIEST
from fulfillment.warehouse.scanning import cleaned
from fulfillment.web import render_page

HEADER = (
    "warehouse", "SKU", "title", "supplied from", "released", "allocated", "free", "quarantined", "rejected",
)  # fmt: skip


@require_GET
@member(May.INSPECT)
def stock_list(request: Any) -> HttpResponse:
    told = stock_lists.asked(request.team, request.GET)
    if found := _scanned(request, told.given.get("q", "")):
        return found
    rows, more = stock_lists.page(told, request.GET.get("after", ""))
    places = [
        ("warehouse", "warehouse", {each.code for each in told.warehouses}),
        ("view", "view", stock_lists.VIEWS),
    ]
    context = {
        "asked": told,
        "rows": rows,
        "unknown": unknown(request.path, request.GET, places),
        "views": [
            {
                "label": label,
                "url": _url(told.given | {"view": view}),
                "active": told.given.get("view", "all") == view,
            }
            for view, label in stock_lists.VIEWS.items()
        ],
        "pager": {
            "shown": len(rows),
            "noun": "SKUs",
            "older_url": _url(told.given | {"after": stock_lists.key_of(rows[-1]["row"])}) if more else None,
            "older_label": "Next",
            "first_url": _url(told.given) if request.GET.get("after") else None,
        },
        "export_url": _url(told.given, "stock:export"),
        "may_see_orders": request.membership.may(May.SEE_ORDERS),
        "now": datetime.now(UTC),
    }
    return render_page(request, "stock/list.html", context)


def _scanned(request: Any, text: str) -> HttpResponse | None:
    """A scanner in the search field lands on the lot, or on the SKU of a barcode."""
    code = cleaned(text)
    if not code:
        return None
    if lot := Lot.objects.filter(team=request.team, code__iexact=code).first():
        return redirect("stock:lot", lot.pk)
    try:
        sku = recognising.sku_of(request.team, code)
    except recognising.NotDone:
        return None
    return redirect("stock:sku", sku.pk) if Supply.objects.filter(sku=sku).exists() else None


@require_GET
@member(May.INSPECT)
def export(request: Any) -> StreamingHttpResponse:
    """All that the list shows under the same filters, in its order."""
    slices = (map(_cells, rows) for rows in stock_lists.every(stock_lists.asked(request.team, request.GET)))
    return sheets.streamed(f"stock-{datetime.now(UTC):%Y-%m-%d-%H%M}.csv", HEADER, slices)


def _cells(each: dict[str, Any]) -> list[Any]:
    row: Supply = each["row"]
    kind = SUPPLY_LABELS[SupplyKind(row.kind)]
    numbers = [each[name] for name in ("shelf", "given", "free", "quarantined", "rejected")]
    return [row.warehouse.name, row.sku.code, row.sku.title, kind, *numbers]


@require_GET
@member_of(Sku, May.INSPECT, "sku_id")
def sku(request: Any, row: Sku) -> HttpResponse:
    places = stock_lists.of_sku(request.team, row.pk)
    if not places:
        raise Http404
    moved, more = stock_lists.movements(StockMovement.objects.filter(sku=row), request.GET.get("after", ""))
    older = f"?after={stock_lists.moment_key(moved[-1])}#movements" if more else None
    context = {
        "sku": row,
        "places": places,
        "lots": stock_lists.lots_of(request.team, row.pk),
        "movements": moved,
        "pager": {
            "shown": len(moved),
            "noun": "movements",
            "older_url": older,
            "first_url": "?#movements" if request.GET.get("after") else None,
        },
        "kinds": SUPPLY_LABELS.items(),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "may_see_orders": request.membership.may(May.SEE_ORDERS),
        "now": datetime.now(UTC),
    }
    return render_page(request, "stock/sku.html", context)


@require_POST
@member_of(Supply, May.ACT_ON_ORDERS, "supply_id")
def set_supply(request: Any, row: Supply) -> HttpResponse:
    """How the SKU is supplied at this warehouse, its bin and weight, and whether what comes in is looked at first."""
    kind = request.POST.get("kind", "")
    if kind not in set(SupplyKind):
        messages.error(request, "Not kept: choose where it is supplied from.")
        return redirect("stock:sku", row.sku_id)
    grams = request.POST.get("unit_grams", "").strip()
    if grams and not (grams.isdecimal() and 0 < int(grams) <= HEAVIEST):
        messages.error(request, f"Not kept: one unit weighs 1 to {HEAVIEST:,} whole grams, or say nothing.")
        return redirect("stock:sku", row.sku_id)
    stocked.changed(row.team_id)
    Supply.objects.filter(pk=row.pk).update(
        kind=kind,
        is_inspected=request.POST.get("is_inspected") == "1",
        bin=request.POST.get("bin", row.bin).strip()[:40],
        unit_grams=(int(grams) if grams else None) if "unit_grams" in request.POST else row.unit_grams,
    )
    messages.success(
        request, f"Kept: {SUPPLY_LABELS[SupplyKind(kind)].lower()}. Orders follow within a minute."
    )
    return redirect("stock:sku", row.sku_id)


@require_GET
@member_of(Order, May.SEE_ORDERS, "order_id")
def of_order(request: Any, order: Order) -> HttpResponse:
    """The goods of one order: a panel of its page, and a page of its own."""
    context = {
        "order": order,
        "lines": order_goods.lines(order),
        "boxes": order_goods.boxes(order),
        "now": datetime.now(UTC),
        "zone": order.shop.time_zone,
    }
    return render_page(request, "stock/of_order.html", context, partial="panel")


def _url(given: dict[str, str], name: str = "stock:list") -> str:
    query = urlencode({key: value for key, value in given.items() if (key, value) != ("view", "all")})
    return reverse(name) + (f"?{query}" if query else "")
