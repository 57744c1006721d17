"""Business days and hours, with real holidays and real clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.policies.calendars import (
    Calendar,
    add_business_days,
    business_days_between,
    business_hours_between,
    is_business_day,
    moment,
)

MON_TO_FRI = frozenset({1, 2, 3, 4, 5})
US = Calendar(weekdays=MON_TO_FRI, country="US")
PLAIN = Calendar(weekdays=MON_TO_FRI)
NEW_YORK = ZoneInfo("America/New_York")
days = st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "country", "subdivision", "is_open"),
    [
        (date(2026, 11, 26), "US", "", False),  # Thanksgiving
        (date(2026, 11, 27), "US", "", True),  # the day after is no federal holiday
        (date(2026, 7, 3), "US", "", False),  # observed in place of Saturday the 4th
        (date(2027, 12, 31), "US", "", False),  # New Year of the next year, observed in this one
        (date(2026, 6, 19), "US", "", False),  # Juneteenth
        (date(2026, 4, 6), "GB", "ENG", False),  # Easter Monday, not in Scotland
        (date(2026, 4, 6), "GB", "SCT", True),
        (date(2026, 5, 25), "DE", "", False),  # Whit Monday
        (date(2026, 11, 26), "", "", True),  # no country, no holidays
    ],
)
def test_holidays_are_those_of_the_country(day, country, subdivision, is_open):
    calendar = Calendar(weekdays=MON_TO_FRI, country=country, subdivision=subdivision)

    assert is_business_day(day, calendar) is is_open


def test_what_people_changed_by_hand_wins():
    storm, sunday, thanksgiving = date(2026, 2, 2), date(2026, 12, 20), date(2026, 11, 26)
    calendar = Calendar(
        weekdays=MON_TO_FRI,
        country="US",
        closed_on=frozenset({storm}),
        open_on=frozenset({sunday, thanksgiving}),
    )

    assert not is_business_day(storm, calendar)
    assert is_business_day(sunday, calendar)
    assert is_business_day(thanksgiving, calendar)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 25), 1, date(2026, 11, 27)),
        (date(2026, 11, 25), 2, date(2026, 11, 30)),
        (date(2026, 11, 26), 0, date(2026, 11, 27)),
        (date(2026, 11, 27), 0, date(2026, 11, 27)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
    ],
)
def test_counting_business_days_over_thanksgiving(start, count, end):
    assert add_business_days(start, count, US) == end


@given(start=days, count=st.integers(min_value=1, max_value=40))
def test_adding_business_days_is_undone_by_counting_them(start, count):
    end = add_business_days(start, count, US)

    assert is_business_day(end, US)
    assert business_days_between(start, end, US) == count


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-20 12:00", "2026-11-23 12:00", 24),  # Friday noon to Monday noon
        ("2026-11-25 12:00", "2026-11-27 12:00", 24),  # over Thanksgiving
        ("2026-11-21 08:00", "2026-11-22 20:00", 0),  # a weekend
        ("2026-11-24 12:00", "2026-11-24 11:00", 0),  # never negative
    ],
)
def test_business_hours_leave_out_closed_days(start, end, hours):
    begins, ends = (datetime.fromisoformat(text).replace(tzinfo=NEW_YORK) for text in (start, end))

    assert business_hours_between(begins, ends, US, zone=NEW_YORK) == hours


def test_business_hours_keep_to_opening_times():
    friday, monday = datetime(2026, 11, 20, 16, tzinfo=NEW_YORK), datetime(2026, 11, 23, 10, tzinfo=NEW_YORK)

    hours = business_hours_between(friday, monday, US, zone=NEW_YORK, opens=time(9), closes=time(18))

    assert hours == 3


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 6, 7), 24)]
)
def test_a_day_on_which_clocks_change_has_its_real_length(day, hours):
    every_day = Calendar(weekdays=frozenset(range(1, 8)))
    start, end = (moment(each, time(0), NEW_YORK) for each in (day, day + timedelta(days=1)))

    assert business_hours_between(start, end, every_day, zone=NEW_YORK) == hours


def test_a_time_that_the_clock_shows_twice_means_the_first():
    assert moment(date(2026, 11, 1), time(1, 30), NEW_YORK).astimezone(UTC) == datetime(
        2026, 11, 1, 5, 30, tzinfo=UTC
    )
