"""Two real workers race over the same shops and are killed with -9 in the middle: nothing is lost, nothing doubled."""

import subprocess
import sys

import pytest
from django.db.models import F

from fulfillment.channels.models import Connection, InboundMessage, SyncCursor
from fulfillment.channels.tasks import start_due_syncs
from fulfillment.orders.models import Order
from fulfillment.sandbox.signing import webhook_signature
from fulfillment.tracking.models import TrackingEvent
from tests.channels.world import connect, pull
from tests.faults.both_sides import (
    LOOKS_BACK,
    all_is_read,
    is_as_if_nothing_had_happened,
    leases_run_out,
    now,
    wake_twice,
    world,
)
from tests.faults.workers import ROOT, wait_until, workers

pytestmark = pytest.mark.faults


@pytest.fixture
def box():
    with world() as server:
        yield server


def test_killed_in_mid_page_and_in_mid_tracking_both_sides_are_equal_at_the_end(box, process_env):
    connections = connect(box, now=now(), history_days=LOOKS_BACK)
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
        all_is_read(connections)
    is_as_if_nothing_had_happened(connections, box)


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
