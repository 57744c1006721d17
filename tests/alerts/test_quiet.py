"""What can wait is told in the day, by the team's clock, also where clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.alerts import raising
from fulfillment.alerts.models import Alert, QuietHours
from fulfillment.alerts.quiet import USUAL, Quiet, told_at
from fulfillment.alerts.raising import Wrong
from tests.factories import create_shop, create_team

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("local", "told"),
    [
        ((2026, 11, 24, 12, 0), (2026, 11, 24, 12, 0)),
        ((2026, 11, 24, 6, 59), (2026, 11, 24, 7, 0)),
        ((2026, 11, 24, 7, 0), (2026, 11, 24, 7, 0)),
        ((2026, 11, 24, 20, 0), (2026, 11, 25, 7, 0)),
        ((2026, 12, 31, 23, 0), (2027, 1, 1, 7, 0)),
        ((2026, 3, 28, 23, 0), (2026, 3, 29, 7, 0)),  # an hour is missing that night
        ((2026, 10, 24, 23, 0), (2026, 10, 25, 7, 0)),  # an hour comes twice
    ],
)
def test_the_quiet_hours_end_in_the_morning(local, told):
    assert told_at(datetime(*local, tzinfo=PARIS), "Europe/Paris") == datetime(*told, tzinfo=PARIS)


@given(
    minutes=st.integers(0, 60 * 24 * 365 * 10),
    zone=st.sampled_from(["UTC", "America/Los_Angeles", "Asia/Shanghai", "Australia/Lord_Howe"]),
)
def test_nobody_is_told_at_night_or_before_it_happened_or_a_day_late(minutes, zone):
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    told = told_at(moment, zone)

    assert moment <= told < moment + timedelta(hours=12, minutes=1)
    assert USUAL.ends <= told.astimezone(ZoneInfo(zone)).time() < USUAL.begins


times = st.times().map(lambda at: at.replace(microsecond=0))


@given(
    minutes=st.integers(0, 60 * 24 * 365 * 10),
    zone=st.sampled_from(["UTC", "America/Los_Angeles", "Asia/Shanghai"]),
    quiet=st.builds(Quiet, times, times),
)
def test_whatever_hours_a_team_sets_nothing_is_told_in_them_or_a_day_late(minutes, zone, quiet):
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    told = told_at(moment, zone, quiet)

    assert moment <= told < moment + timedelta(hours=25, minutes=1)
    assert not quiet.holds(told.astimezone(ZoneInfo(zone)).time()) or is_clock_change(told, zone)
    if told > moment:
        assert quiet.holds(moment.astimezone(ZoneInfo(zone)).time())
    if quiet.begins == quiet.ends:
        assert told == moment


def is_clock_change(moment, zone):
    local = moment.astimezone(ZoneInfo(zone))
    return local.utcoffset() != (moment - timedelta(hours=4)).astimezone(ZoneInfo(zone)).utcoffset()


@pytest.mark.parametrize(
    ("at", "holds"), [(time(12, 59), False), (time(13), True), (time(13, 59), True), (time(14), False)]
)
def test_hours_of_one_day_hold_within_it(at, holds):
    assert Quiet(time(13), time(14)).holds(at) == holds


@pytest.mark.django_db
def test_only_what_can_wait_waits():
    shop, night = create_shop(), datetime(2026, 11, 24, 10, tzinfo=UTC)  # two o'clock in Los Angeles
    wrong = Wrong(shop.team_id, "rate:1", "rate_crossed", "Late dispatch is 5 %")
    raising.settle(
        ["rate:1", "x"],
        [wrong._replace(quiet_zone="America/Los_Angeles"), wrong._replace(source="x")],
        now=night,
    )

    told = dict(Alert.objects.values_list("source", "tell_at"))
    assert told["rate:1"] == datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert told["x"] == night + timedelta(minutes=30)


@pytest.mark.django_db
def test_a_teams_own_hours_stand_in_place_of_the_usual_ones(django_assert_max_num_queries):
    shop, others = create_shop(), create_shop(team=create_team(slug="others"), slug="theirs")
    QuietHours.objects.create(team=shop.team, begins=time(22), ends=time(9, 30))
    night = datetime(2026, 11, 24, 10, tzinfo=UTC)  # two o'clock in Los Angeles
    wrong = [
        Wrong(each.team_id, f"rate:{each.pk}", "rate_crossed", "Late", quiet_zone="America/Los_Angeles")
        for each in (shop, others)
    ]
    raising.settle([each.source for each in wrong], wrong, now=night)

    told = dict(Alert.objects.values_list("team", "tell_at"))
    assert told[shop.team_id] == datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    assert told[others.team_id] == datetime(2026, 11, 24, 15, tzinfo=UTC)
