"""A Shopify shop of the pretend world, read by bulk, by pages and by messages: both sides say the same of every order."""

from __future__ import annotations

import time as wall
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import stamina

from fulfillment.channels.models import Connection, QuarantinedItem, SyncCursor
from fulfillment.channels.shopify import bulk, connecting
from fulfillment.channels.shopify.tokens import App
from fulfillment.channels.sync import sync_connection
from fulfillment.orders.models import Order, OrderCopy, Refund
from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.shopify.front import ShopifyFront
from fulfillment.sandbox.world.shops import GLOW_HOME, GLOW_US
from tests.channels import world
from tests.channels.world import Time, judge, pull
from tests.factories import create_team

pytestmark = pytest.mark.django_db(transaction=True)

A_WEDNESDAY = datetime(2026, 11, 18, 18, 30, tzinfo=UTC)
APP = App(client_id="demo-shopify-client", client_secret="demo-shopify-secret")


@pytest.fixture
def box() -> Iterator[SandboxServer]:
    with (
        stamina.set_testing(True, attempts=2),
        SandboxServer(
            seed=5, history_days=14, orders_per_day=40, calm=True, qps=0, speed=0, anchor_at=A_WEDNESDAY, shops=(GLOW_HOME,)
        ) as server,
    ):  # fmt: skip
        front_of(server).desk.seconds = 0
        yield server


@pytest.fixture
def time(box: SandboxServer) -> Time:
    return Time(box)


def front_of(box: SandboxServer) -> ShopifyFront:
    found = box.fronts["shopify"]
    assert isinstance(found, ShopifyFront)
    return found


def connect(box: SandboxServer, time: Time, *, public_url: str = "") -> Connection:
    access = connecting.with_credentials(box.url, APP)
    made = connecting.connect(create_team(slug="t"), url=box.url, access=access, now=time())
    Connection.objects.filter(pk=made.pk).update(
        created_at=time(), options=made.options | {"history_days": 14}
    )
    if public_url:
        connecting.listen(Connection.objects.get(pk=made.pk), public_url=public_url, now=time())
    return Connection.objects.select_related("shop", "credential").get(pk=made.pk)


def ours(connection: Connection) -> dict[str, Any]:
    orders = Order.objects.filter(shop=connection.shop).prefetch_related("package_orders__package")
    return {
        order.external_id: (
            int(order.placed_at.timestamp()),
            int(order.cancelled_at.timestamp()) if order.cancelled_at else None,
            sorted(
                link.package.tracking_number_given
                for link in order.package_orders.all()
                if link.is_current and link.package.status != "cancelled"
            ),
        )
        for order in orders
    }


def theirs(box: SandboxServer) -> dict[str, Any]:
    now = box.tick()
    return {
        order.id: (
            order.created_at,
            order.cancelled_at if order.cancelled_at <= now else None,
            sorted(p.number_at(now) for p in order.parcels if p.arranged_at <= now < p.cancelled_at),
        )
        for order in box.world.orders.values()
    }


def refunds_of(box: SandboxServer) -> int:
    """Returns, and refunds that belong to none."""
    shown = [front_of(box).store.shown(order).shape() for order in box.world.orders.values()]
    alone = sum(refund["return"] is None for one in shown for refund in one["refunds"]())
    return alone + sum(len(one["returns"]()) for one in shown)


def test_the_first_import_by_bulk_tells_every_order_as_the_shop_does(box, time) -> None:
    connection = pull(connect(box, time), time)
    assert connection.problem == ""
    assert connection.first_sync_finished_at
    assert ours(connection) == theirs(box)
    assert connection.first_sync_done >= len(theirs(box))  # what was fetched by id is counted too
    assert Refund.objects.count() == refunds_of(box) > 0
    assert not QuarantinedItem.objects.exists()
    assert not SyncCursor.objects.filter(stream="orders.history").exists()  # nothing had to be paged through


def test_the_import_is_not_whole_before_what_the_file_cannot_tell_was_fetched(box, time) -> None:
    connection = connect(box, time)
    sync_connection(connection.pk, clock=time)  # the file; orders with refunds are wanted
    connection.refresh_from_db()
    assert connection.wanted.filter(kind="order").exists()
    assert connection.first_sync_finished_at is None
    assert pull(connection, time).first_sync_finished_at


def test_while_the_file_is_made_the_import_waits_and_looks_again_soon(box, time) -> None:
    front_of(box).desk.seconds = 1000
    connection = pull(connect(box, time), time)
    assert connection.first_sync_finished_at is None
    assert (connection.next_sync_at - time()).total_seconds() <= 5
    front_of(box).desk.seconds = 0
    Connection.objects.filter(pk=connection.pk).update(next_sync_at=time())
    assert ours(pull(connection, time)) == theirs(box)


def test_an_operation_that_fails_gives_what_it_had_and_paging_does_the_rest(box, time) -> None:
    box.fault(bulk_fails_after=4)
    connection = pull(connect(box, time), time)
    assert connection.first_sync_finished_at
    assert SyncCursor.objects.get(stream="orders.bulk.history").page_token == "paging"
    assert ours(connection) == theirs(box)


def test_a_worker_killed_within_the_file_is_followed_from_the_same_byte(box, time, monkeypatch) -> None:
    """Every handful is committed with its byte: a round that dies after one loses nothing and repeats nothing."""
    monkeypatch.setattr(bulk, "ORDERS_AT_ONCE", 5)
    connection = connect(box, time)
    real, handfuls = bulk.parts, []

    def dying(*args: Any) -> Iterator[Any]:
        for part in real(*args):
            handfuls.append([item.external_id for item in part.items if hasattr(item, "lines")])
            yield part
            raise SystemExit  # after the commit, as by a signal

    monkeypatch.setattr(bulk, "parts", dying)
    for _ in range(3):
        with pytest.raises(SystemExit):
            pull(connection, time)
        Connection.objects.filter(pk=connection.pk).update(lease_token=None, leased_until_at=None)
    monkeypatch.setattr(bulk, "parts", real)
    taken = [order_id for handful in handfuls for order_id in handful]
    assert len(taken) == len(set(taken)) > 5
    assert ours(pull(connection, time)) == theirs(box)


def test_what_happens_afterwards_is_found_by_polling(box, time) -> None:
    connection = pull(connect(box, time), time)
    box.place(3, "glow-home")
    box.advance(40 * 3600)
    assert ours(pull(connection, time)) == theirs(box)


# --- faults ---


def test_a_message_about_an_order_never_seen_brings_the_order(box, time, live_server) -> None:
    connection = pull(connect(box, time, public_url=live_server.url), time)
    [order_id] = box.place(1, "glow-home")
    until = wall.monotonic() + 15
    while not connection.wanted.filter(external_id=order_id).exists():
        assert wall.monotonic() < until, box.postman.counts
        wall.sleep(0.02)
    connection = pull(connection, time)
    assert Order.objects.filter(external_id=order_id).exists()
    assert connection.last_webhook_at


def test_access_that_is_taken_back_is_said_and_nothing_is_lost_once_it_is_given_again(box, time) -> None:
    connection = pull(connect(box, time), time)
    front_of(box).access.client_id = "another-app"  # even renewing does not help
    box.fault(revoke_tokens=True)
    box.place(2, "glow-home")
    box.advance(3600)
    connection = pull(connection, time)
    assert connection.state == "needs_attention"
    assert connection.fix
    front_of(box).access.client_id = APP.client_id
    again = connecting.connect(
        connection.team, url=box.url, access=connecting.with_credentials(box.url, APP), now=time()
    )
    assert again.pk == connection.pk
    assert ours(pull(connection, time)) == theirs(box)


def test_a_storm_of_limits_ends_with_both_sides_equal(box, time) -> None:
    box.fault(throttle=25)
    connection = connect_through(box, time)
    box.fault(clear=True)
    Connection.objects.filter(pk=connection.pk).update(next_sync_at=time())
    assert ours(pull(connection, time)) == theirs(box)


def connect_through(box: SandboxServer, time: Time) -> Connection:
    """Connected before the storm, and pulled in its midst."""
    left, box.faults.left = dict(box.faults.left), {}
    connection = connect(box, time)
    box.faults.left = left
    connection = pull(connection, time)
    assert connection.state == "waiting"
    assert "limits how often" in connection.problem
    return connection


def test_what_a_connector_copied_from_tiktok_is_linked_and_worked_on_once():
    terms = {"seed": 5, "history_days": 14, "orders_per_day": 60, "calm": True, "qps": 0, "speed": 0}
    with (
        stamina.set_testing(True, attempts=2),
        SandboxServer(**terms, anchor_at=A_WEDNESDAY, shops=(GLOW_US, GLOW_HOME), copies=True) as box,
    ):
        time = Time(box)
        front_of(box).desk.seconds = 0
        shopify = connect(box, time)
        [tiktok] = world.connect(box, now=time(), history_days=14, team=shopify.team, market="US")
        for connection in (shopify, tiktok):
            pull(connection, time)
        judge(time())

    copies = {order.id: order.copied_from for order in box.world.orders.values() if order.copied_from}
    linked = OrderCopy.objects.filter(is_told=True, order__shop=shopify.shop)
    assert dict(linked.values_list("order__external_id", "original__external_id")) == copies
    assert not Order.objects.filter(external_id__in=copies, is_open=True).exists()
