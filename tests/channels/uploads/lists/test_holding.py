"""What each of an order's several parcels holds: as its rows say it, or as is plain without; else it is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.uploads.lists.holding import Said, deal, in_words
from fulfillment.channels.uploads.parts import Left

LINES = (Left("11", "LAMP · Glow lamp", 2, "LAMP"), Left("12", "MUG · Mug", 1, "MUG"))


def dealt(*items, left=LINES):
    held = deal([Said(row, tuple(each)) for row, each in enumerate(items, 1)], left)
    return [(each.units, each.finding.code if each.finding else "") for each in held]


def test_said_parcels_hold_what_their_rows_say():
    assert dealt([("LAMP", "1")], [("lamp", "1"), ("MUG", "1")]) == [
        ({"11": 1}, ""),
        ({"11": 1, "12": 1}, ""),
    ]


def test_a_sku_without_a_quantity_is_all_that_is_left_of_it_and_a_lines_own_id_names_it_too():
    assert dealt([("LAMP", "")], [("12", "1.0")]) == [({"11": 2}, ""), ({"12": 1}, "")]


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([("CUP", "1")], "unknown_item"), ([("LAMP", "3")], "too_many"), ([("LAMP", "0")], "too_many"),
        ([("LAMP", "some")], "units_unread"), ([("MUG", "1"), ("MUG", "1")], "too_many"),
    ],
)  # fmt: skip
def test_what_cannot_be_in_it_is_told(items, code):
    assert dealt(items) == [({}, code)]


def test_two_rows_cannot_hold_the_same_unit():
    assert dealt([("MUG", "1")], [("MUG", "1")]) == [({"12": 1}, ""), ({}, "too_many")]


def test_units_of_a_sku_that_stands_on_two_lines_come_from_both():
    twice = (Left("11", "a", 1, "LAMP"), Left("12", "b", 2, "LAMP"))
    assert dealt([("LAMP", "2")], [("LAMP", "1")], left=twice) == [({"11": 1, "12": 1}, ""), ({"12": 1}, "")]


def test_one_that_says_nothing_beside_others_takes_the_rest():
    assert dealt([("LAMP", "2")], []) == [({"11": 2}, ""), ({"12": 1}, "assumed")]


def test_as_many_parcels_as_lines_hold_a_line_each_as_many_as_units_a_unit_each():
    assert dealt([], []) == [({"11": 2}, "assumed"), ({"12": 1}, "assumed")]
    assert dealt([], [], []) == [({"11": 1}, "assumed"), ({"11": 1}, "assumed"), ({"12": 1}, "assumed")]


def test_where_it_is_not_plain_nothing_is_assumed():
    assert {code for _, code in dealt([], [], [], [])} == {"unsaid"}
    three = (Left("11", "a", 5, "LAMP"),)
    assert {code for _, code in dealt([], [], left=three)} == {"unsaid"}


def test_the_content_is_told_by_its_skus():
    assert in_words({"11": 2, "12": 0}, LINES) == "2 × LAMP"


ITEM = st.tuples(st.sampled_from(["LAMP", "MUG", "CUP"]), st.sampled_from(["", "0", "1", "2", "9", "x"]))


@given(st.lists(st.lists(ITEM, max_size=3), min_size=1, max_size=5))
def test_no_unit_is_ever_in_two_parcels(parcels):
    found = dealt(*parcels)
    for line in LINES:
        assert sum(units.get(line.external_id, 0) for units, _ in found) <= line.units
