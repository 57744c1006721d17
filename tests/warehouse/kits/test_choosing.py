"""Which kit a line gets, and which artwork is printed."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fulfillment.warehouse.kit_states import Per, Scope
from fulfillment.warehouse.kits.choosing import Artwork, Item, Kit, Kits, Line, in_force, scope_of
from fulfillment.warehouse.kits.lasting import lasting
from fulfillment.warehouse.kits.telling import Missing, can_wait, words

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
CARD, BAG = Item(1, 100, 1, Per.ORDER), Item(2, 200, 2, Per.UNIT)
TEAM = Kit(1, Scope.TEAM, None, frozenset(), (CARD,))
SHOP = Kit(2, Scope.SHOP, 7, frozenset(), (CARD,))
PRODUCT = Kit(3, Scope.PRODUCT, None, frozenset({10, 11}), (BAG,))
SKU = Kit(4, Scope.SKU, None, frozenset({10}), (BAG,))


def test_the_narrowest_kit_wins():
    kits = Kits([TEAM, SHOP, PRODUCT, SKU])
    assert kits.of(7, 10) == SKU
    assert kits.of(7, 11) == PRODUCT
    assert kits.of(7, 12) == SHOP
    assert kits.of(8, 12) == TEAM
    assert kits.of(8, None) == TEAM


def test_a_shop_s_own_kit_of_a_sku_wins_over_every_shop_s():
    own = SKU._replace(id=9, shop=7)
    kits = Kits([SKU, own])
    assert kits.of(7, 10) == own
    assert kits.of(8, 10) == SKU


def test_a_kit_without_items_stands_aside():
    assert Kits([SKU._replace(items=()), TEAM]).of(7, 10) == TEAM


def test_a_kit_is_used_once_for_an_order_and_once_for_each_unit():
    needed = Kits([TEAM, PRODUCT]).needed(
        7, [Line(10, 2), Line(11, 1), Line(12, 5), Line(13, 1), Line(14, 0)]
    )
    assert needed == {BAG: 6, CARD: 1}


@given(
    st.permutations([TEAM, SHOP, PRODUCT, SKU]), st.sampled_from([7, 8]), st.sampled_from([10, 11, 12, None])
)
def test_the_order_in_which_kits_are_told_changes_nothing(kits, shop, sku):
    assert Kits(kits).of(shop, sku) == Kits([TEAM, SHOP, PRODUCT, SKU]).of(shop, sku)


def test_what_a_kit_stands_for_follows_from_what_it_names():
    assert scope_of(has_shop=False, skus=0) == Scope.TEAM
    assert scope_of(has_shop=True, skus=0) == Scope.SHOP
    assert scope_of(has_shop=True, skus=1) == Scope.SKU
    assert scope_of(has_shop=False, skus=2) == Scope.PRODUCT


def art(version, *, approved=True, begins=NOW - DAY, retired=False):
    return Artwork(version, version, begins, NOW - DAY if approved else None, NOW if retired else None)


def test_the_newest_artwork_that_is_approved_begun_and_not_retired_is_in_force():
    told = [art(1), art(2), art(3, retired=True), art(4, approved=False), art(5, begins=NOW + DAY)]
    assert in_force(told, NOW) == told[1]
    assert in_force(told, NOW + 2 * DAY) == told[4]
    assert in_force(told[2:], NOW) is None


def test_stock_lasts_as_long_as_its_pace_says_after_open_orders_took_theirs():
    told = lasting(on_hand=50, needed=10, used=40, first_used_at=NOW - 10 * DAY, now=NOW)
    assert (told.days, told.per_day, told.missing) == (10, 4.0, 0)


def test_what_is_short_for_open_orders_lasts_no_day_and_says_how_many():
    told = lasting(on_hand=3, needed=10, used=40, first_used_at=NOW - 10 * DAY, now=NOW)
    assert (told.days, told.missing) == (0, 7)


def test_a_week_or_ten_units_less_is_not_enough_evidence():
    few = {"on_hand": 50, "needed": 0, "now": NOW}
    assert lasting(used=9, first_used_at=NOW - 20 * DAY, **few).days is None
    assert lasting(used=90, first_used_at=NOW - 6 * DAY, **few).days is None
    assert lasting(used=0, first_used_at=None, **few).days is None
    assert lasting(used=10, first_used_at=NOW - 7 * DAY, **few).days == 35


def test_a_pace_looks_back_four_weeks_and_no_further():
    assert lasting(on_hand=28, needed=0, used=28, first_used_at=NOW - 300 * DAY, now=NOW).days == 28


def test_what_comes_before_the_order_must_be_packed_is_waited_for():
    assert can_wait(NOW + DAY, NOW + 2 * DAY, now=NOW)
    assert not can_wait(NOW + 2 * DAY, NOW + DAY, now=NOW)
    assert not can_wait(None, NOW + DAY, now=NOW)
    assert not can_wait(NOW - DAY, NOW + DAY, now=NOW)
    assert can_wait(NOW + DAY, None, now=NOW)


def test_what_is_missing_is_said_with_its_place():
    assert (
        words(Missing("card", 2, "Ontario"), "no delivery") == "2 × card are missing in Ontario: no delivery"
    )
    assert words(Missing("card", 1, "Ontario", True), "no delivery") == "no artwork of card is approved"
