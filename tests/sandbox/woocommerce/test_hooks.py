"""Messages of a store: signed, about the present, sent once, and switched off by the store itself."""

import base64
import hashlib
import hmac
import json

from fulfillment.sandbox.woocommerce.store import Store
from tests.sandbox.woocommerce.asking import Caller
from tests.sandbox.woocommerce.conftest import Clock

SECRET = "s3cret &amp; <awkward>"


def listen(call: Caller, topic: str = "order.updated") -> int:
    given = {"topic": topic, "delivery_url": "https://we.example/hook", "secret": SECRET}
    status, made = call("POST", "/webhooks", given)
    assert status == 201
    assert "secret" not in made
    found: int = made["id"]
    return found


def status_of(call: Caller, hook_id: int) -> str:
    found: str = call("GET", f"/webhooks/{hook_id}")[1]["status"]
    return found


def fail(store: Store, call: Caller, order_id: int) -> None:
    call("PUT", f"/orders/{order_id}", {"customer_note": "again"})
    letter = store.letters.pop()
    letter.write()
    letter.told(False)


def test_a_new_webhook_is_pinged_unsigned_as_a_form(store: Store, call: Caller) -> None:
    hook_id = listen(call)
    body, headers = store.letters[0].write()
    assert body == b"webhook_id=%d" % hook_id
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "X-WC-Webhook-Signature" not in headers


def test_the_message_says_what_the_order_is_when_it_leaves(store: Store, call: Caller) -> None:
    listen(call)
    order_id = call.order()
    store.letters.clear()
    for slug in ("on-hold", "processing", "completed"):
        call("PUT", f"/orders/{order_id}", {"status": slug})
    assert len(store.letters) == 1  # three changes, one message that waits
    body, headers = store.letters[0].write()
    assert json.loads(body)["status"] == "completed"
    assert headers["X-WC-Webhook-Topic"] == "order.updated"
    call("PUT", f"/orders/{order_id}", {"status": "processing"})
    assert len(store.letters) == 2
    assert store.letters[1].write()[1]["X-WC-Webhook-Delivery-ID"] != headers["X-WC-Webhook-Delivery-ID"]


def test_the_secret_signs_with_its_entities_decoded(store: Store, call: Caller) -> None:
    listen(call, "order.created")
    call.order()
    body, headers = store.letters[-1].write()
    key = b"s3cret & <awkward>"
    expected = base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()
    assert headers["X-WC-Webhook-Signature"] == expected


def test_the_seventh_failure_in_a_row_switches_off_and_a_success_starts_anew(
    store: Store, call: Caller
) -> None:
    hook_id, order_id = listen(call), call.order()
    store.letters.clear()
    for _ in range(6):
        fail(store, call, order_id)
    assert status_of(call, hook_id) == "active"
    fail(store, call, order_id)
    assert status_of(call, hook_id) == "disabled"
    call("PUT", f"/orders/{order_id}", {"customer_note": "unheard"})
    assert store.letters == []


def test_switched_on_again_the_failures_are_not_forgotten_until_one_message_came(
    store: Store, call: Caller, clock: Clock
) -> None:
    hook_id, order_id = listen(call), call.order()
    store.letters.clear()
    for _ in range(7):
        fail(store, call, order_id)
    call("PUT", f"/webhooks/{hook_id}", {"status": "active"})
    assert store.letters == []  # no ping either
    fail(store, call, order_id)
    assert status_of(call, hook_id) == "disabled"
    call("PUT", f"/webhooks/{hook_id}", {"status": "active"})
    call("PUT", f"/orders/{order_id}", {"customer_note": "heard"})
    store.letters.pop().told(True)
    for _ in range(6):
        store.waiting.clear()
        fail(store, call, order_id)
    assert status_of(call, hook_id) == "active"


def test_topics_and_addresses_are_checked(call: Caller) -> None:
    bad_topic = call("POST", "/webhooks", {"topic": "refund.created", "delivery_url": "https://we.example"})
    assert bad_topic[1]["code"] == "woocommerce_rest_webhook_invalid_topic"
    bad_url = call("POST", "/webhooks", {"topic": "order.updated", "delivery_url": "we.example"})
    assert bad_url[1]["code"] == "woocommerce_rest_webhook_invalid_delivery_url"
