"""Refund reasons: which, how many of what was dispatched, what they cost, and the requests behind each figure."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment import sheets
from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.unknown import unknown
from fulfillment.web import render_page
from metrics.clock import utc_now
from metrics.freshness import freshness
from metrics.refunds import asking, reading, rows, showing, tables
from metrics.refunds.asking import TABS, Asked
from metrics.refunds.counting import WORDS, Request, counted
from metrics.spans import LONGEST, BadSpan

SIZE = 50


@require_GET
@member(May.SEE_METRICS)
def index(request: Any) -> HttpResponse:
    now, shops = utc_now(), list(Shop.objects.of(request.team).order_by("name"))
    context: dict[str, Any] = {"now": now, "shops": shops, "longest": LONGEST}
    context["unknown"] = unknown(request.path, request.GET.dict(), asking.may_be_asked(shops))
    try:
        asked = asking.read(request.team, shops, request.GET.dict(), now=now)
    except BadSpan as refused:
        return _refused(request, "refunds/index.html", context, refused)
    found = reading.requests_of(asked.shops, asked.span)
    requests = counted(found)
    reasons = tables.by_reason(requests)
    context |= {"asked": asked, "fresh": freshness(request.team, now=now)}
    context["defects_url"] = asked.url("defects", tab="")
    context |= asking.controls(asked, shops) | showing.overview(
        asked, requests, reasons, tables.by_why(found)
    )
    context |= showing.breakdown(asked, requests, shops, reasons)
    return render_page(request, "refunds/index.html", context)


@require_GET
@member(May.SEE_METRICS)
def rows_page(request: Any) -> HttpResponse:
    now, shops = utc_now(), list(Shop.objects.of(request.team).order_by("name"))
    context: dict[str, Any] = {"now": now, "shops": shops}
    context["unknown"] = unknown(request.path, request.GET.dict(), asking.may_be_asked(shops))
    try:
        asked = asking.read(request.team, shops, request.GET.dict(), now=now)
    except BadSpan as refused:
        return _refused(request, "refunds/rows.html", context, refused)
    found = _asked_for(asked)
    page = _page_number(request.GET.get("page", ""), len(found))
    start = (page - 1) * SIZE
    context |= {"asked": asked, "fresh": freshness(request.team, now=now), "paid": tables.paid(found)}
    context |= {"rows": rows.rows_of(found[start : start + SIZE], shops), "total": len(found)}
    context |= _around(asked, page, len(found), shops)
    return render_page(request, "refunds/rows.html", context)


@require_GET
@member(May.SEE_METRICS)
def export(request: Any) -> Any:
    """The same rows as the page, all of them."""
    now, shops = utc_now(), list(Shop.objects.of(request.team).order_by("name"))
    try:
        asked = asking.read(request.team, shops, request.GET.dict(), now=now)
    except BadSpan as refused:
        return HttpResponse(str(refused), status=400, content_type="text/plain; charset=utf-8")
    found = _asked_for(asked)
    slices = (found[start : start + 1000] for start in range(0, len(found), 1000))
    name = f"refund-reasons-{asked.span.since_on}-{asked.span.until_on}.csv"
    lines = ([rows.cells(row) for row in rows.rows_of(part, shops)] for part in slices)
    return sheets.streamed(name, rows.HEADINGS, lines)


def _asked_for(asked: Asked) -> list[Request]:
    return [each for each in reading.requests_of(asked.shops, asked.span) if asked.takes(each)]


def _refused(request: Any, template: str, context: dict[str, Any], refused: BadSpan) -> HttpResponse:
    return render_page(request, template, context | {"refused": str(refused)}, status=400)


def _page_number(text: str, total: int) -> int:
    """A page that is none is the first; beyond the end, the last."""
    last = max(1, -(-total // SIZE))
    return min(int(text), last) if text.isascii() and text.isdigit() and int(text[:9]) else 1


def _around(asked: Asked, page: int, total: int, shops: list[Shop]) -> dict[str, Any]:
    """The chips that say what was asked for, each with the address without it, and the pages beside this one."""
    kept: dict[str, object] = {"reason": asked.reason, "dimension": asked.dimension, "why": asked.why}
    if asked.dimension:
        kept["value"] = asked.value
    chips = []
    if asked.reason:
        chips.append({"label": showing.label(asked.reason), "url": asked.rows_url(**kept | {"reason": ""})})
    if asked.dimension:
        name = showing.named(asked, [asked.value], shops).get(asked.value, asked.value) or "not known"
        rest = {key: value for key, value in kept.items() if key not in ("dimension", "value")}
        chips.append({"label": f"{TABS[asked.dimension]}: {name}", "url": asked.rows_url(**rest)})
    if asked.why:
        chips.append({"label": f"Left out: {WORDS[asked.why]}", "url": asked.rows_url(**kept | {"why": ""})})
    return {
        "chips": chips,
        "back_url": asked.url("index"),
        "export_url": asked.rows_url(**kept).replace("/requests/?", "/requests/export/?"),
        "pager": {
            "newer_url": asked.rows_url(page=page - 1, **kept) if page > 1 else None,
            "older_url": asked.rows_url(page=page + 1, **kept) if page * SIZE < total else None,
            "shown": min(SIZE, total - (page - 1) * SIZE),
            "total": total,
            "noun": "requests",
        },
    }
