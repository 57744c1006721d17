"""The orders or packages behind a figure, and the same as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment import sheets
from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import CountedUnit
from fulfillment.web import render_page
from metrics import figures
from metrics.breakdown import TABS, names_of
from metrics.clock import utc_now
from metrics.definitions import Definition, in_words
from metrics.drilldown import Asked, Slice, batches, read_filters, read_key, slice_of, tally_of
from metrics.freshness import freshness
from metrics.pages.asking import NoSuchShop, definition_or_404, instead, judged_shops, link, shop_asked
from metrics.spans import BadSpan, read_span
from metrics.unit_rows import Row, rows_of

TEMPLATE = "metrics/units.html"
FILTERS = ("shop", "from", "to", "week", "days", "outcome", "why", "dimension", "value", "and", "and_value")


@require_GET
@member(May.SEE_METRICS)
def units(request: Any, slug: str) -> HttpResponse:
    definition, now = definition_or_404(slug), utc_now()
    shops = judged_shops(list(Shop.objects.of(request.team).order_by("name")))
    context: dict[str, Any] = {"definition": definition, "now": now, "shops": shops}
    if not shops:
        return render_page(request, TEMPLATE, context)
    try:
        shop = shop_asked(shops, request.GET.get("shop", ""), slug, now=now)
    except NoSuchShop as refused:
        return render_page(request, TEMPLATE, context | {"refused": str(refused)}, status=404)
    try:
        asked = _asked(request, definition, shop, figures.rules_of(shop, now=now), now=now)
        before, after = (read_key(request.GET.get(name, "")) for name in ("before", "after"))
    except BadSpan as refused:
        context |= {"shop": shop, "refused": str(refused), "instead": instead("units", slug, shop, refused)}
        return render_page(request, TEMPLATE, context, status=400)
    found = slice_of(asked, before=before, after=after)
    context |= _page(request, asked, found)
    rules = figures.rules_of(shop, now=now)
    context |= {"fresh": freshness(request.team, now=now), "zone": rules.zone.key}
    context |= {"minimum": max(rules.metric(slug).minimum_count, 1)}
    return render_page(request, TEMPLATE, context)


@require_GET
@member(May.SEE_METRICS)
def export(request: Any, slug: str) -> Any:
    """The same rows as the page, all of them, streamed."""
    definition, now = definition_or_404(slug), utc_now()
    shops = judged_shops(list(Shop.objects.of(request.team).order_by("name")))
    if not shops:
        return HttpResponse("No shop is connected yet.", status=400, content_type="text/plain")
    try:
        shop = shop_asked(shops, request.GET.get("shop", ""), slug, now=now)
        rules = figures.rules_of(shop, now=now)
        asked = _asked(request, definition, shop, rules, now=now)
    except NoSuchShop as refused:
        return HttpResponse(str(refused), status=404, content_type="text/plain; charset=utf-8")
    except BadSpan as refused:
        return HttpResponse(str(refused), status=400, content_type="text/plain; charset=utf-8")
    name = f"{slug}-{shop.slug}-{asked.span.since_on}-{asked.span.until_on}.csv"
    rows = (rows_of(facts, asked.definition) for facts in batches(asked))
    return sheets.streamed(name, HEADINGS, ([_cells(row, rules.zone) for row in each] for each in rows))


def _asked(request: Any, definition: Definition, shop: Shop, rules: Rules, *, now: datetime) -> Asked:
    rule = rules.metric(definition.slug)
    query = request.GET.dict()
    return Asked(
        shop=shop,
        definition=definition,
        span=read_span(query, today=rules.day_of(now), days=rule.window_days),
        better=rule.better,
        **read_filters(query),
    )


def _page(request: Any, asked: Asked, found: Slice) -> dict[str, Any]:
    definition, span = asked.definition, asked.span
    kept = {name: request.GET.get(name, "") for name in FILTERS}

    def url(**changed: object) -> str:
        return link("units", definition.slug, **kept | changed)

    outcomes = {"": "All", "against": definition.against, "fine": definition.fine, "left-out": "left out"}
    tally = tally_of(asked)
    return {
        "shop": asked.shop,
        "asked": asked,
        "rows": rows_of(found.facts, definition),
        "tally": tally,
        "counts_packages": definition.unit == CountedUnit.PACKAGE,
        "outcomes": [
            {
                "label": label.capitalize(),
                "count": tally.of(key),
                "url": url(outcome=key, why=""),
                "active": key == asked.outcome,
            }
            for key, label in outcomes.items()
        ],
        "narrowed": _narrowed(asked, url),
        "why_label": in_words(asked.why) if asked.why else "",
        "without_why_url": url(why=""),
        "export_url": link("export", definition.slug, **kept),
        "back_url": link(
            "detail", definition.slug, **{"shop": asked.shop.slug, "from": span.since_on, "to": span.until_on}
        ),
        "pager": {
            "newer_url": url(after=found.newer) if found.newer else None,
            "older_url": url(before=found.older) if found.older else None,
            "shown": len(found.facts),
            "total": tally.total(asked),
            "noun": f"{definition.unit}s",
        },
    }


def _narrowed(asked: Asked, url: Callable[..., str]) -> list[dict[str, str]]:
    """What the rows are narrowed to, each with the address without it."""
    return [
        {
            "label": TABS.get(key, key.capitalize()),
            "name": names_of(asked.shop.team_id, key, [value]).get(value, value) or "not known",
            "url": url(**dict.fromkeys(names, "")),
        }
        for names, key, value in (
            (("dimension", "value"), asked.dimension, asked.value),
            (("and", "and_value"), asked.and_dimension, asked.and_value),
        )
        if key
    ]


HEADINGS = (
    "day", "orders", "tracking_number", "carrier", "happened_at", "due_at", "late_minutes", "why", "reasons",
    "rule_version",
)  # fmt: skip


def _cells(row: Row, zone: ZoneInfo) -> list[str]:
    return [
        row.day_on.isoformat(),
        " ".join(order.external_id for order in row.orders),
        row.number,
        row.carrier,
        _local(row.happened_at, zone),
        _local(row.due_at, zone),
        "" if row.late_by is None else str(int(row.late_by.total_seconds() // 60)),
        row.why,
        "; ".join(row.reasons),
        row.rule_version,
    ]


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else ""
