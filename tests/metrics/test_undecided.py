"""Units still undecided: how packages that wait and orders that are promised count ahead, and how such forecasts hold."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import Order
from fulfillment.tracking.models import PackageOrder
from metrics import ripening
from metrics.ahead_of_delivery import unplaced
from metrics.ahead_of_tracking import ahead_of_tracking
from metrics.alarms import foretold
from metrics.arriving import Arrival, Arrivals
from metrics.counts import Counts
from metrics.forecast import (
    CENTRAL,
    Open,
    Outlook,
    flipped,
    flipped_counts,
    harmful,
    outlook,
    recent,
    replay,
    to_come,
    turning,
)
from metrics.looking_ahead import look_ahead
from metrics.models import DailySum, Fact
from metrics.overdue import Lateness
from metrics.scanning import Scans
from tests.factories import create_member, create_order, create_package, create_shop, create_team

LATE = "late-dispatch-rate"
VALID, ON_TIME = "valid-tracking-rate", "on-time-delivery-rate"
SUNDAY = date(2026, 11, 22)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)  # a Tuesday's noon in Los Angeles
YEAR, ZONE = 2026, "America/Los_Angeles"


@given(
    hours=st.lists(st.integers(0, 120), max_size=80), unscanned=st.integers(0, 30), waited=st.integers(0, 130)
)
def test_a_package_that_waits_is_as_likely_lost_as_those_that_waited_as_long(hours, unscanned, waited):
    scans = Scans(hours=sorted(hours), of_valid=len(hours), unscanned=unscanned)
    stood_like_it = [each for each in hours if each > waited]

    found = scans.probability(waited)

    if len(hours) + unscanned < 20:
        assert found is None
    else:
        assert found == pytest.approx((unscanned + 0.5) / (unscanned + len(stood_like_it) + 1))


def test_the_longer_a_package_waits_the_likelier_it_is_lost_and_a_part_stands_for_all():
    scans = Scans(hours=[float(each) for each in range(50)], of_valid=500, unscanned=10)

    told = [scans.probability(waited) for waited in (0, 10, 30, 49, 400)]

    assert told == sorted(told)
    assert told[0] == pytest.approx(
        10.5 / (10 + 490 + 1)
    )  # 49 of the 50 looked at, each of which stands for ten
    assert told[-1] == pytest.approx(10.5 / 11)


@given(
    hours=st.lists(st.integers(1, 90), max_size=60), overdue=st.integers(0, 100), within=st.integers(0, 100)
)
def test_an_overdue_order_is_sent_as_often_as_others_that_were_as_late(hours, overdue, within):
    found = Lateness(sorted(hours)).dispatched(overdue, within=within)

    if len(hours) < 20:
        assert found == 1.0
    else:
        as_late = [each for each in hours if each > overdue]
        soon = [each for each in as_late if each <= overdue + within]
        assert found == pytest.approx(len(soon) / (len(as_late) + 1))
        assert 0 <= found < 1


def test_what_may_never_be_sent_counts_in_part_above_and_below_the_line():
    like = recent({}, until_on=SUNDAY)
    opened = [Open(id=1, probability=1.0, counts=0.25), Open(id=2, probability=0.5)]

    told = outlook(Counts(3, 98), opened, like, to_come=0)

    assert told.expected == pytest.approx((3 + 0.25 + 0.5) / (98 + 0.25 + 1))
    assert told.of_all == pytest.approx(99.25)
    assert told.spread > 0


def test_late_dispatch_knows_how_late_orders_were_before_they_were_sent_at_all(shop):
    for at in range(24):  # sent one to six hours late
        due_at = NOW - 9 * DAY
        order = create_order(
            shop=shop, dispatch_due_at=due_at, dispatched_at=due_at + (1 + at % 6) * HOUR, is_open=False
        )
        Fact.objects.create(
            team=shop.team, shop=shop, metric=LATE, unit_id=order.pk, day_on=due_at.date(), why="late",
            rule_version="", in_denominator=True, in_numerator=True,
        )  # fmt: skip
    forgotten = create_order(shop=shop, dispatch_due_at=NOW - 5 * DAY, is_open=True, stage="to_ship")
    fresh = create_order(shop=shop, dispatch_due_at=NOW - 2 * HOUR, is_open=True, stage="to_ship")
    ahead = create_order(shop=shop, dispatch_due_at=NOW + DAY, is_open=True, stage="to_ship")

    found = {each.id: each for each in look_ahead(shop, LATE, now=NOW).opened}

    assert found[forgotten.pk].counts == 0
    assert found[fresh.pk].counts == pytest.approx(16 / 17)
    assert found[ahead.pk].counts == 1


arrivals = st.builds(
    lambda sent, came, due: Arrival(
        due_on=SUNDAY + due * DAY,
        dispatched_on=None if sent is None else SUNDAY + sent * DAY,
        delivered_on=None if came is None or sent is None else SUNDAY + (sent + came) * DAY,
    ),
    st.none() | st.integers(-6, 6),
    st.none() | st.integers(0, 9),
    st.integers(0, 3),
)


@given(past=st.lists(arrivals, max_size=150), days_left=st.integers(0, 6), has_left=st.booleans())
def test_an_order_is_as_likely_late_as_those_that_stood_like_it(past, days_left, has_left):
    late = of_all = 0
    for each in past:  # counted plainly, day by day
        morning = each.due_on - days_left * DAY
        if each.delivered_on and each.delivered_on < morning:
            continue
        if bool(each.dispatched_on and each.dispatched_on < morning) != has_left:
            continue
        of_all += 1
        late += each.delivered_on is None or each.delivered_on > each.due_on

    found = Arrivals(past).probability(days_left, has_left=has_left)

    assert found is None if of_all < 20 else found == pytest.approx((late + 0.5) / (of_all + 1))


@given(
    good=st.integers(0, 50), bad=st.integers(0, 50),
    chances=st.lists(st.floats(0, 1), max_size=20), coming=st.integers(0, 90),
)  # fmt: skip
def test_what_waits_counts_with_its_chance_and_what_comes_with_the_usual_rate(good, bad, chances, coming):
    like = recent({SUNDAY - back * DAY: Counts(1, 20) for back in range(28)}, until_on=SUNDAY)
    opened = [Open(id=at, probability=each) for at, each in enumerate(chances)]

    told = outlook(Counts(bad, good + bad), opened, like, to_come=coming)

    of_all = good + bad + len(chances) + coming
    plain = (bad + sum(chances) + coming * like.rate) / of_all if of_all else 0.0
    assert told.expected == pytest.approx(plain)
    assert told.low <= told.expected + 1e-12
    assert flipped(told).low == pytest.approx(1 - told.high)
    assert flipped(flipped(told)).expected == pytest.approx(told.expected)
    assert flipped(told).decided == Counts(good, good + bad)


@given(
    st.lists(st.integers(0, 30), min_size=28, max_size=28),
    st.integers(0, 6),
    st.integers(0, 6),
    st.floats(0, 1),
)
def test_days_to_come_bring_what_their_weekdays_brought(counts, start, length, part_over):
    days = {SUNDAY - back * DAY: Counts(0, each) for back, each in enumerate(counts)}
    like = recent(days, until_on=SUNDAY)
    first = SUNDAY + (1 + start) * DAY
    means = {
        weekday: sum(each.denominator for day, each in days.items() if day.weekday() == weekday) / 4
        for weekday in range(7)
    }
    plain = sum(means[(first + at * DAY).weekday()] for at in range(length + 1))

    found = to_come(like, first, first + length * DAY, part_over)

    assert found == pytest.approx(plain - part_over * means[first.weekday()])
    known = {first: 3, first + length * DAY: 1000}
    short = [
        max(means[(first + at * DAY).weekday()] - known.get(first + at * DAY, 0), 0)
        for at in range(length + 1)
    ]
    assert unplaced(like, known, first, first + length * DAY) == pytest.approx(sum(short))


def test_a_wrong_number_that_can_be_mended_turns_the_figure_and_a_lost_one_does_not():
    told = Outlook(
        decided=Counts(12, 100), open=1, expected_late=0.5, to_come=0.0, expected=0.12, spread=0.01, low=0.1,
        high=0.2,
    )  # fmt: skip
    lost, waits = Open(id=1, probability=1.0), Open(id=2, probability=0.5)
    mendable = [Open(id=at, probability=1.0, is_mendable=True) for at in range(3, 20)]

    chosen = turning([lost, waits, *mendable], told, Decimal("0.05"))

    assert lost not in chosen
    assert [each.id for each in chosen] == list(range(3, 11))  # 12.12 of 101 less 8 is within 5.05


def history(*, weeks, seed, hard=0.02, unscanned=0.03, limit=5):
    """Shipped days that end settled, with the age at which each invalid package became so."""
    dice = Random(seed)
    days, ages = {}, {}
    for back in range(weeks * 7):
        day, of_day = SUNDAY - back * DAY, dice.randint(30, 70)
        at_once = sum(dice.random() < hard for _ in range(of_day))
        late = sum(dice.random() < unscanned for _ in range(of_day))
        days[day] = Counts(at_once + late, of_day)
        ages[day] = {0: at_once, limit: late}
    return days, ages


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("days_left", [1, 4, 7])
def test_of_weeks_foretold_before_they_settled_about_as_many_lie_inside_as_promised(seed, days_left):
    days, ages = history(weeks=90, seed=seed)

    past = ripening.replayed(
        days, ages, first_on=SUNDAY - 75 * 7 * DAY, last_on=SUNDAY, length=7, days_left=days_left,
        settles_after=14,
    )  # fmt: skip

    assert len(past) > 60
    inside = sum(each.is_inside for each in past) / len(past)
    assert CENTRAL - 0.12 <= inside <= CENTRAL + 0.17
    for each in past:
        window = [days[each.until_on - back * DAY] for back in range(7)]
        assert each.actual == sum(window, Counts())


def test_weeks_that_had_not_settled_teach_a_forecast_nothing():
    days, ages = history(weeks=60, seed=1)
    told = {"first_on": SUNDAY - 40 * 7 * DAY, "length": 7, "days_left": 3, "settles_after": 14}
    last_on = SUNDAY - 10 * 7 * DAY
    early = ripening.replayed(days, ages, last_on=last_on, **told)
    # Everything of the last two weeks that came after day 0 is changed: nobody could know it on the last asking day.
    changed = {
        day: {0: by_age[0], 5: 40} if day > last_on - 8 * DAY else by_age for day, by_age in ages.items()
    }
    recounted = {
        day: Counts(sum(changed[day].values()), max(each.denominator, 80))
        if day > last_on - 3 * DAY
        else each
        for day, each in days.items()
    }

    again = ripening.replayed(recounted, changed, last_on=last_on, **told)

    assert [each.stretch for each in again] == [each.stretch for each in early]
    assert again[:-2] == early[:-2]


@pytest.mark.parametrize("seed", range(3))
def test_on_time_weeks_are_foretold_by_what_is_not_in_time(seed):
    dice = Random(seed)
    days = {
        SUNDAY - back * DAY: Counts(sum(dice.random() < 0.88 for _ in range(50)), 50)
        for back in range(80 * 7)
    }

    past = replay(harmful(days), first_on=SUNDAY - 70 * 7 * DAY, last_on=SUNDAY, length=7, days_left=4)

    assert CENTRAL - 0.12 <= sum(each.is_inside for each in past) / len(past) <= CENTRAL + 0.17
    assert sum(each.outlook.expected for each in past) / len(past) == pytest.approx(0.12, abs=0.02)
    assert flipped_counts(past[-1].actual) == sum((days[SUNDAY - back * DAY] for back in range(7)), Counts())


@pytest.fixture
def shop(db):
    return create_shop(team=create_team(), slug="glow-us", time_zone=ZONE)


def sums(shop, metric, days, **more):
    DailySum.objects.bulk_create(
        DailySum(
            team=shop.team, shop=shop, metric=metric, day_on=day, numerator=each.numerator,
            denominator=each.denominator, **{"dimension": "", "value": ""} | more,
        )
        for day, each in days.items()
    )  # fmt: skip


def package(shop, day_on, why, **fields):
    order = create_order(shop=shop)
    made = create_package(orders=[order], **fields)
    Fact.objects.create(
        team=shop.team, shop=shop, metric=VALID, unit_id=made.pk, day_on=day_on, why=why, rule_version="",
        in_denominator=why != "pending", in_numerator=why == "valid",
    )  # fmt: skip
    return made


def test_waiting_packages_count_one_by_one_and_correctable_ones_would_turn_it(
    shop, django_assert_max_num_queries
):
    before = {SUNDAY - back * DAY: Counts(38, 40) for back in range(140)}
    sums(shop, VALID, before | {SUNDAY + DAY: Counts(10, 20)})
    sums(shop, VALID, {SUNDAY + DAY: Counts(0, 1)}, dimension="left_out", value="pending")
    settled = NOW - 20 * DAY
    for hours in range(30):
        package(
            shop, settled.date(), "valid", shipped_at=settled, first_scan_at=settled + hours * HOUR,
            verdict="valid",
        )  # fmt: skip
    for _ in range(3):
        package(
            shop, settled.date(), "invalid", shipped_at=settled, verdict="invalid",
            verdict_reasons=["no_scan_in_time"],
        )  # fmt: skip
    monday = SUNDAY + DAY
    waits = package(shop, monday, "pending", shipped_at=NOW - 29 * HOUR, verdict="pending")
    wrong = package(
        shop, monday, "invalid", shipped_at=NOW - 29 * HOUR, verdict="invalid", correct_by_at=NOW + 5 * HOUR,
        verdict_reasons=["wrong_length"],
    )  # fmt: skip
    package(shop, monday, "invalid", shipped_at=NOW, verdict="invalid", correct_by_at=NOW - HOUR)

    with django_assert_max_num_queries(6):
        found = ahead_of_tracking(shop, now=NOW)

    assert [(each.id, round(each.probability, 3)) for each in found.opened] == [(waits.pk, round(3.5 / 4, 3))]
    assert [each.id for each in found.mendable] == [wrong.pk]
    assert found.told.decided == Counts(10, 20)
    assert found.harm.decided == Counts(10, 20)
    assert found.told.expected == pytest.approx(1 - found.harm.expected)
    assert found.excess > 0  # half of this week's are invalid, five in a hundred may be
    assert found.past
    assert all(each.until_on <= NOW.date() - 14 * DAY for each in found.past)
    assert found.past[-1].actual == Counts(38 * 7, 40 * 7)

    page = client_of(shop).get(f"/metrics/{VALID}/ahead/").context
    assert page["told"].expected < 0.95


def client_of(shop):
    client = Client()
    client.force_login(create_member(team=shop.team, role=Role.MANAGER))
    return client


def promised(shop, day_on, *, dispatched_at=None, delivered_at=None):
    order = create_order(
        shop=shop, dispatched_at=dispatched_at, delivered_at=delivered_at, delivery_due_at=NOW
    )
    why = "not_delivered" if delivered_at is None else "delivered_in_time"
    Fact.objects.create(
        team=shop.team, shop=shop, metric=ON_TIME, unit_id=order.pk, day_on=day_on, why=why, rule_version="",
        in_denominator=True, in_numerator=delivered_at is not None,
    )  # fmt: skip
    return order


def test_promised_orders_count_as_such_orders_arrived_before(shop, django_assert_max_num_queries):
    sums(shop, ON_TIME, {SUNDAY + DAY - back * DAY: Counts(9, 10) for back in range(250)})
    tuesday = SUNDAY + 2 * DAY
    for at in range(40):  # of those that had not left a day ahead, one in four came in time
        promised(
            shop, tuesday - 3 * DAY, dispatched_at=NOW - 4 * DAY, delivered_at=NOW - 3 * DAY if at % 4 == 0 else None
        )  # fmt: skip
    waits = promised(shop, tuesday + DAY)
    there = promised(shop, tuesday + 3 * DAY, delivered_at=NOW, dispatched_at=NOW - DAY)
    later = promised(shop, tuesday + 9 * DAY)

    with django_assert_max_num_queries(5):
        found = look_ahead(shop, ON_TIME, now=NOW)

    chances = {each.id: each.probability for each in found.opened}
    assert chances == {waits.pk: pytest.approx(30.5 / 41), there.pk: 0.0}
    assert later.pk not in chances
    assert found.told.decided == Counts(9, 10)  # Monday alone is over
    assert 0.85 < found.told.expected < 0.92
    assert len(found.past) == 26
    assert found.excess < 0
    assert foretold(shop, ON_TIME, now=NOW) is None


def test_the_alarm_of_a_rate_that_should_be_high_rings_when_it_is_expected_low(shop):
    sums(shop, ON_TIME, {SUNDAY + DAY - back * DAY: Counts(6, 10) for back in range(250)})
    sums(shop, VALID, {SUNDAY - back * DAY: Counts(10, 10) for back in range(250)})

    assert foretold(shop, ON_TIME, now=NOW).told.expected < 0.8
    assert foretold(shop, VALID, now=NOW) is None


def test_orders_that_cancel_themselves_are_named_beside_the_cancellations_to_come(shop):
    now = datetime.now(UTC)
    doomed = create_order(
        shop=shop, placed_at=now - DAY, is_open=True, cancels_at=now + timedelta(seconds=1), stage="to_ship"
    )
    create_order(shop=shop, placed_at=now - DAY, is_open=True, cancels_at=now + 30 * DAY, stage="to_ship")
    create_order(shop=shop, placed_at=now - DAY, is_open=True, cancels_at=None, stage="to_ship")

    page = client_of(shop).get("/metrics/seller-fault-cancellation-rate/ahead/")

    assert [order.pk for order in page.context["cancelling"]["rows"]] == [doomed.pk]
    assert f"/orders/{doomed.pk}/" in page.content.decode()
    assert Order.objects.count() == 3
    assert not PackageOrder.objects.exists()
