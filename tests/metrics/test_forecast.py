"""The forecast: its parts add up, its interval holds what it promises, and past weeks are told as they were."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import LanePace, Order
from fulfillment.orders.watch import wake
from metrics import facts
from metrics.counts import Counts
from metrics.forecast import CENTRAL, Open, outlook, recent, replay, stretch_of, turning, window
from metrics.looking_ahead import look_ahead
from metrics.models import DailySum
from tests.factories import create_member, create_order, create_shop, create_team

LATE = "late-dispatch-rate"
SUNDAY = date(2026, 11, 22)
DAY = timedelta(days=1)

opens = st.lists(st.floats(0, 1), max_size=30).map(
    lambda given: [Open(id=at, probability=each) for at, each in enumerate(given)]
)
counts = st.tuples(st.integers(0, 40), st.integers(40, 400)).map(lambda pair: Counts(*pair))


def history(*, rate, weeks, seed=7, volatile=0.0, a_day=120):
    """Days up to a Sunday; `volatile` adds days that are worse or better than chance makes them."""
    chance = random.Random(seed)
    days = {}
    for back in range(weeks * 7 + 60):
        of_day = min(max(chance.gauss(rate, volatile), 0), 1)
        days[SUNDAY - back * DAY] = Counts(sum(chance.random() < of_day for _ in range(a_day)), a_day)
    return days


@given(counts, opens)
def test_the_expected_rate_lies_between_nothing_and_everything_going_wrong(decided, opened):
    like = recent({}, until_on=SUNDAY)
    told = outlook(decided, opened, like, to_come=0)
    of_all = decided.denominator + len(opened)

    assert (
        decided.numerator / of_all - 1e-9
        <= told.expected
        <= (decided.numerator + len(opened)) / of_all + 1e-9
    )
    assert 0 <= told.low <= told.expected <= told.high <= 1


def test_what_is_decided_needs_no_interval():
    told = outlook(Counts(4, 100), [], recent({}, until_on=SUNDAY), to_come=0)

    assert (told.expected, told.low, told.high, told.is_decided) == (0.04, 0.04, 0.04, True)


def test_a_shop_without_any_order_has_no_forecast():
    told = outlook(Counts(), [], recent({}, until_on=SUNDAY), to_come=0)

    assert (told.expected, told.spread, told.is_decided) == (0.0, 0.0, True)


def test_orders_that_are_sure_to_be_late_move_it_by_their_number():
    like = recent({}, until_on=SUNDAY)
    opened = [Open(id=1, probability=1.0), Open(id=2, probability=0.0)]

    assert outlook(Counts(2, 98), opened, like, to_come=0).expected == pytest.approx(0.03)


@given(counts, opens, st.integers(1, 20))
def test_the_fewest_orders_that_turn_it_are_chosen_and_no_fewer_would_do(decided, opened, percent):
    told = outlook(decided, opened, recent({}, until_on=SUNDAY), to_come=0)
    limit = Decimal(percent) / 100
    chosen = turning(opened, told, limit)
    of_all = decided.denominator + len(opened)

    def rate_without(saved):
        return told.expected - sum(each.probability for each in saved) / of_all

    if told.expected <= float(limit):
        assert not chosen
    elif chosen and rate_without(chosen) <= float(limit):
        assert rate_without(chosen[:-1]) > float(limit) - 1e-9
    else:
        assert rate_without([each for each in opened if each.probability < 1]) > float(limit) - 1e-9


@pytest.mark.parametrize("volatile", [0.0, 0.02])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_interval_holds_about_as_many_weeks_as_it_promises(volatile, seed):
    days = history(rate=0.05, weeks=80, seed=seed, volatile=volatile)

    past = replay(days, first_on=SUNDAY - 78 * 7 * DAY, last_on=SUNDAY, length=7, days_left=4)

    inside = sum(each.is_inside for each in past) / len(past)
    assert CENTRAL - 0.12 <= inside <= CENTRAL + 0.15


def test_past_weeks_know_nothing_of_what_came_after_them():
    days = history(rate=0.04, weeks=30)
    told = {"first_on": SUNDAY - 20 * 7 * DAY, "length": 7, "days_left": 3}
    early = replay(days, last_on=SUNDAY - 7 * 7 * DAY, **told)
    changed = days | {day: Counts(100, 120) for day in days if day > SUNDAY - 7 * 7 * DAY}

    again = replay(changed, last_on=SUNDAY - 7 * 7 * DAY, **told)

    assert again == early


def test_few_weeks_say_nothing_of_how_good_forecasts_are():
    assert stretch_of([]) == 1.0
    days = history(rate=0.04, weeks=10)
    assert stretch_of(replay(days, first_on=SUNDAY - 28 * DAY, last_on=SUNDAY, length=7, days_left=3)) == 1.0


@given(st.integers(1, 40))
def test_a_window_is_the_plain_sum_of_its_days(length):
    days = history(rate=0.1, weeks=4)
    plain = [days[SUNDAY - back * DAY] for back in range(length)]

    found = window(days, until_on=SUNDAY, length=length)

    assert (found.numerator, found.denominator) == (
        sum(each.numerator for each in plain),
        sum(each.denominator for each in plain),
    )


@pytest.fixture
def shop(db):
    return create_shop(team=create_team(), slug="glow-us")


def at_noon_of(day):
    return datetime(day.year, day.month, day.day, 20, tzinfo=UTC)  # noon in Los Angeles


def fill(shop, days, until):
    rows = [
        DailySum(
            team=shop.team, shop=shop, metric=LATE, dimension="", value="", day_on=day,
            numerator=each.numerator, denominator=each.denominator,
        )
        for day, each in days.items() if day <= until
    ]  # fmt: skip
    DailySum.objects.bulk_create(rows)


def test_open_orders_count_with_their_probability(shop, django_assert_max_num_queries):
    fill(shop, history(rate=0.04, weeks=30), SUNDAY)
    now = at_noon_of(SUNDAY + 2 * DAY)  # a Tuesday
    LanePace.objects.create(
        team=shop.team, shop=shop, stage="dispatch", carrier="", observations=50, learned_at=now,
        quantiles=[float(step) for step in range(1, 20)],
    )  # fmt: skip
    late = create_order(
        shop=shop,
        placed_at=now - 90 * timedelta(hours=1),
        dispatch_due_at=now - timedelta(hours=1),
        stage="to_ship",
    )
    create_order(shop=shop, placed_at=now, dispatch_due_at=now + timedelta(hours=47), stage="to_ship")
    create_order(shop=shop, placed_at=now, dispatch_due_at=now + 20 * DAY, stage="to_ship")

    with django_assert_max_num_queries(8):
        found = look_ahead(shop, LATE, now=now)

    assert found.evaluated_on == SUNDAY + 7 * DAY
    probabilities = {each.id: each.probability for each in found.opened}
    assert len(probabilities) == 2
    assert probabilities.pop(late.pk) == 1.0
    assert probabilities.popitem()[1] < 0.01
    assert found.told.decided == Counts()
    assert len(found.past) == 26


def test_the_page_foretells_late_dispatch_and_tells_what_is_decided_of_other_rates(shop):
    order = create_order(
        shop=shop, dispatched_at=at_noon_of(SUNDAY), dispatch_due_at=at_noon_of(SUNDAY), status="in_transit"
    )
    wake([order.pk], now=at_noon_of(SUNDAY))
    facts.judge_changed()
    assert Order.objects.count() == 1
    client = Client()
    client.force_login(create_member(team=shop.team, role=Role.MANAGER))

    assert client.get(f"/metrics/{LATE}/ahead/").context["told"].expected >= 0
    assert "settled" in client.get("/metrics/refund-rate/ahead/").context
    assert client.get(f"/metrics/{LATE}/ahead/?shop=theirs").status_code == 404
