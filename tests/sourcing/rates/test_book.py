"""Which rate is taken on a day: the team's own first, else the bank's by way of the euro, and none that is too old."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.rates.book import BANK_HOLDS, OWN_HOLDS, Book, Dated, Rate

TODAY = date(2026, 11, 27)
DAY = timedelta(days=1)


def bank(quote, rate, day=TODAY):
    return Rate(base="EUR", quote=quote, rate=Decimal(rate), day_on=day)


def own(base, quote, rate, day=TODAY):
    return Rate(base=base, quote=quote, rate=Decimal(rate), day_on=day, is_own=True)


TOLD = [bank("USD", "1.25"), bank("GBP", "0.80"), bank("CNY", "8.00")]


@pytest.mark.parametrize(
    ("base", "quote", "worth"),
    [
        ("USD", "USD", "10.00"),
        ("EUR", "USD", "12.50"),
        ("USD", "EUR", "8.00"),
        ("USD", "GBP", "6.40"),
        ("GBP", "CNY", "100.00"),
        ("USD", "VND", None),
        ("VND", "USD", None),
        ("VND", "VND", "10.00"),
    ],
)
def test_ten_of_one_currency_in_another(base, quote, worth):
    found = Book(TOLD).convert(Decimal(10), base, quote, TODAY)

    assert found == (None if worth is None else Decimal(worth))


def test_the_teams_own_rate_stands_before_the_banks_and_is_read_in_both_directions():
    book = Book([*TOLD, own("USD", "CNY", "7.00", TODAY - 20 * DAY)])

    assert book.rate("USD", "CNY", TODAY) == Dated(Decimal("7.00"), TODAY - 20 * DAY, True)
    assert book.convert(Decimal(70), "CNY", "USD", TODAY) == Decimal("10.00")
    assert book.rate("GBP", "CNY", TODAY).is_own is False


def test_an_own_rate_is_not_taken_before_its_day_nor_after_it_ceased_to_hold():
    book = Book([*TOLD, bank("USD", "1.25", TODAY - DAY), own("EUR", "USD", "2.00")])

    assert book.rate("EUR", "USD", TODAY - DAY).rate == Decimal("1.25")
    late = Book([bank("USD", "1.25", TODAY + OWN_HOLDS + DAY), own("EUR", "USD", "2.00")])
    assert late.rate("EUR", "USD", TODAY + OWN_HOLDS).rate == 2
    assert late.rate("EUR", "USD", TODAY + OWN_HOLDS + DAY).rate == Decimal("1.25")


def test_the_banks_holds_over_its_holidays_and_no_longer_and_the_older_day_is_told():
    book = Book([bank("USD", "1.25", TODAY - BANK_HOLDS), bank("GBP", "0.80")])

    assert book.rate("USD", "GBP", TODAY).day_on == TODAY - BANK_HOLDS
    assert book.rate("USD", "GBP", TODAY + DAY) is None


@given(
    days=st.lists(st.tuples(st.integers(0, 20), st.integers(1, 999)), max_size=12),
    asked=st.integers(0, 25),
)
def test_the_newest_by_then_is_taken_whatever_order_they_come_in(days, asked):
    on = TODAY + asked * DAY
    rates = {TODAY + day * DAY: Decimal(rate) for day, rate in days}

    found = Book([bank("USD", rate, day) for day, rate in rates.items()]).rate("EUR", "USD", on)

    by_then = [day for day in rates if day <= on and on - day <= BANK_HOLDS]
    assert (found and found.rate) == (rates[max(by_then)] if by_then else None)
