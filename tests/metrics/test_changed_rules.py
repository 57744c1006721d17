"""Other rules judge again: what they concern is queued, once, and nothing else."""

from datetime import UTC, date, datetime

import pytest

from fulfillment.orders.models import ChangedOrder
from fulfillment.orders.watch import watch_due
from metrics import facts
from metrics.changed_rules import contents_of, first_difference, queue_changed_rules
from metrics.models import Fact, JudgedRules
from tests.factories import create_order, create_package, create_shop

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)
DUE = datetime(2026, 11, 13, 7, 59, 59, tzinfo=UTC)


def queued() -> list[int]:
    return list(ChangedOrder.objects.order_by("order_id").values_list("order_id", flat=True))


def test_a_shop_seen_for_the_first_time_is_noted_and_nothing_queued():
    order = create_order()

    assert queue_changed_rules(now=NOW) == 0
    assert JudgedRules.objects.get().contents == contents_of(order.shop)
    assert queued() == []


def test_a_shops_own_value_judges_its_orders_again_and_only_once():
    shop = create_shop()
    sample = create_order(shop=shop, is_sample=True, scanned_at=DUE, scan_due_at=DUE, status="in_transit")
    create_order()
    package = create_package(orders=[sample])
    queue_changed_rules(now=NOW)
    shop.rule_overrides = {"metric.late-dispatch-rate.by_kind": {"sample": "left_out"}}
    shop.save()

    assert queue_changed_rules(now=NOW) == 1
    assert queued() == [sample.pk]
    package.refresh_from_db()
    assert package.verdict_until_at == NOW
    while watch_due(now=NOW):
        pass
    facts.judge_changed()
    assert Fact.objects.get(metric="late-dispatch-rate").why == "sample"

    assert queue_changed_rules(now=NOW) == 0
    assert queued() == []


def test_a_version_that_changed_concerns_only_orders_placed_since_it_began():
    shop = create_shop()
    create_order(shop=shop, placed_at=datetime(2026, 2, 10, tzinfo=UTC))
    newer = create_order(shop=shop, placed_at=datetime(2026, 3, 10, tzinfo=UTC))
    queue_changed_rules(now=NOW)
    known = JudgedRules.objects.get()
    known.contents["2026-03-02"] = "as it was judged by another release"
    known.save()

    assert queue_changed_rules(now=NOW) == 1
    assert queued() == [newer.pk]


@pytest.mark.parametrize(
    ("before", "after", "since"),
    [
        ({"2021-01-01": "a", "2026-01-26": "b"}, {"2021-01-01": "a", "2026-01-26": "c"}, date(2026, 1, 26)),
        ({"2021-01-01": "a"}, {"2021-01-01": "a", "2026-12-01": "n"}, date(2026, 12, 1)),
        ({"2021-01-01": "a", "2026-03-02": "b"}, {"2021-01-01": "a", "2026-03-05": "b"}, date(2026, 3, 2)),
    ],
    ids=["changed", "new", "begins on another day"],
)
def test_orders_are_judged_again_from_the_first_day_that_differs(before, after, since):
    assert first_difference(before, after) == since


def test_a_market_without_a_book_is_passed_over():
    create_shop(market="XX")

    assert queue_changed_rules(now=NOW) == 0
    assert not JudgedRules.objects.exists()
