"""What a promise is worth: truth tables, and what must hold for any of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.closing import Pause, calendar_of, handed_over_at, pauses
from sourcing.covering import Need, uncovered
from sourcing.offers import Break, Promise, Standing, drift, landed, price_at, promised, standing

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def promise(quantity: int = 40, *, hours: float = 24) -> Promise:
    return Promise(quantity, Decimal("4.20"), NOW - HOUR, NOW + hours * HOUR)


@pytest.mark.parametrize(
    ("said", "expected", "units"),
    [
        (None, Standing.UNASKED, 0),
        (promise(), Standing.LIVE, 40),
        (promise(hours=12), Standing.LIVE, 40),
        (promise(hours=11.9), Standing.SOON, 40),
        (promise(hours=0), Standing.EXPIRED, 0),
        (promise(hours=-1), Standing.EXPIRED, 0),
        (promise(0), Standing.NONE_LEFT, 0),
        (promise(0, hours=-1), Standing.EXPIRED, 0),
    ],
)
def test_a_promise_holds_until_its_moment_and_not_a_second_longer(said, expected, units):
    assert (standing(said, NOW), promised(said, NOW)) == (expected, units)


BREAKS = [Break(50, Decimal("3.95")), Break(10, Decimal("4.20")), Break(200, Decimal("3.60"))]


@pytest.mark.parametrize(
    ("quantity", "price"),
    [(9, None), (10, "4.20"), (49, "4.20"), (50, "3.95"), (199, "3.95"), (10_000, "3.60")],
)
def test_the_price_is_that_of_the_highest_step_reached(quantity, price):
    assert price_at(BREAKS, quantity) == (Decimal(price) if price else None)


def test_landed_is_price_and_duty_and_freight_to_the_cent():
    assert landed(Decimal("4.20"), freight=Decimal("1.10"), duty_share=Decimal("0.25")) == Decimal("6.35")
    assert landed(Decimal("0.333")) == Decimal("0.33")


@pytest.mark.parametrize(
    ("price", "before", "moved"),
    [
        ("4.20", None, None),
        ("4.20", "4.20", None),
        ("4.31", "4.20", None),
        ("4.41", "4.20", "0.05"),
        ("3.78", "4.20", "-0.1"),
    ],
)
def test_a_price_drifts_from_three_percent_on(price, before, moved):
    found = drift(Decimal(price), Decimal(before) if before else None)
    assert found == (Decimal(moved) if moved else None)


def need(order: int, units: int, *, due: float | None, sku: int = 1) -> Need:
    return Need(order, order, sku, units, NOW + due * HOUR if due is not None else None, NOW)


def test_what_is_promised_goes_to_the_earliest_deadlines_first():
    missing = uncovered([need(1, 2, due=9), need(2, 3, due=1), need(3, 1, due=None)], {1: 4})

    assert [(each.need.order, each.units) for each in missing] == [(1, 1), (3, 1)]


def test_one_skus_promise_is_no_other_skus():
    missing = uncovered([need(1, 1, due=1, sku=1), need(2, 1, due=1, sku=2)], {1: 5})
    assert [each.need.order for each in missing] == [2]


NEEDS = st.lists(
    st.builds(
        need, st.integers(1, 99), st.integers(1, 9), due=st.none() | st.integers(-9, 9), sku=st.integers(1, 3)
    ),
    max_size=30,
)


@given(NEEDS, st.dictionaries(st.integers(1, 3), st.integers(-2, 30)))
def test_exactly_as_much_is_covered_as_is_promised_and_nobody_later_goes_first(needs, units):
    missing = uncovered(needs, units)

    for sku in (1, 2, 3):
        asked = sum(each.units for each in needs if each.sku == sku)
        lacking = sum(each.units for each in missing if each.need.sku == sku)
        assert asked - lacking == min(asked, max(units.get(sku, 0), 0))
        wholly = [each.need for each in missing if each.need.sku == sku and each.units == each.need.units]
        partly = [each.need for each in missing if each.need.sku == sku and each.units < each.need.units]
        assert len(partly) <= 1
        latest = datetime.max.replace(tzinfo=UTC)
        assert all((a.due_at or latest) <= (b.due_at or latest) for a in partly for b in wholly)


def test_lunar_new_year_and_their_own_days_off_are_known_ahead_and_weekends_are_no_news():
    calendar = calendar_of(
        country="CN", works_saturday=False, closures=[(date(2027, 1, 4), date(2027, 1, 6))]
    )
    found = pauses(calendar, date(2026, 12, 20))

    assert (
        Pause(date(2027, 1, 1), date(2027, 1, 6)) in found
        or Pause(date(2027, 1, 1), date(2027, 1, 3)) in found
    )
    assert any(each.from_on <= date(2027, 2, 6) <= each.until_on and each.days >= 5 for each in found)
    assert all(each.days >= 3 for each in found)


def test_the_hours_until_the_hand_over_pass_on_working_days_only():
    calendar = calendar_of(
        country="", works_saturday=False, closures=[(date(2026, 11, 30), date(2026, 11, 30))]
    )
    friday_noon = datetime(2026, 11, 27, 12, tzinfo=UTC)

    assert handed_over_at(friday_noon, 24, calendar, ZoneInfo("UTC")) == datetime(2026, 12, 1, 12, tzinfo=UTC)
