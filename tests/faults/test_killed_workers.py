"""Two real workers race over the same shops and are killed with -9 in the middle: nothing is lost, nothing doubled."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F

from fulfillment.channels.models import Connection, InboundMessage, QuarantinedItem, SyncCursor, Wanted
from fulfillment.channels.tasks import start_due_syncs, sync_shop
from fulfillment.orders.models import Cancellation, Order, OrderEvent, OrderLine, Refund
from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.signing import webhook_signature
from fulfillment.tracking.models import Package, PackageOrder, TrackingEvent
from metrics.facts import judge_changed
from metrics.models import Fact
from tests.channels.world import connect, differences, judge, pull
from tests.faults.workers import ROOT, wait_until, workers

pytestmark = pytest.mark.faults


def now():
    return datetime.now(UTC)


@pytest.fixture
def box():
    with SandboxServer(seed=21, history_days=6, orders_per_day=20, calm=True, qps=0, speed=0) as server:
        yield server


def wake_twice(connections):
    """Every shop is asked for twice at once: one of the two workers must find it taken."""
    for connection in connections * 2:
        sync_shop.apply_async([str(connection.pk)])


def leases_run_out():
    """As if the minute had passed for which a dead worker still holds its shops; a living one is raced."""
    Connection.objects.exclude(leased_until_at=None).update(leased_until_at=now() - timedelta(seconds=1))


def stored(shop):
    """Every row of the shop under names that do not depend on when or by whom it was written."""
    of_order, of_package = {"order__shop": shop}, {"package__shop": shop}
    rows = {
        "orders": Order.objects.filter(shop=shop).values_list(
            "external_id", "channel_status", "placed_at", "dispatched_at", "dispatch_due_at", "packages_scanned"
        ),
        "lines": OrderLine.objects.filter(**of_order).values_list(
            "order__external_id", "external_id", "quantity"
        ),
        "events": OrderEvent.objects.filter(**of_order, source="channel").values_list(
            "order__external_id", "kind", "key", "happened_at"
        ),
        "packages": Package.objects.filter(shop=shop).values_list(
            "external_id", "tracking_number", "carrier", "status", "first_scan_at", "carrier_zip", "verdict"
        ),
        "links": PackageOrder.objects.filter(**of_package).values_list(
            "package__external_id", "order__external_id", "is_current"
        ),
        "messages": TrackingEvent.objects.filter(**of_package).values_list(
            "package__external_id", "happened_at", "kind", "description"
        ),
        "cancellations": Cancellation.objects.filter(shop=shop).values_list("external_id", "status", "order__external_id"),
        "refunds": Refund.objects.filter(shop=shop).values_list("external_id", "status", "order__external_id"),
        "quarantine": QuarantinedItem.objects.filter(shop=shop).values_list("kind", "external_id"),
    }  # fmt: skip
    return {name: sorted(found, key=str) for name, found in rows.items()} | {"facts": facts(shop)}


def facts(shop):
    orders = dict(Order.objects.filter(shop=shop).values_list("pk", "external_id"))
    packages = dict(Package.objects.filter(shop=shop).values_list("pk", "external_id"))
    rows = Fact.objects.filter(shop=shop)
    return sorted(
        (f.metric, (packages if "tracking" in f.metric else orders).get(f.unit_id), str(f.day_on), f.in_numerator, f.why)
        for f in rows
    )  # fmt: skip


def settle():
    judge(now())
    while judge_changed():
        pass


def is_done(connections):
    rows = Connection.objects.filter(pk__in=[row.pk for row in connections])
    is_due = Wanted.objects.filter(connection__in=rows, not_before_at__lte=now()).exists()
    return not is_due and not rows.filter(first_sync_finished_at=None).exists()


def test_killed_in_mid_page_and_in_mid_tracking_both_sides_are_equal_at_the_end(box, process_env):
    connections = connect(box, now=now(), history_days=6)
    box.fault(slow=0.02)
    with workers(process_env) as pool:
        first, second = pool.start(), pool.start()
        wake_twice(connections)
        wait_until(lambda: SyncCursor.objects.exists() or Order.objects.exists(), seconds=40, every=0.01)
        pool.kill(first)
        pool.start()
        leases_run_out()
        wake_twice(connections)
        wait_until(lambda: TrackingEvent.objects.count() > 15, seconds=40, every=0.01)
        pool.kill(second)
        pool.start()

        leases_run_out()

        def all_is_read():
            start_due_syncs.delay()
            return is_done(connections)

        wait_until(all_is_read, seconds=90, every=2.0)
    box.fault(clear=True)
    settle()
    clean = connect(box, now=now(), history_days=6)
    for connection, undisturbed in zip(connections, clean, strict=True):
        pull(undisturbed, now)
        settle()
        connection.refresh_from_db()
        assert connection.problem == ""
        assert differences(connection, box) == {}
        assert stored(connection.shop) == stored(undisturbed.shop)
    assert Order.objects.count() == 2 * len(box.truth()["orders"])


SAY = """
import sys, django
django.setup()
from django.test import Client
raw, address, sign = sys.stdin.buffer.read(), sys.argv[1], sys.argv[2]
answer = Client().post(address, raw, content_type="application/json", headers={"Authorization": sign})
sys.exit(0 if answer.status_code == 200 else answer.status_code)
"""


def test_a_message_that_comes_while_the_broker_is_down_is_not_lost(box, process_env):
    [connection] = connect(box, now=now(), market="US")
    pull(connection, now)
    [placed] = box.place(1)
    raw = b'{"type":1,"tts_notification_id":"7","shop_id":"%s","timestamp":%d,"data":{"order_id":"%s"}}' % (
        connection.shop.external_id.encode(), now().timestamp(), placed.encode()
    )  # fmt: skip
    sign = webhook_signature(app_key=box.app_key, secret=box.app_secret, body=raw)
    without_broker = process_env | {
        "BROKER_URL": "redis://127.0.0.1:1/0", "ALLOWED_HOSTS": "testserver", "SECURE_SSL_REDIRECT": "0",
        "DJANGO_SETTINGS_MODULE": "fulfillment.settings",
    }  # fmt: skip
    said = subprocess.run(
        [sys.executable, "-c", SAY, f"/webhooks/tiktok/{connection.pk}/", sign],
        input=raw, env=without_broker, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    assert said.returncode == 0
    assert InboundMessage.objects.get().outcome == "accepted"
    assert not Order.objects.filter(external_id=placed).exists()

    with workers(process_env) as pool:
        pool.start()
        start_due_syncs.delay()
        wait_until(lambda: Order.objects.filter(external_id=placed).exists(), seconds=40)
    assert Connection.objects.filter(pk=connection.pk, last_attempt_at__gt=F("created_at")).exists()
