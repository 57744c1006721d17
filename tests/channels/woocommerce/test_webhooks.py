"""Webhooks: who signed them, what they make us want, and how a store's switched-off ones come back."""

import base64
import hashlib
import hmac
import json

import pytest

from fulfillment.channels.woocommerce import webhooks
from fulfillment.channels.woocommerce.subscriptions import Webhook, plan
from tests.channels.woocommerce.payload_files import SAMPLES, needs_samples, order, raw

SECRET = "s3cret & <awkward> 'quotes' – ünïcode"
ADDRESS = "https://firstscan.example/webhooks/woocommerce/1/"


def signed(body: bytes, secret: str = SECRET, **more: str) -> dict[str, str]:
    given = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    return {"X-Wc-Webhook-Signature": given, "X-Wc-Webhook-Topic": "order.updated"} | more


def test_the_raw_bytes_are_what_is_signed() -> None:
    body = b'{"id":19,  "status":"processing"}'
    assert webhooks.is_genuine(SECRET, body, signed(body))
    assert not webhooks.is_genuine(SECRET, json.dumps(json.loads(body)).encode(), signed(body))


def test_a_wrong_or_missing_signature_is_refused() -> None:
    body = b'{"id":19}'
    assert not webhooks.is_genuine(SECRET, body, signed(body, "another"))
    assert not webhooks.is_genuine(SECRET, body, {})
    assert not webhooks.is_genuine(SECRET, body, {"X-WC-Webhook-Signature": "ü"})
    assert not webhooks.is_genuine("", body, signed(body, ""))


def test_entities_in_a_secret_mean_their_characters() -> None:
    body = b'{"id":19}'
    assert webhooks.is_genuine("a&amp;b", body, signed(body, "a&b"))


def test_an_unsigned_ping_is_answered_and_says_nothing() -> None:
    for body in (b"webhook_id=3", b"webhook_id=4"):
        assert webhooks.is_genuine(SECRET, body, {})
        found = webhooks.hint(body, {})
        assert (found.message_id, found.kind, found.external_ids) == ("ping", "other", ())
    assert not webhooks.is_genuine(SECRET, b"webhook_id=3&id=19", {})


@pytest.mark.parametrize("topic", ["order.created", "order.updated", "order.deleted", "order.restored"])
def test_every_topic_of_an_order_makes_us_read_it_again(topic: str) -> None:
    body = b'{"id":5201}' if topic == "order.deleted" else raw(order())
    found = webhooks.hint(body, {"X-WC-Webhook-Topic": topic, "X-WC-Webhook-Delivery-ID": "b3f6"})
    assert (found.kind, found.external_ids, found.message_id) == ("order", ("5201",), "b3f6")


def test_a_product_is_not_an_order() -> None:
    found = webhooks.hint(b'{"id":31}', {"X-WC-Webhook-Topic": "product.updated"})
    assert (found.kind, found.external_ids) == ("other", ())


def test_without_a_delivery_id_equal_bodies_are_one_message() -> None:
    first, second, other = (webhooks.hint(body, {}) for body in (b'{"id":1}', b'{"id":1}', b'{"id":2}'))
    assert first.message_id == second.message_id != other.message_id


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b'{"id":{}}', b"[" * 100_000])
def test_bodies_that_cannot_be_read_say_why(body: bytes) -> None:
    found = webhooks.hint(body, {})
    assert found.kind == "unreadable"
    assert found.sentence


@needs_samples
@pytest.mark.parametrize("name", ["webhook_order_updated", "webhook_order_created", "webhook_order_deleted"])
def test_a_real_stores_message_is_a_hint(name: str) -> None:
    sample = json.loads((SAMPLES / f"{name}.json").read_text())
    body = sample["raw_body"].encode()
    found = webhooks.hint(body, sample["headers"])
    assert found.kind == "order"
    assert found.external_ids == (str(json.loads(body)["id"]),)
    assert found.message_id == sample["headers"]["X-WC-Webhook-Delivery-ID"]


# --- what has to be done ---


def hook(number: int, topic: str, status: str = "active", url: str = ADDRESS) -> Webhook:
    return Webhook(number, topic, status, url)


def test_a_webhook_that_the_store_switched_off_is_asleep() -> None:
    found = plan([hook(1, "order.updated", "disabled"), hook(2, "order.created", "paused")], ADDRESS)
    assert set(found.asleep) == {1, 2}
    assert found.missing == ("order.deleted", "order.restored")


def test_of_two_webhooks_for_one_topic_the_active_one_stays() -> None:
    found = plan([hook(1, "order.updated", "disabled"), hook(2, "order.updated")], ADDRESS)
    assert (found.asleep, found.twice) == ((), (1,))


def test_webhooks_of_others_are_not_touched() -> None:
    theirs = [
        hook(1, "order.updated", "disabled", "https://other.example/"),
        hook(2, "product.updated", "disabled"),
    ]
    found = plan(theirs, ADDRESS)
    assert (found.asleep, found.twice, len(found.missing)) == ((), (), 4)
