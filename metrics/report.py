"""A rate over a span of days as plain values, for the command line and exports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from fulfillment.catalog.models import Shop
from metrics import figures
from metrics.clock import utc_now
from metrics.counts import Counts
from metrics.spans import period_label

DIMENSIONS = ("supplier", "carrier", "lane", "sku")
BY = ("day", "week", "month", "shop", "market", "route", *DIMENSIONS)


def report(
    shops: Sequence[Shop], slug: str, *, since_on: date, until_on: date, by: str = "day"
) -> dict[str, Any]:
    """Counts, rate (a fraction, None where nothing was counted), what was left out, and the series of one breakdown."""
    span = {"since_on": since_on, "until_on": until_on}
    whole = figures.total(shops, slug, **span)
    return {
        "slug": slug,
        "from": since_on.isoformat(),
        "to": until_on.isoformat(),
        "numerator": whole.numerator,
        "denominator": whole.denominator,
        "rate": _rate(whole),
        "provisional": is_provisional(shops, slug, until_on=until_on),
        "rule_versions": sorted(figures.by_value(shops, slug, "rule_version", **span)),
        "left_out": figures.left_out(shops, slug, **span),
        "series": [
            {"key": key, "numerator": c.numerator, "denominator": c.denominator, "rate": _rate(c)}
            for key, c in series(shops, slug, by=by, **span).items()
        ],
    }


def is_provisional(shops: Sequence[Shop], slug: str, *, until_on: date) -> bool:
    """True where a day of the span can still change by the rule's own maturity."""
    now = utc_now()
    return any(
        until_on > figures.market_today(shop, now=now) - timedelta(days=_maturity(shop, slug))
        for shop in shops
    )


def _maturity(shop: Shop, slug: str) -> int:
    return figures.rules_of(shop, now=utc_now()).metric(slug).maturity_days


def series(shops: Sequence[Shop], slug: str, *, since_on: date, until_on: date, by: str) -> dict[str, Counts]:
    by = "lane" if by == "route" else by  # no order is routed yet: its lane is the way it takes
    if by in DIMENSIONS:
        return figures.by_value(shops, slug, by, since_on=since_on, until_on=until_on)
    if by in ("shop", "market"):
        return _by_shop(
            shops, slug, since_on=since_on, until_on=until_on, key=lambda shop: getattr(shop, KEYS[by])
        )
    days = figures.by_day(shops, slug, since_on=since_on, until_on=until_on)
    found: dict[str, Counts] = {}
    for day, counts in days.items():
        found[period_label(day, by)] = found.get(period_label(day, by), Counts()) + counts
    return found


KEYS = {"shop": "slug", "market": "market"}


def _by_shop(
    shops: Sequence[Shop], slug: str, *, since_on: date, until_on: date, key: Callable[[Shop], str]
) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for shop in shops:
        counts = figures.total([shop], slug, since_on=since_on, until_on=until_on)
        found[key(shop)] = found.get(key(shop), Counts()) + counts
    return found


def _rate(counts: Counts) -> float | None:
    return None if counts.rate is None else float(counts.rate)
