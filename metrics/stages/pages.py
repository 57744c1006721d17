"""Where time goes: hours per stage of the last weeks, how they spread, and which stage made orders late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.web import render_page
from metrics.clock import utc_now
from metrics.freshness import freshness
from metrics.pages.asking import NoSuchShop, judged_shops
from metrics.stages.asked import Asked, asked, found, measured
from metrics.stages.charts import histogram, shape, stage_trend, trend
from metrics.stages.reading import Way
from metrics.stages.spread import place_of
from metrics.stages.summary import Summary, Taken, blamed_steps, summed
from metrics.stages.words import DWELL, Step

SLOWEST, OF_A_BAR = 20, 200  # orders of one stage
FATE_WORDS = {
    "": "", "late": "dispatched late", "in_time": "dispatched in time", "blamed": "late for this stage",
}  # fmt: skip
Shown = Callable[[Asked, Sequence[Way], Summary], dict[str, Any]]


@require_GET
@member(May.SEE_METRICS)
def index(request: Any) -> HttpResponse:
    return _page(request, "stages/index.html", _index)


@require_GET
@member(May.SEE_METRICS)
def stage(request: Any, step: str) -> HttpResponse:
    """One stage: how its hours spread and went week by week, and the orders that stood in it longest."""
    if step != DWELL and step not in set(Step):
        raise Http404(f"There is no stage called {step}.")

    def shown(about: Asked, ways: Sequence[Way], summary: Summary) -> dict[str, Any]:
        return _stage(step, about, ways, summary)

    return _page(request, "stages/stage.html", shown)


def _page(request: Any, template: str, shown: Shown) -> HttpResponse:
    now = utc_now()
    shops = judged_shops(list(Shop.objects.of(request.team).order_by("name")))
    context: dict[str, Any] = {"now": now, "shops": shops}
    if not shops:
        return render_page(request, template, context)
    try:
        about = asked(request.GET, shops, now=now)
    except NoSuchShop as refused:
        return render_page(request, template, context | {"refused": str(refused)}, status=404)
    ways = found(about, now=now)
    summary = summed([measured(way) for way in ways], about.mondays)
    context |= _about(about, shops) | {"summary": summary, "fresh": freshness(request.team, now=now)}
    return render_page(request, template, context | shown(about, ways, summary))


def _about(about: Asked, shops: Sequence[Shop]) -> dict[str, Any]:
    since, until = about.mondays[0], about.today
    return {
        "shop": about.shop,
        "zone": about.zone,
        "place": about.zone.split("/")[-1].replace("_", " "),
        "since": since,
        "until": until,
        "value": about.value,
        "all_url": about.units_url(since=since, until=until),
        "late_url": about.units_url(since=since, until=until, outcome="against"),
        "shop_links": [
            {"label": each.name, "url": f"?shop={each.slug}", "active": each == about.shop} for each in shops
        ],
    }


def _weeks(about: Asked) -> list[dict[str, Any]]:
    days = [about.days(monday) for monday in about.mondays]
    return [
        {"monday": each["from"], "url": about.units_url(since=each["from"], until=each["to"])}
        for each in days
    ]


def _query(about: Asked) -> str:
    narrowed = {"dimension": about.dimension, "value": about.value} if about.value else {}
    return urlencode({"shop": about.shop.slug, **narrowed})


def _index(about: Asked, ways: Sequence[Way], summary: Summary) -> dict[str, Any]:
    weeks, query = _weeks(about), _query(about)
    rows = [summary.dwell] * bool(summary.dwell.orders) + summary.shown
    return {
        "rows": [
            {
                "taken": each,
                "shape": shape(each.bars),
                "url": f"{reverse('stages:stage', args=[each.step])}?{query}",
            }
            for each in rows
        ],
        "blamed": [
            {"taken": each, "url": f"{_stage_url(about, each.step, fate='blamed')}#orders"}
            for each in sorted(summary.stages, key=lambda each: -each.blamed)
            if each.blamed
        ],
        "chart": trend(summary, [each["url"] for each in weeks]),
        "weeks": weeks,
    }


def _stage(step: str, about: Asked, ways: Sequence[Way], summary: Summary) -> dict[str, Any]:
    taken = next(each for each in (summary.dwell, *summary.stages) if each.step == step)
    weeks, urls = _weeks(about), _bar_urls(about, step, len(taken.bars))
    return {
        "taken": taken,
        "bar": taken.bars[about.bar] if about.bar is not None else None,
        "fate": FATE_WORDS[about.fate],
        "stage_url": _stage_url(about, step),
        "bars": [
            {"bar": bar, "url": f"{_stage_url(about, step, bar=place)}#orders", "late_url": late}
            for place, (bar, (_, late)) in enumerate(zip(taken.bars, urls, strict=True))
        ],
        "back_url": f"{reverse('stages:index')}?{_query(about)}",
        "chart": histogram(taken.bars, urls) if taken.orders else None,
        "weeks_chart": stage_trend(taken, about.mondays, [each["url"] for each in weeks]),
        "weeks": [
            {**each, "shares": shares, "orders": orders}
            for each, shares, orders in zip(weeks, taken.by_week, taken.orders_by_week, strict=True)
        ][::-1],
        **_longest(taken, ways, about),
    }


def _stage_url(about: Asked, step: str, **more: object) -> str:
    return f"{reverse('stages:stage', args=[step])}?{_query(about)}{'&' if more else ''}{urlencode(more)}"


def _bar_urls(about: Asked, step: str, bars: int) -> list[tuple[str, ...]]:
    """Of each bar: its orders in time, and its late ones."""
    return [
        tuple(f"{_stage_url(about, step, bar=place, fate=fate)}#orders" for fate in ("in_time", "late"))
        for place in range(bars)
    ]


def _longest(taken: Taken, ways: Sequence[Way], about: Asked) -> dict[str, Any]:
    """Those that took longest of all that were looked at, or of one bar, with their orders; one query."""
    told = [measured(way) for way in ways]
    blamed = blamed_steps(told) if about.fate == "blamed" else [None] * len(ways)
    took = [
        (each.hours.get(taken.step), way, step == taken.step)
        for each, way, step in zip(told, ways, blamed, strict=True)
    ]
    asked_for = [
        (hours, way)
        for hours, way, is_blamed in took
        if hours is not None and _is_asked(hours, way, about, is_blamed=is_blamed)
    ]
    longest = sorted(asked_for, key=lambda each: (-each[0], each[1].order_id))
    shown = longest[: OF_A_BAR if about.fate or about.bar is not None else SLOWEST]
    orders = Order.objects.only("id", "external_id", "number").in_bulk([way.order_id for _, way in shown])
    rows = [
        {"hours": hours, "way": way, "order": orders[way.order_id]}
        for hours, way in shown
        if way.order_id in orders
    ]
    return {"slowest": rows, "looked_at": len(longest), "stand_for": sum(way.weight for _, way in longest)}


def _is_asked(hours: float, way: Way, about: Asked, *, is_blamed: bool) -> bool:
    if about.bar is None and not about.fate:
        return hours > 0
    if about.fate == "blamed" and not is_blamed:
        return False
    if about.fate in ("late", "in_time") and way.is_late != (about.fate == "late"):
        return False
    return about.bar is None or place_of(hours) == about.bar
