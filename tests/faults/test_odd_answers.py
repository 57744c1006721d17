"""Whole answers with odd values or damaged bytes, through the sync: never an unhandled error, never a silent drop."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import stamina
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fulfillment.channels.credentials import Renewed, store
from fulfillment.channels.models import Connection, Credential, QuarantinedItem, SyncCursor, Wanted
from fulfillment.channels.sync import sync_connection
from fulfillment.channels.tiktok import mapping
from fulfillment.orders.models import Cancellation, Order, Refund
from fulfillment.tracking.models import Package
from tests.channels.tiktok.payload_files import decoded
from tests.channels.tiktok.scripted_server import Reply, data, scripted
from tests.channels.tiktok.test_mapping_fuzz import ODD, places, replaced
from tests.factories import create_shop

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)
# One answer serves every question: each stream picks its own list.
WHOLE = {
    "orders": [decoded("order_split.json"), decoded("order_in_transit.json")],
    "packages": [decoded("package.json")],
    "cancellations": [decoded("cancellation.json")],
    "return_orders": [decoded("return.json")],
    **decoded("tracking.json"),
}
LISTS = {
    "orders": (mapping.order, "order", Order),
    "packages": (mapping.package, "package", Package),
    "cancellations": (mapping.cancellation, "cancellation", Cancellation),
    "return_orders": (mapping.refund, "refund", Refund),
}
ITEMS = [path for path in places(WHOLE) if len(path) > 2]
FUZZ = settings(
    max_examples=max(150, settings().max_examples),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def script():
    with scripted(Reply()) as server, stamina.set_testing(True, attempts=1):
        yield server


@pytest.fixture
def connection(script):
    shop = create_shop()
    credential = Credential(team=shop.team, channel="tiktok")
    secrets = {"app_key": "k", "app_secret": "s", "access_token": "a", "refresh_token": "r"}
    store(credential, Renewed(secrets=secrets, access_expires_at=NOW + timedelta(days=7)), now=NOW)
    options = {"shop_cipher": "c", "history_days": 0}
    return Connection.objects.create(
        team=shop.team, shop=shop, credential=credential, base_url=script.url, options=options
    )


def pulled(connection, script, reply):
    """The connection after one round in which every question got this answer."""
    script.replies = [reply]
    SyncCursor.objects.all().delete()
    Wanted.objects.all().delete()
    Connection.objects.update(failures=0, first_sync_finished_at=None)
    sync_connection(connection.pk, clock=lambda: NOW, seconds=0.5)
    connection.refresh_from_db()
    return connection


@FUZZ
@given(changes=st.lists(st.tuples(st.sampled_from(ITEMS), ODD), min_size=1, max_size=4))
def test_every_item_of_an_odd_answer_is_taken_or_in_quarantine(connection, script, changes):
    value = WHOLE
    for path, odd in changes:
        try:
            value = replaced(value, path, odd)
        except (KeyError, IndexError, TypeError, AttributeError):
            continue
    found = pulled(connection, script, data(value))
    if found.failures:
        assert found.state in {"waiting", "needs_attention"}
        assert found.problem
        assert found.problem != "A fault of our own stopped the pull; the log has it."
        return
    for key, (read, kind, model) in LISTS.items():
        for item in value[key]:
            external_id = read(json.dumps(item).encode()).external_id
            in_quarantine = QuarantinedItem.objects.filter(kind=kind, external_id=external_id)
            assert in_quarantine.exists() or model.objects.filter(external_id=external_id).exists()


@FUZZ
@given(start=st.integers(0, 12_000), length=st.integers(0, 60), instead=st.binary(max_size=12))
def test_damaged_answers_end_in_rows_or_in_a_sentence(connection, script, start, length, instead):
    whole = data(WHOLE).body
    found = pulled(connection, script, Reply(whole[:start] + instead + whole[start + length :]))

    assert found.leased_until_at is None
    assert bool(found.failures) == bool(found.problem)
    assert found.problem != "A fault of our own stopped the pull; the log has it."


def test_the_answer_as_it_is_ends_in_rows(connection, script):
    found = pulled(connection, script, data(WHOLE))

    assert (found.failures, found.problem) == (0, "")
    assert Order.objects.count() == 2
    assert not QuarantinedItem.objects.filter(kind="order").exists()
