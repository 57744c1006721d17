"""The weekly meetings before the demo began: what was decided about the worst rates then, noted and signed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Shop
from metrics.freshness import freshness
from metrics.models import WeeklyAction
from metrics.weekly import acts, showing, weeks
from metrics.weekly.composing import compose
from metrics.weekly.sheet import Cause, Problem
from metrics.weekly.weeks import Week

MEETINGS = 4  # before the last whole week, which is left for whoever looks
BEGAN = time(9, 20)
NEARLY_JUDGED = 20  # orders that may still wait when the meetings are told
WORDS = {
    "supplier": "Agree with {name} to label within a working day, or move its orders",
    "carrier": "Have {name} pick up an hour earlier, and scan at the dock",
    "lane": "Send what goes {name} by another carrier until it is quick again",
    "sku": "Keep ten more of {name} on the shelf",
}
ANY = "Look at every one of these orders together on Wednesday"
MONDAY_NOTES = (
    "@{operator} please bring the orders behind the worst figure on Wednesday.",
    "The number moved after the pick-up did; we keep it that way.",
)


def tell_meetings(team: Team, *, now: datetime) -> int:
    """Meetings that are on record now; none while orders still wait to be judged, or where there were some before."""
    if WeeklyAction.objects.filter(team=team).exists() or freshness(team, now=now).waiting > NEARLY_JUDGED:
        return 0
    shops = showing.shops_of(team)
    last = weeks.last_whole(now.astimezone(ZoneInfo(team.time_zone)).date())
    held = [Week(last.monday - timedelta(weeks=back)) for back in range(MEETINGS, 0, -1)]
    return sum(_meet(team, shops, week, at=_at(team, week), now=now) for week in held)


def _at(team: Team, week: Week) -> datetime:
    """The Monday after it."""
    return datetime.combine(week.after.monday, BEGAN, ZoneInfo(team.time_zone))


def _meet(team: Team, shops: list[Shop], week: Week, *, at: datetime, now: datetime) -> bool:
    sheet = compose(shops, week, now=now, as_of=at)
    if sheet.is_empty:
        return False
    manager, operator = (
        Membership.objects.filter(team=team, role=role).select_related("user").earliest("pk").user
        for role in (Role.MANAGER, Role.OPERATOR)
    )
    for place, problem in enumerate(sheet.problems[:2]):
        _decide(team, shops, week, problem, by=manager, owner=(operator, manager)[place], at=at, now=now)
    note = MONDAY_NOTES[week.number % 2].format(operator=operator.email.split("@")[0])
    acts.write(team, week, note, uuid5(NAMESPACE_URL, f"{team.pk} {week.label}"), by=manager, now=at)
    acts.sign(team, sheet, by=manager, now=at + timedelta(minutes=25))
    return True


def _decide(
    team: Team,
    shops: list[Shop],
    week: Week,
    problem: Problem,
    *,
    by: User,
    owner: User,
    at: datetime,
    now: datetime,
) -> None:
    cause = next((each for each in problem.causes if each.tone == "harm" and each.value), None)
    line = problem.line
    about = {
        "shop": next(shop for shop in shops if shop.pk == line.shop_id),
        "metric": line.metric,
        "dimension": cause.dimension if cause else "",
        "value": cause.value if cause else "",
    }
    said = {"words": _words(cause), "owner": owner, "due_on": week.after.monday + timedelta(days=2)}
    key = uuid5(NAMESPACE_URL, f"{team.pk} {week.label} {line.key}")
    acts.decide(team, week, about, said | {"client_uuid": key}, by=by, now=at)
    if owner == by or week.after.after.after.monday <= now.date():  # only the latest still waits for somebody
        done = WeeklyAction.objects.filter(team=team, client_uuid=key)
        done.update(done_at=at + timedelta(days=3))


def _words(cause: Cause | None) -> str:
    return WORDS[cause.dimension].format(name=cause.words.split(":")[0]) if cause else ANY
