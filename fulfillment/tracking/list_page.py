"""The packages that need somebody: the page, its file, and what a pasted number is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from fulfillment import sheets
from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.orders.reasons import TRACKING_PROBLEMS
from fulfillment.tracking import number_check, paging, presenting
from fulfillment.tracking.attention import KINDS, Narrowing, behind, narrowing
from fulfillment.tracking.models import Package
from fulfillment.tracking.numbers import carrier_name
from fulfillment.tracking.paging import Page, Place
from fulfillment.tracking.reuse import also_on
from fulfillment.tracking.tallying import Tally, tally
from fulfillment.unknown import Unknown, broken_place, no_such, unknown, without
from fulfillment.web import render_page

HEADER = (
    "tracking number", "carrier", "verdict", "problems", "fix", "orders", "also on orders", "shop", "market",
    "number given at UTC", "first scan at UTC", "scan needed by UTC", "correct by UTC", "corrections left",
)  # fmt: skip


@require_GET
@member(May.SEE_ORDERS)
def attention_list(request: Any) -> HttpResponse:
    if any(value == "" for value in request.GET.values()):  # a form sends its empty fields
        kept = {name: value for name, value in request.GET.items() if value}
        return HttpResponseRedirect(_url(kept))
    now = datetime.now(UTC)
    asked = narrowing(request.team, request.GET, now=now)
    counted = tally(asked)
    place = paging.place_of(request.GET)
    page = paging.page_at(asked, place)
    context = {
        "asked": asked,
        "unknown": _unknown(request.path, request.GET.dict(), asked, place),
        "tally": counted,
        "sections": _sections(asked, counted, page, now=now),
        "kinds": _kinds(asked, counted),
        "behind": behind(request.team).count(),
        "filters": _filters(asked, counted),
        "pager": _pager(asked, counted, page),
        "checked": number_check.check(request.team, request.GET.get("number", "")),
        "export_url": _url(asked.query(), name="tracking:export"),
        "all_url": _url({"kind": asked.kind} if asked.kind != "invalid" else {}),
        "now": now,
    }
    return render_page(request, "tracking/list.html", context)


@require_GET
@member(May.SEE_ORDERS)
def export(request: Any) -> StreamingHttpResponse:
    """All packages that the list shows under the same filters, in its order."""
    now = datetime.now(UTC)
    asked = narrowing(request.team, request.GET, now=now)
    slices = (_lines(rows, now=now) for rows in paging.all_of(asked))
    return sheets.streamed(f"tracking-{asked.kind}-{now:%Y-%m-%d-%H%M}.csv", HEADER, slices)


def _unknown(path: str, given: dict[str, str], asked: Narrowing, place: Place) -> list[Unknown]:
    found = [Unknown(no_such(name, given[name]), without(path, given, name)) for name in asked.unknown]
    found += unknown(path, given, [("kind", "kind", KINDS)])
    if place.key is None and (given.get("after") or given.get("before")):
        found.append(broken_place(path, given))
    return found


def _sections(asked: Narrowing, counted: Tally, page: Page, *, now: datetime) -> list[dict[str, Any]]:
    """The rows of a page under the headings of their sections."""
    others = also_on([row for _, row in page.rows])
    heads = {
        "c": {"kind": "open", "count": counted.correctable},
        "p": {"kind": "past", "count": counted.total - counted.correctable},
        "w": {"kind": "waits", "count": counted.total},
    }
    shown = [
        (letter, presenting.package(row, now=now, also_on=others.get(row.pk, ())))
        for letter, row in page.rows
    ]
    found = [
        head | {"packages": [row for its, row in shown if its == letter]} for letter, head in heads.items()
    ]
    return [section for section in found if section["packages"]]


def _kinds(asked: Narrowing, counted: Tally) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "count": counted.kinds[key],
            "active": key == asked.kind,
            "url": _url(asked.query(kind="" if key == "invalid" else key, problem=asked.problem)),
        }
        for key, label in KINDS.items()
    ]


def _filters(asked: Narrowing, counted: Tally) -> list[dict[str, Any]]:
    """The selects, each with what it would leave."""
    found = [
        {"name": "shop", "label": "Shop", "any": "All shops", "options": counted.shops()},
        {"name": "carrier", "label": "Carrier", "any": "All carriers", "options": counted.carriers()},
    ]
    if asked.kind == "invalid":
        problems = counted.problems()
        found.append({"name": "problem", "label": "Problem", "any": "All problems", "options": problems})
    return [each | {"value": getattr(asked, str(each["name"]))} for each in found]


def _pager(asked: Narrowing, counted: Tally, page: Page) -> dict[str, Any]:
    query = asked.query()

    def url(**place: Any) -> str:
        return _url(query | {name: str(value) for name, value in place.items()})

    return {
        "shown": len(page.rows),
        "total": counted.total,
        "noun": "package" if len(page.rows) == 1 else "packages",
        "newer_label": "Back",
        "older_label": "On",
        "newer_url": url(before=page.before) if page.before else None,
        "older_url": url(after=page.after) if page.after else None,
        "here": url(),
        "first_url": url() if page.before else None,
        "last_url": url(last=1) if page.after else None,
    }


def _lines(rows: Iterable[Package], *, now: datetime) -> list[list[Any]]:
    rows = list(rows)
    others = also_on(rows)
    return [_cells(row, others.get(row.pk, []), now=now) for row in rows]


def _cells(row: Package, others: list[Any], *, now: datetime) -> list[Any]:
    orders = list(row.orders.all())
    found = presenting.corrections_of(row, orders)
    return [
        row.tracking_number_given or row.tracking_number,
        carrier_name(row.carrier) if row.carrier else row.carrier_name,
        KINDS[row.verdict],
        "; ".join(TRACKING_PROBLEMS.get(code, code) for code in row.verdict_reasons),
        presenting.fix_of(row, orders),
        " ".join(order.external_id for order in orders),
        " ".join(order.external_id for order in others),
        row.shop.name,
        row.shop.market,
        sheets.utc(row.shipped_at),
        sheets.utc(row.first_scan_at),
        sheets.utc(row.verdict_until_at) if row.verdict == "pending" else "",
        sheets.utc(row.correct_by_at),
        found.left if found and found.until > now else "",
    ]


def _url(query: dict[str, str], *, name: str = "tracking:list") -> str:
    return reverse(name) + (f"?{urlencode(query)}" if query else "")
