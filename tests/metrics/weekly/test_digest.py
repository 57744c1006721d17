"""Monday's letter: in the team's morning, once for each who decides, short, every line a link."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail

from fulfillment.accounts.roles import Role
from fulfillment.alerts.models import Muted
from metrics.models import DailySum, WeeklyDigest
from metrics.weekly import acts, calling, digest
from metrics.weekly.weeks import week_of
from tests.factories import create_member, create_shop, create_team
from tests.racing import at_once

MONDAY = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # half past seven in Los Angeles
WEEK = week_of(date(2026, 11, 16))


@pytest.mark.parametrize(
    ("zone", "moment", "is_due"),
    [
        ("America/Los_Angeles", MONDAY, True),
        ("America/Los_Angeles", MONDAY - timedelta(hours=1), False),
        ("America/Los_Angeles", MONDAY + timedelta(days=1), False),
        ("Asia/Shanghai", datetime(2026, 11, 22, 23, 0, tzinfo=UTC), True),
        ("Asia/Shanghai", MONDAY + timedelta(hours=1), False),  # Tuesday there
        ("Europe/Paris", datetime(2026, 3, 30, 5, 0, tzinfo=UTC), True),  # the clocks changed the day before
        ("Europe/Paris", datetime(2026, 3, 30, 4, 59, tzinfo=UTC), False),
    ],
)
def test_it_is_due_on_monday_morning_by_the_teams_clock(zone, moment, is_due):
    assert digest.is_due(zone, now=moment) == is_due


@pytest.fixture
def team():
    shop = create_shop(team=create_team(slug="glow"), slug="glow-us")
    for role in Role:
        create_member(team=shop.team, role=role, email=f"{role}@glow.example")
    for monday, late in ((WEEK.before.monday, 10), (WEEK.monday, 62)):
        for dimension, value in (("", ""), ("supplier", "BRIGHT")):
            DailySum.objects.create(
                team=shop.team, shop=shop, metric="late-dispatch-rate", day_on=monday, dimension=dimension,
                value=value, numerator=late, denominator=1216,
            )  # fmt: skip
    return shop.team


@pytest.mark.django_db
def test_who_decides_gets_one_short_letter_whose_lines_are_links(team, settings):
    settings.PUBLIC_URL = "https://firstscan.example"

    sent = [digest.send(now=MONDAY), digest.send(now=MONDAY + timedelta(hours=1))]

    assert sent == [2, 0]
    assert {each.to[0] for each in mail.outbox} == {"owner@glow.example", "manager@glow.example"}
    letter = mail.outbox[0]
    assert letter.subject.startswith(
        "Week 47: Late dispatch of Glow US 5.1 % (62 of 1,216), above the 4 % target"
    )
    [(page, kind)] = letter.alternatives
    lines = re.findall(r'<a style[^>]*display: block" href="([^"]*)">', page)
    assert kind == "text/html"
    assert 2 <= len(lines) <= 12
    assert all(each.startswith("https://firstscan.example/metrics/") for each in lines)
    assert len(letter.body.splitlines()) < 40


@pytest.mark.django_db
def test_who_wants_no_mail_and_teams_that_counted_nothing_get_none(team):
    owner, manager = (
        each for each in team.members.order_by("pk") if each.email[0] in "om" and "operator" not in each.email
    )
    Muted.objects.create(team=team, user=owner)
    other = create_shop(team=create_team()).team
    create_member(team=other, role=Role.OWNER)
    create_member(team=create_team(), role=Role.OWNER)

    digest.send(now=MONDAY)

    assert [each.to for each in mail.outbox] == [[manager.email]]
    assert not WeeklyDigest.objects.filter(team=other).exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once(team):
    at_once(lambda: digest.send(now=MONDAY), lambda: digest.send(now=MONDAY + timedelta(seconds=1)))

    assert sorted(each.to[0] for each in mail.outbox) == ["manager@glow.example", "owner@glow.example"]
    assert WeeklyDigest.objects.exclude(sent_at=None).count() == 2


@pytest.mark.django_db
def test_whom_a_note_calls_is_told_once(team, settings):
    settings.PUBLIC_URL = "https://firstscan.example"
    manager = team.members.get(email="manager@glow.example")
    acts.write(team, WEEK, "@operator ask Bright", uuid4(), by=manager, now=MONDAY)

    assert [calling.tell(now=MONDAY), calling.tell(now=MONDAY)] == [1, 0]

    [letter] = mail.outbox
    assert letter.to == ["operator@glow.example"]
    assert "https://firstscan.example/metrics/weekly/2026-W47/#notes" in letter.body
