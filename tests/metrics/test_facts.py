"""From orders to facts: what the watch and the verdicts derived is counted, once, on the right day."""

from datetime import UTC, datetime, timedelta

import pytest

from fulfillment.orders.models import ChangedOrder, Order
from fulfillment.orders.watch import wake, watch_due
from metrics import facts
from metrics.models import DailySum, Fact
from tests.factories import (
    create_line,
    create_order,
    create_package,
    create_shop,
    create_supplier,
    create_team,
)
from tests.metrics.naive import assert_facts_and_sums_are_right

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)
DUE = datetime(2026, 11, 13, 7, 59, 59, tzinfo=UTC)
HOUR = timedelta(hours=1)


def judged(*orders) -> list[tuple]:
    """Queue and judge these orders; their late dispatch facts as (order, day, late, why)."""
    wake([order.pk for order in orders], now=NOW)
    while facts.judge_changed():
        pass
    rows = Fact.objects.filter(metric="late-dispatch-rate", unit_id__in=[order.pk for order in orders])
    return list(rows.order_by("unit_id").values_list("unit_id", "day_on", "in_numerator", "why"))


def sent(**values):
    defaults = {"dispatched_at": DUE, "dispatch_due_at": DUE, "status": "in_transit"}
    return create_order(**defaults | values)


def total(metric: str) -> tuple[int, int]:
    rows = DailySum.objects.filter(metric=metric, dimension="").values_list("numerator", "denominator")
    return sum(row[0] for row in rows), sum(row[1] for row in rows)


def test_an_order_cancelled_after_it_was_dispatched_still_counts():
    order = sent(dispatched_at=DUE + HOUR, status="cancelled", cancelled_at=DUE + 5 * HOUR)

    assert judged(order) == [(order.pk, datetime(2026, 11, 13, tzinfo=UTC).date(), True, "late")]


def test_an_order_that_is_no_longer_dispatched_leaves_facts_and_sums():
    order = sent(dispatched_at=DUE + HOUR)
    assert judged(order)
    assert total("late-dispatch-rate") == (1, 1)

    Order.objects.filter(pk=order.pk).update(dispatched_at=None)

    assert judged(order) == []
    assert total("late-dispatch-rate") == (0, 0)


def test_a_corrected_scan_moves_the_order_to_another_day_and_leaves_nothing_behind():
    order = sent(dispatched_at=DUE + HOUR)
    judged(order)
    Order.objects.filter(pk=order.pk).update(dispatched_at=DUE - 24 * HOUR)

    ((_, day, is_late, why),) = judged(order)

    assert (day.isoformat(), is_late, why) == ("2026-11-11", False, "in_time")
    assert total("late-dispatch-rate") == (0, 1)
    assert_facts_and_sums_are_right()


@pytest.mark.parametrize(
    ("placed_at", "is_late"),
    [(datetime(2026, 1, 20, 18, tzinfo=UTC), False), (datetime(2026, 1, 27, 18, tzinfo=UTC), True)],
    ids=["placed before 2026-01-26: the number stops the clock", "placed since: the scan does"],
)
def test_the_rule_of_the_day_the_order_was_placed_says_what_counts_as_dispatched(placed_at, is_late):
    due_at = placed_at + timedelta(days=3)
    order = create_order(
        placed_at=placed_at, status="in_transit", ready_at=due_at - HOUR, scanned_at=due_at + 6 * HOUR,
        ready_due_at=due_at, scan_due_at=due_at, next_check_at=placed_at,
    )  # fmt: skip
    while watch_due(now=NOW):
        pass

    ((_, _, found_late, _),) = judged(order)

    assert found_late is is_late
    expected = "tiktok-us/2025-05-05" if not is_late else "tiktok-us/2026-01-26"
    assert Fact.objects.get(metric="late-dispatch-rate", unit_id=order.pk).rule_version == expected


def test_in_the_uk_the_number_stops_the_clock():
    shop = create_shop(market="GB", time_zone="Europe/London")
    due_at = datetime(2026, 11, 12, 23, 59, 59, tzinfo=UTC)
    order = create_order(
        shop=shop, placed_at=due_at - timedelta(days=3), status="in_transit", ready_at=due_at,
        scanned_at=due_at + 30 * HOUR, ready_due_at=due_at, scan_due_at=due_at,
    )  # fmt: skip
    while watch_due(now=NOW):
        pass

    ((_, day, is_late, why),) = judged(order)

    assert (day.isoformat(), is_late, why) == ("2026-11-12", False, "in_time")


def test_a_combined_package_counts_once_and_a_split_order_once_per_package():
    shop = create_shop()
    one, other, split = (sent(shop=shop) for _ in range(3))
    shipped = {"shipped_at": DUE, "verdict": "valid"}
    create_package(orders=[one, other], **shipped)
    create_package(orders=[split], **shipped)
    create_package(orders=[split], shipped_at=DUE, verdict="invalid", carrier="ups")

    judged(one, other, split)

    assert total("valid-tracking-rate") == (2, 3)
    assert total("late-dispatch-rate") == (0, 3)
    assert_facts_and_sums_are_right()


def test_judging_one_order_of_a_combined_package_again_counts_nothing_twice():
    shop = create_shop()
    one, other = sent(shop=shop), sent(shop=shop)
    create_package(orders=[one, other], shipped_at=DUE, verdict="valid")

    for _ in range(3):
        judged(one)
        judged(other)

    assert total("valid-tracking-rate") == (1, 1)


def test_an_order_of_two_suppliers_counts_once_under_each_and_once_in_the_total():
    team = create_team()
    order = sent(shop=create_shop(team=team))
    for code in ("A", "B"):
        create_line(order=order, supplier=create_supplier(team=team, code=code), sku_code=f"SKU-{code}")

    judged(order)

    by_supplier = DailySum.objects.filter(dimension="supplier", metric="late-dispatch-rate")
    assert sorted(by_supplier.values_list("value", "denominator")) == [("A", 1), ("B", 1)]
    assert total("late-dispatch-rate") == (0, 1)


def test_a_package_whose_order_went_into_another_one_is_history():
    order = sent()
    old = create_package(orders=[order], shipped_at=DUE, verdict="invalid")
    create_package(orders=[order], shipped_at=DUE, verdict="valid")
    judged(order)
    assert total("valid-tracking-rate") == (1, 2)

    old.package_orders.update(is_current=False)
    judged(order)

    assert total("valid-tracking-rate") == (1, 1)
    assert_facts_and_sums_are_right()


def test_a_shop_in_a_market_without_a_book_stops_no_other():
    nowhere = sent(shop=create_shop(market="XX"))
    fine = sent()

    assert [row[0] for row in judged(nowhere, fine)] == [fine.pk]
    assert not ChangedOrder.objects.exists()


def test_a_shipping_type_of_another_release_stops_no_other():
    odd, fine = sent(shipping_type="by_balloon"), sent()

    assert [row[0] for row in judged(odd, fine)] == [fine.pk]


def test_only_the_teams_own_queue_is_drained_when_a_team_is_named():
    mine, others = sent(), sent()
    wake([mine.pk, others.pk], now=NOW)

    assert facts.judge_changed(team=mine.team) == 1

    assert list(ChangedOrder.objects.values_list("order_id", flat=True)) == [others.pk]


def test_a_changed_lane_queues_the_order_again():
    order = create_order(carrier="usps", next_check_at=NOW - HOUR)
    while watch_due(now=NOW):
        pass
    ChangedOrder.objects.all().delete()

    Order.objects.filter(pk=order.pk).update(carrier="ups", next_check_at=NOW)
    watch_due(now=NOW)

    assert ChangedOrder.objects.filter(order=order).exists()


def test_a_fact_whose_digest_is_not_reckoned_yet_is_written_again_and_counts_once():
    order = sent(dispatched_at=DUE + HOUR)
    before = judged(order), total("late-dispatch-rate")
    Fact.objects.update(digest=0)

    assert (judged(order), total("late-dispatch-rate")) == before
    assert not Fact.objects.filter(digest=0).exists()


def test_what_changed_nothing_that_a_rate_counts_writes_no_fact(django_assert_max_num_queries):
    order = sent(dispatched_at=DUE + HOUR)
    judged(order)
    wake([order.pk], now=NOW)

    with django_assert_max_num_queries(40) as captured:
        facts.judge_changed()

    assert not [each for each in captured.captured_queries if "INSERT INTO metrics_" in each["sql"]]
