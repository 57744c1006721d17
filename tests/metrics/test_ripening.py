"""A rate whose days go on changing: what they still bring is learned from older days, and nothing is known too early."""

import random
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import Cancellation
from fulfillment.orders.watch import wake
from metrics import facts
from metrics.clock import utc_now
from metrics.counts import Counts
from metrics.forecast import CENTRAL, recent
from metrics.looking_ahead import CANCELLATION, cancelled_ages, look_ahead
from metrics.ripening import Ripening, known_on, learned, replayed, ripened
from tests.factories import create_member, create_order, create_shop, create_team

SUNDAY = date(2026, 11, 22)
DAY = timedelta(days=1)
WEEK = 7 * DAY


def history(*, rate=0.03, weeks=60, seed=3, a_day=80, longest=9):
    """Days, and how old each of those that count against us was then."""
    chance = random.Random(seed)
    days, ages = {}, {}
    for back in range(weeks * 7):
        day = SUNDAY - back * DAY
        came = [chance.randint(0, longest) for _ in range(a_day) if chance.random() < rate]
        days[day] = Counts(len(came), a_day)
        ages[day] = {age: came.count(age) for age in set(came)}
    return days, ages


def naive(ages, asked_on, day):
    """Counted one by one: who had come to count when `asked_on` was over."""
    return sum(count for age, count in ages.get(day, {}).items() if day + age * DAY <= asked_on)


@given(back=st.integers(0, 60))
def test_a_day_stands_as_it_stood_then(back):
    days, ages = history(weeks=20)
    asked_on = SUNDAY - back * DAY

    known = known_on(days, ages, asked_on)

    assert max(known) == asked_on
    assert all(known[day].numerator == naive(ages, asked_on, day) for day in known)


@pytest.mark.parametrize(
    ("case", "shares", "age", "later", "more"),
    [
        ("ripens with age", (0.01, 0.02, 0.03), 0, 2, 0.02),
        ("not at all between the same", (0.01, 0.02, 0.03), 1, 1, 0),
        ("no more than the oldest known", (0.01, 0.02, 0.03), 2, 50, 0),
        ("a day to come brings all of its age", (0.01, 0.02), -1, 0, 0.01),
    ],
)
def test_how_much_a_day_still_brings(case, shares, age, later, more):
    assert Ripening(shares).between(age, later) == pytest.approx(more), case


def test_what_is_learned_is_what_old_days_became():
    days = {SUNDAY - back * DAY: Counts(3, 100) for back in range(70)}
    ages = {day: {0: 1, 4: 2} for day in days}

    how = learned(days, ages, asked_on=SUNDAY)

    assert [round(how.at(age), 4) for age in (0, 3, 4, 30)] == [0.01, 0.01, 0.03, 0.03]


def test_young_days_are_completed_and_old_ones_left_alone():
    days = {SUNDAY - back * DAY: Counts(3, 100) for back in range(70)}
    ages = {day: {0: 1, 4: 2} for day in days}
    asked_on = SUNDAY - 3 * DAY
    known = known_on(days, ages, asked_on)

    told = ripened(
        known, learned(days, ages, asked_on=asked_on), recent(known, until_on=asked_on), asked_on=asked_on,
        until_on=SUNDAY, length=7, days_left=3,
    )  # fmt: skip

    # of four days that are over each brings two more by Sunday but the oldest... all are younger than four days now
    assert told.decided == Counts(4, 400)
    assert told.expected_late == pytest.approx(
        6
    )  # those placed on Monday to Wednesday turn four days old by Sunday
    assert told.expected == pytest.approx((4 + 6 + 3) / 700, abs=1e-3)


def test_past_weeks_know_nothing_of_what_came_after_them():
    days, ages = history()
    told = {"first_on": SUNDAY - 20 * WEEK, "length": 30, "days_left": 3}
    early = replayed(days, ages, last_on=SUNDAY - 9 * WEEK, **told)
    later = {day: {**of, 70: 50} for day, of in ages.items()}

    again = replayed(days, later, last_on=SUNDAY - 9 * WEEK, **told)

    assert [each.outlook for each in again] == [each.outlook for each in early]


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_interval_holds_about_as_many_weeks_as_it_promises(seed):
    days, ages = history(weeks=90, seed=seed)

    past = replayed(days, ages, first_on=SUNDAY - 70 * WEEK, last_on=SUNDAY, length=30, days_left=4)

    inside = sum(each.is_inside for each in past) / len(past)
    assert CENTRAL - 0.12 <= inside <= CENTRAL + 0.15


@pytest.fixture
def shop(db):
    return create_shop(team=create_team(), slug="glow-us")


def ordered(shop, count, *, placed_at, cancelled_after=None):
    is_kept = cancelled_after is None
    made = [
        create_order(
            shop=shop, placed_at=placed_at, paid_at=placed_at, status="in_transit" if is_kept else "cancelled",
            stage="in_transit" if is_kept else "cancelled",
            dispatched_at=placed_at + DAY if is_kept else None,
            cancelled_at=None if is_kept else placed_at + cancelled_after,
        )
        for _ in range(count)
    ]  # fmt: skip
    for order in [] if is_kept else made:
        Cancellation.objects.create(
            team=shop.team, shop=shop, order=order, order_external_id=order.external_id, external_id=f"c{order.pk}",
            status="completed", initiator="seller", fault="seller", reason_group="out_of_stock", requested_at=placed_at,
            closed_at=order.cancelled_at, remote_updated_at=order.cancelled_at,
        )  # fmt: skip
    wake([order.pk for order in made], now=utc_now())
    while facts.judge_changed():
        pass


def test_cancellations_are_told_by_their_age_and_the_page_foretells_them(shop, django_assert_max_num_queries):
    now = utc_now()
    noon = datetime(now.year, now.month, now.day, 20, tzinfo=now.tzinfo) - 10 * DAY
    ordered(shop, 30, placed_at=noon)
    ordered(shop, 2, placed_at=noon, cancelled_after=3 * DAY)

    assert cancelled_ages(shop, "America/Los_Angeles", since_on=noon.date() - DAY) == {noon.date(): {3: 2}}
    with django_assert_max_num_queries(6):
        found = look_ahead(shop, CANCELLATION, now=now)
    assert (found.told.decided, found.ripens) == (Counts(2, 32), True)
    client = Client()
    client.force_login(create_member(team=shop.team, role=Role.MANAGER))
    shown = client.get(f"/metrics/{CANCELLATION}/ahead/?shop=glow-us")
    assert "A day goes on changing after it is over" in shown.content.decode()
