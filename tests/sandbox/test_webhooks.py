"""Push messages: signed, subscribed per shop and event, retried, doubled and dropped on request."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from fulfillment.sandbox.signing import webhook_signature

HOOKS = "/event/202309/webhooks"


class Ear(BaseHTTPRequestHandler):
    """Keeps what it hears; answers the status that its server is told to."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.headers["Authorization"], body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture
def ear():
    server = HTTPServer(("127.0.0.1", 0), Ear)
    server.heard, server.answers = [], []
    server.url = f"http://127.0.0.1:{server.server_port}/webhooks/"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def wait_for(condition, seconds=8.0):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    assert condition()


def subscribe(caller, ear, event="ORDER_STATUS_CHANGE"):
    answer = caller.call("PUT", HOOKS, {"address": ear.url, "event_type": event})
    assert answer.json()["code"] == 0


def test_subscriptions_are_listed_changed_and_removed(own_caller, ear):
    subscribe(own_caller, ear)
    found = own_caller.data("GET", HOOKS)
    assert [(row["event_type"], row["address"]) for row in found["webhooks"]] == [
        ("ORDER_STATUS_CHANGE", ear.url)
    ]

    own_caller.call("DELETE", HOOKS, {"event_type": "ORDER_STATUS_CHANGE"})
    assert own_caller.data("GET", HOOKS)["total_count"] == 0


def test_a_wrong_subscription_is_refused(own_caller):
    assert own_caller.code("PUT", HOOKS, {"event_type": "ORDER_STATUS_CHANGE"}) == (400, 36009004)
    assert own_caller.code("PUT", HOOKS, {"event_type": "NO", "address": "http://a"}) == (400, 36009004)


def test_an_orders_changes_are_pushed_with_the_right_signature(own_box, own_caller, ear):
    subscribe(own_caller, ear)
    (placed,) = own_box.place(1)
    wait_for(lambda: any(placed in body.decode() for _, body in ear.heard))
    signature, body = next((s, b) for s, b in ear.heard if placed in b.decode())
    event = json.loads(body)

    assert signature == webhook_signature(app_key=own_box.app_key, secret=own_box.app_secret, body=body)
    assert event["type"] == 1
    assert isinstance(event["shop_id"], str)
    assert set(event["data"]) == {"order_id", "order_status", "is_on_hold_order", "update_time"}


def test_all_four_sorts_of_message_are_sent_as_days_go_by(own_box, ear):
    own_box.subscriptions.everything = ear.url
    own_box.advance(9 * 86400)
    wait_for(lambda: {json.loads(body)["type"] for _, body in ear.heard} >= {1, 4, 11, 12}, 30)
    texts = {json.loads(body)["data"].get("order_status") for _, body in ear.heard}

    assert "CANCELLED" not in texts
    assert "PARTIALLY_SHIPPING" not in texts


def test_a_failed_message_is_sent_again(own_box, own_caller, ear):
    own_box.sender.retries = (0.05, 0.05)
    ear.answers = [500, 500]
    subscribe(own_caller, ear, "SELLER_DEAUTHORIZATION")
    own_caller.http.post("/_sandbox/webhooks", json={"type": 6, "shop": "glow-us"})
    wait_for(lambda: len(ear.heard) == 3)

    assert len({body for _, body in ear.heard}) == 1


def test_a_message_is_given_up_after_its_last_try(own_box, own_caller, ear):
    own_box.sender.retries = (0.05,)
    ear.answers = [500, 500]
    subscribe(own_caller, ear, "UPCOMING_AUTHORIZATION_EXPIRATION")
    own_caller.http.post("/_sandbox/webhooks", json={"type": 7, "shop": "glow-us"})
    wait_for(lambda: own_box.sender.counts["given_up"] == 1)

    assert isinstance(json.loads(ear.heard[0][1])["data"]["expiration_time"], str)


def test_messages_can_be_doubled_and_dropped(own_box, own_caller, ear):
    subscribe(own_caller, ear, "SELLER_DEAUTHORIZATION")
    own_box.fault(drop_webhooks=True)
    own_caller.http.post("/_sandbox/webhooks", json={"type": 6, "shop": "glow-us"})
    own_box.fault(drop_webhooks=False, duplicate_webhooks=True)
    own_caller.http.post("/_sandbox/webhooks", json={"type": 6, "shop": "glow-us"})
    wait_for(lambda: len(ear.heard) == 2)

    assert ear.heard[0] == ear.heard[1]
    assert own_box.sender.counts["dropped"] == 1


def test_messages_can_be_delayed(own_box, own_caller, ear):
    subscribe(own_caller, ear, "SELLER_DEAUTHORIZATION")
    own_box.fault(webhook_delay=0.4)
    before = time.monotonic()
    own_caller.http.post("/_sandbox/webhooks", json={"type": 6, "shop": "glow-us"})
    wait_for(lambda: ear.heard)

    assert time.monotonic() - before >= 0.4
