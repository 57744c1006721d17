"""Where time goes: hours per stage of the last weeks, and which stage made orders late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.web import render_page
from metrics import figures
from metrics.clock import utc_now
from metrics.counts import Counts
from metrics.pages.asking import NoSuchShop, judged_shops, link, shop_asked
from metrics.stages.charts import trend
from metrics.stages.reading import LATE, Way, ways
from metrics.stages.summary import Measured, summed

TEMPLATE = "stages/index.html"
WEEKS = 8
SAMPLE = 1200
DIMENSIONS = ("supplier", "carrier", "lane", "sku")


@require_GET
@member(May.SEE_METRICS)
def index(request: Any) -> HttpResponse:
    now = utc_now()
    shops = judged_shops(list(Shop.objects.of(request.team).order_by("name")))
    context: dict[str, Any] = {"now": now, "shops": shops}
    if not shops:
        return render_page(request, TEMPLATE, context)
    try:
        shop = shop_asked(shops, request.GET.get("shop", ""), LATE, now=now)
    except NoSuchShop as refused:
        return render_page(request, TEMPLATE, context | {"refused": str(refused)}, status=404)
    today = figures.market_today(shop, now=now)
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    dimension = request.GET.get("dimension", "")
    value = request.GET.get("value", "") if dimension in DIMENSIONS else ""
    found = [way for way in _ways(shop, mondays[0], today, now=now) if _is_of(way, dimension, value)]
    context |= {"shop": shop, "since": mondays[0], "until": today, "value": value, "today": today}
    context |= _shown(shop, found, mondays, today) | {"shop_links": _shop_links(shops, shop)}
    return render_page(request, TEMPLATE, context)


def _ways(shop: Shop, since: date, until: date, *, now: datetime) -> list[Way]:
    whole: Counts = figures.total([shop], LATE, since_on=since, until_on=until)
    return ways(
        {shop.pk: figures.rules_of(shop, now=now)},
        since_on=since,
        until_on=until,
        in_time=whole.denominator - whole.numerator,
        late=whole.numerator,
        sample=SAMPLE,
    )


def _is_of(way: Way, dimension: str, value: str) -> bool:
    return not value or value in way.values[dimension]


def _shown(shop: Shop, found: Sequence[Way], mondays: list[date], today: date) -> dict[str, Any]:
    measured = [Measured(day_on=way.day_on, is_late=way.is_late, hours=way.hours) for way in found]
    summary = summed(measured, mondays)
    urls = [
        link("units", LATE, shop=shop.slug, **{"from": monday, "to": min(monday + timedelta(days=6), today)})
        for monday in mondays
    ]
    blamed = sorted((each for each in summary.stages if each.blamed), key=lambda each: -each.blamed)
    return {
        "summary": summary,
        "blamed": blamed,
        "chart": trend(summary, urls),
        "weeks": list(zip(mondays, urls, strict=True)),
        "late_url": link(
            "units", LATE, shop=shop.slug, outcome="against", **{"from": mondays[0], "to": today}
        ),
    }


def _shop_links(shops: Sequence[Shop], shop: Shop) -> list[dict[str, Any]]:
    return [{"label": each.name, "url": f"?shop={each.slug}", "active": each == shop} for each in shops]
