"""What was decided and written: this week's actions and notes, and earlier ones with what their number did since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, F, Q, When
from msgspec import Struct

from fulfillment.accounts.models import Team
from metrics import figures
from metrics.counts import Counts
from metrics.definitions import METRICS
from metrics.weekly import reading
from metrics.weekly.composing import WEEKS
from metrics.weekly.judging import worsening
from metrics.weekly.models import SignedWeek, WeeklyAction, WeeklyNote
from metrics.weekly.telling import percent
from metrics.weekly.weeks import Week, week_of

MOST = 200
CHANCE = 1.0  # standard deviations within which a number is said not to have moved


class Followed(Struct, frozen=True, kw_only=True):
    """An action of an earlier week: `moved` in words, `counts` beside it."""

    action: WeeklyAction
    then: Week
    moved: str
    counts: str
    tone: str
    is_late: bool


class Decided(Struct, frozen=True, kw_only=True):
    """`this_week` by the key of a sheet's line, blank: about no rate; `marks`: all of the trend's weeks, by the same key."""

    this_week: dict[str, list[WeeklyAction]]
    earlier: list[Followed]
    marks: dict[str, dict[date, str]]


def key_of(action: WeeklyAction) -> str:
    return f"{action.metric}.{action.shop_id}" if action.metric else ""


def decided(team: Team, week: Week, *, now: datetime) -> Decided:
    """Two statements: the actions of the trend's weeks, and what their numbers were and are."""
    rows = WeeklyAction.objects.filter(
        team=team,
        dropped_at=None,
        week_on__lte=week.monday,
        week_on__gt=week.monday - timedelta(weeks=WEEKS),
    )
    every = list(rows.select_related("owner", "shop").order_by("-week_on", "pk")[:MOST])
    this_week: dict[str, list[WeeklyAction]] = {}
    marks: dict[str, dict[date, str]] = {}
    for action in every:
        if action.week_on == week.monday:
            this_week.setdefault(key_of(action), []).append(action)
        if action.metric:
            said = marks.setdefault(key_of(action), {})
            said[action.week_on] = (
                action.words if action.week_on not in said else f"{said[action.week_on]}; …"
            )
    began_at = datetime.combine(week.monday, clock(), ZoneInfo(team.time_zone))
    earlier = [each for each in every if each.week_on < week.monday and _is_followed(each, week, began_at)]
    return Decided(this_week=this_week, earlier=_followed(earlier, week, now=now), marks=marks)


def _is_followed(action: WeeklyAction, week: Week, began_at: datetime) -> bool:
    """Last week's, and those that were still open when this week began."""
    is_open = action.done_at is None or action.done_at >= began_at
    return action.week_on == week.before.monday or is_open


def _followed(actions: Sequence[WeeklyAction], week: Week, *, now: datetime) -> list[Followed]:
    about = [(_measured(each), week_of(each.week_on)) for each in actions if each.metric and each.shop_id]
    counts = reading.measured(about, week)
    return [_follow(each, counts, week, now=now) for each in actions]


def _measured(action: WeeklyAction) -> reading.Measured:
    return action.shop_id or 0, action.metric, action.dimension, action.value


def _follow(
    action: WeeklyAction,
    counts: dict[tuple[reading.Measured, date], Counts],
    week: Week,
    *,
    now: datetime,
) -> Followed:
    then, told = week_of(action.week_on), _measured(action)
    moved, tone, beside = "about no rate", "plain", ""
    if action.metric in METRICS and action.shop:
        was, is_now = counts.get((told, then.monday), Counts()), counts.get((told, week.monday), Counts())
        rule = figures.rules_of(action.shop, now=now).metric(action.metric)
        moved, tone = moved_in_words(was, is_now, str(rule.better))
        beside = (
            f"{was.numerator:,} of {was.denominator:,}, then {is_now.numerator:,} of {is_now.denominator:,}"
        )
    is_late = action.done_at is None and action.due_on < now.date()
    return Followed(action=action, then=then, moved=moved, counts=beside, tone=tone, is_late=is_late)


def moved_in_words(was: Counts, is_now: Counts, better: str) -> tuple[str, str]:
    """(`9.2 % → 5.0 %`, tone); what may be chance is no change yet."""
    if not was.denominator or not is_now.denominator:
        return "nothing counted" if not is_now.denominator else f"now {percent(is_now)}", "plain"
    moved = worsening(was, is_now, better)
    words = f"{percent(was)} → {percent(is_now)}"
    if abs(moved) < CHANCE:
        return f"no change yet: {words}", "plain"
    return words, "breach" if moved > 0 else "ok"


def notes_of(team: Team, week: Week) -> list[WeeklyNote]:
    """Oldest first, each with the names of those it calls; one statement."""
    rows = WeeklyNote.objects.filter(team=team, week_on=week.monday, removed_at=None)
    called = Case(
        When(mentions__user__first_name="", then=F("mentions__user__email")),
        default=F("mentions__user__first_name"),
    )
    named = ArrayAgg(called, filter=Q(mentions__isnull=False), default=[], order_by="mentions__pk")
    return list(rows.select_related("written_by").annotate(called=named).order_by("written_at", "pk"))


def signed_of(team: Team, week: Week) -> SignedWeek | None:
    rows = SignedWeek.objects.filter(team=team, week_on=week.monday, reopened_at=None)
    return rows.select_related("signed_by").first()
