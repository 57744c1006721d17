"""The whole flow against the pretend shop: what it tells arrives, once, and stays in step."""

from datetime import timedelta

import pytest
from django.db import connection as db

from fulfillment.channels import windows
from fulfillment.channels.models import Connection, SyncCursor, Wanted
from fulfillment.channels.sync import due_connections, sync_connection
from fulfillment.orders.models import Order
from fulfillment.tracking.models import Package, TrackingEvent
from tests.channels.world import connect, differences, judge, pull

pytestmark = pytest.mark.django_db

TABLES = (
    "orders_order", "orders_orderline", "orders_orderevent", "orders_buyer", "orders_cancellation", "orders_refund",
    "tracking_package", "tracking_packageorder", "tracking_trackingevent", "channels_quarantineditem",
)  # fmt: skip


def digests():
    """The content of every table that a pull writes, but for when it was looked at."""
    found = {}
    with db.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"SELECT count(*), md5(string_agg(row::text, '|' ORDER BY row->>'id')) FROM (SELECT to_jsonb(t)"
                f" - 'events_checked_at' - 'last_seen_at' AS row FROM {table} t) rows"
            )
            found[table] = cursor.fetchone()
    return found


def test_a_first_pull_ends_with_both_sides_equal(box, time):
    connections = connect(box, now=time())
    for connection in connections:
        pull(connection, time)
        judge(time())

        assert connection.state == "ok", connection.problem
        assert differences(connection, box) == {}
    assert Order.objects.count() == len(box.truth()["orders"]) > 30


def test_a_second_pull_changes_nothing(box, time):
    [connection] = connect(box, now=time(), market="US")
    pull(connection, time)
    judge(time())
    before = digests()
    SyncCursor.objects.filter(connection=connection).delete()
    Connection.objects.filter(pk=connection.pk).update(first_sync_finished_at=None, first_sync_done=0)

    pull(connection, time)

    assert digests() == before
    assert connection.first_sync_done >= Order.objects.count()


def test_days_of_life_are_followed_without_any_webhook(box, time):
    [connection] = connect(box, now=time(), market="US")
    pull(connection, time)
    for _ in range(3):
        box.advance(9 * 3600)
        pull(connection, time)
    judge(time())

    assert differences(connection, box) == {}


def test_a_round_that_runs_out_of_time_goes_on_where_it_stopped(box, time):
    [connection] = connect(box, now=time(), market="US")
    box.fault(slow=0.02)
    rounds = 0
    while rounds < 200 and sync_connection(connection.pk, clock=time, seconds=0.2):
        rounds += 1
        connection.refresh_from_db()
        if connection.next_sync_at > time():
            break
    judge(time())

    assert rounds > 5
    assert connection.state == "ok"
    assert differences(connection, box) == {}


def test_the_newest_orders_come_first_while_history_follows(box, time, monkeypatch):
    monkeypatch.setattr(windows, "FORWARD_START", timedelta(days=1))
    [connection] = connect(box, now=time(), market="US")
    box.fault(slow=0.05)
    sync_connection(connection.pk, clock=time, seconds=0.15)

    cursors = dict(SyncCursor.objects.values_list("stream", "position_at"))
    assert "orders" in cursors
    assert cursors.get("orders.history") is None
    connection.refresh_from_db()
    assert connection.state == "importing"
    assert connection.next_sync_at <= time()


def test_a_page_token_that_aged_starts_its_window_again(box, time):
    [connection] = connect(box, now=time(), market="US")
    SyncCursor.objects.create(
        connection=connection,
        team=connection.team,
        stream="orders",
        position_at=time() - timedelta(days=3),
        window_until_at=time(),
        page_token="long-gone",
    )
    pull(connection, time)
    judge(time())

    assert connection.state == "ok", connection.problem
    assert differences(connection, box) == {}


def test_only_one_worker_pulls_a_shop_and_only_in_its_turn(box, time):
    [connection] = connect(box, now=time(), market="US")
    Connection.objects.filter(pk=connection.pk).update(leased_until_at=time() + timedelta(seconds=30))
    assert list(due_connections(now=time())) == []
    assert not sync_connection(connection.pk, clock=time)

    Connection.objects.filter(pk=connection.pk).update(leased_until_at=time() - timedelta(seconds=1))
    assert list(due_connections(now=time())) == [connection.pk]
    pull(connection, time)
    assert list(due_connections(now=time())) == []
    assert not sync_connection(connection.pk, clock=time, only_due=True)
    assert sync_connection(connection.pk, clock=time)


def test_a_paused_shop_is_left_alone_and_catches_up_when_resumed(box, time):
    [connection] = connect(box, now=time(), market="US")
    pull(connection, time)
    Connection.objects.filter(pk=connection.pk).update(is_active=False)
    box.advance(6 * 3600)
    box.place(2)

    assert list(due_connections(now=time() + timedelta(days=1))) == []
    assert not sync_connection(connection.pk, clock=time)

    Connection.objects.filter(pk=connection.pk).update(is_active=True)
    pull(connection, time)
    judge(time())
    assert differences(connection, box) == {}


def test_carriers_messages_are_asked_for_until_the_parcel_is_scanned(box, time):
    [connection] = connect(box, now=time(), market="US")
    pull(connection, time)

    waiting = set(Wanted.objects.filter(kind="tracking").values_list("external_id", flat=True))
    unscanned = Order.objects.open().filter(
        labelled_at__isnull=False, scanned_at=None, last_first_scan_at=None
    )
    assert waiting == set(unscanned.values_list("external_id", flat=True)) != set()
    assert TrackingEvent.objects.exists()


def test_the_code_at_the_door_is_kept_and_agrees_for_honest_parcels(box, time):
    [connection] = connect(box, now=time(), market="US")
    pull(connection, time)
    box.advance(2 * 86_400)
    pull(connection, time)
    judge(time())

    flaws = {p["id"]: p["flaw"] for o in box.truth("glow-us")["orders"] for p in o["packages"]}
    arrived = Package.objects.exclude(carrier_zip="")
    mismatched = [p.external_id for p in Package.objects.all() if "zip_mismatch" in str(p.verdict_reasons)]
    assert arrived.count() >= 3
    assert {flaws[one] for one in mismatched} <= {"reused"}
