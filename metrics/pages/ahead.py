"""What the rate will be at the next evaluation, which orders would turn it, and how good such forecasts were."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.web import render_page
from metrics import figures
from metrics.ahead import Ahead, tolerated
from metrics.clock import utc_now
from metrics.definitions import Definition
from metrics.forecast import CENTRAL, turning
from metrics.freshness import freshness
from metrics.looking_ahead import FORETOLD, LATE_DISPATCH, look_ahead
from metrics.pages.asking import NoSuchShop, definition_or_404, judged_shops, link, shop_asked
from metrics.pages.turning import WORDS, cancelling, turning_rows

TEMPLATE = "metrics/ahead.html"
SHOWN = 25


@require_GET
@member(May.SEE_METRICS)
def ahead(request: Any, slug: str) -> HttpResponse:
    definition, now = definition_or_404(slug), utc_now()
    shops = judged_shops(list(Shop.objects.of(request.team).order_by("name")))
    context: dict[str, Any] = {"definition": definition, "now": now, "shops": shops}
    if not shops:
        return render_page(request, TEMPLATE, context)
    try:
        shop = shop_asked(shops, request.GET.get("shop", ""), slug, now=now)
    except NoSuchShop as refused:
        return render_page(request, TEMPLATE, context | {"refused": str(refused)}, status=404)
    context |= {"shop": shop, "fresh": freshness(request.team, now=now)}
    context["rate_url"] = link("detail", slug, shop=shop.slug)
    context["shop_links"] = [
        {"label": each.name, "url": link("ahead", slug, shop=each.slug), "active": each == shop}
        for each in shops
    ]
    context |= (
        _foretold(definition, shop, now=now) if slug in FORETOLD else _decided(definition, shop, now=now)
    )
    return render_page(request, TEMPLATE, context)


def _decided(definition: Definition, shop: Shop, *, now: datetime) -> dict[str, Any]:
    """The last window of which no day can change any more: nothing that is open moves it."""
    (figure,) = figures.figures([shop], definition.slug, now=now)
    since_on, until_on = figure.settled_window
    counts = figures.total([shop], definition.slug, since_on=since_on, until_on=until_on)
    days = {"from": since_on, "to": until_on}
    return {
        "settled": counts,
        "settled_since": since_on,
        "settled_until": until_on,
        "rule": figure.rule,
        "is_enough": counts.denominator >= figure.minimum,
        "zone": figure.time_zone,
        "settled_url": link("detail", definition.slug, **{"shop": shop.slug, **days}),
    }


def _foretold(definition: Definition, shop: Shop, *, now: datetime) -> dict[str, Any]:
    found = look_ahead(shop, definition.slug, now=now)
    inside = sum(1 for each in found.past if each.is_inside)
    return {
        "found": found,
        "rule": found.rule,
        "zone": found.zone,
        "told": found.told,
        "lines": _lines(found),
        "past": [
            {"each": each, "stands": each.actual.denominator >= max(found.rule.minimum_count, 1)}
            for each in found.past[::-1]
        ],
        "inside": inside,
        "central": CENTRAL,
        "target_orders": _turning(found, definition),
        "words": WORDS.get(definition.slug, WORDS[LATE_DISPATCH]),
        "cancelling": cancelling(shop, found) if found.ripens else None,
    }


def _lines(found: Ahead) -> list[dict[str, Any]]:
    """How each limit stands to the forecast."""
    lines = []
    for name, limit in (("target", found.rule.target), ("enforcement", found.rule.enforcement)):
        if limit is None:
            continue
        at = tolerated(limit, found.rule.better)
        is_past = found.harm.expected > at
        said = "crossed in most cases" if is_past else "may be crossed" if found.harm.high > at else "kept"
        lines.append({"name": name, "limit": limit, "said": said, "harms": is_past})
    return lines


def _turning(found: Ahead, definition: Definition) -> dict[str, Any] | None:
    """The fewest units that bring it within the target; None where there is none, or it is kept."""
    if found.ripens or found.tolerated is None or (found.excess or 0.0) <= 0:
        return None
    chosen = turning([*found.opened, *found.mendable], found.harm, Decimal(str(found.tolerated)))
    saved = sum(each.probability for each in chosen)
    of_all = found.harm.of_all
    after = found.harm.expected - saved / of_all if of_all else 0.0
    return {
        "count": len(chosen),
        "is_enough": after <= found.tolerated + 1e-9,
        "after": 1 - after if definition.numerator_is_good else after,
        "rows": turning_rows(definition, chosen[:SHOWN]),
        "more": max(len(chosen) - SHOWN, 0),
    }
