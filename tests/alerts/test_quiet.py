"""What can wait is told in the day, by the team's clock, also where clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.alerts import raising
from fulfillment.alerts.models import Alert
from fulfillment.alerts.quiet import FROM, UNTIL, told_at
from fulfillment.alerts.raising import Wrong
from tests.factories import create_shop

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
    assert UNTIL <= told.astimezone(ZoneInfo(zone)).time() < FROM


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
