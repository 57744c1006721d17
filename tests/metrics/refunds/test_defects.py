"""Defects against refund reasons: counted once per order, with a ratio and its interval as the textbook has it."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.counts import Counts
from metrics.refunds.defects.counting import ANY, Group, Ratio, ratio, table

DEFECTS, REASONS = ("scratched", "dead", "wrong_variant"), ("defective", "damaged", "other")
groups = st.lists(
    st.builds(
        Group,
        st.frozensets(st.sampled_from(DEFECTS)),
        st.frozensets(st.sampled_from(REASONS)),
        st.integers(1, 40),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("present", "absent", "value", "low", "high"),
    [
        # the example in the documentation of scipy.stats.contingency.relative_risk
        ((27, 122), (44, 487), 2.4495156482861398, 1.5836990926700116, 3.7886786315466354),
        # by hand: sqrt(1/15 - 1/100 + 1/30 - 1/200) = 0.29155, exp(1.95996 * 0.29155) = 1.7708
        ((15, 100), (30, 200), 1.0, 1 / 1.7708, 1.7708),
    ],
)
def test_the_ratio_is_the_relative_risk_with_the_interval_of_katz(present, absent, value, low, high):
    found = ratio(Counts(*present), Counts(*absent))

    assert found.value == pytest.approx(value)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-4)


def test_where_nobody_with_the_defect_asked_the_ratio_is_nothing_without_an_interval():
    assert ratio(Counts(0, 50), Counts(5, 50)) == Ratio(0.0, None, None)


@pytest.mark.parametrize(
    ("present", "absent"), [((3, 10), (0, 10)), ((0, 0), (3, 10)), ((3, 10), (0, 0)), ((0, 0), (0, 0))]
)
def test_there_is_no_ratio_to_a_group_that_is_empty_or_in_which_nobody_asked(present, absent):
    assert ratio(Counts(*present), Counts(*absent)) is None


@pytest.mark.parametrize(
    ("with_it", "without", "is_small", "is_sure"),
    [
        ((2, 100), (2, 100), True, False),
        ((4, 20), (1, 100), False, True),
        ((3, 20), (1, 100), True, False),  # far above 1, of too few
        ((10, 100), (9, 100), False, False),
        ((5, 100), (60, 100), False, False),
    ],
)
def test_few_refunds_are_small_and_only_a_whole_interval_above_one_is_sure(
    with_it, without, is_small, is_sure
):
    (a, n1), (c, n0) = with_it, without
    told = [
        Group(frozenset({"dead"}), frozenset({"defective"}), a),
        Group(frozenset({"dead"}), frozenset(), n1 - a),
        Group(frozenset(), frozenset({"defective"}), c),
        Group(frozenset(), frozenset(), n0 - c),
    ]
    cell = table(told).cells[("dead", "defective")]

    assert (cell.present, cell.absent) == (Counts(a, n1), Counts(c, n0))
    assert (cell.is_small, cell.is_sure) == (is_small, is_sure)


@given(groups)
def test_every_cell_equals_a_count_order_by_order(told):
    orders = [each for each in told for _ in range(each.orders)]
    found = table(told)

    assert found.orders == len(orders)
    for (defect, reason), cell in found.cells.items():
        having = [each for each in orders if (defect in each.defects if defect else each.defects)]
        others = [each for each in orders if not (defect in each.defects if defect else each.defects)]
        for counts, some in ((cell.present, having), (cell.absent, others)):
            asked = [each for each in some if (reason in each.reasons if reason else each.reasons)]
            assert counts == Counts(len(asked), len(some))
    assert set(found.defects) == {each for group in told for each in group.defects}
    assert set(found.cells) == {(d, r) for d in (ANY, *found.defects) for r in (ANY, *found.reasons)}


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 60), st.integers(0, 60))
def test_the_interval_holds_its_ratio_and_turns_over_with_the_groups(a, more, c, others):
    first, second = Counts(a, a + more), Counts(c, c + others)
    found, turned = ratio(first, second), ratio(second, first)

    assert found.low <= found.value * (1 + 1e-9)
    assert found.value <= found.high * (1 + 1e-9)
    assert isclose(found.value * turned.value, 1)
    assert isclose(found.low * turned.high, 1, rel_tol=1e-6)
