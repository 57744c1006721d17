"""A shop's rate as a dial: what `_dial.html` draws, and the sentence of what can still go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fulfillment.catalog.models import Shop
from fulfillment.policies.terms import Better, CountedUnit
from metrics import figures
from metrics.definitions import METRICS, Why
from metrics.figures import Figure
from metrics.windows import standing
from metrics.words import share

HEADLINES = (
    "late-dispatch-rate",
    "valid-tracking-rate",
    "seller-fault-cancellation-rate",
    "on-time-delivery-rate",
)
BESIDE = 4  # shops that stand in a line each beside the worst one, as far as they have a rate


def dials(shops: Sequence[Shop], *, now: datetime) -> list[dict[str, Any]]:
    """One per rate that platforms hold shops to, the worst shop's; the next worst stand beside it as `others`.

    One query.
    """
    return [
        worst | {"others": (shown := _rated(others)), "more": len(others) - len(shown)}
        for worst, *others in filter(None, dials_of(shops, HEADLINES, now=now).values())
    ]


def _rated(others: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in others if each["rate"] is not None][:BESIDE]


def dials_of(
    shops: Sequence[Shop], metrics: Sequence[str], *, now: datetime
) -> dict[str, list[dict[str, Any]]]:
    """By rate one per shop, the worst first; one query."""
    slugs = {shop.pk: shop.slug for shop in shops}
    found = figures.figures_of(shops, metrics, now=now)
    return {
        metric: [dial(each, slugs[each.shop_id]) for each in of_rate] for metric, of_rate in found.items()
    }


def dial(figure: Figure, shop_slug: str) -> dict[str, Any]:
    query = {"shop": shop_slug, "from": figure.since_on, "to": figure.until_on}
    return {
        "title": METRICS[figure.metric].title,
        "shop_name": figure.shop_name,
        "rate": figure.counts.rate if figure.is_enough else None,
        "numerator": figure.counts.numerator,
        "denominator": figure.counts.denominator,
        "target": figure.rule.target,
        "enforcement": figure.rule.enforcement,
        "better": "low" if figure.rule.better == Better.LOWER else "high",
        "tone": tone(figure),
        "verdict": f"Past the {share(figure.rule.target)} target." if tone(figure) == "breach" else "",
        "sentence": sentence(figure),
        "short": short(figure),
        "provisional": standing(figure),
        "url": f"{reverse('metrics:detail', args=[figure.metric])}?{urlencode(query)}",
    }


def tone(figure: Figure) -> str:
    """Breach past the target; risk where a fifth more of what went wrong would reach it."""
    fits = figure.fits_before_target()
    if not figure.is_enough or fits is None:
        return "plain"
    if fits < 0:
        return "breach"
    return "risk" if fits <= max(2, figure.against // 5) else "ok"


def sentence(figure: Figure) -> SafeString | str:
    """What can still go wrong before the target, and before it is enforced."""
    rule, fits, enforced = figure.rule, figure.fits_before_target(), figure.fits_before_enforcement()
    definition = METRICS[figure.metric]
    unit = "order" if definition.unit == CountedUnit.ORDER else "package"
    if not figure.counts.denominator:
        return _nothing(figure)
    if not figure.is_enough:
        return f"n/a below {figure.minimum} counted."
    if rule.target is None or fits is None:
        own = figure.rule_version.startswith("own-store")
        return (
            "An own store has no target but its own, and none is set."
            if own
            else "No source gives a target for this market."
        )
    until = ""
    if rule.enforcement == rule.target:  # one limit, said once
        enforced = None
    if enforced is not None and enforced >= 0:
        until = f", {enforced:,} before {share(rule.enforcement)} is enforced"
    elif enforced is not None:
        until = f" and past the {share(rule.enforcement)} that is enforced"
    noun = _counted(definition.against, f"{unit}{'' if abs(fits) == 1 else 's'}")
    if fits < 0:  # the verdict before it has named the target
        return format_html("<b>{} {} too many</b>{}.", -fits, noun, until)
    verb = "fits" if fits == 1 else "fit"
    return format_html(
        "<b>{} more {}</b> {} before the {} target{}.", fits, noun, verb, share(rule.target), until
    )


def _counted(against: str, units: str) -> str:
    """`late orders`, `orders cancelled by our fault`."""
    return f"{units} {against}" if " " in against else f"{against} {units}"


def _nothing(figure: Figure) -> str:
    unscanned = figure.left_out.get(Why.NO_SCANS_TOLD, 0)
    if not unscanned:
        return "Nothing was counted."
    return f"Nobody tells the scans of its {unscanned:,} packages: connect a carrier feed."


def short(figure: Figure) -> str:
    """The sentence for a line of its own: `24 more fit 4 % in 30 days`."""
    fits = figure.fits_before_target()
    if not figure.counts.denominator:
        return "nobody tells its scans" if figure.left_out.get(Why.NO_SCANS_TOLD) else "nothing counted"
    if not figure.is_enough:
        return f"below {figure.minimum} counted"
    if fits is None:
        return "no target"
    goal = f"{share(figure.rule.target)} in {(figure.until_on - figure.since_on).days + 1} days"
    if fits < 0:
        return f"{-fits:,} too many for {goal}"
    return f"{fits:,} more {'fits' if fits == 1 else 'fit'} {goal}"
