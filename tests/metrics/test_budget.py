"""How many more may go wrong, and not one more."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.policies.terms import Better
from metrics.budget import affordable, strain

limits = st.decimals(Decimal("0.01"), Decimal("0.99"), places=3)


@pytest.mark.parametrize(
    ("numerator", "denominator", "limit", "better", "fits"),
    [
        (41, 1207, "0.04", Better.LOWER, 7),
        (18, 444, "0.04", Better.LOWER, -1),
        (4, 100, "0.04", Better.LOWER, 0),
        (1130, 1164, "0.95", Better.HIGHER, 25),
        (94, 100, "0.95", Better.HIGHER, -1),
        (0, 0, "0.04", Better.LOWER, 0),
    ],
)
def test_examples(numerator, denominator, limit, better, fits):
    assert affordable(numerator, denominator, Decimal(limit), better) == fits


@given(st.integers(0, 5000), st.integers(0, 5000), limits)
def test_that_many_more_late_orders_fit_and_one_more_does_not(late, in_time, limit):
    fits = affordable(late, late + in_time, limit, Better.LOWER)
    if fits >= 0:
        assert late + fits <= limit * (late + in_time + fits)
        assert late + fits + 1 > limit * (late + in_time + fits + 1)
    else:
        assert late + fits <= limit * (late + in_time) < late + fits + 1


@given(st.integers(0, 5000), st.integers(0, 5000), limits)
def test_that_many_more_invalid_packages_fit_and_one_more_does_not(valid, invalid, limit):
    fits = affordable(valid, valid + invalid, limit, Better.HIGHER)
    if fits >= 0:
        assert valid >= limit * (valid + invalid + fits)
        assert valid < limit * (valid + invalid + fits + 1)
    else:
        assert valid - fits >= limit * (valid + invalid) > valid - fits - 1


@pytest.mark.parametrize(
    ("numerator", "denominator", "limit", "better", "used"),
    [
        (4, 100, "0.04", Better.LOWER, "1"),
        (10, 100, "0.04", Better.LOWER, "2.5"),
        (95, 100, "0.95", Better.HIGHER, "1"),
        (100, 100, "1", Better.HIGHER, "0"),
        (99, 100, "1", Better.HIGHER, "Infinity"),
        (1, 100, "0", Better.LOWER, "Infinity"),
    ],
)
def test_strain_is_the_share_of_what_the_limit_tolerates(numerator, denominator, limit, better, used):
    assert strain(numerator, denominator, Decimal(limit), better) == Decimal(used)
