"""What the pretend shop tells its subscribers: signed on the raw bytes, cut to the fields asked for, given up at last."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

SUBSCRIBE = """mutation Subscribe($topic: WebhookSubscriptionTopic!, $hook: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $hook) {
    webhookSubscription { id topic uri } userErrors { message } } }"""
LIST = "{ webhookSubscriptions(first: 100) { nodes { topic uri } } }"


class Ear:
    """Somebody who listens: (headers, raw body) of every message, answered with ``status``."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["content-length"]))
                ear.heard.append(({name.lower(): value for name, value in self.headers.items()}, raw))
                self.send_response(ear.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()


@pytest.fixture
def ear() -> Iterator[Ear]:
    found = Ear()
    yield found
    found.server.shutdown()
    found.server.server_close()
    found.thread.join()


def eventually(happens: Callable[[], object], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until
        time.sleep(0.01)


def subscribe(own, ear, topic: str, **fields):
    return own.data(SUBSCRIBE, topic=topic, hook={"uri": ear.url} | fields)["webhookSubscriptionCreate"]


def test_an_order_is_told_of_with_a_signature_over_its_raw_bytes(own, ear) -> None:
    subscribe(own, ear, "ORDERS_CREATE")
    [order_id] = own.box.place(1, "glow-home")
    eventually(lambda: ear.heard)
    headers, raw = ear.heard[0]
    digest = hmac.new(b"demo-shopify-secret", raw, hashlib.sha256).digest()
    assert headers["x-shopify-hmac-sha256"] == base64.b64encode(digest).decode()
    assert headers["x-shopify-topic"] == "orders/create"
    assert headers["x-shopify-shop-domain"] == "glow-home.myshopify.com"
    assert b"gid:\\/\\/shopify\\/Order" in raw  # slashes are escaped: a parsed body would not verify
    assert json.loads(raw)["id"] == int(order_id)


def test_only_the_fields_that_were_asked_for_are_sent(own, ear) -> None:
    subscribe(own, ear, "ORDERS_CREATE", includeFields=["id", "updated_at"])
    own.box.place(1, "glow-home")
    eventually(lambda: ear.heard)
    assert set(json.loads(ear.heard[0][1])) == {"id", "updated_at"}


def test_while_a_new_secret_spreads_the_old_one_signs(own, ear) -> None:
    subscribe(own, ear, "ORDERS_CREATE")
    new = own.front.access.rotate()
    own.box.place(1, "glow-home")
    eventually(lambda: len(ear.heard) == 1)
    own.front.access.forget()
    own.box.place(1, "glow-home")
    eventually(lambda: len(ear.heard) == 2)
    for secret, (headers, raw) in zip(("demo-shopify-secret", new), ear.heard, strict=True):
        digest = hmac.new(secret.encode(), raw, hashlib.sha256).digest()
        assert headers["x-shopify-hmac-sha256"] == base64.b64encode(digest).decode()


def test_a_subscription_whose_messages_nobody_takes_is_deleted(own, ear) -> None:
    own.front.hooks.retries = (0.01, 0.01)
    ear.status = 500
    subscribe(own, ear, "ORDERS_CREATE")
    own.box.place(1, "glow-home")
    eventually(lambda: own.data(LIST)["webhookSubscriptions"]["nodes"] == [])
    assert len(ear.heard) == 3
    assert len({headers["x-shopify-webhook-id"] for headers, _ in ear.heard}) == 1


def test_an_address_that_is_none_or_known_is_objected_to(own, ear) -> None:
    assert subscribe(own, ear, "ORDERS_CREATE")["userErrors"] == []
    assert "already been taken" in subscribe(own, ear, "ORDERS_CREATE")["userErrors"][0]["message"]
    wrong = subscribe(own, ear, "ORDERS_UPDATED", uri="nowhere")
    assert wrong["userErrors"][0]["message"] == "Address is invalid"
