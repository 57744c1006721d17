"""Bodies as Shopify publishes them, where the shared samples lie beside the checkout."""

import json

import pytest

from fulfillment.channels.shopify import mapping, privacy
from tests.channels.shopify.payload_files import SAMPLES, needs_samples, raw
from tests.channels.shopify.test_webhooks import hint

pytestmark = needs_samples


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


@pytest.mark.parametrize("topic", [privacy.DATA_REQUEST, privacy.CUSTOMER_REDACT, privacy.SHOP_REDACT])
def test_the_published_privacy_bodies_are_read(topic: str) -> None:
    body = privacy.read(topic, sample(f"compliance_{topic.replace('/', '_')}.json"))
    assert (body.customer is None) == (topic == privacy.SHOP_REDACT)


def test_a_published_order_body_names_its_order() -> None:
    body = json.loads(sample("py_order.json"))
    body = body.get("order", body)
    assert hint(body, topic="orders/updated").external_ids == (str(body["id"]),)


def test_a_published_refund_body_names_its_order_and_not_itself() -> None:
    body = json.loads(sample("py_refund.json"))
    body = body.get("refund", body)
    assert hint(body, topic="refunds/create").external_ids == (str(body["order_id"]),)


def test_the_synthetic_orders_are_mapped() -> None:
    """Answers made by running a question like ours against the official schema."""
    answer = json.loads(sample("synthetic_orders_sync.json"))
    found = [mapping.order(raw(node)) for node in answer["data"]["orders"]["nodes"]]
    assert found
    assert [type(order).__name__ for order in found] == ["OrderRecord"] * len(found)
