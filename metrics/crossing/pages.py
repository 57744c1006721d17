"""Two dimensions of a rate crossed: where the harm lies, every cell with its orders; the same as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment import sheets
from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.web import render_page
from metrics import figures
from metrics.breakdown import names_of
from metrics.clock import utc_now
from metrics.crossing.dimensions import DIMENSIONS, Dimension, days_of
from metrics.crossing.reading import Crossed, crossed
from metrics.crossing.table import Table, against, table_of
from metrics.definitions import Definition, in_words
from metrics.freshness import freshness
from metrics.pages.asking import NoSuchShop, definition_or_404, instead, judged_shops, link, shop_asked
from metrics.pages.controls import of_days
from metrics.spans import LONGEST, BadSpan, Span, read_span

TEMPLATE = "crossing/index.html"
FIRST, SECOND = "supplier", "carrier"


class Asked:
    """Which rate, whose, which days, crossed by what; raises BadSpan and NoSuchShop with a sentence."""

    def __init__(
        self, definition: Definition, shops: Sequence[Shop], query: Mapping[str, str], now: datetime
    ) -> None:
        self.definition = definition
        self.shop = shop_asked(shops, query.get("shop", ""), definition.slug, now=now)
        self.rules = figures.rules_of(self.shop, now=now)
        self.rule = self.rules.metric(definition.slug)
        self.today = self.rules.day_of(now)
        self.span = read_span(query, today=self.today, days=max(self.rule.window_days, 28))
        self.rows = _dimension(query.get("rows") or FIRST)
        self.columns = _dimension(query.get("columns") or SECOND)
        if self.rows == self.columns:
            raise BadSpan(
                f"{self.rows.label} cannot be crossed with itself: choose another second dimension."
            )
        self.compares = self.rows.of_shops or self.columns.of_shops
        self.shops = list(shops) if self.compares else [self.shop]

    def read(self) -> Crossed:
        span = self.span
        return crossed(
            self.shops,
            self.definition,
            self.rows,
            self.columns,
            since_on=span.since_on,
            until_on=span.until_on,
        )

    def url(self, name: str = "crossed", **changed: object) -> str:
        now = {
            "shop": self.shop.slug, "from": self.span.since_on, "to": self.span.until_on,
            "rows": self.rows.key, "columns": self.columns.key,
        }  # fmt: skip
        return link(
            name, self.definition.slug, **{key: each for key, each in (now | changed).items() if key != "by"}
        )


def _dimension(key: str) -> Dimension:
    if key not in DIMENSIONS:
        names = ", ".join(DIMENSIONS)
        raise BadSpan(f"Nothing is counted by “{key}”: choose one of {names}.")
    return DIMENSIONS[key]


@require_GET
@member(May.SEE_METRICS)
def page(request: Any, slug: str) -> HttpResponse:
    definition, now = definition_or_404(slug), utc_now()
    shops = judged_shops(list(Shop.objects.of(request.team).order_by("name")))
    context: dict[str, Any] = {"definition": definition, "now": now, "shops": shops, "longest": LONGEST}
    if not shops:
        return render_page(request, TEMPLATE, context)
    try:
        asked = Asked(definition, shops, request.GET.dict(), now)
    except NoSuchShop as refused:
        return render_page(request, TEMPLATE, context | {"refused": str(refused)}, status=404)
    except BadSpan as refused:
        context |= {"refused": str(refused), "instead": instead("crossed", slug, shops[0], refused)}
        return render_page(request, TEMPLATE, context, status=400)
    context |= {"asked": asked, "fresh": freshness(request.team, now=now), "zone": asked.rules.zone.key}
    context |= _controls(asked, shops) | _shown(asked)
    return render_page(request, TEMPLATE, context)


@require_GET
@member(May.SEE_METRICS)
def export(request: Any, slug: str) -> Any:
    """Every pair of values, those that the page leaves away too."""
    definition, now = definition_or_404(slug), utc_now()
    shops = judged_shops(list(Shop.objects.of(request.team).order_by("name")))
    try:
        if not shops:
            raise NoSuchShop("No shop is connected yet.")
        asked = Asked(definition, shops, request.GET.dict(), now)
    except (NoSuchShop, BadSpan) as refused:
        status = 404 if isinstance(refused, NoSuchShop) else 400
        return HttpResponse(str(refused), status=status, content_type="text/plain; charset=utf-8")
    found = asked.read()
    names = [
        _names(asked, each, {key[at] for key in found}) for at, each in enumerate((asked.rows, asked.columns))
    ]
    lines = [
        [names[0].get(row, row), names[1].get(column, column), counts.numerator, counts.denominator]
        for (row, column), counts in sorted(found.items())
    ]
    headings = (asked.rows.key, asked.columns.key, "numerator", "denominator")
    file = f"{slug}-{asked.rows.key}-{asked.columns.key}-{asked.span.since_on}-{asked.span.until_on}.csv"
    return sheets.streamed(file, headings, [lines])


def _controls(asked: Asked, shops: Sequence[Shop]) -> dict[str, Any]:
    days = of_days(asked.url, asked.span, today=asked.today, rule_days=asked.rule.window_days)
    return days | {
        "by_links": [],
        "shop_links": [
            {"label": each.name, "url": asked.url(shop=each.slug), "active": each == asked.shop}
            for each in shops
        ],
        "dimensions": list(DIMENSIONS.values()),
        "export_url": asked.url("crossed-export"),
        "rate_url": link("detail", asked.definition.slug, shop=asked.shop.slug, **_days(asked.span)),
    }


def _days(span: Span) -> dict[str, object]:
    return {"from": span.since_on, "to": span.until_on}


def _shown(asked: Asked) -> dict[str, Any]:
    table = table_of(asked.read(), asked.definition, asked.rows, asked.columns)
    minimum = max(asked.rule.minimum_count, 1)
    row_names = _names(asked, asked.rows, table.rows)
    column_names = _names(asked, asked.columns, table.columns)
    return {
        "table": table,
        "minimum": minimum,
        "heads": [column_names.get(value, value) or "not known" for value in table.columns],
        "lines": [
            {
                "name": row_names.get(row, row) or "not known",
                "cells": [_cell(asked, table, row, column, minimum) for column in table.columns],
            }
            for row in table.rows
        ],
        "counts_twice": asked.rows.each or asked.columns.each,
    }


def _cell(asked: Asked, table: Table, row: str, column: str, minimum: int) -> dict[str, Any] | None:
    counts = table.cells.get((row, column))
    if counts is None:
        return None
    url = _rows_url(asked, ((asked.rows, row), (asked.columns, column)))
    harm = against(asked.definition, counts)
    return {"counts": counts, "against": harm, "is_enough": counts.denominator >= minimum, "url": url}


def _rows_url(asked: Asked, picked: Sequence[tuple[Dimension, str]]) -> str:
    """The orders of a cell; blank where they stand in several shops, whose rows no page mixes."""
    query: dict[str, object] = {"shop": asked.shop.slug, **_days(asked.span)}
    narrowed: list[tuple[str, str]] = []
    for dimension, value in picked:
        if dimension.is_time:
            first, last = days_of(dimension.key, value)
            query |= {"from": max(first, asked.span.since_on), "to": min(last, asked.span.until_on)}
        elif dimension.of_shops:
            mine = [shop for shop in asked.shops if getattr(shop, dimension.key, shop.slug) == value]
            if len(mine) != 1:
                return ""
            query["shop"] = mine[0].slug
        elif dimension.key == "reason":
            query["why"] = value
        else:
            narrowed.append((dimension.key, value))
    if not narrowed and "why" not in query:
        query["outcome"] = ""
    for names, (key, value) in zip((("dimension", "value"), ("and", "and_value")), narrowed, strict=False):
        query |= {names[0]: key, names[1]: value}
    return link("units", asked.definition.slug, **query)


def _names(asked: Asked, dimension: Dimension, values: Any) -> Mapping[str, str]:
    if dimension.key == "reason":
        return {why: in_words(why).capitalize() for why in values}
    if dimension.key == "shop":
        return {shop.slug: shop.name for shop in asked.shops}
    return names_of(asked.shop.team_id, dimension.key, list(values))
