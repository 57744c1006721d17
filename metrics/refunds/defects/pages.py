"""Which defects come back as refunds: a table, the same as a file, and the orders behind each figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment import sheets
from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.unknown import unknown
from fulfillment.web import render_page
from metrics.clock import utc_now
from metrics.freshness import freshness
from metrics.refunds import asking
from metrics.refunds.asking import Asked
from metrics.refunds.defects import reading, showing
from metrics.refunds.defects.counting import table
from metrics.spans import LONGEST, BadSpan

SIZE, SLICE, MOST = 50, 1000, 100_000  # orders of a page, of a part of a file, of a file


@require_GET
@member(May.SEE_METRICS)
def index(request: Any) -> HttpResponse:
    shops = list(Shop.objects.of(request.team).order_by("name"))
    context: dict[str, Any] = {"shops": shops, "longest": LONGEST}
    context["unknown"] = unknown(request.path, request.GET.dict(), asking.may_be_asked(shops))
    try:
        asked = asking.read(request.team, shops, request.GET.dict(), now=utc_now())
    except BadSpan as refused:
        return render_page(request, "refunds/defects.html", context | {"refused": str(refused)}, status=400)
    found = table(reading.groups(asked.shops, asked.span))
    context |= asking.controls(asked, shops, "defects")
    context |= showing.shown(asked, found, reading.names(request.team.pk, found.defects))
    context |= {"asked": asked, "fresh": freshness(request.team, now=utc_now()), "by_links": []}
    context |= {"export_url": asked.url("defects-export", tab="", by=""), "index_url": asked.url("index")}
    return render_page(request, "refunds/defects.html", context)


@require_GET
@member(May.SEE_METRICS)
def export(request: Any) -> Any:
    """All pairs, also those beyond the page's."""
    shops = list(Shop.objects.of(request.team).order_by("name"))
    try:
        asked = asking.read(request.team, shops, request.GET.dict(), now=utc_now())
    except BadSpan as refused:
        return HttpResponse(str(refused), status=400, content_type="text/plain; charset=utf-8")
    found = table(reading.groups(asked.shops, asked.span))
    names = reading.names(request.team.pk, found.defects)
    name = f"defects-and-refunds-{asked.span.since_on}-{asked.span.until_on}.csv"
    return sheets.streamed(name, showing.HEADINGS, [showing.lines(found, names)])


@require_GET
@member(May.SEE_METRICS)
def orders(request: Any) -> HttpResponse:
    """The orders behind one figure."""
    shops = list(Shop.objects.of(request.team).order_by("name"))
    context: dict[str, Any] = {"shops": shops}
    try:
        asked = asking.read(request.team, shops, request.GET.dict(), now=utc_now())
    except BadSpan as refused:
        return render_page(
            request, "refunds/defect_orders.html", context | {"refused": str(refused)}, status=400
        )
    told = _told(request, asked)
    defect, page = told["defect"], _page_of(request)
    found = reading.orders(asked.shops, asked.span, limit=SIZE + 1, offset=(page - 1) * SIZE, **told)
    names = reading.names(request.team.pk, [defect, *{code for row in found for code in row[1]}])
    context |= told | {"asked": asked, "rows": _rows(found[:SIZE], names), "name": names.get(defect, defect)}
    context |= {
        "reason_label": showing.named(asked.reason).lower(),
        "back_url": asked.url("defects", tab="", by=""),
    }
    context["pager"] = _pager(asked, page, len(found), told)
    context["export_url"] = asked.url("defect-orders-export", tab="", by="", **_kept(asked, told))
    return render_page(request, "refunds/defect_orders.html", context)


@require_GET
@member(May.SEE_METRICS)
def orders_export(request: Any) -> Any:
    """The orders behind one figure, all of them, as a file."""
    shops = list(Shop.objects.of(request.team).order_by("name"))
    try:
        asked = asking.read(request.team, shops, request.GET.dict(), now=utc_now())
    except BadSpan as refused:
        return HttpResponse(str(refused), status=400, content_type="text/plain; charset=utf-8")
    told = _told(request, asked)
    name = f"defect-orders-{asked.span.since_on}-{asked.span.until_on}.csv"
    return sheets.streamed(name, showing.ORDER_HEADINGS, _slices(request.team.pk, asked, told))


def _told(request: Any, asked: Asked) -> dict[str, Any]:
    defect, is_present = request.GET.get("defect", "")[:80], request.GET.get("absent") != "1"
    return {"defect": defect, "reason": asked.reason, "is_present": is_present}


def _slices(team_id: int, asked: Asked, told: dict[str, Any]) -> Iterator[list[list[Any]]]:
    found = reading.orders(asked.shops, asked.span, limit=MOST, **told)
    names = reading.names(team_id, list({code for _, defects, _ in found for code in defects}))
    for start in range(0, len(found), SLICE):
        yield [showing.order_line(row) for row in _rows(found[start : start + SLICE], names)]


def _rows(found: list[reading.Row], names: dict[str, str]) -> list[dict[str, Any]]:
    orders = Order.objects.select_related("shop").in_bulk([pk for pk, _, _ in found])
    return [
        {
            "order": orders[pk],
            "defects": [names.get(each, each) for each in defects],
            "reasons": [showing.named(each) for each in reasons],
        }
        for pk, defects, reasons in found
        if pk in orders
    ]


def _page_of(request: Any) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 6 and int(text) else 1


def _kept(asked: Asked, told: dict[str, Any]) -> dict[str, str]:
    return {"defect": told["defect"], "reason": asked.reason, "absent": "" if told["is_present"] else "1"}


def _pager(asked: Asked, page: int, count: int, told: dict[str, Any]) -> dict[str, Any]:
    kept = _kept(asked, told)

    def url(number: int) -> str:
        return asked.url("defect-orders", tab="", by="", page=number, **kept)

    return {
        "newer_url": url(page - 1) if page > 1 else None,
        "older_url": url(page + 1) if count > SIZE else None,
        "shown": min(count, SIZE),
        "total": None,
        "noun": "orders",
    }
