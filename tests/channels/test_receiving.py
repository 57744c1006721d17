"""Webhooks: stored once and followed, or refused; never an error, never a silent drop, whatever is sent."""

import io
import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fulfillment.channels import health, lines
from fulfillment.channels.credentials import Renewed, store
from fulfillment.channels.models import Connection, Credential, InboundMessage, QuarantinedItem, Wanted
from fulfillment.channels.receiving import LARGEST, receive
from fulfillment.sandbox.signing import webhook_signature
from tests.factories import create_shop

pytestmark = pytest.mark.django_db
KEY, SECRET = "app-key", "app-secret-of-the-webhook-tests"


@pytest.fixture
def connection():
    shop = create_shop()
    credential = Credential(team=shop.team, channel="tiktok")
    secrets = {"app_key": KEY, "app_secret": SECRET, "access_token": "a", "refresh_token": "r"}
    now = datetime.now(UTC)
    store(credential, Renewed(secrets=secrets, access_expires_at=now + timedelta(days=7)), now=now)
    return Connection.objects.create(
        team=shop.team, shop=shop, credential=credential, next_sync_at=now + timedelta(minutes=2)
    )


def address(connection):
    return f"/webhooks/tiktok/{connection.pk}/"


def signed(raw):
    return webhook_signature(app_key=KEY, secret=SECRET, body=raw)


def post(client, connection, raw, **headers):
    headers = {"Authorization": signed(raw)} | headers
    return client.post(address(connection), raw, content_type="application/json", headers=headers).status_code


def message(connection, kind=1, number=1, sent_at=None, **data):
    return json.dumps(
        {
            "type": kind,
            "tts_notification_id": str(7327112393057371910 + number),
            "shop_id": connection.shop.external_id,
            "timestamp": int((sent_at or datetime.now(UTC)).timestamp()),
            "data": data or {"order_id": "577087614418520388", "order_status": "AWAITING_SHIPMENT"},
        }
    ).encode()


def wanted():
    return set(Wanted.objects.values_list("kind", "external_id"))


def test_a_genuine_message_is_stored_and_followed(client, connection):
    assert post(client, connection, message(connection)) == 200

    connection.refresh_from_db()
    assert wanted() == {("order", "577087614418520388")}
    assert InboundMessage.objects.get().outcome == "accepted"
    assert connection.next_sync_at <= datetime.now(UTC)


def test_a_forged_message_is_refused_and_leaves_nothing(client, connection):
    raw = message(connection)

    assert post(client, connection, raw, Authorization="0" * 64) == 401
    assert post(client, connection, raw + b" ", Authorization=signed(raw)) == 401
    assert post(client, connection, raw, Authorization="ü") == 401
    assert client.post(address(connection), raw, content_type="application/json").status_code == 401
    assert not InboundMessage.objects.exists()


def test_a_message_told_twice_or_replayed_counts_once(client, connection):
    raw = message(connection)
    assert [post(client, connection, raw) for _ in range(3)] == [200, 200, 200]
    Wanted.objects.all().delete()

    assert post(client, connection, raw) == 200
    assert InboundMessage.objects.count() == 1
    assert wanted() == set()


def test_a_stale_message_is_marked_and_read_again_all_the_same(client, connection):
    assert post(client, connection, message(connection, sent_at=datetime.now(UTC) - timedelta(days=2))) == 200

    assert InboundMessage.objects.get().outcome == "stale"
    assert len(wanted()) == 1


def test_an_oversized_body_is_refused_before_it_is_read(client, connection):
    assert post(client, connection, b"x" * (LARGEST + 1)) == 413
    assert post(client, connection, b" " * (LARGEST - 200) + message(connection)) in {200, 413}


def chunked(connection, raw, **environ):
    """As gunicorn hands over a body in chunks: unpacked, ended by the server, of no stated length."""
    request = RequestFactory().post(address(connection), headers={"Authorization": signed(raw)})
    environ = request.META | {"wsgi.input": io.BytesIO(raw), "CONTENT_LENGTH": "", **environ}
    return receive(WSGIRequest(environ), "tiktok", connection.pk).status_code


def test_a_body_in_chunks_is_read_up_to_the_limit(connection):
    assert chunked(connection, message(connection), **{"wsgi.input_terminated": True}) == 200
    assert chunked(connection, b"x" * (LARGEST + 1), **{"wsgi.input_terminated": True}) == 413
    assert chunked(connection, message(connection)) == 401
    assert chunked(connection, b"{}", CONTENT_LENGTH="many") == 413


def test_only_posts_to_a_known_connection_are_taken(client, connection):
    unknown = "/webhooks/tiktok/00000000-0000-0000-0000-000000000000/"
    assert client.post(unknown, b"{}", content_type="application/json").status_code == 404
    assert (
        client.post(address(connection).replace("tiktok", "shopify"), b"{}", content_type="a/b").status_code
        == 404
    )
    assert client.get(address(connection)).status_code == 405


def test_a_paused_shop_keeps_its_messages_and_one_without_credentials_refuses(client, connection):
    Connection.objects.update(is_active=False)
    assert post(client, connection, message(connection)) == 200
    assert len(wanted()) == 1

    Connection.objects.update(credential=None)
    assert post(client, connection, message(connection, number=2)) == 401


def test_credentials_sealed_with_a_lost_key_ask_for_another_attempt(client, connection, settings):
    settings.CREDENTIAL_KEYS = ["vvNQ9Nqwb4mFkhEr-1xLKXWB31Tt2PYaGFPxTYFoHSs="]

    assert post(client, connection, message(connection)) == 503


def test_an_unreadable_message_waits_in_quarantine(client, connection):
    assert post(client, connection, b'{"type": 1, "data": {"order_id": "5770') == 200

    assert InboundMessage.objects.get().outcome == "unreadable"
    assert QuarantinedItem.objects.get().sentence == "The message is cut off or is not JSON."


def test_unknown_types_and_those_for_other_shops_are_kept_but_not_followed(client, connection):
    assert post(client, connection, message(connection, kind=999, number=1, thing="x")) == 200
    raw = message(connection, number=2).replace(connection.shop.external_id.encode(), b"123")
    assert post(client, connection, raw) == 200

    assert list(InboundMessage.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "ignored",
        "misaddressed",
    ]
    assert wanted() == set()


def test_a_withdrawn_consent_asks_for_a_person_unless_the_message_is_old(client, connection):
    old = datetime.now(UTC) - timedelta(days=40)
    assert post(client, connection, message(connection, kind=6, number=1, sent_at=old, message="bye")) == 200
    connection.refresh_from_db()
    assert connection.state == "new"

    assert post(client, connection, message(connection, kind=6, number=2, message="bye")) == 200
    connection.refresh_from_db()
    assert (connection.state, connection.fix) == ("needs_attention", "Connect this shop again")


def test_a_consent_about_to_end_is_announced_with_its_day(client, connection):
    ends_at = datetime.now(UTC) + timedelta(days=20)
    raw = message(connection, kind=7, message="soon", expiration_time=str(int(ends_at.timestamp())))
    assert post(client, connection, raw) == 200

    [found] = lines.with_counts(Connection.objects.all())
    said = health.describe(found, now=datetime.now(UTC))
    assert said.sentence == f"the seller's consent ends on {ends_at:%-d %B %Y}"
    assert said.fix == "Connect this shop again before then"


def test_what_was_said_of_an_older_consent_does_not_touch_the_new_one(client, connection):
    before = datetime.now(UTC) - timedelta(hours=2)
    ends_at = datetime.now(UTC) + timedelta(days=300)
    Credential.objects.update(refresh_expires_at=ends_at)
    soon = str(int((before + timedelta(days=3)).timestamp()))

    for number, days in enumerate([0, 40]):
        sent_at = before - timedelta(days=days)
        raw = message(connection, kind=7, number=number, sent_at=sent_at, expiration_time=soon)
        assert post(client, connection, raw) == 200
    assert post(client, connection, message(connection, kind=6, number=9, sent_at=before, m="bye")) == 200

    assert Credential.objects.get().refresh_expires_at == ends_at
    connection.refresh_from_db()
    assert connection.state == "new"


def test_a_storm_of_messages_does_not_defeat_the_back_off(client, connection):
    later = datetime.now(UTC) + timedelta(minutes=10)
    Connection.objects.update(failures=3, next_sync_at=later)
    for number in range(5):
        assert post(client, connection, message(connection, number=number)) == 200

    connection.refresh_from_db()
    assert connection.next_sync_at == later
    assert len(wanted()) == 1


def test_a_message_costs_few_statements(client, connection, django_assert_max_num_queries):
    raw = message(connection)
    with django_assert_max_num_queries(8):
        assert post(client, connection, raw) == 200


ODD = (
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**70), max_value=2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=80)
    | st.sampled_from(["\x00", "0", "CANCEL", [], {}, [None], {"order_id": []}, 10**400, "9" * 300])
)
FIELDS = (
    "type",
    "tts_notification_id",
    "shop_id",
    "timestamp",
    "data",
    "order_id",
    "package_list",
    "cancel_id",
)
FUZZ = settings(
    max_examples=max(200, settings().max_examples),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def taken(client, connection, raw):
    """The message is there exactly once, whatever it was; what cannot be read stands in quarantine."""
    before = InboundMessage.objects.count()
    assert post(client, connection, raw) == 200
    assert InboundMessage.objects.count() in {before, before + 1}
    stored = InboundMessage.objects.order_by("pk").last()
    assert stored is not None
    if bytes(stored.body) == raw and stored.outcome == "unreadable":
        assert QuarantinedItem.objects.filter(kind="webhook", external_id=stored.message_id).exists()


@FUZZ
@given(changes=st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=4), kind=st.integers(0, 80))
def test_messages_with_odd_values_are_never_an_error_and_never_dropped(client, connection, changes, kind):
    whole = json.loads(message(connection, kind=kind))
    for name, odd in changes.items():
        (whole if name in whole or not isinstance(whole["data"], dict) else whole["data"])[name] = deepcopy(
            odd
        )
    taken(client, connection, json.dumps(whole).encode())


@FUZZ
@given(start=st.integers(0, 180), length=st.integers(0, 40), instead=st.binary(max_size=12))
def test_damaged_messages_are_never_an_error_and_never_dropped(client, connection, start, length, instead):
    whole = message(connection, sent_at=datetime(2026, 11, 24, tzinfo=UTC))
    taken(client, connection, whole[:start] + instead + whole[start + length :])
