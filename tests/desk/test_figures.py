"""Counts, rates, money and bars as people read them."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.desk.templatetags.figures import (
    count,
    css_number,
    gauge,
    grouped,
    likelihood,
    limit,
    money,
    rate,
    rate_of,
)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (Decimal("38.9"), "USD", "$38.90"),
        (Decimal("-1204.5"), "GBP", "-£1,204.50"),
        (Decimal("12"), "MYR", "RM 12.00"),
        (Decimal("125000"), "VND", "₫125,000"),
        (Decimal("5"), "CHF", "CHF 5.00"),
        (None, "USD", "\N{EM DASH}"),
    ],
)
def test_money_keeps_its_currency(amount: Decimal | None, currency: str, words: str) -> None:
    assert plain(money(amount, currency)) == words


def test_a_rate_without_anything_counted_is_not_zero() -> None:
    assert rate_of(0, 0) == "n/a"
    assert rate(None) == "n/a"
    assert plain(rate_of(41, 1207)) == "3.4 %"
    assert plain(rate_of(0, 1207)) == "0.0 %"


def test_limits_and_counts_are_short() -> None:
    assert plain(limit(Decimal("0.04"))) == "4 %"
    assert plain(limit(0.025)) == "2.5 %"
    assert limit(None) == count(None) == "\N{EM DASH}"
    assert count(1207) == "1,207"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "not known yet"),
        (0.0, "0 %"),
        (0.004, "< 1 %"),
        (0.86, "86 %"),
        (0.996, "> 99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_likelihood_never_rounds_itself_to_certainty(value: float | None, words: str) -> None:
    assert plain(likelihood(value)) == words


@given(st.from_regex(r"[0-9]{9,20}", fullmatch=True))
def test_a_grouped_id_still_holds_the_id_without_spaces(identifier: str) -> None:
    html = grouped(identifier)
    parts = re.findall(r"<span>(\d+)</span>", html)

    assert "".join(parts) == identifier
    assert all(3 <= len(part) <= 6 for part in parts)


def test_an_id_from_outside_is_escaped() -> None:
    assert "<b>" not in grouped("<b>1</b>")


def test_a_bar_for_a_rate_that_should_be_low_shows_both_limits() -> None:
    bar = gauge(rate=0.034, target=0.04, enforcement=0.10, better="low")

    assert bar.target is not None
    assert bar.enforcement is not None
    assert 0 < bar.fill < bar.target < bar.enforcement < 100


def test_a_bar_for_a_rate_that_should_be_high_is_stretched_where_it_matters() -> None:
    bar = gauge(rate=0.971, target=0.95, enforcement=0.90, better="high")

    assert bar.enforcement is not None
    assert bar.target is not None
    assert 0 < bar.enforcement < bar.target < bar.fill < 100


@given(
    st.floats(0, 1),
    st.none() | st.floats(0.001, 1),
    st.none() | st.floats(0.001, 1),
    st.sampled_from(["low", "high"]),
)
def test_no_bar_leaves_its_frame(
    value: float, target: float | None, enforcement: float | None, better: str
) -> None:
    bar = gauge(rate=value, target=target, enforcement=enforcement, better=better)

    assert all(0 <= each <= 100 for each in (bar.fill, bar.target or 0, bar.enforcement or 0))


def test_a_style_number_has_a_point_and_stays_in_bounds() -> None:
    assert css_number(33.333) == "33.33"
    assert css_number(-5) == css_number(None) == "0.00"
    assert css_number(130) == "100.00"
