"""What the daily sums say of some weeks: one statement for all rates of all shops, one for where the worst come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Q, Sum
from django.db.models.functions import TruncWeek

from fulfillment.catalog.models import Shop
from metrics.counts import Counts
from metrics.definitions import METRICS
from metrics.models import DailySum
from metrics.weekly.weeks import Week

Rate = tuple[int, str]  # shop, metric
BY = ("supplier", "carrier", "lane", "sku")


def by_week(shops: Sequence[Shop], *, since: Week, until: Week) -> dict[Rate, dict[date, Counts]]:
    """Counts by the week's Monday; weeks without any are absent."""
    rows = DailySum.objects.filter(
        shop__in=shops,
        metric__in=METRICS,
        dimension="",
        day_on__gte=since.monday,
        day_on__lte=until.sunday,
    ).annotate(week_on=TruncWeek("day_on"))
    summed = rows.values_list("shop_id", "metric", "week_on").annotate(Sum("numerator"), Sum("denominator"))
    found: dict[Rate, dict[date, Counts]] = defaultdict(dict)
    for shop_id, metric, week_on, of_them, counted in summed.order_by():
        found[shop_id, metric][week_on] = Counts(of_them, counted)
    return found


Parts = dict[str, dict[str, tuple[Counts, Counts]]]  # by dimension and value: the week before, the week


def by_values(rates: Collection[Rate], week: Week) -> dict[Rate, Parts]:
    """Of these rates only, whatever dimensions their facts are counted under."""
    found: dict[Rate, Parts] = {rate: {name: {} for name in BY} for rate in rates}
    if not rates:
        return found
    wanted = Q()
    for shop_id, metric in rates:
        wanted |= Q(shop=shop_id, metric=metric)
    rows = DailySum.objects.filter(
        wanted, dimension__in=BY, day_on__gte=week.before.monday, day_on__lte=week.sunday
    ).annotate(week_on=TruncWeek("day_on"))
    summed = rows.values_list("shop_id", "metric", "dimension", "value", "week_on")
    for shop_id, metric, dimension, value, week_on, of_them, counted in summed.annotate(
        Sum("numerator"), Sum("denominator")
    ).order_by():
        parts = found[shop_id, metric][dimension]
        was, now = parts.get(value, (Counts(), Counts()))
        counts = Counts(of_them, counted)
        parts[value] = (was, counts) if week_on == week.monday else (counts, now)
    return found


Measured = tuple[int, str, str, str]  # shop, metric, dimension, value


def measured(asked: Iterable[tuple[Measured, Week]], week: Week) -> dict[tuple[Measured, date], Counts]:
    """What each of these was in the week it was decided on and is in `week`; one statement."""
    wanted = Q()
    for (shop_id, metric, dimension, value), then in asked:
        days = Q(day_on__range=(then.monday, then.sunday)) | Q(day_on__range=(week.monday, week.sunday))
        wanted |= Q(shop=shop_id, metric=metric, dimension=dimension, value=value) & days
    if not wanted:
        return {}
    rows = DailySum.objects.filter(wanted).annotate(week_on=TruncWeek("day_on"))
    summed = rows.values_list("shop_id", "metric", "dimension", "value", "week_on")
    return {
        ((shop_id, metric, dimension, value), week_on): Counts(of_them, counted)
        for shop_id, metric, dimension, value, week_on, of_them, counted in summed.annotate(
            Sum("numerator"), Sum("denominator")
        ).order_by()
    }
