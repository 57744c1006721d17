"""One rate of one shop: how it stands, how it came, where it comes from, and what it means."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.policies.terms import CountedUnit
from fulfillment.unknown import unknown
from fulfillment.web import render_page
from metrics import figures
from metrics.breakdown import TABS, parts
from metrics.clock import utc_now
from metrics.counts import Counts
from metrics.definitions import Definition, in_words
from metrics.dials import dial
from metrics.figures import Figure
from metrics.freshness import freshness
from metrics.models import DailySum
from metrics.pages.asking import NoSuchShop, definition_or_404, instead, judged_shops, link, shop_asked
from metrics.pages.controls import controls
from metrics.pages.reasons import told_apart
from metrics.spans import FEW_DAYS, BadSpan, Span, periods, read_span
from metrics.trend import Limits, Point, figure, points

TEMPLATE = "metrics/detail.html"


@require_GET
@member(May.SEE_METRICS)
def detail(request: Any, slug: str) -> HttpResponse:
    definition, now = definition_or_404(slug), utc_now()
    shops = judged_shops(list(Shop.objects.of(request.team).order_by("name")))
    context: dict[str, Any] = {"definition": definition, "now": now, "shops": shops}
    if not shops:
        return render_page(request, TEMPLATE, context)
    try:
        shop = shop_asked(shops, request.GET.get("shop", ""), slug, now=now)
    except NoSuchShop as refused:
        return render_page(request, TEMPLATE, context | {"refused": str(refused)}, status=404)
    rules = figures.rules_of(shop, now=now)
    rule = rules.metric(slug)
    try:
        span = read_span(request.GET.dict(), today=rules.day_of(now), days=rule.window_days)
    except BadSpan as refused:
        context |= {"shop": shop, "refused": str(refused), "instead": instead("detail", slug, shop, refused)}
        return render_page(request, TEMPLATE, context, status=400)
    tab = request.GET.get("tab", "supplier")
    tab = tab if tab in TABS else "supplier"
    wrong = unknown(request.path, request.GET.dict(), [("tab", "breakdown", TABS)])
    context |= {"shop": shop, "span": span, "tab": tab, "unknown": wrong}
    context |= {"fresh": freshness(request.team, now=now), "zone": rules.zone.key}
    is_of_one = len(shops) < 2 or bool(request.GET.get("shop"))
    context |= controls(
        definition,
        shops,
        shop,
        span,
        tab=tab,
        today=rules.day_of(now),
        rule_days=rule.window_days,
        compares=tab == "shop" or not is_of_one,
    )
    context |= _standing(definition, shop, span, now=now)
    context |= _breakdown(definition, shops, shop, span, tab, context["figure"].counts, now=now)
    return render_page(request, TEMPLATE, context)


def _standing(definition: Definition, shop: Shop, span: Span, *, now: datetime) -> dict[str, Any]:
    """The headline, the trend and what was left out, from one query."""
    days, apart, versions = _read(shop, definition.slug, span)
    left_out = apart["left_out"]
    whole = sum(days.values(), Counts())
    window = (span.since_on, span.until_on)
    found = figures.figure_of(shop, definition.slug, whole, left_out, window, now=now)
    if found.is_all_provisional:
        since_on, until_on = found.settled_window
        settled = figures.total([shop], definition.slug, since_on=since_on, until_on=until_on)
        found = figures.with_settled(found, settled)
    trend = _points(definition, shop, span, days, found)
    rule = found.rule
    limits = Limits(target=rule.target, enforcement=rule.enforcement, better=rule.better)
    shown = definition.fine if definition.numerator_is_good else definition.against
    what = f"{definition.unit}s {shown}"
    return _addresses(definition, shop, span) | {
        "figure": found,
        "rule": rule,
        "unconfirmed": _unconfirmed(shop, definition.slug, now=now),
        "headline": dial(found, shop.slug),
        "points": trend,
        "few": sum(1 for point in trend if point.counts.denominator and not point.is_enough),
        "chart": figure(trend, limits, what=what, rule_changes=_changes(shop, span)),
        "chart_label": f"{definition.title} of {shop.name} by {span.by}; the table below has the same figures.",
        "minimum": found.minimum,
        "counted_url": "" if whole.denominator else _counted_url(definition, shop, span, found.today_on),
        "rulebook_url": f"{reverse('rulebook', args=[figures.book_key(shop)])}?shop={shop.slug}",
        "versions": sorted(versions),
        "left_out": [
            {
                "words": in_words(why),
                "count": count,
                "url": _units(definition, shop, span, outcome="left-out", why=why),
            }
            for why, count in sorted(left_out.items(), key=lambda item: -item[1])
        ],
        "apart": told_apart(definition, apart["why"], whole, partial(_units, definition, shop, span)),
        "against_url": _units(definition, shop, span, outcome="against"),
        "correct_url": _correct_url(shop) if definition.unit == CountedUnit.PACKAGE and found.against else "",
    }


def _unconfirmed(shop: Shop, metric: str, *, now: datetime) -> set[str]:
    """What of the rate's rule no source confirms: names of its values, such as `minimum_count`."""
    stated, start = figures.rules_of(shop, now=now).stated, f"metric.{metric}."
    return {
        name.removeprefix(start)
        for name, each in stated.items()
        if name.startswith(start) and not each.confirmed
    }


def _addresses(definition: Definition, shop: Shop, span: Span) -> dict[str, str]:
    """Where else the rate of this shop, and of these days, is looked at."""
    return {
        "all_url": _units(definition, shop, span),
        "crossed_url": link(
            "crossed", definition.slug, **{"shop": shop.slug, "from": span.since_on, "to": span.until_on}
        ),
        "published_url": f"{reverse('published:index', args=[definition.slug])}?{urlencode({'shop': shop.slug})}",
        "ahead_url": link("ahead", definition.slug, shop=shop.slug),
        "versions_url": link("versions", definition.slug, shop=shop.slug),
    }


def _counted_url(definition: Definition, shop: Shop, span: Span, today: date) -> str:
    """The span of the same length that ends with the last day on which anything was counted; blank where none was."""
    rows = DailySum.objects.filter(shop=shop, metric=definition.slug, dimension="", denominator__gt=0)
    rows = rows.filter(day_on__lte=today)
    last_on = rows.aggregate(last_on=Max("day_on"))["last_on"]
    if last_on is None:
        return ""
    days = {"from": last_on - timedelta(days=max(span.days, FEW_DAYS) - 1), "to": last_on}
    return link("detail", definition.slug, shop=shop.slug, **days)


def _correct_url(shop: Shop) -> str:
    return f"{reverse('tracking:list')}?{urlencode({'shop': shop.slug})}"


def _read(
    shop: Shop, slug: str, span: Span
) -> tuple[dict[date, Counts], dict[str, dict[str, int]], set[str]]:
    """Counts by day; what was left out and what is told apart, by reason; the rules that judged."""
    days: dict[date, Counts] = {}
    apart: dict[str, dict[str, int]] = {"left_out": defaultdict(int), "why": defaultdict(int)}
    versions = set()
    rows = figures.sums([shop], slug, since_on=span.since_on, until_on=span.until_on)
    rows = rows.filter(dimension__in=["", "rule_version", *apart], denominator__gt=0)
    for dimension, value, day_on, of_them, counted in rows.values_list(
        "dimension", "value", "day_on", "numerator", "denominator"
    ):
        if dimension in apart:
            apart[dimension][value] += counted
        elif dimension == "rule_version":
            versions.add(value)
        else:
            days[day_on] = Counts(of_them, counted)
    return days, apart, versions


def _points(
    definition: Definition, shop: Shop, span: Span, days: dict[date, Counts], found: Figure
) -> list[Point]:
    urls = {
        period.label: link(
            "units", definition.slug, **{"shop": shop.slug, "from": period.since_on, "to": period.until_on}
        )
        for period in periods(span)
    }
    return points(
        span,
        days,
        minimum=found.rule.minimum_count,
        provisional_from_on=found.provisional_from_on,
        url_of=urls,
    )


def _changes(shop: Shop, span: Span) -> dict[date, str]:
    """Days of the span on which other rules began for orders placed from then on."""
    versions = figures.versions_of(shop)
    begun = [each.effective_from for each in versions[1:]]
    return {day: f"rules of {day.day} {day:%b}" for day in begun if span.since_on < day <= span.until_on}


def _units(definition: Definition, shop: Shop, span: Span, **more: object) -> str:
    days = {"from": span.since_on, "to": span.until_on}
    return link("units", definition.slug, shop=shop.slug, **days, **more)


def _breakdown(
    definition: Definition,
    shops: list[Shop],
    shop: Shop,
    span: Span,
    tab: str,
    whole: Counts,
    *,
    now: datetime,
) -> dict[str, Any]:
    if tab == "shop":
        return {"by_shop": _by_shop(definition, shops, span, now=now)}
    better = figures.rules_of(shop, now=now).metric(definition.slug).better
    shown, has_more = parts(shop, definition.slug, tab, span, better=better)
    most = max((part.against for part in shown), default=0)
    return {
        "parts": [
            {
                "part": part,
                "share": 100 * part.against / most if most else 0,
                "url": _units(definition, shop, span, dimension=tab, value=part.value),
                "against_url": _units(
                    definition, shop, span, dimension=tab, value=part.value, outcome="against"
                ),
            }
            for part in shown
        ],
        "has_more_parts": has_more,
        "counts_twice": sum(part.counts.denominator for part in shown) > whole.denominator,
    }


def _by_shop(definition: Definition, shops: list[Shop], span: Span, *, now: datetime) -> list[dict[str, Any]]:
    """Each shop by its own rules, over the same days; never added up."""
    totals = figures.totals(shops, definition.slug, since_on=span.since_on, until_on=span.until_on)
    found = [
        (
            shop,
            figures.figure_of(
                shop, definition.slug, totals[shop.pk], {}, (span.since_on, span.until_on), now=now
            ),
        )
        for shop in shops
    ]
    found.sort(key=lambda pair: figures.worst_first(pair[1]))
    return [
        {
            "dial": dial(each, shop.slug),
            "rule": each.rule,
            "against": each.against,
            "url": _units(definition, shop, span),
            "against_url": _units(definition, shop, span, outcome="against"),
        }
        for shop, each in found
    ]
