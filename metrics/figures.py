"""Rates read from the daily sums: counts first, the rate from them, never the other way round. Cost follows the window."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, Sum
from msgspec import Struct

from fulfillment.catalog.models import Shop
from fulfillment.policies import rulebook
from fulfillment.policies.rulebook import MetricRule, Rules
from metrics.budget import affordable
from metrics.models import DailySum


class Counts(Struct, frozen=True):
    """How many counted, of how many; the rate is a fraction, None where nothing was counted."""

    numerator: int = 0
    denominator: int = 0

    @property
    def rate(self) -> Decimal | None:
        return Decimal(self.numerator) / self.denominator if self.denominator else None


class Figure(Struct, frozen=True, kw_only=True):
    """One shop's rate over the market's window, with everything that must be said beside it."""

    shop_id: int
    shop_name: str
    metric: str
    counts: Counts
    rule: MetricRule
    rule_version: str
    since_on: date
    until_on: date
    provisional_from_on: date
    left_out: dict[str, int]
    time_zone: str

    @property
    def is_enough(self) -> bool:
        """False below the minimum count: then the rate is n/a."""
        return self.counts.denominator >= max(self.rule.minimum_count, 1)

    def fits_before_target(self) -> int | None:
        """How many more may go wrong; None where no source gives the limit."""
        return self._fits(self.rule.target)

    def fits_before_enforcement(self) -> int | None:
        return self._fits(self.rule.enforcement)

    def _fits(self, limit: Decimal | None) -> int | None:
        if limit is None:
            return None
        return affordable(self.counts.numerator, self.counts.denominator, limit, self.rule.better)


def rules_of(shop: Shop, *, now: datetime) -> Rules:
    """The rules that an order placed now would be judged by, with the shop's own values."""
    rules = rulebook.load().rules(
        platform=shop.platform, market=shop.market, at=now, time_zone=shop.time_zone
    )
    return rules.with_overrides(shop.rule_overrides) if shop.rule_overrides else rules


def market_today(shop: Shop, *, now: datetime) -> date:
    return now.astimezone(ZoneInfo(shop.time_zone)).date()


def figures(shops: Sequence[Shop], metric: str, *, now: datetime) -> list[Figure]:
    """One figure per shop over its market's window up to today, worst first; one query."""
    windows = {shop.pk: _window(shop, metric, now=now) for shop in shops}
    if not windows:
        return []
    earliest = min(since for since, _ in windows.values())
    totals: dict[int, Counts] = defaultdict(Counts)
    left_out: dict[int, dict[str, int]] = defaultdict(dict)
    rows = DailySum.objects.filter(
        shop__in=windows, metric=metric, dimension__in=["", "left_out"], day_on__gte=earliest
    ).values_list("shop_id", "dimension", "value", "day_on", "numerator", "denominator")
    for shop_id, dimension, value, day_on, numerator, denominator in rows:
        since, until = windows[shop_id]
        if not since <= day_on <= until:
            continue
        if dimension:
            left_out[shop_id][value] = left_out[shop_id].get(value, 0) + denominator
        else:
            was = totals[shop_id]
            totals[shop_id] = Counts(was.numerator + numerator, was.denominator + denominator)
    found = [
        _figure(shop, metric, totals[shop.pk], left_out[shop.pk], windows[shop.pk], now=now) for shop in shops
    ]
    return sorted(found, key=_worst_first)


def _worst_first(figure: Figure) -> tuple[bool, bool, int, str]:
    fits = figure.fits_before_target()
    return not figure.is_enough, fits is None, fits or 0, figure.shop_name


def _window(shop: Shop, metric: str, *, now: datetime) -> tuple[date, date]:
    today = market_today(shop, now=now)
    return today - timedelta(days=rules_of(shop, now=now).metric(metric).window_days - 1), today


def _figure(
    shop: Shop,
    metric: str,
    counts: Counts,
    left_out: dict[str, int],
    window: tuple[date, date],
    *,
    now: datetime,
) -> Figure:
    rules = rules_of(shop, now=now)
    rule = rules.metric(metric)
    return Figure(
        shop_id=shop.pk,
        shop_name=shop.name,
        metric=metric,
        counts=counts,
        rule=rule,
        rule_version=rules.version,
        since_on=window[0],
        until_on=window[1],
        provisional_from_on=window[1] - timedelta(days=max(rule.maturity_days - 1, 0)),
        left_out={why: count for why, count in left_out.items() if count},
        time_zone=shop.time_zone,
    )


def sums(shops: Iterable[Shop], metric: str, *, since_on: date, until_on: date) -> QuerySet[DailySum]:
    """The daily sums of a window, both days included."""
    return DailySum.objects.filter(shop__in=shops, metric=metric, day_on__gte=since_on, day_on__lte=until_on)


def total(shops: Iterable[Shop], metric: str, *, since_on: date, until_on: date) -> Counts:
    row = sums(shops, metric, since_on=since_on, until_on=until_on).filter(dimension="")
    found = row.aggregate(numerator=Sum("numerator"), denominator=Sum("denominator"))
    return Counts(found["numerator"] or 0, found["denominator"] or 0)


def by_day(shops: Iterable[Shop], metric: str, *, since_on: date, until_on: date) -> dict[date, Counts]:
    """Days without any counted unit are absent."""
    rows = (
        sums(shops, metric, since_on=since_on, until_on=until_on).filter(dimension="").values_list("day_on")
    )
    rows = rows.annotate(Sum("numerator"), Sum("denominator")).order_by("day_on")
    return {day_on: Counts(numerator, denominator) for day_on, numerator, denominator in rows if denominator}


def by_value(
    shops: Iterable[Shop], metric: str, dimension: str, *, since_on: date, until_on: date
) -> dict[str, Counts]:
    """Counts under each value of a dimension; a unit with two values counts once under each. Blank: not known."""
    rows = (
        sums(shops, metric, since_on=since_on, until_on=until_on)
        .filter(dimension=dimension)
        .values_list("value")
    )
    rows = rows.annotate(Sum("numerator"), Sum("denominator")).order_by("value")
    return {value: Counts(numerator, denominator) for value, numerator, denominator in rows if denominator}


def left_out(shops: Iterable[Shop], metric: str, *, since_on: date, until_on: date) -> dict[str, int]:
    """How many units were left out, by code of `definitions.Why`."""
    found = by_value(shops, metric, "left_out", since_on=since_on, until_on=until_on)
    return {why: counts.denominator for why, counts in found.items()}
