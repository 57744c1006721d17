"""The two rates as dials: the worst shop of each, never a pooled rate as if a platform judged it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fulfillment.catalog.models import Shop
from fulfillment.policies.terms import Better
from metrics import figures
from metrics.definitions import METRICS, Why
from metrics.figures import Figure


def dials(shops: Sequence[Shop], *, now: datetime) -> list[dict[str, Any]]:
    """Every shop's dials, worst shop first within each rate; one query per rate."""
    slugs = {shop.pk: shop.slug for shop in shops}
    return [
        _dial(figure, slugs[figure.shop_id])
        for slug in METRICS
        for figure in figures.figures(shops, slug, now=now)
    ]


def _dial(figure: Figure, shop_slug: str) -> dict[str, Any]:
    definition = METRICS[figure.metric]
    query = f"?shop={shop_slug}&from={figure.since_on}&to={figure.until_on}"
    return {
        "title": definition.title,
        "shop_name": figure.shop_name,
        "rate": figure.counts.rate if figure.is_enough else None,
        "numerator": figure.counts.numerator,
        "denominator": figure.counts.denominator,
        "target": figure.rule.target,
        "enforcement": figure.rule.enforcement,
        "better": "low" if figure.rule.better == Better.LOWER else "high",
        "tone": _tone(figure),
        "sentence": _sentence(figure),
        "provisional": f"Last {figure.rule.window_days} days; " + _provisional(figure),
        "url": reverse("metrics:detail", args=[figure.metric]) + query,
    }


def _tone(figure: Figure) -> str:
    fits = figure.fits_before_target()
    if not figure.is_enough or fits is None:
        return "plain"
    if fits < 0:
        return "breach"
    bad = figure.counts.numerator
    if figure.rule.better == Better.HIGHER:
        bad = figure.counts.denominator - bad
    return "risk" if fits <= max(2, bad // 5) else "ok"


def _sentence(figure: Figure) -> SafeString | str:
    rule, fits, enforced = figure.rule, figure.fits_before_target(), figure.fits_before_enforcement()
    noun = "late orders" if figure.metric == "late-dispatch-rate" else "invalid"
    if not figure.is_enough:
        return f"n/a below {max(rule.minimum_count, 1)} counted"
    if rule.target is None or fits is None:
        return "No source gives a target for this market"
    until = "" if enforced is None else f", {max(enforced, 0)} before {_share(rule.enforcement)} is enforced"
    if fits < 0:
        return format_html("<b>{} too many</b> for the {} target{}", -fits, _share(rule.target), until)
    return format_html("<b>{} more {}</b> fit before the {} target{}", fits, noun, _share(rule.target), until)


def _provisional(figure: Figure) -> str:
    waiting = figure.left_out.get(Why.PENDING, 0)
    if waiting:
        return f"{waiting} wait for a first scan"
    days = figure.rule.maturity_days
    return f"the last {days} days are provisional" if days > 1 else "today is provisional"


def _share(value: Decimal | None) -> str:
    return "" if value is None else f"{round(float(value) * 100, 2):g} %"
