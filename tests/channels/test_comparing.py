"""Which orders two sides differ on, and why; when a day is looked at again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.comparing import (
    Cause,
    Comparison,
    Difference,
    Entry,
    Kind,
    compare,
    next_at,
)

READ = datetime(2026, 11, 25, 12, tzinfo=UTC)
BEFORE, AFTER = READ - timedelta(hours=1), READ + timedelta(minutes=1)


def compared(theirs: list[Entry], ours: list[Entry], **told: set[str]) -> Comparison:
    return compare(
        theirs,
        ours,
        read_up_to=READ,
        asked_for=told.get("asked_for", set()),
        quarantined=told.get("quarantined", set()),
    )


def told(status: str = "AWAITING_SHIPMENT", at: datetime | None = BEFORE) -> Entry:
    return Entry("1", status, at)


@pytest.mark.parametrize(
    ("theirs", "ours", "told_of", "expected"),
    [
        ([told()], [told()], {}, None),
        ([told()], [], {}, (Kind.MISSING_HERE, Cause.NEVER_TOLD)),
        ([told()], [], {"asked_for": {"1"}}, (Kind.MISSING_HERE, Cause.ASKED_FOR)),
        ([told()], [], {"quarantined": {"1"}, "asked_for": {"1"}}, (Kind.MISSING_HERE, Cause.QUARANTINED)),
        ([], [told()], {}, (Kind.MISSING_THERE, Cause.NOT_LISTED)),
        ([], [told()], {"quarantined": {"1"}}, (Kind.MISSING_THERE, Cause.QUARANTINED)),
        ([told("CANCELLED")], [told(at=BEFORE - timedelta(hours=1))], {}, (Kind.OTHER_STATE, Cause.CHANGE_MISSED)),
        ([told("CANCELLED")], [told()], {}, (Kind.OTHER_STATE, Cause.CHANGED_SILENTLY)),
        ([told("")], [told()], {}, None),  # unreadable there: its state cannot be held against ours
        ([told("")], [], {}, (Kind.MISSING_HERE, Cause.NEVER_TOLD)),
        ([told("ON_HOLD OTHER")], [told("ON_HOLD")], {}, None),
    ],
)  # fmt: skip
def test_each_difference_has_its_kind_and_cause(theirs, ours, told_of, expected):
    found = [(each.kind, each.cause) for each in compared(theirs, ours, **told_of).differences]

    assert found == ([expected] if expected else [])


@pytest.mark.parametrize("ours", [[], [told()]])
def test_what_changed_after_our_last_list_is_nobodys_fault(ours):
    found = compared([told("IN_TRANSIT", AFTER)], ours)

    assert (found.differences, found.too_new) == ((), 1)


def test_states_are_counted_on_both_sides():
    found = compared([Entry("1", "A"), Entry("2", "B x"), Entry("3", "")], [Entry("1", "A"), Entry("4", "A")])

    assert found.states == {"A": (1, 2), "B": (1, 0), "unreadable": (1, 0)}
    assert (found.theirs, found.ours) == (3, 2)


ENTRIES = st.dictionaries(
    st.sampled_from("abcdef"),
    st.tuples(st.sampled_from(["X", "Y", ""]), st.sampled_from([BEFORE, AFTER, None])),
)


@given(ENTRIES, ENTRIES, st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")))
def test_every_order_is_equal_different_or_too_new_and_never_two_of_them(
    theirs, ours, asked_for, quarantined
):
    there = [Entry(key, status, at) for key, (status, at) in theirs.items()]
    here = [Entry(key, status, at) for key, (status, at) in ours.items()]

    found = compared(there, here, asked_for=asked_for, quarantined=quarantined)

    def is_equal(key: str) -> bool:
        return key in theirs and key in ours and theirs[key][0] in ("", ours[key][0])

    unequal = {key for key in theirs.keys() | ours.keys() if not is_equal(key)}
    too_new = {key for key in unequal if key in theirs and theirs[key][1] == AFTER}
    named = [each.external_id for each in found.differences]
    assert sorted(unequal - too_new) == named
    assert found.too_new == len(too_new)


def test_a_difference_says_both_states():
    [found] = compared([told("CANCELLED")], [told("IN_TRANSIT")]).differences

    assert found == Difference(
        "1", Kind.OTHER_STATE, Cause.CHANGED_SILENTLY, "CANCELLED", "IN_TRANSIT", BEFORE
    )


@pytest.mark.parametrize(
    ("age", "is_different", "wait"),
    [
        (0, False, timedelta(hours=1)),
        (1, False, timedelta(hours=1)),
        (2, False, timedelta(hours=6)),
        (7, False, timedelta(days=1)),
        (30, False, timedelta(days=1)),
        (31, False, None),
        (31, True, None),
        (3, True, timedelta(minutes=20)),
    ],
)
def test_younger_days_are_compared_more_often(age, is_different, wait):
    today = date(2026, 11, 25)

    found = next_at(today - timedelta(days=age), today=today, now=READ, is_different=is_different)

    assert found == (None if wait is None else READ + wait)
