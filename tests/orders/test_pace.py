"""How likely an order is late, from what its lane usually needs."""

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fulfillment.orders.pace import (
    ENOUGH,
    SHARES,
    Learned,
    elapsed_when_late_likely,
    hours_needed,
    late_probability,
    narrowest,
    sentence,
)

EVEN = [5.0 * step for step in range(1, 20)]  # 5 % done after 5 h, 50 % after 50 h …
some_hours = st.floats(0, 500, allow_nan=False)
minutes = st.integers(0, 18000).map(lambda number: number / 60)
quantiles_of = st.lists(minutes, min_size=len(SHARES), max_size=len(SHARES)).map(sorted)


def test_half_are_late_when_the_median_is_left() -> None:
    assert late_probability(EVEN, elapsed=0, left=50) == pytest.approx(0.5)


def test_having_waited_counts() -> None:
    """Of the half still waiting after 50 h, 30 in 50 still wait after 20 h more."""
    assert late_probability(EVEN, elapsed=50, left=20) == pytest.approx(0.3 / 0.5)


def test_no_time_left_is_certain() -> None:
    assert late_probability(EVEN, elapsed=1, left=0) == 1


def test_eight_in_ten() -> None:
    assert hours_needed(EVEN, elapsed=0) == pytest.approx(80)
    assert hours_needed(EVEN, elapsed=50) == pytest.approx(40)


def test_the_sentence_says_need_and_left() -> None:
    said = sentence(needs=19.2, left=11.4, stage="awaiting_scan")

    assert said == "needs 19 h to first scan 8 times in 10; 11 h are left"


@given(quantiles_of, some_hours, some_hours, some_hours)
def test_less_time_left_never_lowers_the_probability(
    quantiles: Sequence[float], elapsed: float, left: float, less: float
) -> None:
    less = min(less, left)
    more_likely = late_probability(quantiles, elapsed=elapsed, left=less)

    assert 0 <= late_probability(quantiles, elapsed=elapsed, left=left) <= more_likely + 1e-12 <= 1 + 1e-9


@given(quantiles_of, minutes, st.floats(0, 1))
def test_waiting_towards_a_fixed_deadline_never_lowers_the_probability(
    quantiles: Sequence[float], deadline: float, part: float
) -> None:
    elapsed = deadline * part
    left = deadline - elapsed
    assume(
        elapsed + left == deadline
    )  # rounding may put the sum on the other side of a step: another deadline
    at_once = late_probability(quantiles, elapsed=0, left=deadline)
    waited = late_probability(quantiles, elapsed=elapsed, left=left)

    assert waited >= at_once - 1e-9


@given(quantiles_of, st.floats(0.1, 400), st.floats(0.05, 0.95))
def test_from_that_moment_on_late_is_that_likely_and_not_before(
    quantiles: Sequence[float], allowed: float, probability: float
) -> None:
    at = elapsed_when_late_likely(quantiles, allowed=allowed, probability=probability)

    assert 0 <= at <= allowed
    if at < allowed - 1e-3:
        assert late_probability(quantiles, elapsed=at + 1e-3, left=allowed - at - 1e-3) >= probability - 1e-3
    if at > 1e-3:
        assert late_probability(quantiles, elapsed=at - 1e-3, left=allowed - at + 1e-3) <= probability + 1e-3


def test_a_lane_that_knows_little_falls_back_to_the_wider_one() -> None:
    few, many = Learned(ENOUGH - 1, EVEN), Learned(ENOUGH, EVEN)
    paces = {(4, "usps"): few, (4, ""): many, (None, "usps"): many, (None, ""): many}
    widths = []
    while found := narrowest(paces, supplier=4, carrier="usps"):
        widths.append(found.width)
        del paces[{"supplier": (4, ""), "carrier": (None, "usps"), "shop": (None, "")}[found.width]]

    assert widths == ["supplier", "carrier", "shop"]
