"""Which order a copy names, and which two may be one."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from fulfillment.orders.likeness import Seen, may_be_one, named_in

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
ONE = Seen(1, NOW, Decimal("12.50"), "USD", "zoe muller", "1199 coleman ave 95110", (("GLOW-1", 1),))
OTHER = ONE._replace(shop_id=2, placed_at=NOW + timedelta(minutes=4))


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["576461413038785752"], "576461413038785752"),
        (["TikTokOrderID:576461413038785752", "vip", "#1001"], "576461413038785752"),
        (["576461413038785752", "again 576461413038785752"], "576461413038785752"),
        (["576461413038785752", "576461413038785753"], ""),  # nobody knows which
        (["820982911946154"], ""),  # Shopify's own id
        (["1576461413038785752999"], ""),
        ([], ""),
    ],
)
def test_the_order_that_a_copy_names(texts, found):
    assert named_in(texts) == found


def test_the_same_buyer_lines_and_amount_within_minutes_may_be_one_order():
    assert may_be_one(ONE, OTHER)
    assert may_be_one(OTHER, ONE)


@pytest.mark.parametrize(
    "change",
    [
        {"shop_id": 1},
        {"placed_at": NOW + timedelta(minutes=31)},
        {"total": Decimal("12.51")},
        {"total": None},
        {"currency": "GBP"},
        {"buyer": "mia chen"},
        {"place": "2 new street 95112"},
        {"lines": (("GLOW-1", 2),)},
    ],
)
def test_whatever_differs_they_are_two(change):
    assert not may_be_one(ONE, OTHER._replace(**change))


def test_without_a_buyer_or_lines_nothing_is_guessed():
    assert not may_be_one(ONE._replace(buyer=""), OTHER._replace(buyer=""))
    assert not may_be_one(ONE._replace(lines=()), OTHER._replace(lines=()))
