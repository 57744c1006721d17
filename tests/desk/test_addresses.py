"""A changed address on the order's page and the board: seen, acknowledged, undone."""

import pytest

from fulfillment.channels.ingest import take_orders
from fulfillment.channels.sync import utc_now
from fulfillment.orders.models import Hold, Order
from fulfillment.orders.watch import watch_due
from tests import factories
from tests.channels.told import at, told_buyer, told_order
from tests.desk.seen import signed_in
from tests.desk.test_acts import undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    shop = factories.create_shop()
    for minutes, buyer in ((5, told_buyer()), (10, told_buyer(line1="2 New Street"))):
        take_orders(shop=shop, records=[told_order(updated_at=at(minutes), buyer=buyer)], now=utc_now())
    while watch_due(now=utc_now()):
        pass
    return Order.objects.get()


def press(client, order, hold):
    return client.post(f"/orders/{order.pk}/holds/{hold.pk}/acknowledge-address/", follow=True)


def test_the_page_shows_both_addresses_and_acknowledging_can_be_undone(order):
    client, hold = signed_in(order.team), Hold.objects.get()
    page = client.get(f"/orders/{order.pk}/").content.decode()
    assert "1199 Coleman Ave" in page
    assert "2 New Street" in page
    assert "Acknowledge" in page

    pressed = press(client, order, hold)
    assert "the changed address is acknowledged" in pressed.content.decode()
    assert f"Acknowledged for the team by {client.user.email}" in pressed.content.decode()
    assert not Hold.objects.open().exists()

    assert "Undone." in undo(client, pressed).content.decode()
    assert Hold.objects.open().get() == hold


def test_pressing_twice_says_that_there_is_nothing_left_to_acknowledge(order):
    client, hold = signed_in(order.team), Hold.objects.get()
    press(client, order, hold)

    assert "was acknowledged already" in press(client, order, hold).content.decode()


def test_such_a_hold_is_not_released_unseen(order):
    client, hold = signed_in(order.team), Hold.objects.get()
    client.post(f"/orders/{order.pk}/holds/{hold.pk}/release/")

    assert Hold.objects.open().get() == hold


def test_the_board_acknowledges_too(order):
    Order.objects.update(severity=3, level="at_risk")
    page = signed_in(order.team).get("/").content.decode()

    assert f"/orders/{order.pk}/holds/{Hold.objects.get().pk}/acknowledge-address/" in page
