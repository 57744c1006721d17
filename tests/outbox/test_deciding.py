"""What follows an attempt, as a table and at random."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.outbox.deciding import BACK_OFF, GIVE_UP_AFTER, back_off, what_follows
from fulfillment.outbox.words import Outcome, State

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
PASSING = {Outcome.UNREACHABLE, Outcome.THROTTLED}


@pytest.mark.parametrize(
    ("outcome", "attempts", "state", "pause"),
    [
        (Outcome.DONE, 1, State.DONE, None),
        (Outcome.ALREADY_DONE, 2, State.DONE, None),
        (Outcome.REFUSED, 1, State.REFUSED, None),
        (Outcome.UNCLEAR, 2, State.NEEDS_PERSON, None),
        (Outcome.UNREACHABLE, 1, State.WAITING, timedelta(seconds=10)),
        (Outcome.UNREACHABLE, 3, State.WAITING, timedelta(minutes=1)),
        (Outcome.UNREACHABLE, 40, State.WAITING, timedelta(minutes=30)),
        (Outcome.UNREACHABLE, GIVE_UP_AFTER, State.NEEDS_PERSON, None),
        (Outcome.THROTTLED, 1, State.WAITING, timedelta(seconds=10)),
        (Outcome.UNAUTHORISED, GIVE_UP_AFTER, State.WAITING, timedelta(minutes=15)),
    ],
)
def test_every_outcome_has_one_thing_that_follows(outcome, attempts, state, pause):
    following = what_follows(outcome, attempts=attempts, now=NOW)

    assert following == (state, NOW + pause if pause else None)


def test_the_channel_is_given_the_time_that_it_asks_for():
    assert what_follows(Outcome.THROTTLED, attempts=1, now=NOW, retry_after=90).retry_at == NOW + timedelta(
        seconds=90
    )


def test_an_absurd_wait_is_cut_to_the_longest_pause():
    asked = what_follows(Outcome.THROTTLED, attempts=1, now=NOW, retry_after=10**9)

    assert asked.retry_at == NOW + BACK_OFF[-1]


def test_a_write_is_tried_for_about_a_day():
    assert (
        timedelta(hours=20) < sum(map(back_off, range(1, GIVE_UP_AFTER)), timedelta(0)) < timedelta(hours=30)
    )


@given(
    outcome=st.sampled_from(Outcome),
    attempts=st.integers(1, 200),
    seed=st.integers(0, 10**6),
    retry_after=st.none() | st.floats(0, 10**6),
)
def test_what_waits_has_a_time_in_the_future_and_what_is_settled_has_none(
    outcome, attempts, seed, retry_after
):
    following = what_follows(outcome, attempts=attempts, now=NOW, seed=seed, retry_after=retry_after)

    assert (following.retry_at is not None) == (following.state is State.WAITING)
    assert following.retry_at is None or NOW < following.retry_at <= NOW + timedelta(minutes=40)
    assert outcome not in PASSING or following.state in {State.WAITING, State.NEEDS_PERSON}
