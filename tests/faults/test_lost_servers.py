"""The database or the broker vanishes in the middle of a round and comes back: nothing is lost, nothing doubled.

Both are servers of these tests' own; those of the test run are not touched.
"""

import os

import pytest
from django.core.management import call_command
from django.db import close_old_connections, connection

from fulfillment.channels.models import Connection, SyncCursor
from fulfillment.orders.models import Order
from fulfillment.tracking.models import TrackingEvent
from tests.channels.world import connect
from tests.faults.both_sides import (
    LOOKS_BACK,
    all_is_read,
    is_as_if_nothing_had_happened,
    leases_run_out,
    now,
    wake_twice,
    world,
)
from tests.faults.servers import crash, own_postgres, own_valkey, start
from tests.faults.workers import wait_until, workers

pytestmark = pytest.mark.faults


@pytest.fixture
def box():
    with world(orders_per_day=12) as server:
        yield server


@pytest.fixture
def postgres(django_db_blocker):
    """A database server of this test's own, on which Django works as long as the test runs."""
    with own_postgres() as server, django_db_blocker.unblock():
        before = dict(connection.settings_dict)
        connection.close()
        connection.settings_dict |= {"HOST": str(server.sockets), "NAME": "firstscan", "USER": "postgres"}
        call_command("migrate", verbosity=0)
        yield server
        connection.close()
        connection.settings_dict |= before


def test_postgresql_stops_in_mid_round_and_comes_back(box, postgres, valkey_url):
    connections = connect(box, now=now(), history_days=LOOKS_BACK)
    box.fault(slow=0.02)
    with workers(os.environ | {"DATABASE_URL": postgres.url(), "BROKER_URL": valkey_url}) as pool:
        pool.start()
        pool.start()
        wake_twice(connections)
        wait_until(lambda: SyncCursor.objects.exists() and Order.objects.exists(), seconds=40, every=0.01)
        assert Connection.objects.exclude(leased_until_at=None).exists(), "it is in the middle of a round"
        crash(postgres)
        start(postgres)

        close_old_connections()  # as when a request begins: the connection that was kept costs it nothing
        leases_run_out()
        all_is_read(connections)
        assert all(worker.poll() is None for worker in pool.running), "the workers outlived it"
    is_as_if_nothing_had_happened(connections, box)


def test_the_broker_is_gone_in_mid_round_and_comes_back(box, process_env, tmp_path):
    connections = connect(box, now=now(), history_days=LOOKS_BACK)
    box.fault(slow=0.02)
    with own_valkey() as broker, workers(process_env | {"BROKER_URL": broker.url()}) as pool:
        pool.start()
        pool.start()
        pool.start_beat(tmp_path)
        wait_until(lambda: TrackingEvent.objects.exists(), seconds=40, every=0.01)
        crash(broker)
        start(broker)
        is_back_at = now()

        all_is_read(connections, ask=lambda: None)  # beat asks
        wait_until(lambda: not Connection.objects.exclude(leased_until_at=None).exists(), seconds=40)
        Connection.objects.update(next_sync_at=is_back_at, last_attempt_at=None)
        wait_until(lambda: not Connection.objects.filter(last_attempt_at=None).exists(), seconds=60)
        assert all(worker.poll() is None for worker in pool.running), "they outlived it"
    is_as_if_nothing_had_happened(connections, box)
