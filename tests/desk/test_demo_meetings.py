"""The demonstration's earlier meetings: told once, about what was worst then; the last week is left open."""

from datetime import timedelta

import pytest

from fulfillment.accounts.roles import Role
from fulfillment.desk.demo.evening.meetings import MEETINGS, tell_meetings
from metrics.clock import utc_now
from metrics.models import DailySum, SignedWeek, WeeklyAction, WeeklyNote
from metrics.weekly import weeks
from metrics.weekly.weeks import Week
from tests.factories import create_member, create_shop, create_supplier, create_team

pytestmark = pytest.mark.django_db


def test_the_worst_of_each_week_was_decided_noted_and_signed_once():
    shop = create_shop(team=create_team(slug="demo", time_zone="UTC"))
    for role in (Role.MANAGER, Role.OPERATOR):
        create_member(team=shop.team, role=role, email=f"{role}@demo.example")
    create_supplier(team=shop.team, code="NMB", name="Nimbus Direct")
    last = weeks.last_whole(utc_now().date())
    for back in range(MEETINGS + 2):
        for dimension, value in (("", ""), ("supplier", "NMB")):
            DailySum.objects.create(
                team=shop.team, shop=shop, metric="late-dispatch-rate", dimension=dimension, value=value,
                day_on=Week(last.monday - timedelta(weeks=back)).monday, numerator=40 - back, denominator=400,
            )  # fmt: skip

    told = [tell_meetings(shop.team, now=utc_now()) for _ in range(2)]

    assert told == [MEETINGS, 0]
    assert SignedWeek.objects.count() == WeeklyNote.objects.count() == MEETINGS
    assert not WeeklyAction.objects.filter(week_on=last.monday).exists()
    action = WeeklyAction.objects.earliest("week_on")
    assert action.words == "Agree with Nimbus Direct to label within a working day, or move its orders"
    assert (action.dimension, action.value, str(action.owner)) == ("supplier", "NMB", "operator@demo.example")
