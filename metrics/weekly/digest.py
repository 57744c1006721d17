"""Monday morning's letter: what last week was, under one phone screen, each line a link. Once per member, by constraint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from msgspec import Struct

from fulfillment.accounts.models import Membership, Team
from fulfillment.accounts.roles import Role
from fulfillment.alerts.models import Muted
from fulfillment.post.mail import leaves, line_to_server
from metrics.counts import Counts
from metrics.models import WeeklyDigest
from metrics.weekly import showing, weeks
from metrics.weekly.composing import CARDS
from metrics.weekly.telling import percent
from metrics.weekly.weeks import Week

MONDAY = 1
FROM = time(7)  # by the team's clock; until midnight, if nobody could send it before
TOLD = (Role.OWNER, Role.MANAGER)
EARLIER = 2  # actions whose number is told


class Line(Struct, frozen=True):
    words: str
    url: str


def send(*, now: datetime) -> int:
    """Letters that left. What cannot leave is tried again at the next call; no member gets two about one week."""
    sent = 0
    due = [team for team in Team.objects.order_by("pk") if is_due(team.time_zone, now=now)]
    with line_to_server() as line:
        for team in due:
            sent += _send_team(team, line, now=now)
    return sent


def is_due(zone: str, *, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(zone))
    return local.isoweekday() == MONDAY and local.time() >= FROM


def _send_team(team: Team, line: BaseEmailBackend, *, now: datetime) -> int:
    week = weeks.last_whole(now.astimezone(ZoneInfo(team.time_zone)).date())
    waiting = _waiting(team, week)
    if not waiting:
        return 0
    shops = showing.shops_of(team)
    shown = showing.page(team, shops, week, now=now) if shops else None
    if shown is None or shown["sheet"].is_empty:
        return 0
    return sum(_send(team, each, week, shown, line, now=now) for each in waiting)


def _waiting(team: Team, week: Week) -> Sequence[Membership]:
    """Members who decide, want mail, and have no letter about this week."""
    told = WeeklyDigest.objects.filter(team=team, week_on=week.monday).values("user")
    muted = Muted.objects.filter(team=team).values("user")
    rows = Membership.objects.filter(team=team, role__in=TOLD, user__is_active=True)
    return list(rows.exclude(user__in=told).exclude(user__in=muted).select_related("user").order_by("pk"))


def _send(
    team: Team,
    member: Membership,
    week: Week,
    shown: dict[str, Any],
    line: BaseEmailBackend,
    *,
    now: datetime,
) -> int:
    """The row is made while the letter leaves: another worker waits for it, and then finds it made."""
    with transaction.atomic():
        made = WeeklyDigest(team=team, week_on=week.monday, user=member.user, made_at=now)
        WeeklyDigest.objects.bulk_create([made], ignore_conflicts=True)
        mine = WeeklyDigest.objects.filter(team=team, week_on=week.monday, user=member.user, sent_at=None)
        if not mine.filter(made_at=now).select_for_update(skip_locked=True).exists():
            return 0
        if not leaves(letter(team, member.user.email, week, shown, now=now), line):
            return 0
        return mine.update(sent_at=now)


def letter(
    team: Team, to: str, week: Week, shown: dict[str, Any], *, now: datetime
) -> EmailMultiAlternatives:
    lines = lines_of(week, shown)
    context = {
        "team": team,
        "week": week,
        "lines": lines,
        "root": settings.PUBLIC_URL.rstrip("/"),
        "as_of": now.astimezone(ZoneInfo(team.time_zone)),
    }
    mail = EmailMultiAlternatives(
        subject=f"Week {week.number}: {lines[0].words}".replace("\N{NO-BREAK SPACE}", " ")[:120],
        body=render_to_string("weekly/digest.txt", context),
        to=[to],
    )
    mail.attach_alternative(render_to_string("weekly/digest.html", context), "text/html")
    return mail


def lines_of(week: Week, shown: dict[str, Any]) -> list[Line]:
    """At most a dozen: each problem with its cause, what earlier actions did, what is as usual."""
    page = reverse("weekly:week", args=[week.label])
    found: list[Line] = []
    for card in shown["cards"]:
        line, problem = card["line"], card["problem"]
        counts: Counts = line.now
        told = f"{line.title} of {line.shop_name} {percent(counts)} ({counts.numerator:,} of {counts.denominator:,})"
        found.append(Line(f"{told}, {problem.verdict}", card["row"]["rate_url"]))
        harm = next((each for each in card["causes"] if each["cause"].tone == "harm"), None)
        if harm:
            found.append(Line(f"  {harm['cause'].points:+.1f} points: {harm['cause'].words}", harm["url"]))
    found = found[: 2 * CARDS] or [Line("No rate needs the meeting", page)]
    for each in shown["earlier"][:EARLIER]:
        found.append(Line(f"{each.action.words}: {each.moved}", page))
    usual = len(shown["usual"])
    return [*found, Line(f"{usual} rates are as usual; decide and sign off", page)]
