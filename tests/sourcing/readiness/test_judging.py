"""What a step sustains, which step binds, and when nothing can be said."""

from datetime import date, timedelta

import pytest

from sourcing.readiness.judging import (
    Answer,
    Capacity,
    Day,
    Plan,
    ask,
    of_stock,
    sustained,
    verdict,
)

FIRST = date(2026, 10, 1)
PLAN = Plan(300, FIRST, FIRST + timedelta(days=9))


def days(*told):
    return [Day(FIRST + timedelta(days=n), orders, late) for n, (orders, late) in enumerate(told)]


@pytest.mark.parametrize(
    ("part", "whole", "answer"),
    [(95, 100, Answer.YES), (94, 100, Answer.NO), (19, 19, Answer.UNKNOWN), (0, 0, Answer.UNKNOWN)],
)
def test_a_question_is_answered_by_its_share_once_there_is_evidence(part, whole, answer):
    assert ask(part, whole, wanted=0.95).answer == answer


def test_what_is_missing_is_told():
    assert ask(15, 15, wanted=0.95).missing == "5 more orders"
    assert sustained("packing", days((5, 0)), target=0.04).why == "9 more days with orders"


@pytest.mark.parametrize(
    ("told", "a_day", "is_limit"),
    [
        ([(10, 0)] * 10, 10, False),
        ([(10, 0)] * 7 + [(50, 1), (60, 1), (70, 1)], 50, False),
        ([(10, 0)] * 8 + [(50, 9), (60, 9)], 10, True),
        ([(10, 0)] * 9 + [(60, 9)], 10, False),  # one bad day may have had another cause
        ([(10, 9)] * 10, 0, True),
        ([(10, 0)] * 9 + [(0, 0)], None, False),
    ],
)
def test_a_step_sustains_what_it_carried_on_three_days_inside_target(told, a_day, is_limit):
    found = sustained("packing", days(*told), target=0.04)

    assert (found.a_day, found.is_limit) == (a_day, is_limit)


def capacity(step, a_day, is_limit=True):
    return Capacity(step, a_day, is_limit, 30, "")


@pytest.mark.parametrize(
    ("capacities", "a_day", "binding", "fits", "gain", "setting"),
    [
        ([], None, None, Answer.UNKNOWN, None, None),
        ([("supplier", 40), ("packing", 60)], 40, "supplier", Answer.YES, 20, 40),
        ([("supplier", 20), ("packing", 60)], 20, "supplier", Answer.NO, 40, 20),
        ([("supplier", 40), ("packing", None)], 40, "supplier", Answer.UNKNOWN, None, None),
        ([("supplier", 20), ("packing", None)], 20, "supplier", Answer.NO, None, None),
    ],
)
def test_the_weakest_step_binds_and_the_unknown_promises_nothing(
    capacities, a_day, binding, fits, gain, setting
):
    found = verdict([capacity(*each) for each in capacities], plan=PLAN)

    assert (found.a_day, found.binding and found.binding.step) == (a_day, binding)
    assert (found.fits, found.gain, found.setting) == (fits, gain, setting)


def test_more_than_was_ever_reached_is_not_refused_but_unknown():
    assert verdict([capacity("packing", 20, is_limit=False)], plan=PLAN).fits == Answer.UNKNOWN


def test_stock_is_spread_over_the_days_of_the_campaign():
    assert of_stock("stock", 305, plan=PLAN).a_day == 30
    assert of_stock("stock", 305, plan=None).a_day is None
    assert PLAN.a_day == 30
    assert Plan(301, PLAN.since_on, PLAN.until_on).a_day == 31
