"""What a person changes is judged in the request that changes it: level, reasons and the moment to look again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from fulfillment.orders import bulk_holds
from fulfillment.orders.holds import place_hold, release_hold, reopen_hold
from fulfillment.orders.models import Hold, Order, OrderEvent
from fulfillment.orders.watch import judge_at_once, watch_due
from tests.factories import NOW, create_member, create_order, create_shop, create_team

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return create_shop(team=create_team())


@pytest.fixture
def by(shop):
    return create_member(team=shop.team)


def orders_of(shop, number):
    orders = [create_order(shop=shop, scan_due_at=NOW + 40 * HOUR) for _ in range(number)]
    while watch_due(now=NOW):
        pass
    return orders


def hold_all(orders, by, now=NOW):
    rows = Order.objects.filter(pk__in=[order.pk for order in orders])
    words = {"reason": "by_hand", "owner": "us", "action": "release_hold", "evidence": "lid cracked"}
    return [hold for hold, _ in bulk_holds.place(rows, **words, by=by, now=now)]


def seen(order):
    order.refresh_from_db()
    return order.level, [reason["code"] for reason in order.reasons], order.next_action


def test_a_hold_its_release_and_its_return_change_level_and_reasons_at_once(shop, by):
    (order,) = orders_of(shop, 1)
    before = seen(order)
    assert before == ("on_track", ["no_number"], "upload_number")

    holds = hold_all([order], by)
    assert seen(order) == ("on_hold", ["by_hand", "no_number"], "release_hold")
    assert order.reasons[0]["values"]["evidence"] == "lid cracked"

    bulk_holds.release(holds, by=by, now=NOW + HOUR)
    assert seen(order) == before

    bulk_holds.reopen(holds, by=by, now=NOW + 2 * HOUR)
    assert seen(order)[0] == "on_hold"


def test_a_single_hold_of_a_person_does_too_and_one_of_a_machine_waits_for_the_watch(shop, by):
    mine, theirs = orders_of(shop, 2)

    hold = place_hold(mine, reason="by_hand", owner="us", by=by, now=NOW)
    assert seen(mine)[0] == "on_hold"
    release_hold(hold, by=by, now=NOW)
    assert seen(mine)[0] == "on_track"
    reopen_hold(hold, by=by, now=NOW)
    assert seen(mine)[0] == "on_hold"

    place_hold(theirs, reason="failed_inspection", owner="inspection", now=NOW)
    assert seen(theirs)[0] == "on_track"
    assert watch_due(now=NOW) == 1
    assert seen(theirs)[0] == "on_hold"


def test_the_watch_says_the_same_of_it_afterwards(shop, by):
    (order,) = orders_of(shop, 1)
    hold_all([order], by)
    at_once = Order.objects.filter(pk=order.pk).values().get()
    events = OrderEvent.objects.filter(order=order).count()

    Order.objects.filter(pk=order.pk).update(next_check_at=NOW)
    assert watch_due(now=NOW) == 1

    assert Order.objects.filter(pk=order.pk).values().get() == at_once
    assert OrderEvent.objects.filter(order=order).count() == events


def test_other_orders_that_are_due_are_left_to_the_watch(shop, by):
    (order,) = orders_of(shop, 1)
    other = create_order(shop=shop, scan_due_at=NOW - HOUR)

    hold_all([order], by)

    assert seen(other)[0] == "on_track"
    assert watch_due(now=NOW) == 1


def test_the_change_of_level_stands_among_the_events(shop, by):
    (order,) = orders_of(shop, 1)
    hold_all([order], by)

    kinds = OrderEvent.objects.filter(order=order, happened_at=NOW).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["hold.placed", "order.level_changed"]


def test_an_order_that_cannot_be_judged_is_held_all_the_same(shop, by, monkeypatch):
    sick, well = orders_of(shop, 2)
    Order.objects.filter(pk=sick.pk).update(status="nobody knows")

    hold_all([sick, well], by)

    assert Hold.objects.open().count() == 2
    assert seen(well)[0] == "on_hold"
    assert sick.level == "on_track"


def test_five_hundred_take_as_many_queries_as_two(shop, by):
    counts = []
    for number in (2, 500):
        orders = orders_of(shop, number)
        with CaptureQueriesContext(connection) as queries:
            hold_all(orders, by)
        counts.append(len(queries))
        assert {seen(order)[0] for order in orders[:3]} == {"on_hold"}
    assert counts[0] == counts[1] <= 22


@pytest.mark.django_db(transaction=True)
def test_it_does_not_wait_for_whoever_records_an_event_at_the_order(shop, by):
    """A row that names the order holds its key until it is committed: a lock on the key itself would wait."""
    (order,) = orders_of(shop, 1)
    recorded, judged = Event(), Event()

    def records() -> None:
        with transaction.atomic():
            OrderEvent.objects.create(
                team=shop.team, order=order, kind="order.paid", key="paid", happened_at=NOW, source="channel"
            )
            recorded.set()
            judged.wait(10)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(records)
        assert recorded.wait(10)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            judge_at_once([order.pk], now=NOW)
        judged.set()
        other.result()
