"""The watch on a real PostgreSQL: what it writes, in how many queries, and beside another worker."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Buyer, Cancellation, ChangedOrder, Hold, Order, OrderEvent
from fulfillment.orders.watch import recheck_shops, wake, watch_due
from tests.factories import NOW, create_line, create_order, create_shop, create_sku, create_supplier

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def watched(order: Order) -> Order:
    """The order after the watch has judged everything that is due."""
    while watch_due(now=NOW):
        pass
    order.refresh_from_db()
    return order


def codes(order: Order) -> list[str]:
    return [reason["code"] for reason in order.reasons]


def test_a_new_order_is_judged_from_its_own_deadline() -> None:
    order = watched(create_order(scan_due_at=NOW + 20 * HOUR))

    assert (order.is_open, order.stage, order.level, order.severity) == (True, "to_ship", "due_soon", 2)
    assert (order.dispatch_due_at, order.due_source) == (NOW + 20 * HOUR, "platform")
    assert codes(order) == ["no_number"]
    assert (order.owner, order.next_action) == ("us", "upload_number")
    assert (order.next_check_at, order.level_since_at) == (NOW + 8 * HOUR, NOW)
    assert order.rule_version.startswith("tiktok-us/")


def test_without_a_deadline_from_the_platform_it_is_estimated() -> None:
    order = watched(create_order())

    assert order.due_source == "estimated"
    assert order.dispatch_due_at is not None


def test_a_judged_order_is_left_alone_until_its_next_check() -> None:
    watched(create_order(scan_due_at=NOW + 20 * HOUR))

    assert watch_due(now=NOW + 7 * HOUR) == 0
    assert watch_due(now=NOW + 8 * HOUR) == 1


def test_a_changed_level_is_recorded_once() -> None:
    order = create_order(scan_due_at=NOW + 20 * HOUR)
    watched(order)
    wake([order.pk], now=NOW)
    watched(order)
    watch_due(now=NOW + 8 * HOUR)
    events = list(OrderEvent.objects.filter(kind="order.level_changed").order_by("happened_at"))

    assert [(event.data["from"], event.data["to"]) for event in events] == [
        ("on_track", "due_soon"),
        ("due_soon", "at_risk"),
    ]
    assert events[1].data["reasons"] == ["no_number"]


def test_the_last_scan_closes_the_order_and_is_recorded() -> None:
    order = create_order(status="ready", scan_due_at=NOW - HOUR)
    watched(order)
    scan = {"packages_total": 1, "packages_scanned": 1, "last_first_scan_at": NOW - HOUR}
    Order.objects.filter(pk=order.pk).update(**scan)
    wake([order.pk], now=NOW)
    watched(order)

    assert (order.is_open, order.dispatched_at, order.dispatched_source) == (False, NOW - HOUR, "carrier")
    assert (order.level, order.reasons, order.owner, order.next_check_at) == ("on_track", [], "", NOW + HOUR)
    event = OrderEvent.objects.get(kind="order.dispatched")
    assert (event.happened_at, event.source) == (NOW - HOUR, "carrier")


def test_the_channels_time_replaces_the_carriers_and_both_are_remembered() -> None:
    scan = {"packages_total": 1, "packages_scanned": 1, "last_first_scan_at": NOW - 2 * HOUR}
    order = watched(create_order(status="ready", **scan))
    Order.objects.filter(pk=order.pk).update(status="in_transit", scanned_at=NOW - HOUR)
    wake([order.pk], now=NOW)
    watched(order)

    assert (order.dispatched_at, order.dispatched_source) == (NOW - HOUR, "channel")
    assert OrderEvent.objects.filter(kind="order.dispatched").count() == 2


@pytest.mark.parametrize("shipping_type", ["platform_warehouse", "digital"])
def test_what_is_not_ours_to_ship_never_reaches_the_board(shipping_type: str) -> None:
    order = watched(create_order(shipping_type=shipping_type, scan_due_at=NOW - HOUR))

    assert (order.is_open, order.level, order.next_check_at) == (False, "on_track", None)


def test_the_rulebook_decides_whether_a_sample_counts() -> None:
    own = {"metric.late-dispatch-rate.by_kind": {"sample": "left_out"}}
    late = {"is_sample": True, "scan_due_at": NOW - HOUR}
    counted, left_out = create_order(**late), create_order(shop=create_shop(rule_overrides=own), **late)
    watched(counted)
    left_out.refresh_from_db()

    assert (counted.level, left_out.level) == ("will_count_late", "at_risk")
    assert left_out.reasons[-1]["values"] == {"counts": "does not count"}


def test_where_ready_counts_the_order_is_dispatched_and_still_watched() -> None:
    shop = create_shop(market="GB", time_zone="Europe/London")
    late = {"ready_due_at": NOW - 5 * HOUR, "cancel_unless_scanned_at": NOW + 10 * HOUR}
    order = watched(create_order(shop=shop, status="ready", ready_at=NOW - 6 * HOUR, **late))

    assert (order.dispatched_at, order.dispatched_source) == (NOW - 6 * HOUR, "ready")
    assert (order.is_open, order.level) == (True, "auto_cancel_near")
    assert "past_deadline" not in codes(order)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ["channel_behind"]),
        ({"platform": "own_store", "channel": "woocommerce"}, []),  # it would never see it
    ],
)
def test_what_carriers_scanned_and_the_channel_calls_unsent_is_the_channels_turn(
    fields: dict[str, str], said: list[str]
) -> None:
    scanned = {"packages_total": 1, "packages_scanned": 1, "last_first_scan_at": NOW - 6 * HOUR}
    order = watched(create_order(shop=create_shop(**fields), status="ready", **scanned))

    assert (order.dispatched_at, order.is_open, codes(order)) == (NOW - 6 * HOUR, False, said)
    assert order.owner == ("channel" if said else "")


@pytest.mark.parametrize(("placed_ago", "is_open"), [(50, False), (10, True)])
def test_orders_from_before_anybody_told_scans_are_done_when_sent(placed_ago: int, is_open: bool) -> None:
    shop = create_shop(platform="own_store", channel="woocommerce", scans_told_from_at=NOW - 20 * HOUR)
    sent = {"status": "ready", "ready_at": NOW - 5 * HOUR, "placed_at": NOW - placed_ago * HOUR}
    order = watched(create_order(shop=shop, **sent))

    assert order.is_open == is_open
    assert order.dispatched_source == ("" if is_open else "ready")


def test_only_what_moves_a_fact_queues_the_order_for_the_metrics() -> None:
    order = watched(create_order(scan_due_at=NOW + 20 * HOUR))
    assert ChangedOrder.objects.filter(order=order).count() == 1
    ChangedOrder.objects.all().delete()
    recheck_shops([order.shop_id], now=NOW)
    watched(order)
    assert not ChangedOrder.objects.exists()

    Order.objects.filter(pk=order.pk).update(scan_due_at=NOW + 30 * HOUR, next_check_at=NOW)
    watched(order)
    assert ChangedOrder.objects.filter(order=order).count() == 1


def test_wake_makes_it_due_and_queues_it_for_the_metrics() -> None:
    order = watched(create_order(status="in_transit", scanned_at=NOW - HOUR))
    ChangedOrder.objects.all().delete()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        wake([order.pk], now=NOW)
    order.refresh_from_db()

    assert order.next_check_at == NOW
    assert ChangedOrder.objects.get().changed_at == NOW
    assert len(queries) == 1


def place(order: Order, **fields: Any) -> Hold:
    defaults: dict[str, Any] = {"reason": "failed_inspection", "owner": "inspection", "placed_at": NOW}
    return Hold.objects.create(team=order.team, order=order, **defaults | fields)


def test_open_holds_count_and_released_ones_do_not() -> None:
    held, freed = create_order(), create_order()
    place(held)
    place(freed, released_at=NOW)
    watched(held)
    freed.refresh_from_db()

    assert (held.level, held.owner, codes(held)[0]) == ("on_hold", "inspection", "failed_inspection")
    assert codes(freed) == ["no_number"]


def ask(order: Order, **fields: Any) -> Cancellation:
    defaults: dict[str, Any] = {
        "external_id": "c1",
        "order_external_id": order.external_id,
        "status": "requested",
        "initiator": "buyer",
        "requested_at": NOW - HOUR,
        "answer_by_at": NOW + 20 * HOUR,
        "remote_updated_at": NOW,
    }
    return Cancellation.objects.create(team=order.team, shop=order.shop, order=order, **defaults | fields)


def test_a_buyers_open_request_is_a_reason_with_its_answer_by() -> None:
    order = create_order()
    ask(order)
    watched(order)

    assert codes(order)[0] == "buyer_asked_to_cancel"
    assert order.reasons[0]["values"]["answer_by_at"] == (NOW + 20 * HOUR).isoformat()


def test_an_answered_request_is_none_even_if_the_order_still_shows_its_mark() -> None:
    order = create_order(cancel_requested_at=NOW - HOUR)
    ask(order, status="rejected", closed_at=NOW)
    watched(order)

    assert codes(order) == ["no_number"]


def test_the_orders_own_mark_counts_until_the_request_itself_is_known() -> None:
    order = watched(create_order(cancel_requested_at=NOW - HOUR))

    assert codes(order)[0] == "buyer_asked_to_cancel"


def test_an_empty_address_is_missing_but_an_erased_one_is_not() -> None:
    shop = create_shop()
    empty = Buyer.objects.create(team=shop.team, shop=shop, key="a")
    erased = Buyer.objects.create(team=shop.team, shop=shop, key="b", erased_at=NOW)
    missing, kept = create_order(shop=shop, buyer=empty), create_order(shop=shop, buyer=erased)
    watched(missing)
    kept.refresh_from_db()

    assert codes(missing)[0] == "address_missing"
    assert codes(kept) == ["no_number"]


def test_an_order_gets_the_lane_of_its_one_supplier_and_carrier() -> None:
    shop = create_shop()
    sku = create_sku(team=shop.team, supplier=create_supplier(team=shop.team))
    one, two, several, bare = (create_order(shop=shop, carrier="usps") for _ in range(4))
    Order.objects.filter(pk=bare.pk).update(carrier="")
    for order in (one, two, several):
        create_line(order=order, sku=sku)
    create_line(order=several, sku=create_sku(team=shop.team, supplier=create_supplier(team=shop.team)))
    watched(one)
    two.refresh_from_db()
    several.refresh_from_db()
    bare.refresh_from_db()

    assert one.lane == two.lane
    assert (one.lane.supplier, one.lane.carrier) == (sku.supplier, "usps")  # type: ignore[union-attr]
    assert several.lane.supplier is None  # type: ignore[union-attr]
    assert bare.lane is None


def test_an_order_that_got_worse_ends_its_snooze() -> None:
    snoozed = {"snoozed_until_at": NOW + 90 * HOUR}
    late, soon = (
        create_order(scan_due_at=NOW - HOUR, **snoozed),
        create_order(scan_due_at=NOW + HOUR, **snoozed),
    )
    watched(late)
    soon.refresh_from_db()

    assert late.snoozed_until_at is None
    assert soon.snoozed_until_at == NOW + 90 * HOUR


def test_an_order_that_cannot_be_judged_waits_an_hour_and_stops_nobody(capfd: Any) -> None:
    broken, sound = create_order(kind="no such kind"), create_order()
    watched(broken)
    sound.refresh_from_db()

    assert broken.next_check_at == NOW + HOUR
    assert codes(sound) == ["no_number"]


def test_a_shop_without_a_rulebook_stops_nobody() -> None:
    lost = create_order(shop=create_shop(market="AQ"))
    sound = create_order()
    watched(lost)
    sound.refresh_from_db()

    assert lost.next_check_at == NOW + HOUR
    assert codes(sound) == ["no_number"]


def batch(shop: Shop, size: int) -> int:
    for _ in range(size):
        place(create_order(shop=shop, carrier="ups", scan_due_at=NOW + HOUR))
    with CaptureQueriesContext(connection) as queries:
        assert watch_due(now=NOW) == size
    return len(queries)


def test_a_batch_costs_the_same_queries_whatever_its_size() -> None:
    shop = create_shop()
    batch(shop, 1)  # makes the lane

    assert batch(shop, 2) == batch(shop, 30) <= 14


def test_a_limit_takes_what_is_due_longest() -> None:
    older, newer = (create_order(next_check_at=NOW - hours * HOUR, rule_version="") for hours in (2, 1))

    assert watch_due(now=NOW, limit=1) == 1
    older.refresh_from_db()
    newer.refresh_from_db()
    assert older.rule_version
    assert not newer.rule_version


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_due_orders_and_judge_each_once() -> None:
    shop = create_shop()
    orders = [create_order(shop=shop, scan_due_at=NOW - HOUR, carrier="ups") for _ in range(60)]
    start = Barrier(2)

    def work(_: int) -> int:
        start.wait()
        taken = 0
        while got := watch_due(now=NOW, limit=7):
            taken += got
        connection.close()
        return taken

    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(work, range(2)))

    assert sum(taken) == len(orders)
    assert OrderEvent.objects.filter(kind="order.level_changed").count() == len(orders)
    assert Order.objects.filter(level="will_count_late").count() == len(orders)


@pytest.mark.django_db(transaction=True)
def test_an_order_that_somebody_is_changing_is_skipped_and_not_waited_for() -> None:
    busy, free = create_order(), create_order()

    def work() -> int:
        taken = watch_due(now=NOW)
        connection.close()
        return taken

    with transaction.atomic():
        Order.objects.filter(pk=busy.pk).update(carrier="ups")
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(work).result(timeout=10) == 1
    free.refresh_from_db()

    assert free.rule_version
    assert watch_due(now=NOW) == 1
