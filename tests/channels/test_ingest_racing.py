"""Two workers take overlapping batches on connections of their own: nothing waits in a circle, nothing is doubled."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from fulfillment.channels.ingest import take_orders, take_packages
from fulfillment.orders.models import Buyer, Order, OrderEvent, OrderLine
from fulfillment.tracking.judging import judge_due_packages
from fulfillment.tracking.models import Package, PackageOrder
from tests import factories
from tests.channels.told import NOW, at, told_buyer, told_line, told_order, told_package

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS = 40
ROUNDS = 6


def told(number, minute):
    """Neighbours share a package, a buyer and a SKU, so that batches meet everywhere."""
    name = f"O{number:02}"
    shared = told_package(f"P{number // 2:02}", name, status="ready" if minute < 30 else "in_transit")
    return told_order(
        name,
        updated_at=at(minute),
        status="ready" if minute < 30 else "in_transit",
        buyer=told_buyer(external_id=str(number // 2)),
        lines=(told_line(sku_code=f"S{number % 7}"),),
        packages=(shared,),
    )


def in_threads(*jobs):
    """Runs the jobs at the same moment, each on a connection of its own; the first error is raised."""
    together = Barrier(len(jobs))

    def run(job):
        try:
            together.wait(10)
            job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for future in [pool.submit(run, job) for job in jobs]:
            future.result(timeout=60)


def test_two_batches_of_the_same_new_orders_end_in_one_row_each():
    shop = factories.create_shop()

    def take(seed):
        records = [told(number, 20) for number in range(ORDERS)]
        random.Random(seed).shuffle(records)
        take_orders(shop=shop, records=records, now=NOW)

    in_threads(lambda: take(1), lambda: take(2))

    assert Order.objects.count() == OrderLine.objects.count() == PackageOrder.objects.count() == ORDERS
    assert (Package.objects.count(), Buyer.objects.count()) == (ORDERS // 2, ORDERS // 2)
    assert OrderEvent.objects.filter(kind="order.placed").count() == ORDERS
    assert shop.team.skus.count() == 7


def test_orders_packages_and_verdicts_written_at_once_never_wait_in_a_circle():
    shop = factories.create_shop()
    take_orders(shop=shop, records=[told(number, 1) for number in range(ORDERS)], now=NOW)

    def orders(seed):
        chance = random.Random(seed)
        for _ in range(ROUNDS):
            numbers = chance.sample(range(ORDERS + 10), 25)
            take_orders(
                shop=shop, records=[told(number, chance.randint(2, 60)) for number in numbers], now=NOW
            )

    def packages():
        chance = random.Random(3)
        for _ in range(ROUNDS):
            pairs = chance.sample(range(ORDERS // 2), 12)
            records = [
                told_package(
                    f"P{pair:02}",
                    tracking_number=f"N{chance.randint(0, 5)}",
                    order_external_ids=(f"O{2 * pair:02}", f"O{2 * pair + 1:02}"),
                    updated_at=at(chance.randint(2, 60)),
                )
                for pair in pairs
            ]
            take_packages(shop=shop, records=records, now=NOW)

    def verdicts():
        for step in range(ROUNDS):
            judge_due_packages(now=NOW + timedelta(minutes=step))

    in_threads(lambda: orders(1), lambda: orders(2), packages, verdicts)

    assert Order.objects.count() == Order.objects.values("external_id").distinct().count() >= ORDERS
    assert Package.objects.count() == Package.objects.values("external_id").distinct().count()


def test_of_two_answers_that_race_the_newer_stands():
    shop = factories.create_shop()
    for round_ in range(5):
        names = [f"R{round_}-{number}" for number in range(10)]

        def take(minute, names=names):
            status = {10: "to_ship", 20: "ready"}[minute]
            records = [told_order(name, updated_at=at(minute), status=status) for name in names]
            take_orders(shop=shop, records=records, now=NOW)

        in_threads(lambda: take(10), lambda: take(20))

    assert set(Order.objects.values_list("status", flat=True)) == {"ready"}
