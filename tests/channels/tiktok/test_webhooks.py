"""Webhooks as hints: what they make us read again, and what they cannot do."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from fulfillment.channels.records import Refusal
from fulfillment.channels.tiktok.webhooks import BODY_CAP, RETRY_HORIZON, WebhookHint, hint
from tests.channels.tiktok.payload_files import SAMPLES, needs_samples, payload

SENT = datetime.fromtimestamp(1794096000, UTC)


def hinted(raw: bytes, now: datetime = SENT) -> WebhookHint:
    found = hint(raw, now=now)
    assert isinstance(found, WebhookHint), found
    return found


def body(type: object, data: object, **more: object) -> bytes:
    return json.dumps({"type": type, "shop_id": "1", "timestamp": 1794096000, "data": data, **more}).encode()


def test_a_status_change_names_the_order_to_read_again():
    found = hinted(payload("webhook_order.json"))

    assert (found.kind, found.external_ids) == ("order", ("580011223344556677",))
    assert (found.message_id, found.shop_id) == ("7600000000000000001", "7499000000000000123")
    assert (found.sent_at, found.is_stale) == (SENT, False)


def test_a_package_update_names_its_package_and_orders():
    found = hinted(payload("webhook_package.json"))

    assert (found.kind, found.external_ids) == ("package", ("1160000000000000050",))
    assert found.order_external_ids == ("580000000000000101", "580000000000000102")


@pytest.mark.parametrize(
    ("type_number", "data", "kind", "ids"),
    [
        (11, {"order_id": "5", "cancel_id": "7"}, "cancellation", ("7",)),
        (12, {"order_id": "5", "return_id": "8"}, "refund", ("8",)),
        (3, {"order_id": "5"}, "order", ("5",)),
        (6, {"message": "gone"}, "deauthorised", ()),
        (7, {"message": "soon", "expiration_time": "1795000000"}, "expiring", ()),
        (13, {"conversation_id": "1"}, "other", ()),
        (9999, {"order_id": "5"}, "other", ()),
        ("11", {"cancel_id": 7}, "cancellation", ("7",)),
        (1, None, "order", ()),
        (1, "text", "order", ()),
    ],
)
def test_every_type_has_its_kind_and_unknown_ones_are_accepted(type_number, data, kind, ids):
    found = hinted(body(type_number, data))

    assert (found.kind, found.external_ids) == (kind, ids)


def test_an_expiring_consent_says_when():
    found = hinted(body(7, {"expiration_time": "1795000000"}))

    assert found.expires_at == datetime.fromtimestamp(1795000000, UTC)


def test_without_an_id_of_its_own_a_message_is_known_by_its_bytes():
    first, again, other = (hinted(body(1, {"order_id": order})) for order in ("5", "5", "6"))

    assert first.message_id == again.message_id
    assert first.message_id != other.message_id


@pytest.mark.parametrize(
    ("now", "stale"),
    [
        (SENT + RETRY_HORIZON, False),
        (SENT + RETRY_HORIZON + timedelta(seconds=1), True),
        (SENT - timedelta(minutes=4), False),
        (SENT - timedelta(minutes=6), True),
    ],
)
def test_a_message_older_than_any_attempt_is_marked_stale(now, stale):
    assert hinted(payload("webhook_order.json"), now).is_stale is stale


@pytest.mark.parametrize("timestamp", [None, 5, "soon", 1794096000000])
def test_an_absurd_timestamp_does_not_spoil_a_hint(timestamp):
    found = hinted(body(1, {"order_id": "5"}, timestamp=timestamp))

    assert (found.external_ids, found.sent_at, found.is_stale) == (("5",), None, True)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"null",
        b"[1]",
        b'{"type":',
        b"\xff",
        b'{"type":"x"}',
        b'{"type":1,"data":{"order_id":[]}}',
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(raw):
    refusal = hint(raw, now=SENT)

    assert isinstance(refusal, Refusal)
    assert refusal.kind == "webhook"
    assert refusal.sentence.endswith(".")


def test_an_oversized_message_is_refused_unread():
    refusal = hint(b" " * (BODY_CAP + 1) + payload("webhook_order.json"), now=SENT)

    assert "larger than 256 kB" in refusal.sentence


@needs_samples
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("webhook_*.json")), ids=lambda path: path.name)
def test_every_shared_webhook_is_a_hint(path):
    assert hinted(path.read_bytes()).message_id
