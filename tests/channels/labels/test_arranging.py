"""Papers lie in the order of the trucks, and within a truck as pickers walk."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.labels.arranging import Walk, arranged, first_bin, path_key
from tests.factories import NOW


def walk(order, *bins, truck=0.0, truck_name="UPS", skus=("LAMP",), due=9.0):
    hour = timedelta(hours=1)
    at = NOW + truck * hour if truck is not None else None
    return Walk(order, at, truck_name, NOW + due * hour, bins, skus)


def placed(*walks):
    return [each.order for each in arranged(walks)]


def test_a_bin_is_a_place_and_not_a_word():
    signs = ["B-1", "A-12-1", "A-4-2", "a-4-10", "A-4"]

    assert sorted(signs, key=path_key) == ["A-4", "A-4-2", "a-4-10", "A-12-1", "B-1"]


def test_the_earliest_truck_comes_first_then_the_bin():
    assert placed(walk(1, "A-9", truck=5), walk(2, "B-1", truck=1), walk(3, "A-2", truck=1)) == [3, 2, 1]


def test_what_has_no_truck_or_no_bin_comes_last():
    assert placed(walk(1, truck=None), walk(2), walk(3, "A-1")) == [3, 2, 1]


def test_orders_of_the_same_goods_lie_together_the_most_urgent_first():
    found = placed(
        walk(1, skus=("VASE",)), walk(2, skus=("LAMP",), due=9), walk(3, skus=("LAMP",), due=2),
    )  # fmt: skip

    assert found == [3, 2, 1]


def test_picking_begins_at_the_first_bin_on_the_way():
    assert first_bin(walk(1, "B-2", "", "A-10", "A-9")) == "A-9"
    assert first_bin(walk(1, "")) == ""


@given(st.lists(st.text(alphabet="AaB1230-. 架ก", max_size=8), max_size=6))
def test_any_sign_has_its_place(signs):
    found = arranged([walk(place, sign) for place, sign in enumerate(signs)])

    assert sorted(each.order for each in found) == list(range(len(signs)))
