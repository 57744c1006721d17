"""What a real WooCommerce 10.5.0 answered, read by the mapping."""

import json
from decimal import Decimal
from typing import Any

from fulfillment.channels.records import RefundRecord
from fulfillment.channels.woocommerce import mapping
from fulfillment.channels.woocommerce.subscriptions import WEBHOOK, plan
from tests.channels.woocommerce.payload_files import SAMPLES, mapped, needs_samples, whole

pytestmark = needs_samples


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_text())


def test_an_order() -> None:
    found = mapped(sample("order_get"))
    assert (found.external_id, found.status, found.currency) == ("20", "to_ship", "USD")
    assert found.placed_at.isoformat() == "2026-11-23T20:48:04+00:00"
    assert [(line.sku_code, line.quantity, line.unit_price) for line in found.lines] == [
        ("PC-1", 1, Decimal("12.50")),
        ("DL-1", 2, Decimal("39.90")),
    ]
    assert (found.buyer.name, found.buyer.region, found.country) == ("Ana Ruiz", "TX", "US")


def test_an_order_with_a_partial_and_an_amount_refund() -> None:
    order, refunds = sample("order_after_partial_refund"), sample("refunds_list")
    whole_amount, by_line = mapping.requests(whole(order, refunds=refunds), is_cancelled=False)
    assert isinstance(whole_amount, RefundRecord)
    assert isinstance(by_line, RefundRecord)
    assert (whole_amount.amount, whole_amount.sku_external_ids) == (Decimal("44.00"), ())
    assert (by_line.amount, by_line.sku_external_ids) == (Decimal("7.00"), ("13",))
    socks, case = mapped(order, refunds=refunds).lines
    assert (socks.cancelled_quantity, case.cancelled_quantity) == (1, 0)


def test_a_fulfillment_in_the_stores_own_time() -> None:
    order = sample("order_get") | {"id": 15}
    order["meta_data"] = [{"id": 1, "key": "_fulfillment_status", "value": "partially_fulfilled"}]
    found = mapped(order, fulfillments=sample("fulfillments_list"), zone="Etc/GMT+6")
    [package] = found.packages
    assert (package.tracking_number, package.carrier_name) == ("1Z12345E0205271688", "ups")
    assert package.shipped_at is not None
    assert package.shipped_at.isoformat() == "2026-11-23T20:48:41+00:00"
    assert found.status == "partly_shipped"


def test_a_webhook_that_was_switched_off() -> None:
    hook = WEBHOOK.decode(json.dumps(sample("webhook_disabled")).encode())
    assert plan([hook], hook.delivery_url).asleep == (2,)
