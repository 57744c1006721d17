"""What rows of one list say against each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.uploads.lists.clashes import Meant, clashes


def meant(*rows):
    return [
        Meant(place, order, f"#{order}", buyer, number)
        for place, (order, buyer, number) in enumerate(rows, 1)
    ]


def codes(*rows):
    found = clashes(meant(*rows))
    return [[finding.code for finding in found.get(place, ())] for place in range(1, len(rows) + 1)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(1, "a", "N1"), (2, "b", "N2")], [[], []]),
        ([(1, "a", "N1"), (1, "a", "N1")], [[], ["repeated"]]),
        ([(1, "a", "N1"), (1, "a", "N2")], [["order_twice"], ["order_twice"]]),
        ([(1, "a", "N1"), (1, "a", "N2"), (1, "a", "N1")], [["order_twice"], ["order_twice"], ["repeated"]]),
        ([(1, "a", "N1"), (2, "b", "N1")], [["number_twice"], ["number_twice"]]),
        ([(1, "a", "N1"), (2, "a", "N1")], [["together"], ["together"]]),
        ([(1, "", "N1"), (2, "", "N1")], [["number_twice"], ["number_twice"]]),
        ([(1, "a", "N1"), (2, "a", "N1"), (3, "b", "N1")], [["number_twice"]] * 3),
        ([(1, "a", ""), (1, "a", ""), (2, "b", "")], [[], [], []]),
    ],
)
def test_what_two_rows_say_against_each_other(rows, said):
    assert codes(*rows) == said


def test_rows_of_one_parcel_that_name_its_items_are_one_and_the_same_row_again_is_a_repeat():
    rows = [
        Meant(1, 1, "#1", "a", "N1", ("LAMP", "1"), True),
        Meant(2, 1, "#1", "a", "N1", ("MUG", ""), True),
        Meant(3, 1, "#1", "a", "N1", ("MUG", ""), True),
        Meant(4, 1, "#1", "a", "N2", ("CUP", "2"), True),
    ]
    found = clashes(rows)
    assert {row: [each.code for each in said] for row, said in found.items()} == {
        2: ["same_parcel"], 3: ["repeated"],
    }  # fmt: skip
    assert "row 2" in found[3][0].says


def test_the_rows_are_named():
    found = clashes(meant((1, "a", "N1"), (1, "a", "N2"), (1, "a", "N3")))

    assert found[1][0].says == "Rows 1, 2 and 3 give this order different numbers."


ROWS = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from("ab"), st.sampled_from(["", "N1", "N2"])), max_size=6
)


@given(ROWS)
def test_of_the_rows_that_nothing_refuses_each_order_has_one_and_each_number_one_buyer(rows):
    found = clashes(meant(*((order, f"{order % 2}", number) for order, _, number in rows)))
    left = [
        each
        for each in meant(*((order, f"{order % 2}", number) for order, _, number in rows))
        if each.number and not any(finding.refuses for finding in found.get(each.row, ()))
    ]

    assert len({each.order for each in left}) == len(left)
    assert all(one.buyer == other.buyer for one in left for other in left if one.number == other.number)
