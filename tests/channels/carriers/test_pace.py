"""When a feed is asked again: a truth table, and what holds whatever the parcel."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.carriers.pace import SCANNED_UNTIL, Parcel, next_question

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def parcel(age, *, scanned=False, delivered=False, due_in=None):
    due_at = None if due_in is None else NOW + due_in
    return Parcel(NOW - age, is_scanned=scanned, is_delivered=delivered, due_at=due_at)


@pytest.mark.parametrize(
    ("asked", "pushed", "wait"),
    [
        (parcel(HOUR), False, HOUR),
        (parcel(3 * DAY), False, 3 * HOUR),
        (parcel(10 * DAY), False, 12 * HOUR),
        (parcel(22 * DAY), False, None),
        (parcel(HOUR, due_in=2 * HOUR), False, timedelta(minutes=20)),
        (parcel(3 * DAY, due_in=-20 * HOUR), False, timedelta(minutes=20)),
        (parcel(3 * DAY, due_in=-2 * DAY), False, 3 * HOUR),
        (parcel(HOUR, scanned=True, due_in=HOUR), False, 12 * HOUR),
        (parcel(20 * DAY, scanned=True), False, DAY),
        (parcel(46 * DAY, scanned=True), False, None),
        (parcel(HOUR, scanned=True, delivered=True), False, None),
        (parcel(HOUR), True, 4 * HOUR),
        (parcel(HOUR, due_in=2 * HOUR), True, timedelta(minutes=80)),
        (parcel(-HOUR), False, HOUR),
    ],
)
def test_how_soon_a_parcel_is_asked_about_again(asked, pushed, wait):
    assert next_question(asked, is_pushed=pushed, now=NOW) == (None if wait is None else NOW + wait)


@given(
    age=st.timedeltas(-DAY, 90 * DAY),
    scanned=st.booleans(),
    delivered=st.booleans(),
    due_in=st.none() | st.timedeltas(-9 * DAY, 9 * DAY),
    pushed=st.booleans(),
)
def test_the_next_question_is_never_at_once_and_ends_for_good(age, scanned, delivered, due_in, pushed):
    asked = parcel(age, scanned=scanned, delivered=delivered, due_in=due_in)

    found = next_question(asked, is_pushed=pushed, now=NOW)

    if delivered or age > SCANNED_UNTIL:
        assert found is None
    if found is not None:
        assert timedelta(minutes=20) <= found - NOW <= 4 * DAY
        near = asked._replace(due_at=NOW)
        assert next_question(near, is_pushed=pushed, now=NOW) <= found  # a deadline only brings it nearer
