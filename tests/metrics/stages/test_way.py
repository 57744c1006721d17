"""Hours per stage add up, and the slack is laid at the right door."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.stages import summary
from metrics.stages.summary import Measured
from metrics.stages.way import Blame, blame, dwell, hours, quantile, usual
from metrics.stages.words import ABOUT, OWNERS, Step

PLACED = datetime(2026, 11, 16, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def after(**told):
    return {Step(name): PLACED + each * HOUR for name, each in told.items()}


@pytest.mark.parametrize(
    ("case", "moments", "wanted"),
    [
        ("nothing is known", {}, {}),
        ("in order", after(paid=1, label=5, first_scan=20), {"paid": 1, "label": 4, "first_scan": 15}),
        ("a stage without evidence takes none", after(label=5, first_scan=6), {"label": 5, "first_scan": 1}),
        ("a label before packing", after(packed=6, label=2, first_scan=9), {"packed": 6, "label": 0, "first_scan": 3}),
        ("a moment before it was placed", after(paid=-3, label=2), {"paid": 0, "label": 2}),
    ],
)  # fmt: skip
def test_a_stage_begins_when_all_before_it_are_over(case, moments, wanted):
    assert hours(PLACED, moments) == wanted, case


@given(moments=st.dictionaries(st.sampled_from(list(Step)), st.integers(-50, 500), max_size=12))
def test_hours_are_never_negative_and_add_up_to_the_last_moment(moments):
    told = {step: PLACED + each * HOUR for step, each in moments.items()}

    found = hours(PLACED, told)

    assert set(found) == set(moments)
    assert all(each >= 0 for each in found.values())
    assert sum(found.values()) == max([0, *moments.values()])


@pytest.mark.parametrize(
    ("case", "moments", "wanted"),
    [
        ("no label yet", {"paid": 1}, None),
        ("from when it was placed", {"label": 5}, 5),
        ("from the payment", {"paid": 2, "label": 5}, 3),
        ("from the end of the buyer's hour", {"paid": 2, "remorse": 3, "label": 5}, 2),
        ("whatever lies between", {"paid": 0, "purchased": 9, "received": 40, "packed": 48, "label": 50}, 50),
        ("packed after the label", {"packed": 9, "label": 5, "first_scan": 20}, 5),
        ("a label within the buyer's hour", {"paid": 0, "remorse": 1, "label": 0.5}, 0),
    ],
)  # fmt: skip
def test_dwell_is_the_time_that_an_order_waits_to_be_sent(case, moments, wanted):
    assert dwell(PLACED, {Step(name): PLACED + each * HOUR for name, each in moments.items()}) == wanted, case


USUAL = {Step.CONFIRMED: 2.0, Step.LABEL: 10.0, Step.FIRST_SCAN: 20.0}


@pytest.mark.parametrize(
    ("case", "way", "wanted"),
    [
        ("most over its usual", {"confirmed": 9, "label": 11, "first_scan": 21}, Blame(Step.CONFIRMED, 9, 2.0)),
        ("the later of equals", {"label": 15, "first_scan": 25}, Blame(Step.FIRST_SCAN, 25, 20.0)),
        ("nothing is over: the longest", {"label": 9, "first_scan": 19}, Blame(Step.FIRST_SCAN, 19, 20.0)),
        ("what is usual is not known", {"packed": 30, "label": 12}, Blame(Step.PACKED, 30, None)),
        ("nothing took time", {"label": 0}, None),
        ("nothing is known", {}, None),
    ],
)  # fmt: skip
def test_the_stage_that_used_up_the_slack(case, way, wanted):
    assert blame({Step(name): each for name, each in way.items()}, USUAL) == wanted, case


def test_each_stage_has_an_owner_and_says_what_shows_it():
    assert set(ABOUT) == set(Step)
    assert all(about.evidence and about.owner in OWNERS for about in ABOUT.values())
    assert Blame(Step.CONFIRMED, 9, 2).owner == "supplier"


def test_what_is_usual_needs_enough_orders():
    ways = [{Step.LABEL: each} for each in (1, 2, 3, 4, 100)] + [{Step.PACKED: 1}]

    assert usual(ways) == {Step.LABEL: 3}


@given(values=st.lists(st.floats(0, 1000), min_size=1), share=st.floats(0, 1))
def test_a_quantile_lies_between_the_ends(values, share):
    ordered = sorted(values)

    assert ordered[0] - 1e-6 <= quantile(ordered, share) <= ordered[-1] + 1e-6


def test_orders_are_summed_by_stage_and_week():
    monday = date(2026, 11, 16)
    in_time = [
        Measured(day_on=monday, is_late=False, hours={Step.LABEL: n, Step.FIRST_SCAN: 10})
        for n in range(1, 11)
    ]
    late = [
        Measured(day_on=monday + timedelta(days=7), is_late=True, hours={Step.LABEL: 3, Step.FIRST_SCAN: 60})
    ] * 3

    found = summary.summed(in_time + late, [monday, monday + timedelta(days=7)])

    stages = {each.step: each for each in found.stages}
    assert (found.orders, found.late) == (13, 3)
    assert stages[Step.FIRST_SCAN].blamed == 3
    assert [week[0] for week in stages[Step.FIRST_SCAN].by_week] == [10, None]  # three orders say nothing yet
    assert stages[Step.LABEL].shares[0] == 4
    assert stages[Step.CONFIRMED] in found.unknown
