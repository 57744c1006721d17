"""The tickets page, its file, and one ticket."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from fulfillment import sheets
from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.channels.sync import utc_now
from fulfillment.desk.keyset import COUNTED, Page, counted, key_of, place_of
from fulfillment.desk.tickets.describing import NOUNS, describe, why
from fulfillment.desk.tickets.narrowing import (
    KINDS,
    OPENED,
    VIEWS,
    Narrowing,
    all_of,
    known,
    narrowing,
    page_at,
)
from fulfillment.orders.models import Ticket
from fulfillment.orders.topics import LABELS, Topic
from fulfillment.unknown import broken_place, unknown
from fulfillment.web import render_page

HEADER = (
    "id", "kind", "about", "decided", "order", "order here", "shop", "opened at UTC", "answer by UTC", "status",
    "closed at UTC", "stars", "reason code", "reason", "SKU", "text",
)  # fmt: skip


@require_GET
@member(May.SEE_ORDERS)
def listed(request: Any) -> HttpResponse:
    if any(value == "" for value in request.GET.values()):  # a form sends its empty fields
        return HttpResponseRedirect(_url({name: value for name, value in request.GET.items() if value}))
    now = utc_now()
    asked = narrowing(request.team, request.GET)
    place = place_of(request.GET)
    page = page_at(asked, place)
    given = request.GET.dict()
    wrong = unknown(request.path, given, known(asked.shops))
    if place.is_end and (given.get("after") or given.get("before")):
        wrong.append(broken_place(request.path, given))
    counts = {view: counted(asked.tickets(view), is_sorted=False) for view in VIEWS}
    context = {
        "asked": asked,
        "unknown": wrong,
        "rows": [describe(row, now=now) for row in page.rows],
        "views": _views(asked, counts),
        "filters": _filters(asked),
        "is_narrowed": bool(asked.given.keys() - {"view"}),
        "all_url": _url(asked.query(kind="", topic="", shop="", order="")),
        "export_url": _url(asked.query(), "tickets:export"),
        "pager": _pager(asked, page, counts[asked.view]),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "may_import": request.membership.may(May.RUN_CHANNELS),
        "now": now,
    }
    return render_page(request, "tickets/list.html", context)


@require_GET
@member(May.SEE_ORDERS)
def export(request: Any) -> StreamingHttpResponse:
    """All that the list shows under the same filters, in its order."""
    slices = (map(_cells, rows) for rows in all_of(narrowing(request.team, request.GET)))
    return sheets.streamed(f"tickets-{utc_now():%Y-%m-%d-%H%M}.csv", HEADER, slices)


@require_GET
@member_of(Ticket, May.SEE_ORDERS, "ticket_id")
def detail(request: Any, ticket: Ticket) -> HttpResponse:
    now = utc_now()
    related = Ticket.objects.select_related("shop", "order__shop", "topic_by", "closed_by", "linked_by")
    row = related.get(pk=ticket.pk)
    context = {
        "each": describe(row, now=now),
        "row": row,
        "topics": LABELS.items(),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "now": now,
    }
    return render_page(request, "tickets/detail.html", context)


def _views(asked: Narrowing, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "count": min(counts[view], COUNTED),
            "is_more": counts[view] > COUNTED,
            "active": view == asked.view,
            "url": _url(asked.query(view=view)),
        }
        for view, label in VIEWS.items()
    ]


def _filters(asked: Narrowing) -> list[dict[str, Any]]:
    shops = [(shop.slug, shop.name) for shop in asked.shops]
    found = [("topic", "About", "Any topic", LABELS.items()), ("shop", "Shop", "All shops", shops)]
    if asked.view in ("all", "unlinked"):
        found.insert(0, ("kind", "Kind", "All kinds", KINDS.items()))
    return [
        {
            "name": name,
            "label": label,
            "any": any_,
            "options": list(options),
            "value": asked.given.get(name, ""),
        }
        for name, label, any_, options in found
    ]


def _pager(asked: Narrowing, page: Page, total: int) -> dict[str, Any]:
    def url(**place: str) -> str:
        return _url(asked.query() | place)

    rows = page.rows
    return {
        "shown": len(rows),
        "total": min(total, COUNTED),
        "total_is_more": total > COUNTED,
        "noun": "row" if len(rows) == 1 else "rows",
        "newer_url": url(before=key_of(rows[0], OPENED)) if rows and page.has_newer else None,
        "older_url": url(after=key_of(rows[-1], OPENED)) if rows and page.has_older else None,
        "first_url": url() if page.has_newer else None,
        "last_url": url(last="1") if page.has_older else None,
    }


def _cells(row: Ticket) -> list[Any]:
    moments = [sheets.utc(row.opened_at), sheets.utc(row.answer_by_at), row.status, sheets.utc(row.closed_at)]
    order = row.order.external_id if row.order else row.order_external_id
    told = [row.rating or "", row.reason, row.reason_text, row.sku_code, row.text]
    about = LABELS.get(Topic(row.topic), row.topic)
    here = "yes" if row.order_id else "no"
    return [
        row.external_id,
        NOUNS.get(row.kind, row.kind),
        about,
        why(row),
        order,
        here,
        row.shop.name,
        *moments,
        *told,
    ]


def _url(query: dict[str, str], name: str = "tickets:list") -> str:
    return reverse(name) + (f"?{urlencode(query)}" if query else "")
