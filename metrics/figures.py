"""Rates read from the daily sums: counts first, the rate from them, never the other way round. Cost follows the window."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import QuerySet, Sum
from msgspec import Struct
from msgspec.structs import replace

from fulfillment.catalog.models import Shop
from fulfillment.orders import rulings
from fulfillment.policies import rulebook
from fulfillment.policies.rulebook import MetricRule, Rules
from fulfillment.policies.terms import Better
from metrics.budget import affordable, strain
from metrics.clock import utc_now
from metrics.counts import Counts
from metrics.definitions import METRICS
from metrics.models import DailySum

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Settled(Struct, frozen=True, kw_only=True):
    """The last window of which no day can change any more, both days included."""

    counts: Counts
    since_on: date
    until_on: date


class Figure(Struct, frozen=True, kw_only=True):
    """One shop's rate over some days, with everything that must be said beside it.

    `rule` is that of the last of these days; `settled` stands where all of them are provisional.
    """

    shop_id: int
    shop_name: str
    metric: str
    counts: Counts
    rule: MetricRule
    rule_version: str
    since_on: date
    until_on: date
    today_on: date
    provisional_from_on: date
    left_out: dict[str, int]
    time_zone: str
    settled: Settled | None = None
    scans_told: bool = True  # False: dispatch is known by the store's own word only

    @property
    def minimum(self) -> int:
        return max(self.rule.minimum_count, 1)

    @property
    def is_enough(self) -> bool:
        """False below the minimum count: then the rate is n/a."""
        return self.counts.denominator >= self.minimum

    @property
    def is_all_provisional(self) -> bool:
        return self.provisional_from_on <= self.since_on <= self.today_on

    @property
    def settled_window(self) -> tuple[date, date]:
        until_on = self.provisional_from_on - timedelta(days=1)
        return until_on - timedelta(days=self.rule.window_days - 1), until_on

    @property
    def against(self) -> int:
        """How many counted units harm the shop."""
        if self.rule.better == Better.LOWER:
            return self.counts.numerator
        return self.counts.denominator - self.counts.numerator

    def fits_before_target(self) -> int | None:
        """How many more may go wrong; None where no source gives the limit."""
        return self._fits(self.rule.target)

    def fits_before_enforcement(self) -> int | None:
        return self._fits(self.rule.enforcement)

    def strain(self) -> Decimal | None:
        """How much of what the target tolerates is used up; None without a target or a rate."""
        if self.rule.target is None or not self.is_enough:
            return None
        return strain(self.counts.numerator, self.counts.denominator, self.rule.target, self.rule.better)

    def _fits(self, limit: Decimal | None) -> int | None:
        if limit is None:
            return None
        return affordable(self.counts.numerator, self.counts.denominator, limit, self.rule.better)


def rules_of(shop: Shop, *, now: datetime) -> Rules:
    """The rules that an order placed now would be judged by, with the shop's own values."""
    return rulings.rules_of(rulings.terms_of(shop), now)


def rules_on(shop: Shop, day: date, *, now: datetime) -> Rules:
    """The rules for an order placed at the end of that market-local day, or now where that is earlier."""
    rules = rules_of(shop, now=now)
    ended_at = datetime.combine(day, time.max, tzinfo=rules.zone).astimezone(UTC)
    return rules_of(shop, now=ended_at) if ended_at < now else rules


def versions_of(shop: Shop) -> list[Rules]:
    """Every version of the shop's rules as they would judge orders placed now, oldest first."""
    found = rulebook.load().versions(shop.platform, shop.market, time_zone=shop.time_zone)
    own = rulings.own_values(shop)
    return [rules.with_overrides(own) for rules in found]


def book_key(shop: Shop) -> str:
    """How the rulebook's pages name the book of this shop's market."""
    found = rulebook.load().rules(platform=shop.platform, market=shop.market, at=EPOCH)
    market = "" if shop.platform == "own_store" else found.market
    return f"{shop.platform}-{market}".lower().strip("-").replace("_", "-")


def is_judged(shop: Shop) -> bool:
    """False where no rulebook covers the shop's market."""
    return rulebook.load().knows(platform=shop.platform, market=shop.market)


def market_today(shop: Shop, *, now: datetime) -> date:
    """The day it is where the shop's rules count days."""
    return rules_of(shop, now=now).day_of(now)


def figures(shops: Sequence[Shop], metric: str, *, now: datetime) -> list[Figure]:
    """One figure per shop over its market's window up to today, worst first; one query.

    A shop whose market no rulebook covers has none.
    """
    return figures_of(shops, [metric], now=now)[metric]


def figures_of(shops: Sequence[Shop], metrics: Sequence[str], *, now: datetime) -> dict[str, list[Figure]]:
    """`figures` of several rates; one query for all of them."""
    shops = [shop for shop in shops if is_judged(shop)]
    if not shops:
        return {metric: [] for metric in metrics}
    empty = [
        figure_of(shop, metric, Counts(), {}, _window(shop, metric, now=now), now=now)
        for shop in shops
        for metric in metrics
    ]
    earliest = min(min(figure.since_on, figure.settled_window[0]) for figure in empty)
    days: dict[tuple[int, str], dict[date, Counts]] = defaultdict(dict)
    left_out: dict[tuple[int, str], dict[str, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = DailySum.objects.filter(
        shop__in=shops, metric__in=metrics, dimension__in=["", "left_out"], day_on__gte=earliest
    ).values_list("shop_id", "metric", "dimension", "value", "day_on", "numerator", "denominator")
    for shop_id, metric, dimension, value, day_on, numerator, denominator in rows:
        if dimension:
            left_out[shop_id, metric][value][day_on] = denominator
        else:
            days[shop_id, metric][day_on] = Counts(numerator, denominator)
    found: dict[str, list[Figure]] = {metric: [] for metric in metrics}
    for figure in empty:
        key = figure.shop_id, figure.metric
        found[figure.metric].append(_filled(figure, days[key], left_out[key]))
    return {metric: sorted(figures, key=worst_first) for metric, figures in found.items()}


def _filled(empty: Figure, days: Mapping[date, Counts], left_out: Mapping[str, Mapping[date, int]]) -> Figure:
    window = empty.since_on, empty.until_on
    without = {
        why: sum(count for day, count in by_day.items() if window[0] <= day <= window[1])
        for why, by_day in left_out.items()
    }
    left = {why: count for why, count in without.items() if count}
    figure = replace(empty, counts=_sum(days, window), left_out=left)
    return with_settled(figure, _sum(days, figure.settled_window))


def _sum(days: Mapping[date, Counts], window: tuple[date, date]) -> Counts:
    return sum((counts for day, counts in days.items() if window[0] <= day <= window[1]), Counts())


def with_settled(figure: Figure, counts: Counts) -> Figure:
    """Beside days that are all provisional stands the `counts` of the settled window before them."""
    if not figure.is_all_provisional:
        return figure
    since_on, until_on = figure.settled_window
    return replace(figure, settled=Settled(counts=counts, since_on=since_on, until_on=until_on))


def worst_first(figure: Figure) -> tuple[bool, bool, Decimal, str]:
    """A key to sort by: who has used up most of what its target tolerates first, those without a rate last."""
    used = figure.strain()
    return not figure.is_enough, used is None, -(used or Decimal(0)), figure.shop_name


def _window(shop: Shop, metric: str, *, now: datetime) -> tuple[date, date]:
    until_on = last_judged(metric, market_today(shop, now=now))
    return until_on - timedelta(days=rules_of(shop, now=now).metric(metric).window_days - 1), until_on


def figure_of(
    shop: Shop,
    metric: str,
    counts: Counts,
    left_out: dict[str, int],
    window: tuple[date, date],
    *,
    now: datetime,
) -> Figure:
    """A shop's counts over these days beside the rule in force on the last of them, or now."""
    today = market_today(shop, now=now)
    rules = rules_on(shop, min(window[1], today), now=now)
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
        today_on=today,
        provisional_from_on=today - timedelta(days=max(rule.maturity_days - 1, 0)),
        left_out={why: count for why, count in left_out.items() if count},
        time_zone=rules.zone.key,
        scans_told=rules.tracking.scans_told,
    )


def last_day(shops: Iterable[Shop], metric: str, until_on: date) -> date:
    """The last day of these that counts for any of the shops."""
    if not METRICS[metric].is_ahead:
        return until_on
    now = utc_now()
    days = (last_judged(metric, market_today(each, now=now)) for each in shops if is_judged(each))
    return min(until_on, max(days, default=until_on))


def last_judged(metric: str, today: date) -> date:
    """The last day whose units are decided; what is dated by a deadline is undecided until its day is over."""
    return today - timedelta(days=1) if METRICS[metric].is_ahead else today


def sums(shops: Iterable[Shop], metric: str, *, since_on: date, until_on: date) -> QuerySet[DailySum]:
    """The daily sums of a window, both days included."""
    until_on = last_day(shops, metric, until_on)
    return DailySum.objects.filter(shop__in=shops, metric=metric, day_on__gte=since_on, day_on__lte=until_on)


def total(shops: Iterable[Shop], metric: str, *, since_on: date, until_on: date) -> Counts:
    row = sums(shops, metric, since_on=since_on, until_on=until_on).filter(dimension="")
    found = row.aggregate(numerator=Sum("numerator"), denominator=Sum("denominator"))
    return Counts(found["numerator"] or 0, found["denominator"] or 0)


def totals(shops: Sequence[Shop], metric: str, *, since_on: date, until_on: date) -> dict[int, Counts]:
    """By shop id, every shop of the given ones; one query."""
    rows = sums(shops, metric, since_on=since_on, until_on=until_on).filter(dimension="").values("shop_id")
    summed = rows.annotate(counted=Sum("denominator"), of_them=Sum("numerator"))
    found = {row["shop_id"]: Counts(row["of_them"], row["counted"]) for row in summed}
    return {shop.pk: found.get(shop.pk, Counts()) for shop in shops}


def by_day(shops: Iterable[Shop], metric: str, *, since_on: date, until_on: date) -> dict[date, Counts]:
    """Days without any counted unit are absent."""
    rows = sums(shops, metric, since_on=since_on, until_on=until_on).filter(dimension="")
    days = rows.values("day_on").annotate(counted=Sum("denominator"), of_them=Sum("numerator"))
    return {
        row["day_on"]: Counts(row["of_them"], row["counted"])
        for row in days.order_by("day_on")
        if row["counted"]
    }


def by_value(
    shops: Iterable[Shop], metric: str, dimension: str, *, since_on: date, until_on: date
) -> dict[str, Counts]:
    """Counts under each value of a dimension; a unit with two values counts once under each. Blank: not known."""
    rows = sums(shops, metric, since_on=since_on, until_on=until_on).filter(dimension=dimension)
    values = rows.values("value").annotate(counted=Sum("denominator"), of_them=Sum("numerator"))
    return {
        row["value"]: Counts(row["of_them"], row["counted"])
        for row in values.order_by("value")
        if row["counted"]
    }


def left_out(shops: Iterable[Shop], metric: str, *, since_on: date, until_on: date) -> dict[str, int]:
    """How many units were left out, by code of `definitions.WORDS`."""
    found = by_value(shops, metric, "left_out", since_on=since_on, until_on=until_on)
    return {why: counts.denominator for why, counts in found.items()}
