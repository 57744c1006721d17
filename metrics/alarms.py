"""Which alerts a rate deserves: past what is enforced, past its target, sure to cross it, or near it.

Targets are the rulebook's, or a shop's own values in their place. A shop's rate has at most one of these alerts; each is
told once, in the day by the team's clock, and gone when its cause is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from fulfillment.alerts import raising
from fulfillment.alerts.models import Alert
from fulfillment.alerts.raising import Wrong
from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.orders.states import SEVERITY, Level
from fulfillment.policies.terms import Better
from metrics import figures
from metrics.counts import Counts
from metrics.definitions import METRICS
from metrics.dials import tone
from metrics.figures import Figure
from metrics.stages.reading import LATE
from metrics.words import share

ENFORCED, CROSSED, WILL_CROSS, NEAR = "rate_enforced", "rate_crossed", "rate_will_cross", "rate_near"


def raise_alerts(*, now: datetime) -> tuple[int, int]:
    """Every rate of every shop is looked at: one query per rate, however many shops there are."""
    shops = list(Shop.objects.select_related("team").order_by("pk"))
    by_id = {shop.pk: shop for shop in shops}
    overdue = _past_deadline()
    wrong = []
    for metric in METRICS:
        judged = [shop for shop in shops if is_ruled(shop, metric, now=now)]
        for figure in figures.figures(judged, metric, now=now):
            more = overdue.get(figure.shop_id, 0) if metric == LATE else 0
            if kind := kind_of(figure, more):
                wrong.append(_wrong(by_id[figure.shop_id], figure, kind, more))
    return raising.settle(_sources(wrong), wrong, now=now)


def is_ruled(shop: Shop, metric: str, *, now: datetime) -> bool:
    return figures.is_judged(shop) and metric in figures.rules_of(shop, now=now).metrics


def kind_of(figure: Figure, overdue: int) -> str:
    """The worst of them; blank where the rate is fine, or below the minimum count. `overdue`: open orders past their
    deadline, which count late when they are scanned."""
    fits, enforced = figure.fits_before_target(), figure.fits_before_enforcement()
    if not figure.is_enough or fits is None:
        return ""
    if fits < 0:
        return ENFORCED if enforced is not None and enforced < 0 else CROSSED
    if overdue and fits < overdue and figure.rule.better == Better.LOWER:
        return WILL_CROSS
    return NEAR if tone(figure) == "risk" else ""


def _wrong(shop: Shop, figure: Figure, kind: str, overdue: int) -> Wrong:
    query = {"shop": shop.slug, "from": figure.since_on, "to": figure.until_on}
    return Wrong(
        team_id=shop.team_id,
        source=f"rate:{shop.pk}:{figure.metric}",
        kind_code=kind,
        sentence=sentence(figure, kind, overdue),
        fix=FIXES[kind],
        path=f"{reverse('metrics:detail', args=[figure.metric])}?{urlencode(query)}",
        shop_id=shop.pk,
        quiet_zone=shop.team.time_zone,
    )


FIXES = {
    ENFORCED: "See which orders are behind it, and decide an action on the weekly page",
    CROSSED: "See which orders are behind it, and decide an action on the weekly page",
    WILL_CROSS: "Whatever else is late comes on top: save what is at risk on Today",
    NEAR: "See where it comes from before it is past",
}


def sentence(figure: Figure, kind: str, overdue: int) -> str:
    """`Late dispatch is 4.6 % (62 of 1,347), past the 4 % target`. Its counts are part of it, so it is kept up to date."""
    title, counts = METRICS[figure.metric].title, figure.counts
    said = f"{title} is {share(counts.rate, places=1)} ({counts.numerator:,} of {counts.denominator:,})"
    if kind == WILL_CROSS:
        then = Counts(counts.numerator + overdue, counts.denominator + overdue)
        return f"{said} and will be {share(then.rate, places=1)}: {overdue:,} open orders are past their deadline"
    word = "near" if kind == NEAR else "past"
    limit = figure.rule.enforcement if kind == ENFORCED else figure.rule.target
    return f"{said}, {word} the {share(limit)} {'that is enforced' if kind == ENFORCED else 'target'}"


def _sources(wrong: Sequence[Wrong]) -> list[str]:
    """Also those of alerts that are open: what is fine now has no row in `wrong` and is resolved."""
    still = Alert.objects.open().filter(source__startswith="rate:").values_list("source", flat=True)
    return sorted({*still, *(each.source for each in wrong)})


def _past_deadline() -> dict[int, int]:
    rows = Order.objects.open().filter(severity=SEVERITY[Level.WILL_COUNT_LATE])
    return dict(rows.values_list("shop").annotate(Count("pk")).order_by())
