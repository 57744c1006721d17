"""The rulebook page: every value that judges an order, with source, date and reason."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.channels.sync import utc_now
from fulfillment.policies import rulebook
from fulfillment.policies.rules import Rules
from fulfillment.policies.values import Value
from fulfillment.web import render_page

TOPICS = {
    "metric": "Rates",
    "dispatch": "Dispatch",
    "dispatch_with_platform_label": "Dispatch",
    "delivery": "Delivery",
    "auto_cancel": "Automatic cancellation",
    "handling": "Handling times",
    "tracking": "Tracking",
    "remorse": "Buyer's own cancellation",
    "buyer_cancel_answer": "Buyer's own cancellation",
    "holiday_change": "Calendar",
    "business_days": "Calendar",
    "holidays": "Calendar",
    "time_zone": "Calendar",
    "day_ends": "Calendar",
}


@require_GET
@member(May.SEE_RULES)
def index(request: Any) -> HttpResponse:
    """The first shop's market; without a shop, the first market there is."""
    shop = Shop.objects.of(request.team).order_by("name").first()
    book = rulebook.load()
    platform, market = (
        (shop.platform, shop.market) if shop else (book.markets()[0].platform, book.markets()[0].market)
    )
    found = next(
        (m for m in book.markets() if m.platform == platform and m.market in (market, "")), book.markets()[0]
    )
    return redirect("rulebook", key=_key(found.platform, found.market))


@require_GET
@member(May.SEE_RULES)
def market(request: Any, key: str) -> HttpResponse:
    book, now = rulebook.load(), utc_now()
    found = next((m for m in book.markets() if _key(m.platform, m.market) == key), None)
    if found is None:
        raise Http404(f"There is no rulebook {key}.")
    versions = book.versions(found.platform, found.market)
    shops = list(Shop.objects.of(request.team).filter(platform=found.platform).order_by("name"))
    shops = [shop for shop in shops if found.market in ("", shop.market)]
    asked = request.GET.get("version", "")
    shop = next((s for s in shops if s.slug == request.GET.get("shop")), None)
    rules = next((v for v in versions if v.version == asked), versions[-1])
    if shop and shop.rule_overrides:
        rules = rules.with_overrides(shop.rule_overrides)
    values = rules.values()
    context = {
        "markets": [{"key": _key(m.platform, m.market), "title": m.title} for m in book.markets()],
        "key": key,
        "rules": rules,
        "versions": versions,
        "current": versions[-1].version,
        "shops": shops,
        "shop": shop,
        "topics": _topics(values),
        "stale": [value for value in values if value.needs_verifying(now)],
        "unconfirmed": [value for value in values if not value.confirmed],
        "stop_event": _stop_event(rules),
        "now": now,
    }
    return render_page(request, "policies/rulebook.html", context)


def _key(platform: str, market: str) -> str:
    return f"{platform}-{market}".lower().strip("-").replace("_", "-")


def _topics(values: list[Value]) -> list[tuple[str, list[Value]]]:
    def topic(value: Value) -> str:
        return TOPICS.get(value.name.split(".")[0], "What counts as dispatched")

    order = ["What counts as dispatched", *dict.fromkeys(TOPICS.values())]
    ranked = sorted(values, key=lambda value: order.index(topic(value)))
    return [(name, list(group)) for name, group in groupby(ranked, key=topic)]


def _stop_event(rules: Rules) -> str:
    return {
        "first_scan": "Dispatched means the carrier's first scan of the last package",
        "ready_to_ship": "Dispatched means every package has its label or number",
    }[rules.stop_event]
