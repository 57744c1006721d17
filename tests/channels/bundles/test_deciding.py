"""What a channel would refuse of combining, taking apart and splitting: as tables, and over thousands of choices."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.bundles.deciding import (
    MOST_ORDERS,
    Part,
    Piece,
    against_combining,
    against_splitting,
    against_taking_out,
    dues,
)
from fulfillment.channels.bundling import Splitting
from fulfillment.channels.uploads.preflight import OrderFacts
from fulfillment.orders.states import OrderStatus
from fulfillment.policies.terms import ShippingType

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
TO_SHIP = OrderFacts(OrderStatus.TO_SHIP)
YES = Splitting(can=True)


def part(name="A", facts=TO_SHIP, **more):
    return Part(name, name, facts, **{"place": 7} | more)


def codes(findings):
    return [finding.code for finding in findings]


def combining(*parts, offered=None, closed=""):
    names = frozenset(each.external_id for each in parts) if offered is None else frozenset(offered)
    return codes(against_combining(parts, channel="TikTok Shop", offered=names, closed=closed))


def splitting(groups, one=None, word=YES, *, units_apart=True):
    found = against_splitting(
        one or part(), groups, channel="TikTok Shop", word=word, units_apart=units_apart
    )
    return codes(found)


def test_orders_of_one_buyer_that_await_shipment_may_go_together():
    assert combining(part("A"), part("B"), part("C")) == []


# What is wrong with the second of two orders, and what is found.
WRONG = [
    ({"facts": TO_SHIP._replace(status=OrderStatus.READY)}, "bundle_status"),
    ({"facts": TO_SHIP._replace(status=OrderStatus.REMORSE)}, "bundle_status"),
    ({"facts": TO_SHIP._replace(status=OrderStatus.CANCELLED)}, "bundle_status"),
    ({"facts": TO_SHIP._replace(status=OrderStatus.PARTLY_SHIPPED)}, "bundle_status"),
    ({"facts": TO_SHIP._replace(asks_to_cancel=True)}, "bundle_asked"),
    ({"facts": TO_SHIP._replace(asks_for_refund=True)}, "bundle_asked"),
    ({"facts": TO_SHIP._replace(holds=("stock is missing",))}, "bundle_held"),
    ({"facts": TO_SHIP._replace(copy_of="#1001")}, "bundle_copy"),
    ({"facts": TO_SHIP._replace(waiting="1Z")}, "bundle_number_waits"),
    ({"facts": TO_SHIP._replace(shipping_type=ShippingType.PLATFORM)}, "bundle_other_shipping"),
    ({"facts": TO_SHIP._replace(packages_change=True)}, "bundle_waits"),
    ({"place": 8}, "bundle_other_buyer"),
    ({"shop": 2}, "bundle_other_shop"),
    ({"packages": 2}, "bundle_has_packages"),
    ({"shared_with": ("C",)}, "bundle_has_packages"),
]


@pytest.mark.parametrize(("wrong", "code"), WRONG)
def test_whatever_is_wrong_with_one_order_is_the_one_thing_found(wrong, code):
    assert combining(part("A"), part("B", **wrong)) == [code]


@pytest.mark.parametrize("kind", [ShippingType.DIGITAL, ShippingType.PLATFORM_WAREHOUSE])
def test_what_nobody_of_ours_packs_cannot_be_combined_or_split(kind):
    facts = TO_SHIP._replace(shipping_type=kind)
    assert combining(part("A", facts), part("B", facts)) == ["bundle_shipping"] * 2
    assert "bundle_shipping" in splitting([[Piece("x")], [Piece("y")]], part("A", facts))


def test_the_channels_own_word_stands_above_what_we_know():
    assert combining(part("A"), part("B"), offered=["A"]) == ["bundle_not_offered"]
    assert combining(part("A"), part("B"), closed="It is not connected.") == ["bundle_closed"]


def test_an_address_that_is_masked_away_is_left_to_the_channel():
    assert combining(part("A", place=None), part("B")) == []


@pytest.mark.parametrize(
    ("count", "found"),
    [(1, ["bundle_alone"]), (2, []), (MOST_ORDERS, []), (MOST_ORDERS + 1, ["bundle_many"])],
)
def test_one_order_is_too_few_and_more_than_twenty_are_too_many(count, found):
    assert combining(*(part(str(n)) for n in range(count))) == found


def test_only_what_shares_a_package_can_leave_it():
    assert codes(against_taking_out([part(shared_with=("B",), packages=1)])) == []
    assert codes(against_taking_out([part()])) == ["bundle_not_combined"]
    late = TO_SHIP._replace(status=OrderStatus.READY)
    assert codes(against_taking_out([part(facts=late, shared_with=("B",))])) == ["bundle_status"]


ONE, TWO = [Piece("mug")], [Piece("lamp")]


@pytest.mark.parametrize(
    ("groups", "one", "word", "found"),
    [
        ([ONE, TWO], part(), YES, []),
        ([[*ONE, *TWO]], part(), YES, ["bundle_one_group"]),
        ([ONE], part(), YES, ["bundle_one_unit"]),
        ([ONE, TWO], part(packages=2), YES, ["bundle_has_packages"]),
        ([ONE, TWO], part(shared_with=("B",)), YES, ["bundle_has_packages"]),
        (
            [ONE, TWO],
            part(),
            Splitting(can=False, why_not="Order has been canceled"),
            ["bundle_channel_whole"],
        ),
        ([ONE, TWO], part(), Splitting(can=True, must=True), ["bundle_must"]),
        ([[Piece("mug", 3)], TWO], part(), Splitting(can=True, most=2), ["bundle_too_many_units"]),
    ],
)
def test_what_stands_against_a_split(groups, one, word, found):
    assert splitting(groups, one, word) == found


def test_units_of_one_sku_go_apart_only_where_the_market_allows_it():
    groups = [[Piece("mug")], [Piece("mug"), Piece("lamp")]]
    assert splitting(groups) == []
    assert splitting(groups, units_apart=False) == ["bundle_sku_apart"]


def test_no_deadline_moves_and_the_earliest_counts_for_the_whole_package():
    early, late = part("A", due_at=NOW), part("B", due_at=NOW + timedelta(hours=9))
    unknown = part("C")
    assert [(due.own_at, due.with_all_at) for due in dues([late, early, unknown])] == [
        (late.due_at, NOW),
        (NOW, None),
        (None, NOW),
    ]


facts = st.builds(
    OrderFacts,
    status=st.sampled_from(OrderStatus),
    shipping_type=st.sampled_from(ShippingType),
    asks_to_cancel=st.booleans(),
    asks_for_refund=st.booleans(),
    holds=st.sampled_from([(), ("why",)]),
    copy_of=st.sampled_from(["", "#1"]),
    waiting=st.sampled_from(["", "1Z"]),
    packages_change=st.booleans(),
)
some_parts = st.lists(
    st.builds(
        Part,
        external_id=st.text("AB", min_size=1, max_size=3),
        name=st.just("x"),
        facts=st.one_of(st.just(TO_SHIP), facts),
        shop=st.sampled_from([1, 1, 2]),
        place=st.sampled_from([None, 7, 7, 8]),
        due_at=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
        packages=st.integers(0, 2),
        shared_with=st.sampled_from([(), (), ("y",)]),
    ),
    max_size=22,
)


@given(some_parts)
def test_whatever_may_go_together_keeps_every_rule_of_the_channel(parts):
    offered = frozenset(each.external_id for each in parts)
    if against_combining(parts, channel="c", offered=offered):
        return
    assert 2 <= len(parts) <= MOST_ORDERS
    assert {each.facts.status for each in parts} == {OrderStatus.TO_SHIP}
    assert len({each.shop for each in parts}) == len({each.facts.shipping_type for each in parts}) == 1
    assert not any(
        each.facts.asks_to_cancel or each.facts.holds or each.facts.packages_change for each in parts
    )


@given(some_parts)
def test_no_order_is_ever_given_more_time_than_it_had(parts):
    for due in dues(parts):
        assert due.own_at == due.part.due_at
        assert due.with_all_at is None or due.own_at is None or due.with_all_at < due.own_at


@given(st.lists(st.lists(st.builds(Piece, sku=st.sampled_from("abc")), max_size=4), max_size=5))
def test_whatever_may_be_split_has_two_packages_with_something_in_them(groups):
    if not splitting(groups):
        assert sum(bool(group) for group in groups) >= 2
