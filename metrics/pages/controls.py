"""The links with which one moves between shops, spans and breakdowns; every choice keeps the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from fulfillment.catalog.models import Shop
from metrics.breakdown import TABS
from metrics.definitions import Definition
from metrics.pages.asking import link
from metrics.spans import BY, LONGEST, PRESETS, Span


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

    def preset(days: int) -> dict[str, Any]:
        since = today - timedelta(days=days - 1)
        return {
            "label": f"{days} days",
            "note": "as judged" if days == rule_days else "",
            "url": url(**{"from": since, "to": today, "by": ""}),
            "active": (span.since_on, span.until_on) == (since, today),
        }

    return {
        "longest": LONGEST,
        "shop_links": [
            {"label": each.name, "url": url(shop=each.slug), "active": each == shop} for each in shops
        ],
        "presets": [preset(days) for days in sorted({*PRESETS, rule_days})],
        "by_links": [{"label": by.title(), "url": url(by=by), "active": by == span.by} for by in BY],
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
