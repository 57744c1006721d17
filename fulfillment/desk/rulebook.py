"""The rulebook page: every value that judges an order, with source, date and reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.models import Team
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.channels.sync import utc_now
from fulfillment.orders.rulings import own_values
from fulfillment.policies import rulebook
from fulfillment.policies.names import METRICS
from fulfillment.policies.rulebook import Rulebook
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import SourceKind
from fulfillment.policies.values import VERIFY_EVERY_DAYS, Value
from fulfillment.tracking.numbers import carrier_name
from fulfillment.unknown import unknown
from fulfillment.web import render_page
from metrics import figures

# a value's topic by the first part of its name, in the order of the page; rates follow, one topic each
TOPICS = {
    "stop_event": "What counts as dispatched",
    "dispatch": "Dispatch",
    "dispatch_with_platform_label": "Dispatch",
    "handling": "Handling times",
    "auto_cancel": "Automatic cancellation",
    "remorse": "Cancellation by the buyer",
    "buyer_cancel_answer": "Cancellation by the buyer",
    "delivery": "Delivery",
    "reviews": "Reviews",
    "tracking": "Tracking",
    "time_zone": "Calendar",
    "day_ends": "Calendar",
    "business_days": "Calendar",
    "holidays": "Calendar",
    "holiday_change": "Calendar",
}
SOURCES = {
    SourceKind.OFFICIAL: "official",
    SourceKind.MIRROR: "official text, read in a public copy",
    SourceKind.REAL_TRAFFIC: "seen in real traffic",
    SourceKind.THIRD_PARTY: "third party",
    SourceKind.OWN: "our own decision",
}


@require_GET
@member(May.SEE_RULES)
def index(request: Any) -> HttpResponse:
    """The first shop's market; without a shop, the first market there is."""
    shops = Shop.objects.of(request.team).order_by("name")
    own = next((figures.book_key(shop) for shop in shops if figures.is_judged(shop)), None)
    first = rulebook.load().markets()[0]
    return redirect("rulebook", key=own or _key(first.platform, first.market))


@require_GET
@member(May.SEE_RULES)
def market(request: Any, key: str) -> HttpResponse:
    book, now = rulebook.load(), utc_now()
    found = next((m for m in book.markets() if _key(m.platform, m.market) == key), None)
    if found is None and (named := _named_in_versions(book, key)):
        return redirect("rulebook", key=named)
    if found is None:
        raise Http404(f"There is no rulebook {key}.")
    versions = book.versions(found.platform, found.market)
    own = {shop: figures.book_key(shop) for shop in _judged_shops(request.team)}
    shops = [shop for shop, its_key in own.items() if its_key == key]
    asked = request.GET.get("version", "")
    shop = next((s for s in shops if s.slug == request.GET.get("shop")), None)
    rules = next((v for v in versions if v.version == asked), versions[-1])
    wrong = unknown(
        request.path,
        request.GET.dict(),
        [
            ("shop", "shop of yours in this market", {each.slug for each in shops}),
            ("version", "version", {each.version for each in versions}),
        ],
    )
    if shop:
        rules = rules.with_overrides(own_values(shop))
    values = rules.values()
    context = {
        "markets": _markets(book, own=set(own.values())),
        "key": key,
        "rules": rules,
        "versions": versions,
        "current": versions[-1].version,
        "until_on": _until_on(versions, rules),
        "shops": shops,
        "shop": shop,
        "unknown": wrong,
        "topics": _topics(values),
        "read_again_on": min(value.verified_on for value in values) + timedelta(days=VERIFY_EVERY_DAYS),
        "stale": [value for value in values if value.needs_verifying(now)],
        "unconfirmed": [value for value in values if not value.confirmed],
        "stop_event": _stop_event(rules),
        "now": now,
    }
    return render_page(request, "policies/rulebook.html", context)


def _key(platform: str, market: str) -> str:
    return f"{platform}-{market}".lower().strip("-").replace("_", "-")


def _named_in_versions(book: Rulebook, key: str) -> str:
    """The page of the market whose versions call it so, as `tiktok-uk/2024-01-01`; blank where none does."""
    names = {book.versions(m.platform, m.market)[-1].version.partition("/")[0]: m for m in book.markets()}
    return _key(names[key].platform, names[key].market) if key in names else ""


def _judged_shops(team: Team) -> list[Shop]:
    return [shop for shop in Shop.objects.of(team).order_by("name") if figures.is_judged(shop)]


def _markets(book: Rulebook, *, own: set[str]) -> list[dict[str, Any]]:
    """Every market there is a book for, those of the team's own shops first."""
    found = [{"key": _key(m.platform, m.market), "title": m.title} for m in book.markets()]
    marked = [{**each, "is_own": each["key"] in own} for each in found]
    return sorted(marked, key=lambda each: not each["is_own"])


def _topics(values: list[Value]) -> list[dict[str, Any]]:
    """`{slug, title, rows}`; a row is a value with its label as it reads under that title."""
    order = [*dict.fromkeys(TOPICS.values()), *METRICS.values()]
    ranked = sorted(values, key=lambda value: order.index(_topic(value)))
    return [
        {"slug": slugify(title), "title": title, "rows": [_row(value, title) for value in group]}
        for title, group in groupby(ranked, key=_topic)
    ]


def _topic(value: Value) -> str:
    first, *rest = value.name.split(".")
    return METRICS[rest[0]] if first == "metric" else TOPICS.get(first, "What counts as dispatched")


def _row(value: Value, title: str) -> dict[str, Any]:
    label = value.label.removeprefix(f"{title}: ")
    return {
        "value": value,
        "label": label[:1].upper() + label[1:],
        "shown": _carriers(value.rendered) if value.name == "tracking.accepted_carriers" else value.rendered,
        "source_kind": SOURCES.get(value.source_kind, ""),  # blank: no source states it
    }


def _carriers(codes: str) -> str:
    """The rulebook knows carriers by code, people by name."""
    return ", ".join(carrier_name(code) for code in codes.split(", "))


def _until_on(versions: Sequence[Rules], rules: Rules) -> date | None:
    """The last day on which orders were placed under these rules; None while they are in force."""
    later = [each.effective_from for each in versions if each.effective_from > rules.effective_from]
    return min(later) - timedelta(days=1) if later else None


def _stop_event(rules: Rules) -> str:
    return {
        "first_scan": "Dispatched means the carrier's first scan of the last package",
        "ready_to_ship": "Dispatched means every package has its label or number",
    }[rules.stop_event]
