"""Our own constructed payloads, and the shared samples and schema where they lie beside the checkout."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
PAYLOADS = ROOT / "tests" / "payloads" / "shopify"
SHARED = ROOT.parent / "shared"
SAMPLES = SHARED / "samples" / "shopify"
SCHEMA = SHARED / "schemas" / "shopify" / "admin_schema.2026-10.graphql"

needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not on this machine")
needs_schema = pytest.mark.skipif(not SCHEMA.is_file(), reason="the official schema is not on this machine")

ORDER_ID = "820982911946154508"


def payload(name: str) -> bytes:
    return (PAYLOADS / name).read_bytes()


def decoded(name: str) -> Any:
    return json.loads(payload(name))


def order(**changes: Any) -> dict[str, Any]:
    """The constructed order, in transit with one parcel, some fields replaced."""
    return decoded("order.json") | changes


def raw(value: object) -> bytes:
    return json.dumps(value).encode()


def unshipped(**changes: Any) -> dict[str, Any]:
    """The order before anything was handed over: two lines, three units, one fulfillment order."""
    found = order(fulfillments=[], displayFulfillmentStatus="UNFULFILLED", fulfillmentsCount={"count": 0})
    for line in found["lineItems"]["nodes"]:
        line["unfulfilledQuantity"] = line["quantity"]
    found["fulfillmentOrders"]["nodes"][0]["status"] = "OPEN"
    return found | changes


def fulfillment(number: int = 1, **changes: Any) -> dict[str, Any]:
    found = copy.deepcopy(decoded("order.json")["fulfillments"][0])
    return found | {"id": f"gid://shopify/Fulfillment/{number}"} | changes


def work(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A fulfillment order."""
    found = copy.deepcopy(decoded("order.json")["fulfillmentOrders"]["nodes"][0])
    return found | {"id": f"gid://shopify/FulfillmentOrder/{number}", "status": "OPEN"} | changes


def money(amount: str, currency: str = "USD") -> dict[str, Any]:
    return {"shopMoney": {"amount": amount, "currencyCode": currency}}


def nodes(*found: Any) -> dict[str, Any]:
    return {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": list(found)}
