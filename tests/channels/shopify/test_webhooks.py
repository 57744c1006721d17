"""Signatures over raw bytes, and what a message makes us read again."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.shopify import webhooks
from fulfillment.channels.shopify.subscriptions import TOPICS, Subscription, plan
from tests.channels.shopify.payload_files import ORDER_ID, payload

NOW = datetime(2026, 11, 24, 15, 0, 10, tzinfo=UTC)


def headers(raw: bytes = b"", *, secret: str = "new", **fields: str) -> dict[str, str]:
    signature = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()
    said = {
        "X-Shopify-Topic": "orders/updated",
        "X-Shopify-Shop-Domain": "glow.myshopify.com",
        "X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        "X-Shopify-Event-Id": "98880550-7158-44d4-b7cd-2c97c8a091b5",
        "X-Shopify-Triggered-At": "2026-11-24T15:00:00.284Z",
        "X-Shopify-Hmac-Sha256": signature,
    }
    return said | {f"X-Shopify-{name.replace('_', '-').title()}": value for name, value in fields.items()}


def hint(body: object, **fields: str):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return webhooks.hint(raw, headers(raw, **fields), now=NOW)


def test_the_signature_is_of_the_raw_bytes() -> None:
    raw = b'{"a":"https:\\/\\/b"}'
    assert webhooks.is_genuine(["new"], raw, headers(raw))
    assert not webhooks.is_genuine(["new"], json.dumps(json.loads(raw)).encode(), headers(raw))


def test_old_and_new_secret_both_sign_while_a_secret_is_rotated() -> None:
    raw = payload("webhook_order.json")
    assert webhooks.is_genuine(["new", "old"], raw, headers(raw, secret="old"))
    assert not webhooks.is_genuine(["new", "old"], raw, headers(raw, secret="older"))


def test_an_empty_secret_signs_nothing() -> None:
    raw = payload("webhook_order.json")
    assert not webhooks.is_genuine(["", ""], raw, headers(raw, secret=""))
    assert not webhooks.is_genuine([], raw, headers(raw))


def test_names_of_headers_may_be_spelt_in_any_case() -> None:
    raw = payload("webhook_order.json")
    shouted = {name.upper(): value for name, value in headers(raw).items()}
    assert webhooks.is_genuine(["new"], raw, shouted)
    assert webhooks.hint(raw, shouted, now=NOW).kind == "order"


@given(st.text(max_size=40))
def test_no_made_up_signature_is_accepted(given_text: str) -> None:
    raw = b"{}"
    assert not webhooks.is_genuine(["new"], raw, headers(raw) | {"X-Shopify-Hmac-Sha256": given_text})


def test_an_order_is_wanted_again() -> None:
    found = hint(payload("webhook_order.json"))
    assert (found.kind, found.external_ids) == ("order", (ORDER_ID,))
    assert found.shop_external_id == "glow.myshopify.com"
    assert not found.is_stale


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("refunds/create", {"id": 5, "order_id": 450789469}),
        ("fulfillments/update", {"id": 6, "order_id": "450789469"}),
        ("fulfillment_events/create", {"id": 7, "order_id": 450789469, "fulfillment_id": 6}),
        ("returns/approve", {"id": 8, "order": {"id": 450789469}}),
        ("returns/approve", {"id": 8, "order": {"admin_graphql_api_id": "gid://shopify/Order/450789469"}}),
        ("orders/delete", {"id": 450789469}),
    ],
)
def test_every_topic_wants_its_whole_order(topic: str, body: dict) -> None:
    found = hint(body, topic=topic)
    assert (found.kind, found.external_ids) == ("order", ("450789469",))


def test_the_id_of_a_refund_is_never_taken_for_an_orders() -> None:
    assert hint({"id": 5}, topic="refunds/create").external_ids == ()


def test_one_message_has_one_id_over_all_attempts() -> None:
    raw = payload("webhook_order.json")
    first = hint(raw)
    again = hint(raw, triggered_at="2026-11-24T14:59:00Z")
    assert first.message_id == again.message_id == "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"


def test_the_event_with_its_topic_and_then_the_body_stand_for_a_missing_id() -> None:
    raw = payload("webhook_order.json")
    without = headers(raw) | {"X-Shopify-Webhook-Id": ""}
    assert (
        webhooks.hint(raw, without, now=NOW).message_id
        == "orders/updated:98880550-7158-44d4-b7cd-2c97c8a091b5"
    )
    assert webhooks.hint(raw, {}, now=NOW).message_id.startswith("sha256-")


def test_an_old_message_is_stale_and_still_followed() -> None:
    found = hint(payload("webhook_order.json"), triggered_at=(NOW - timedelta(hours=6)).isoformat())
    assert found.is_stale
    assert found.external_ids == (ORDER_ID,)


def test_a_shop_that_uninstalled_the_app_says_goodbye() -> None:
    assert (
        hint({"id": 954889, "myshopify_domain": "glow.myshopify.com"}, topic="app/uninstalled").kind
        == "deauthorised"
    )


def test_an_orders_body_under_the_topic_of_a_goodbye_is_none() -> None:
    """Headers are not signed: whoever saw one message could send its body under another topic."""
    assert hint(payload("webhook_order.json"), topic="app/uninstalled").kind != "deauthorised"


@given(
    st.binary(max_size=60)
    | st.text(max_size=60).map(lambda text: json.dumps({"id": text, "order": text}).encode())
)
def test_any_body_is_a_hint_or_says_why_not(raw: bytes) -> None:
    found = webhooks.hint(raw, headers(raw), now=NOW)
    assert found.message_id
    assert (found.kind == "unreadable") == bool(found.sentence)


# --- subscriptions ---

ADDRESS = "https://desk.example/webhooks/shopify/1/"


def standing(**changes: str) -> list[Subscription]:
    return [Subscription(id=f"s-{topic}", topic=topic, uri=changes.get(topic, ADDRESS)) for topic in TOPICS]


def test_standing_subscriptions_are_left_alone() -> None:
    found = plan(standing(), ADDRESS)
    assert (found.missing, found.astray) == ((), ())


def test_deleted_subscriptions_are_missing() -> None:
    assert plan([one for one in standing() if one.topic != "ORDERS_UPDATED"], ADDRESS).missing == (
        "ORDERS_UPDATED",
    )


def test_a_subscription_to_an_old_address_or_twice_is_astray_and_others_topics_are_not_ours() -> None:
    found = plan([*standing(ORDERS_CREATE="https://old.example/"), *standing()[:1]], ADDRESS)
    assert found.astray == ("s-ORDERS_CREATE",)
    assert found.missing == ()
    twice = [
        *standing(),
        Subscription("again", "ORDERS_CREATE", ADDRESS),
        Subscription("other", "SHOP_UPDATE", "x"),
    ]
    assert plan(twice, ADDRESS).astray == ("again",)


@pytest.mark.parametrize("topic", [topic for topic, fields in TOPICS.items() if fields])
def test_trimmed_bodies_keep_updated_at_or_shopify_drops_equal_ones(topic: str) -> None:
    assert "updated_at" in TOPICS[topic]
