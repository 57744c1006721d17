"""Two real connections at once: nothing is counted twice, nothing that was queued again is forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from fulfillment.orders.models import ChangedOrder, Order
from fulfillment.orders.watch import wake
from metrics import facts
from metrics.models import Fact
from tests.factories import create_order, create_package, create_shop
from tests.metrics.naive import assert_facts_and_sums_are_right

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)
DUE = datetime(2026, 11, 13, 7, 59, 59, tzinfo=UTC)


def in_threads(*work):
    def run(each):
        try:
            return each()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return [future.result(timeout=20) for future in [pool.submit(run, each) for each in work]]


def sharing(count: int) -> list[Order]:
    shop = create_shop()
    orders = [
        create_order(shop=shop, dispatched_at=DUE, dispatch_due_at=DUE, status="in_transit")
        for _ in range(count)
    ]
    for at in range(count - 1):
        create_package(orders=orders[at : at + 2], shipped_at=DUE, verdict="valid")
    return orders


def test_two_workers_judging_orders_that_share_packages_never_count_twice():
    orders = sharing(12)
    start = Barrier(2)

    def judge(mine):
        def work():
            start.wait(timeout=10)
            for order in mine:
                with transaction.atomic():
                    facts.judge_orders([order.pk])

        return work

    in_threads(judge(orders[::2]), judge(orders[1::2]))

    assert_facts_and_sums_are_right()
    assert Fact.objects.filter(metric="valid-tracking-rate").count() == 11


def test_two_workers_draining_one_queue_judge_everything_once():
    orders = sharing(30)
    wake([order.pk for order in orders], now=NOW)
    start = Barrier(2)

    def drain():
        start.wait(timeout=10)
        taken = 0
        while found := facts.judge_changed(limit=4):
            taken += found
        return taken

    taken = in_threads(drain, drain)

    while facts.judge_changed():
        taken.append(0)
    assert sum(taken) <= 30
    assert not ChangedOrder.objects.exists()
    assert_facts_and_sums_are_right()


def test_an_order_queued_again_while_it_is_judged_is_judged_again():
    (order,) = sharing(1)
    wake([order.pk], now=NOW)
    has_judged, may_commit = Event(), Event()

    def judge():
        with transaction.atomic():
            assert facts.judge_changed() == 1
            has_judged.set()
            may_commit.wait(timeout=10)

    def change():
        has_judged.wait(timeout=10)
        Order.objects.filter(pk=order.pk).update(dispatched_at=None)
        may_commit.set()
        wake([order.pk], now=NOW)

    in_threads(judge, change)

    late = Fact.objects.filter(metric="late-dispatch-rate")
    assert late.count() == 1
    assert ChangedOrder.objects.filter(order=order).exists()
    assert facts.judge_changed() == 1
    assert late.count() == 0
