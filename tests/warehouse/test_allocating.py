"""Who is given which lot: pure, and beside a naive one that moves unit by unit."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fulfillment.warehouse.allocating import NEVER, Assignment, Line, Shortage, Stock, plan
from tests.factories import NOW

HOUR = timedelta(hours=1)
LAMP, BOX = (1, 1), (1, 2)


def line(pk, need, due, *, shop=1, place=LAMP):
    return Line(pk, place, shop, need, None if due is None else NOW + due * HOUR, NOW)


def lot(pk, free, age, *, kept_for=None, place=LAMP):
    return Stock(pk, place, free, NOW - age * HOUR, kept_for)


def test_the_earliest_deadline_is_given_the_oldest_lot():
    found = plan([line(1, 1, 50), line(2, 1, 5)], [lot(7, 1, 1), lot(8, 1, 9)])

    assert found.assignments == [Assignment(2, 8, 1), Assignment(1, 7, 1)]


def test_a_line_is_filled_from_several_lots_and_never_by_half():
    found = plan([line(1, 3, 5), line(2, 2, 9), line(3, 1, 10)], [lot(7, 2, 9), lot(8, 2, 1)])

    assert found.assignments == [Assignment(1, 7, 2), Assignment(1, 8, 1), Assignment(3, 8, 1)]
    assert found.shortages == [Shortage(2, 1)]


def test_a_lot_kept_for_a_shop_serves_it_first_and_nobody_else():
    lots = [lot(7, 1, 9), lot(8, 1, 1, kept_for=2)]

    found = plan([line(1, 1, 1, shop=2), line(2, 1, 2), line(3, 1, 3)], lots)

    assert found.assignments == [Assignment(1, 8, 1), Assignment(2, 7, 1)]
    assert found.shortages == [Shortage(3, 1)]


def test_other_goods_and_other_warehouses_are_nothing_to_it():
    found = plan([line(1, 1, 1)], [lot(7, 5, 1, place=BOX), lot(8, 5, 1, place=(2, 1))])

    assert found == ([], [Shortage(1, 1)])


def test_whoever_has_no_deadline_waits_for_all_that_have_one():
    found = plan([line(1, 1, None), line(2, 1, 500)], [lot(7, 1, 1)])

    assert found == ([Assignment(2, 7, 1)], [Shortage(1, 1)])


def naive(lines, lots):
    """Each line looks through all lots, the oldest first, unit by unit."""
    units = [
        each for each in sorted(lots, key=lambda one: (one.received_at, one.id)) for _ in range(each.free)
    ]
    given_, short = {}, []
    for each in sorted(lines, key=lambda one: (one.due_at or NEVER, one.placed_at, one.id)):
        fit = [unit for unit in units if unit.place == each.place and unit.kept_for in (None, each.shop)]
        fit.sort(key=lambda unit: unit.kept_for is None)
        if len(fit) < each.need:
            short.append((each.id, each.need - len(fit)))
            continue
        for unit in fit[: each.need]:
            units.remove(unit)
            given_[each.id, unit.id] = given_.get((each.id, unit.id), 0) + 1
    return given_, short


places = st.sampled_from([LAMP, BOX])
lines_ = st.lists(
    st.tuples(places, st.integers(1, 2), st.integers(1, 4), st.one_of(st.none(), st.integers(-5, 9))),
    max_size=9,
).map(
    lambda rows: [
        line(pk, need, due, shop=shop, place=place) for pk, (place, shop, need, due) in enumerate(rows)
    ]
)
lots_ = st.lists(
    st.tuples(places, st.integers(0, 5), st.integers(0, 4), st.sampled_from([None, 1, 2])), max_size=7
).map(
    lambda rows: [
        lot(pk, free, age, kept_for=kept, place=place) for pk, (place, free, age, kept) in enumerate(rows)
    ]
)


@given(lines_, lots_)
def test_it_deals_as_the_naive_one_does(lines, lots):
    found = plan(lines, lots)

    expected, short = naive(lines, lots)
    assert {(each.line, each.lot): each.quantity for each in found.assignments} == expected
    assert [tuple(each) for each in found.shortages] == short


@given(lines_, lots_)
def test_no_line_gets_more_than_it_needs_and_no_lot_gives_more_than_it_has(lines, lots):
    found = plan(lines, lots)

    for each in lines:
        got = sum(one.quantity for one in found.assignments if one.line == each.id)
        assert got in (0, each.need)
        assert (got == 0) == any(one.line == each.id for one in found.shortages)
    for each in lots:
        assert sum(one.quantity for one in found.assignments if one.lot == each.id) <= each.free
