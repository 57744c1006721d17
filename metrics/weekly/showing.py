"""The weekly page's values: cards of problems, the table of all figures, and the addresses behind each number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.orders.states import SEVERITY, Level
from fulfillment.policies.terms import Better
from metrics import figures
from metrics.freshness import freshness
from metrics.pages.asking import link
from metrics.published.models import PublishedFigure
from metrics.spans import Period
from metrics.trend import Limits, Point, figure
from metrics.weekly import meeting
from metrics.weekly.composing import compose, lines_of
from metrics.weekly.drawing import drawn
from metrics.weekly.sheet import Cause, Correction, Line, Problem, WeekCounts, corrections, kept
from metrics.weekly.weeks import Week, week_of

SHOWN = 3  # causes of the worst; all others are a click away
BY = {"supplier": "supplier", "carrier": "carrier", "lane": "lane", "sku": "SKU"}


class Published(NamedTuple):
    """A platform's figure of days that end in the week; `rate` as a fraction."""

    pk: int
    rate: Decimal


class Known(NamedTuple):
    """Beside a sheet: what was corrected since it was signed, and what platforms published of its week."""

    changed: Mapping[str, Correction]
    published: Mapping[tuple[int, str], Published]


def shops_of(team: Team, week: Week | None = None) -> list[Shop]:
    """Those that a rulebook judges, each with how many of its open orders are past their deadline and, where a `week`
    is shown, what platforms published of it; one statement."""
    late = Order.objects.open().filter(
        team=team, shop=OuterRef("pk"), severity=SEVERITY[Level.WILL_COUNT_LATE]
    )
    past = Subquery(late.order_by().values("shop").annotate(count=Count("pk")).values("count"))
    every = Shop.objects.of(team).annotate(past_deadline=past).order_by("name")
    if week:
        told = PublishedFigure.objects.filter(
            shop=OuterRef("pk"), until_on__gte=week.monday, until_on__lte=week.sunday
        ).order_by("until_on", "since_on", "pk")
        every = every.annotate(
            published=ArraySubquery(told.values(told=JSONObject(pk="pk", metric="metric", rate="rate")))
        )
    return [shop for shop in every if figures.is_judged(shop)]


def _published(shops: Sequence[Shop]) -> dict[tuple[int, str], Published]:
    """The newest of each rate."""
    return {
        (shop.pk, told["metric"]): Published(told["pk"], Decimal(str(told["rate"])))
        for shop in shops
        for told in getattr(shop, "published", ())
    }


def page(team: Team, shops: Sequence[Shop], week: Week, *, now: datetime) -> dict[str, Any]:
    """Everything that the page, its print and its exports show."""
    fresh = freshness(team, now=now)
    signed = meeting.signed_of(team, week)
    if signed:
        sheet = kept(signed.sheet)
        changed = corrections(sheet, lines_of(shops, week, now=now))
    else:
        sheet, changed = compose(shops, week, now=now, as_of=fresh.as_of), {}
    decided = meeting.decided(team, week, now=now)
    known = Known(changed, _published(shops))
    cards = [
        _card(each, week, decided, known, shops, is_first=place == 0)
        for place, each in enumerate(sheet.problems)
    ]
    spoken = {each.line.key for each in sheet.problems}
    return {
        "week": week,
        "sheet": sheet,
        "signed": signed,
        "fresh": fresh,
        "cards": cards,
        "others": [each for key, some in decided.this_week.items() if key not in spoken for each in some],
        "earlier": decided.earlier,
        "notable": [_row(line, week, known) for line in sheet.notable],
        "other": [_row(line, week, known) for line in sheet.notable if line.key not in spoken],
        "usual": [_row(line, week, known) for line in sheet.usual],
        "corrected": len(changed),
        "notes": meeting.notes_of(team, week),
        "past_deadline": _past_deadline(shops),
        "zones": ", ".join(zone.split("/")[-1].replace("_", " ") for zone in sheet.zones),
    }


def _card(
    problem: Problem,
    week: Week,
    decided: meeting.Decided,
    known: Known,
    shops: Sequence[Shop],
    *,
    is_first: bool,
) -> dict[str, Any]:
    """The worst has its whole chart and SHOWN causes; the others a line, so that all stand on one screen."""
    line = problem.line
    causes = [_cause(line, each, week) for each in problem.causes]
    shop = next((each for each in shops if each.pk == line.shop_id), None)
    marks = decided.marks.get(line.key, {})
    return {
        "problem": problem,
        "line": line,
        "row": _row(line, week, known),
        "causes": causes,
        "is_first": is_first,
        "shown": causes[:SHOWN],
        "folded": len(causes) > (SHOWN if is_first else 0),
        "by": BY.get(problem.by, problem.by),
        "chart": chart(line, marks, _rule_changes(shop, line)) if is_first else None,
        "drawn": drawn(line.trend, line),
        "weeks": [_week_row(line, each) for each in reversed(line.trend)],
        "actions": decided.this_week.get(line.key, []),
        "act_url": _act_url(week, line),
    }


def _cause(line: Line, cause: Cause, week: Week) -> dict[str, Any]:
    about = {"dimension": cause.dimension, "value": cause.value}
    return {
        "cause": cause,
        "url": units_url(line, week, outcome="against", **about) if cause.dimension else "",
        "act_url": _act_url(week, line, **about) if cause.dimension else "",
    }


def _act_url(week: Week, line: Line, **about: str) -> str:
    query = {"shop": line.shop, "metric": line.metric, **about}
    return f"{reverse('weekly:act', args=[week.label])}?{urlencode(query)}"


def units_url(line: Line, week: Week, **more: str) -> str:
    days = {"from": week.monday, "to": week.sunday}
    url = link("units", line.metric, shop=line.shop, **days, **more)
    return url if more.get("value", "x") else f"{url}&value="


def _row(line: Line, week: Week, known: Known) -> dict[str, Any]:
    correction, told = known.changed.get(line.key), known.published.get((line.shop_id, line.metric))
    return {
        "line": line,
        "url": units_url(line, week),
        "rate_url": link("detail", line.metric, shop=line.shop, **{"from": week.monday, "to": week.sunday}),
        "tone": {"enforced": "breach", "past": "breach", "worse": "risk", "near": "soon"}.get(
            line.standing, "plain"
        ),
        "is_enough": line.now.denominator >= line.minimum,
        "was_enough": line.before.denominator >= line.minimum,
        "corrected": correction.line.now if correction else None,
        "published": told,
        "published_url": told and reverse("published:explained", args=[told.pk]),
    }


def _week_row(line: Line, each: WeekCounts) -> dict[str, Any]:
    week = week_of(_monday(each))
    return {
        "week": week,
        "counts": each.counts,
        "is_enough": each.counts.denominator >= line.minimum,
        "is_provisional": each.is_provisional,
        "url": reverse("weekly:week", args=[each.label]),
    }


def _monday(each: WeekCounts) -> date:
    year, _, number = each.label.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def chart(line: Line, actions: Mapping[date, str], rule_changes: Mapping[date, str]) -> dict[str, Any]:
    """The trend of the weeks; a click opens the units of that week."""
    points = []
    for each in line.trend:
        week = week_of(_monday(each))
        points.append(
            Point(
                period=Period(label=each.label, since_on=week.monday, until_on=week.sunday),
                name=f"Week {week.number}, {week.dates}",
                counts=each.counts,
                is_enough=each.counts.denominator >= line.minimum,
                is_provisional=each.is_provisional,
                url=units_url(line, week),
            )
        )
    target, enforcement = (
        None if each is None else Decimal(str(each)) for each in (line.target, line.enforcement)
    )
    limits = Limits(target=target, enforcement=enforcement, better=Better(line.better))
    what = f"{line.unit}s {line.against}" if line.better == Better.LOWER else f"{line.unit}s"
    return figure(points, limits, what=what, rule_changes=rule_changes, actions=actions)


def _rule_changes(shop: Shop | None, line: Line) -> dict[date, str]:
    if shop is None or not line.trend:
        return {}
    first, last = _monday(line.trend[0]), _monday(line.trend[-1]) + timedelta(days=6)
    begun = [each.effective_from for each in figures.versions_of(shop)[1:]]
    return {day: f"rules of {day.day} {day:%b}" for day in begun if first < day <= last}


def _past_deadline(shops: Sequence[Shop]) -> list[dict[str, Any]]:
    return [
        {
            "name": shop.name,
            "count": count,
            "url": f"{reverse('orders:list')}?shop={shop.slug}&level=will_count_late",
        }
        for shop in shops
        if (count := getattr(shop, "past_deadline", None))
    ]
