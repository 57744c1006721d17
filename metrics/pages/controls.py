"""The links with which one moves between shops, spans and breakdowns; every choice keeps the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from fulfillment.catalog.models import Shop
from metrics.breakdown import TABS
from metrics.definitions import Definition
from metrics.pages.asking import link
from metrics.spans import BY, LONGEST, PRESETS, Span


def of_days(
    url: Callable[..., str], span: Span, *, today: date, rule_days: int | None = None
) -> dict[str, Any]:
    """The days to choose from and how they are grouped; `url` gives the page's address with that changed."""

    def preset(days: int) -> dict[str, Any]:
        since = today - timedelta(days=days - 1)
        return {
            "label": f"{days} days",
            "note": "as judged" if days == rule_days else "",
            "url": url(**{"from": since, "to": today, "by": ""}),
            "active": (span.since_on, span.until_on) == (since, today),
        }

    return {
        "presets": [preset(days) for days in sorted({*PRESETS, *([rule_days] if rule_days else [])})],
        "by_links": [{"label": by.title(), "url": url(by=by), "active": by == span.by} for by in BY],
    }


def controls(
    definition: Definition,
    shops: Sequence[Shop],
    shop: Shop,
    span: Span,
    *,
    tab: str,
    today: date,
    rule_days: int,
    compares: bool,
) -> dict[str, Any]:
    """`compares`: the breakdown by shop is offered, which leaves the one shop."""

    def url(**changed: object) -> str:
        now = {"shop": shop.slug, "from": span.since_on, "to": span.until_on, "by": span.by, "tab": tab}
        return link("detail", definition.slug, **now | changed)

    return of_days(url, span, today=today, rule_days=rule_days) | {
        "longest": LONGEST,
        "shop_links": [
            {"label": each.name, "url": url(shop=each.slug), "active": each == shop} for each in shops
        ],
        "tabs": [
            {
                "label": label,
                "url": url(tab=key, **({"shop": ""} if key == "shop" else {})) + "#where",
                "active": key == tab,
            }
            for key, label in TABS.items()
            if key != "shop" or compares
        ],
    }
