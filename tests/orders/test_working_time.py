"""Hours of business days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fulfillment.orders.working_time import working_time
from fulfillment.policies.calendars import Calendar

PACIFIC = ZoneInfo("America/Los_Angeles")
US = Calendar(weekdays=frozenset({1, 2, 3, 4, 5}), country="US")
SCALE = working_time(US, PACIFIC, 2026)
JUNE_2024 = datetime(2024, 6, 1, tzinfo=UTC)
moments = st.floats(0, 1700).map(lambda days: JUNE_2024 + timedelta(days=days))


def test_thanksgiving_and_the_weekend_stand_still() -> None:
    wednesday, monday = datetime(2026, 11, 25, 18, tzinfo=PACIFIC), datetime(2026, 11, 30, 6, tzinfo=PACIFIC)

    assert SCALE.between(wednesday, monday) == 6 + 24 + 6  # Friday between the holiday and the weekend


def test_a_business_day_on_which_clocks_change_does_not_exist_in_america() -> None:
    friday, monday = datetime(2026, 10, 30, 12, tzinfo=PACIFIC), datetime(2026, 11, 2, 12, tzinfo=PACIFIC)

    assert SCALE.between(friday, monday) == 24


@given(moments, moments)
def test_time_never_runs_backwards_nor_faster_than_the_wall_clock(one: datetime, other: datetime) -> None:
    start, end = sorted((one, other))
    hours = SCALE.between(start, end)

    assert -1e-6 <= hours <= (end - start) / timedelta(hours=1) + 1e-6


@given(moments)
def test_a_moment_is_found_again_by_its_place_on_the_scale(moment: datetime) -> None:
    place = SCALE.hours(moment)
    found = SCALE.moment(place)

    assert abs(SCALE.hours(found) - place) < 1e-5
    assert found <= moment + timedelta(seconds=1)
