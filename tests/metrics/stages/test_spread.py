"""How hours spread: the same as counting every order for itself, whatever share of them was looked at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.stages.charts import histogram, shape
from metrics.stages.spread import EDGES, Held, bars, by_hours, quantile, total

helds = st.lists(
    st.builds(Held, st.floats(0, 400), st.integers(1, 6), st.booleans()), min_size=1, max_size=40
)


def naive_quantile(values, share):
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low, part = int(at), at - int(at)
    return ordered[low] + (ordered[min(low + 1, len(ordered) - 1)] - ordered[low]) * part


@given(held=helds, share=st.floats(0, 1))
def test_a_weight_is_as_many_orders(held, share):
    each_for_itself = [one.hours for one in held for _ in range(one.weight)]

    assert quantile(by_hours(held), share) == pytest.approx(naive_quantile(each_for_itself, share))


@given(held=helds)
def test_every_order_stands_in_the_one_bar_of_its_hours(held):
    found = bars(held)

    above = -1.0
    for bar in found:
        until = bar.until if bar.until is not None else float("inf")
        mine = [one for one in held for _ in range(one.weight) if above < one.hours <= until]
        assert (bar.in_time, bar.late) == (
            sum(not one.is_late for one in mine),
            sum(one.is_late for one in mine),
        )
        above = until
    assert sum(bar.orders for bar in found) == total(held)


@pytest.mark.parametrize(
    ("hours", "label"),
    [
        (0, "no time"),
        (0.01, "0 to 2 h"),
        (2, "0 to 2 h"),
        (2.01, "2 to 4 h"),
        (96, "72 to 96 h"),
        (96.1, "over 96 h"),
    ],
)
def test_an_edge_belongs_to_the_bar_that_ends_with_it(hours, label):
    assert [bar.label for bar in bars([Held(hours)]) if bar.orders] == [label]


def test_the_pictures_have_every_bar_and_the_late_ones_apart():
    found = bars([Held(1, 8), Held(1, 2, is_late=True), Held(200)])

    in_time, late = histogram(found)["data"]
    assert (in_time["y"][1], late["y"][1], in_time["y"][-1]) == (8, 2, 1)
    assert late["marker"]["pattern"]["shape"]  # told apart without colour
    drawn = shape(found)
    assert len(drawn) == len(EDGES) + 1
    assert max(drawn, key=lambda each: each["height"]) == drawn[1]
    assert drawn[2]["height"] == 0
    assert 0 < drawn[1]["late"] < drawn[1]["height"]


def test_nothing_has_a_shape_of_nothing():
    assert {each["height"] for each in shape(bars([]))} == {0.0}
