"""Which offer a line is bought from: a table without a database."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.purchasing.choosing import WHY, Need, Option, Why, below_least, choose
from tests.factories import NOW

HOUR = timedelta(hours=1)


def need(line=1, units=1, *, hours=30.0, usual=1, stop=None, sku=5):
    by = None if hours is None else NOW + hours * HOUR
    return Need(line, sku, units, usual, by, stop)


def option(supplier=1, *, left=10, landed="5.00", hours=20.0, state=None, currency="USD"):
    price = Decimal(landed or 0)
    return Option(supplier * 10, supplier, currency, price, price, left, state, NOW + hours * HOUR)


def chosen(needs, *options):
    return [each.chosen and each.chosen.supplier for each in choose(needs, {5: options})]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([option(1), option(2, landed="1.00")], 1),  # the usual one, if it can
        ([option(1, left=0), option(2)], 2),
        ([option(1, hours=40), option(2)], 2),  # too late for the deadline
        ([option(1, hours=50), option(2, hours=40)], 1),  # nobody makes it: the usual one
        ([option(3, landed="6.00"), option(2, landed="5.50")], 2),  # without the usual one the cheapest
        ([option(3, hours=90, landed="1.00"), option(2, hours=40)], 2),  # nobody makes it: the fastest
        ([option(1, landed=None, left=0, state=Why.UNASKED)], None),
    ],
)
def test_the_usual_supplier_unless_another_saves_the_deadline(options, expected):
    assert chosen([need()], *options) == [expected]


def test_the_earliest_deadline_takes_first_of_what_is_promised():
    late, early, never = need(1, 6, hours=50), need(2, 6, hours=5), need(3, 4, hours=None)

    assert chosen([late, early, never], option(1, left=10, hours=1)) == [None, 1, 1]


@pytest.mark.parametrize(
    ("asked", "options", "why"),
    [
        (need(sku=None), [], Why.NO_SKU),
        (need(), [], Why.NO_OFFER),
        (need(), [option(left=0, state=Why.UNASKED, landed=None)], Why.UNASKED),
        (need(), [option(left=0, state=Why.EXPIRED)], Why.EXPIRED),
        (need(), [option(left=0, state=Why.NONE_LEFT)], Why.NONE_LEFT),
        (need(units=11), [option(left=10)], Why.NOT_ENOUGH),
        (need(stop=Why.HELD), [option()], Why.HELD),
        (need(stop=Why.BOUGHT), [option()], Why.BOUGHT),
    ],
)
def test_what_cannot_be_bought_says_why_and_what_to_do(asked, options, why):
    [found] = choose([asked], {5: options})

    assert (found.chosen, found.why) == (None, why)
    assert WHY[why].what
    assert WHY[why].fix


def test_below_the_least_that_a_supplier_sells_nothing_is_bought_from_them():
    found = choose([need(1, 2), need(2, 2)], {5: [option()]})

    assert [each.why for each in below_least(found, {1: 5})] == [Why.BELOW_LEAST] * 2
    assert [each.why for each in below_least(found, {1: 4})] == [None, None]


def test_a_cheaper_one_in_the_same_currency_is_told_and_other_money_is_not_compared():
    [dear] = choose([need()], {5: [option(1), option(2, landed="4.00")]})
    [other] = choose([need()], {5: [option(1), option(2, landed="4.00", currency="CNY")]})

    assert "4.00 USD" in dear.note
    assert other.note == ""


@given(
    st.lists(st.tuples(st.integers(1, 9), st.none() | st.integers(0, 99)), max_size=12), st.integers(0, 30)
)
def test_no_more_is_bought_than_is_promised(told, left):
    needs = [need(line, units, hours=hours) for line, (units, hours) in enumerate(told)]

    found = choose(needs, {5: [option(1, left=left)]})

    assert sum(each.need.units for each in found if each.chosen) <= left
    assert [each.need for each in found] == needs
