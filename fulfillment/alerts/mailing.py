"""One mail per team for everything that is newly wrong, to the members whose role can mend it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string

from fulfillment.accounts.models import Membership, Team
from fulfillment.alerts.models import Alert, Muted
from fulfillment.post.mail import leaves, line_to_server

AT_ONCE = 200


def tell(*, now: datetime) -> int:
    """Mails that left. What cannot leave is tried again at the next call; a killed worker loses none."""
    teams = Alert.objects.to_tell(now).order_by().values_list("team", flat=True).distinct()
    sent = 0
    with line_to_server() as line:
        for team in list(teams[:AT_ONCE]):
            sent += _tell_team(team, line, now=now)
    return sent


def _tell_team(team_id: int, line: BaseEmailBackend, *, now: datetime) -> int:
    """The rows stay locked while the mail leaves, so that two workers never send the same one."""
    with transaction.atomic():
        rows = Alert.objects.to_tell(now).filter(team=team_id).select_related("team", "shop")
        alerts = list(rows.order_by("raised_at").select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
        if not alerts:
            return 0
        letters = [_mail(alerts[0].team, to, about, now=now) for to, about in _letters(alerts)]
        sent = sum(leaves(each, line) for each in letters)
        Alert.objects.filter(pk__in=[each.pk for each in alerts]).update(told_at=now)
    return sent


def _letters(alerts: list[Alert]) -> Iterable[tuple[str, list[Alert]]]:
    """Each member's address with what their role is told of; worst first."""
    team = alerts[0].team
    muted = Muted.objects.filter(team=team).values("user")
    members = Membership.objects.filter(team=team, user__is_active=True).exclude(user__in=muted)
    letters: dict[str, list[Alert]] = defaultdict(list)
    for email, role in members.values_list("user__email", "role").order_by("user__email"):
        letters[email] = [each for each in alerts if role in each.kind.told]
    return [(to, sorted(about, key=lambda each: each.kind.tone)) for to, about in letters.items() if about]


def _mail(team: Team, to: str, about: list[Alert], *, now: datetime) -> EmailMessage:
    context = {
        "team": team,
        "alerts": about,
        "root": settings.PUBLIC_URL.rstrip("/"),
        "as_of": now.astimezone(ZoneInfo(team.time_zone)),
    }
    first = about[0]
    more = f" and {len(about) - 1} more" if len(about) > 1 else ""
    where = f"{first.shop.name}: " if first.shop else ""
    return EmailMessage(
        subject=f"{where}{first.sentence}{more}"[:180],
        body=render_to_string("alerts/mail.txt", context),
        to=[to],
    )
