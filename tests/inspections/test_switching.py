"""When inspection is tightened, relaxed or stopped, by the series of a supplier's lots."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.inspections.sampling import Kind
from fulfillment.inspections.switching import Lot, severity_after


def lot(*, good=True, aql="2.5", size=1000, nonconforming=0):
    return Lot(size=size, level="II", aql=aql, nonconforming=nonconforming, is_accepted=good)


def series(signs, **fields):
    return [lot(good=sign == "+", **fields) for sign in signs]


@pytest.mark.parametrize(
    ("signs", "kind", "stopped"),
    [
        ("", "normal", False),
        ("-", "normal", False),
        ("--", "tightened", False),
        ("-+++-", "tightened", False),
        ("-++++-", "normal", False),  # the two stand six apart
        ("--++++", "tightened", False),
        ("--+++++", "normal", False),
        ("--++++-+++++", "normal", False),
        ("--++++-++++", "tightened", False),
        ("-------", "tightened", True),
        ("------", "tightened", False),
        ("--+++++-", "normal", False),  # what was before it was relaxed no longer counts
        ("--+-+-+-+-", "tightened", False),
        ("--+-+-+-+-+-", "tightened", True),
    ],
)  # fmt: skip
def test_two_bad_of_five_tighten_five_good_relax_and_five_bad_stop(signs, kind, stopped):
    found = severity_after(series(signs))

    assert (found.kind, found.is_stopped) == (kind, stopped)


def test_ten_lots_with_points_of_three_reduce_where_that_is_wanted():
    assert severity_after(series("+" * 9), may_reduce=True).kind == Kind.NORMAL
    assert severity_after(series("+" * 10), may_reduce=True).kind == Kind.REDUCED
    assert severity_after(series("+" * 10)).kind == Kind.NORMAL


def test_where_no_or_one_may_fail_a_lot_is_two_points():
    assert severity_after(series("+" * 14, aql="0.65"), may_reduce=True).kind == Kind.NORMAL
    assert severity_after(series("+" * 15, aql="0.65"), may_reduce=True).kind == Kind.REDUCED


def test_a_lot_that_one_aql_stricter_had_failed_begins_the_score_anew():
    """80 of 1,000 are looked at: 5 may fail at AQL 2.5, 3 at 1.5."""
    good, nearly = lot(nonconforming=3), lot(nonconforming=4)

    assert severity_after([good] * 9 + [nearly], may_reduce=True).score == 0
    assert severity_after([good] * 9 + [nearly] + [good] * 9, may_reduce=True).kind == Kind.NORMAL


def test_reduced_ends_with_the_first_bad_lot_or_when_it_is_no_longer_wanted():
    reduced = series("+" * 10)

    assert severity_after([*reduced, *series("+++")], may_reduce=True).kind == Kind.REDUCED
    assert severity_after([*reduced, *series("-")], may_reduce=True).kind == Kind.NORMAL


@given(st.lists(st.booleans(), max_size=60))
def test_no_series_without_two_bad_lots_in_five_is_ever_tightened(signs):
    lots = [lot(good=good) for good in signs]
    bad = [at for at, good in enumerate(signs) if not good]
    is_apart = all(later - earlier >= 5 for earlier, later in itertools.pairwise(bad))

    assert (severity_after(lots).kind == Kind.NORMAL) or not is_apart
