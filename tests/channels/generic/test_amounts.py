"""Amounts as European and other files write them: read right, or refused; never a hundredfold."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.generic.amounts import COMMA, DECIMALS, EACH, POINT, amount, guess
from fulfillment.channels.generic.values import Unreadable


@pytest.mark.parametrize(
    ("written", "decimal", "meant"),
    [
        ("12.50", EACH, "12.50"), ("12,50", EACH, "12.50"), ("1.234,56", EACH, "1234.56"),
        ("1,234.56", EACH, "1234.56"), ("1 234,56", EACH, "1234.56"), ("1'234.50", EACH, "1234.50"),
        ("1.234.567", EACH, "1234567"), ("0.125", EACH, "0.125"), ("0,125", EACH, "0.125"), ("1234.567", EACH, "1234.567"),
        ("-3,5", EACH, "-3.5"), ("1.234", POINT, "1.234"), ("1.234", COMMA, "1234"), ("1,234", POINT, "1234"),
        ("1,234", COMMA, "1.234"), ("150.000", COMMA, "150000"), ("1e3", POINT, "1000"), ("1234", COMMA, "1234"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_its_file_writes_amounts(written, decimal, meant):
    assert amount(written, name="total", decimal=decimal) == Decimal(meant)


@pytest.mark.parametrize(
    ("written", "decimal", "said"),
    [
        ("1.234", EACH, "may be a thousand"), ("1,234", EACH, "may be a thousand"), ("12,50", POINT, "say how amounts"),
        ("12.50", COMMA, "not a number like 39,90: say how amounts"), ("1.234,56", POINT, "say how amounts"),
        ("1,23.45", EACH, "not a number"), ("0,125", POINT, "not a number"), ("12 Euro", EACH, "not a number like 39.90"),
        ("NaN", COMMA, "cannot be an amount"), ("1e400", EACH, "cannot be an amount"), (".", EACH, "not a number"),
    ],
)  # fmt: skip
def test_what_may_mean_two_amounts_or_none_is_refused(written, decimal, said):
    with pytest.raises(Unreadable, match=said):
        amount(written, name="total", decimal=decimal)


def test_numbers_that_are_numbers_already_need_no_manner_of_writing():
    """Of JSON, and of Excel's own cells: 12.5 in a file whose texts write a comma."""
    assert amount(12.5, name="total", decimal=COMMA) == Decimal("12.5")
    assert amount(Decimal("1.234"), name="total", decimal=EACH) == Decimal("1.234")
    assert amount(7, name="total", decimal=COMMA) == 7
    assert amount(" ", name="total") is None


@pytest.mark.parametrize(
    ("samples", "decimal"),
    [
        (["12.50", "1.234"], POINT), (["1.234", "12,50"], COMMA), (["1.234", "5"], EACH), (["12.5", "3,75"], EACH),
        (["1.234.567"], COMMA), (["1,234,567"], POINT), ([], EACH), (["", "words"], EACH),
    ],
)  # fmt: skip
def test_the_manner_is_guessed_from_amounts_that_show_it(samples, decimal):
    assert guess(samples) == decimal


def written_as(value: Decimal, mark: str, group: str) -> str:
    text = f"{value:,.2f}"
    return text.translate(str.maketrans({",": group, ".": mark}))


MARKS = ((".", ","), (",", "."), (",", " "), (".", "'"), (",", ""))  # before the cents, between thousands


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.sampled_from(MARKS))
def test_whatever_is_written_with_its_cents_is_read_right_or_refused_by_every_setting(value, marks):
    for decimal in DECIMALS:
        try:
            found = amount(written_as(value, *marks), name="total", decimal=decimal)
        except Unreadable:
            assert decimal not in (EACH, marks[0])
            continue
        assert found == value
