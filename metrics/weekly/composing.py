"""Makes the sheet of a week from what is known now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from fulfillment.catalog.models import Shop
from metrics import figures
from metrics.counts import Counts
from metrics.definitions import METRICS
from metrics.stages.reading import LATE, Way, ways
from metrics.stages.way import blame, usual
from metrics.stages.words import ABOUT, OWNERS
from metrics.weekly import reading, telling
from metrics.weekly.causes import Explained, explain
from metrics.weekly.judging import Standing, standing, strain, worsening
from metrics.weekly.sheet import Line, Problem, Sheet, WeekCounts
from metrics.weekly.weeks import Week, week_of

WEEKS = 12  # of the trend
CARDS = 3  # problems of one meeting; more stand in the table of all figures
SAMPLE = 150  # orders in time, for what is usual
ORDER = list(Standing)


def compose(shops: Sequence[Shop], week: Week, *, now: datetime, as_of: datetime) -> Sheet:
    """`shops`: those that a rulebook judges. Five statements, however many rates, shops and orders there are."""
    lines = lines_of(shops, week, now=now)
    worst = [line for line in lines if line.is_problem][:CARDS]
    parts = reading.by_values([(line.shop_id, line.metric) for line in worst], week)
    explained = {
        line.key: explain(line.before, line.now, parts[line.shop_id, line.metric], line.better)
        for line in worst
    }
    taken = _ways(shops, [line for line in worst if line.metric == LATE], week, now=now)
    names = telling.names_of(shops, [each for each in explained.values() if each])
    return Sheet(
        week=week.label,
        monday=week.monday,
        as_of=as_of,
        zones=sorted({figures.rules_of(shop, now=now).zone.key for shop in shops}),
        lines=lines,
        problems=[_problem(line, explained[line.key], taken, names) for line in worst],
    )


def lines_of(shops: Sequence[Shop], week: Week, *, now: datetime) -> list[Line]:
    """Every rate of every shop, worst first; one statement."""
    first = Week(week.monday - timedelta(weeks=WEEKS - 1))
    counted = reading.by_week(shops, since=first, until=week)
    found = [
        _line(shop, metric, counted.get((shop.pk, metric), {}), first, week, now=now)
        for shop in shops
        for metric in METRICS
        if metric in figures.rules_of(shop, now=now).metrics
    ]
    return sorted(found, key=worst_first)


def worst_first(line: Line) -> tuple[int, float, float, str, str]:
    used = strain(line.now, line.target, line.better) or 0.0
    moved = worsening(line.before, line.now, line.better)
    return ORDER.index(line.standing), -used, -moved, line.title, line.shop_name


def _line(
    shop: Shop, metric: str, weeks: Mapping[date, Counts], first: Week, week: Week, *, now: datetime
) -> Line:
    definition = METRICS[metric]
    counts, before = weeks.get(week.monday, Counts()), weeks.get(week.before.monday, Counts())
    figure = figures.figure_of(shop, metric, counts, {}, (week.monday, week.sunday), now=now)
    rule = figure.rule
    target, enforcement = (None if each is None else float(each) for each in (rule.target, rule.enforcement))
    first_open = max(figure.provisional_from_on, week.monday)
    return Line(
        metric=metric,
        title=definition.title,
        shop=shop.slug,
        shop_id=shop.pk,
        shop_name=shop.name,
        before=before,
        now=counts,
        standing=standing(
            before,
            counts,
            target=target,
            enforcement=enforcement,
            better=rule.better,
            minimum=figure.minimum,
        ),
        target=target,
        enforcement=enforcement,
        better=str(rule.better),
        minimum=figure.minimum,
        window_days=rule.window_days,
        unit=str(definition.unit),
        against=definition.against,
        numerator=definition.numerator,
        denominator=definition.denominator,
        dated=definition.dated,
        rule_version=figure.rule_version,
        provisional_days=max((week.sunday - first_open).days + 1, 0),
        trend=_trend(weeks, first, week, figure.provisional_from_on),
    )


def _trend(weeks: Mapping[date, Counts], first: Week, last: Week, open_from: date) -> list[WeekCounts]:
    mondays = [first.monday + timedelta(weeks=at) for at in range(WEEKS)]
    shown = [monday for monday in mondays if monday <= last.monday]
    return [
        WeekCounts(
            week_of(monday).label, weeks.get(monday, Counts()), monday + timedelta(days=6) >= open_from
        )
        for monday in shown
    ]


def _ways(shops: Sequence[Shop], lines: Sequence[Line], week: Week, *, now: datetime) -> list[Way]:
    """Of the week's late orders and some of those in time, for the shops whose late dispatch is spoken of."""
    if not lines:
        return []
    ids = {line.shop_id for line in lines}
    rules = {shop.pk: figures.rules_on(shop, week.sunday, now=now) for shop in shops if shop.pk in ids}
    late = sum(line.now.numerator for line in lines)
    in_time = sum(line.now.denominator for line in lines) - late
    return ways(rules, since_on=week.monday, until_on=week.sunday, in_time=in_time, late=late, sample=SAMPLE)


def _problem(line: Line, explained: Explained | None, taken: Sequence[Way], names: telling.Names) -> Problem:
    mine = [way for way in taken if way.shop_id == line.shop_id and line.metric == LATE]
    usually = usual(way.hours for way in mine if not way.is_late)
    late = [way for way in mine if way.is_late]
    headline, verdict, tone = telling.headline(line, explained.moved if explained else None)
    found = [blame(way.hours, usually) for way in late]
    steps = Counter(each.step for each in found if each)
    return Problem(
        line=line,
        headline=headline,
        verdict=verdict,
        tone=tone,
        moved=explained.moved if explained else None,
        causes=telling.causes(line, explained, late, usually, names) if explained else [],
        by=explained.dimension if explained else "",
        late_by_stage=[
            (ABOUT[step].label, OWNERS[ABOUT[step].owner], count) for step, count in steps.most_common(4)
        ],
    )
