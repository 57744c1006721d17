"""Which alerts a rate deserves: past what is enforced, past its target, sure to cross it, or near it.

Targets are the rulebook's, or a shop's own values in their place. A shop's rate has at most one of these alerts; each is
told once, in the day by the team's clock, and gone when its cause is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
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
from metrics.ahead import Ahead
from metrics.counts import Counts
from metrics.definitions import METRICS
from metrics.dials import tone
from metrics.figures import Figure
from metrics.forecast import ENOUGH_WEEKS
from metrics.looking_ahead import FORETOLD, look_ahead
from metrics.stages.reading import LATE
from metrics.words import share

ENFORCED, CROSSED, WILL_CROSS, NEAR = "rate_enforced", "rate_crossed", "rate_will_cross", "rate_near"


def raise_alerts(*, now: datetime) -> tuple[int, int]:
    """Every rate of every shop is looked at: one query per rate, however many shops there are, and a forecast where
    what is open could take it over its target."""
    shops = list(Shop.objects.select_related("team").order_by("pk"))
    by_id = {shop.pk: shop for shop in shops}
    overdue, still_open = _open(is_overdue=True), _open(is_overdue=False)
    wrong = []
    for metric in METRICS:
        judged = [shop for shop in shops if is_ruled(shop, metric, now=now)]
        for figure in figures.figures(judged, metric, now=now):
            shop = by_id[figure.shop_id]
            more = overdue.get(shop.pk, 0) if metric == LATE else 0
            kind, told = kind_of(figure, more), None
            if kind in ("", NEAR) and may_cross(figure, still_open.get(shop.pk, 0)):
                told = foretold(shop, metric, now=now)
                kind = WILL_CROSS if told else kind
            if kind:
                wrong.append(_wrong(shop, figure, kind, sentence(figure, kind, more, told)))
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


def may_cross(figure: Figure, still_open: int) -> bool:
    """Whether a forecast can say more than the figure does: it is below its target, and enough is open to change that."""
    fits = figure.fits_before_target()
    return figure.metric in FORETOLD and figure.is_enough and fits is not None and 0 <= fits < still_open


def foretold(shop: Shop, metric: str, *, now: datetime) -> Ahead | None:
    """The forecast where it expects the target to be crossed, and past weeks have shown how far it can be believed."""
    found = look_ahead(shop, metric, now=now)
    is_proven = len(found.past) >= ENOUGH_WEEKS and found.told.decided.denominator >= found.rule.minimum_count
    return found if is_proven and (found.excess or 0.0) > 0 else None


def _wrong(shop: Shop, figure: Figure, kind: str, words: str) -> Wrong:
    query = {"shop": shop.slug, "from": figure.since_on, "to": figure.until_on}
    return Wrong(
        team_id=shop.team_id,
        source=f"rate:{shop.pk}:{figure.metric}",
        kind_code=kind,
        sentence=words,
        fix=FIXES[kind],
        path=f"{reverse('metrics:detail', args=[figure.metric])}?{urlencode(query)}",
        shop_id=shop.pk,
        quiet_zone=shop.team.time_zone,
    )


FIXES = {
    ENFORCED: "See its orders and decide an action",
    CROSSED: "See its orders and decide an action",
    WILL_CROSS: "See what can still be saved",
    NEAR: "See where it comes from",
}


def sentence(figure: Figure, kind: str, overdue: int, told: Ahead | None = None) -> str:
    """`Late dispatch is 4.6 % (62 of 1,347), past the 4 % target`. Its counts are part of it, so it is kept up to date."""
    title, counts = METRICS[figure.metric].title, figure.counts
    said = f"{title} is {share(counts.rate, places=1)} ({counts.numerator:,} of {counts.denominator:,})"
    if told:
        expected, low, high = (_percent(each) for each in (told.told.expected, told.told.low, told.told.high))
        day = f"{told.evaluated_on:%A} {told.evaluated_on.day} {told.evaluated_on:%B}"
        target = share(figure.rule.target)
        return f"{said} and is expected to be {expected} on {day} ({low} to {high}), past the {target} target"
    if kind == WILL_CROSS:
        then = Counts(counts.numerator + overdue, counts.denominator + overdue)
        rate = share(then.rate, places=1)
        return f"{said}; once all {overdue:,} open orders past their deadline are scanned it is {rate}"
    word = "near" if kind == NEAR else "past"
    limit = figure.rule.enforcement if kind == ENFORCED else figure.rule.target
    return f"{said}, {word} the {share(limit)} {'that is enforced' if kind == ENFORCED else 'target'}"


def _sources(wrong: Sequence[Wrong]) -> list[str]:
    """Also those of alerts that are open: what is fine now has no row in `wrong` and is resolved."""
    still = Alert.objects.open().filter(source__startswith="rate:").values_list("source", flat=True)
    return sorted({*still, *(each.source for each in wrong)})


def _percent(rate: float) -> str:
    return share(Decimal(str(round(rate, 4))), places=1)


def _open(*, is_overdue: bool) -> dict[int, int]:
    """Open orders by shop: those past their deadline, or all."""
    rows = Order.objects.open()
    if is_overdue:
        rows = rows.filter(severity=SEVERITY[Level.WILL_COUNT_LATE])
    return dict(rows.values_list("shop").annotate(Count("pk")).order_by())
