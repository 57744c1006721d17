"""A change's parts add up to it exactly, and each says what it should."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.counts import Counts
from metrics.decomposition import decompose, rounded

NONE = Counts()
F = Fraction


CASES = {
    "one did worse": (
        {"a": ((5, 50), (15, 50)), "b": ((5, 50), (5, 50))}, F(1, 10), {"a": F(1, 10), "b": F(0)}, F(0),
    ),
    "one worse, one better": (
        {"a": ((5, 50), (10, 50)), "b": ((5, 50), (0, 50))}, F(0), {"a": F(1, 20), "b": F(-1, 20)}, F(0),
    ),
    "more of the slow one": (
        {"a": ((10, 50), (15, 75)), "b": ((0, 50), (0, 25))}, F(1, 20), {"a": F(0), "b": F(0)}, F(1, 20),
    ),
    "a new part is mix": (
        {"a": ((5, 100), (5, 100)), "b": ((0, 0), (20, 100))}, F(3, 40), {"a": F(0), "b": F(0)}, F(3, 40),
    ),
    "a part that left is mix": (
        {"a": ((5, 100), (5, 100)), "b": ((20, 100), (0, 0))}, F(-3, 40), {"a": F(0), "b": F(0)}, F(-3, 40),
    ),
    "nothing changed": ({"a": ((5, 50), (5, 50))}, F(0), {"a": F(0)}, F(0)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_change_reads_as_what_happened(case):
    parts, whole, performance, mix = CASES[case]
    told = {name: (Counts(*was), Counts(*now)) for name, (was, now) in parts.items()}
    before, after = (sum((each[at] for each in told.values()), NONE) for at in (0, 1))

    found = decompose(before, after, told)

    assert found.whole == whole
    assert {part.value: part.performance for part in found.parts} == performance
    assert found.mix == mix
    assert found.several == 0


@pytest.mark.parametrize(("before", "after"), [(NONE, Counts(1, 2)), (Counts(1, 2), NONE), (NONE, NONE)])
def test_without_two_weeks_there_is_nothing_to_explain(before, after):
    assert decompose(before, after, {}) is None


def test_what_is_counted_under_no_value_is_a_part_of_its_own():
    found = decompose(Counts(1, 10), Counts(3, 10), {})

    assert (found.parts, found.several) == ([], F(1, 5))


counts = st.integers(0, 200).flatmap(lambda of: st.integers(0, of).map(lambda some: Counts(some, of)))


@given(
    parts=st.dictionaries(st.text(max_size=3), st.tuples(counts, counts), max_size=8),
    before=counts,
    after=counts,
)
def test_the_parts_always_add_up_to_the_whole(parts, before, after):
    found = decompose(before, after, parts)

    if found is None:
        assert not before.denominator or not after.denominator
        return
    explained = sum((part.performance + part.mix for part in found.parts), F())
    assert explained + found.several == found.whole
    assert found.whole == F(after.numerator, after.denominator) - F(before.numerator, before.denominator)


@given(parts=st.lists(st.fractions(min_value=-1, max_value=1, max_denominator=5000), max_size=8))
def test_what_is_shown_adds_up_too_and_no_part_is_off_by_a_whole_step(parts):
    shown = rounded(parts)

    step = F(1, 1000)
    assert sum(shown, F()) == round(sum(parts, F()) / step) * step
    assert all(abs(each - exact) < step for each, exact in zip(shown, parts, strict=True))
