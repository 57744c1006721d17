"""Our own constructed payloads, and the samples of a real store where they lie beside the checkout."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from fulfillment.channels.records import OrderRecord
from fulfillment.channels.woocommerce import mapping

ROOT = Path(__file__).parents[3]
PAYLOADS = ROOT / "tests" / "payloads" / "woocommerce"
SAMPLES = ROOT.parent / "shared" / "samples" / "woocommerce"

needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not on this machine")


def decoded(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text())


def order(**changes: Any) -> dict[str, Any]:
    """A paid order of two lines and three units, nothing shipped."""
    return decoded("order") | changes


def with_meta(key: str, value: object, **changes: Any) -> dict[str, Any]:
    return order(meta_data=[{"id": 9, "key": key, "value": value}], **changes)


def tracked(*items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The order with entries of a shipment plugin in its meta; one plain entry where none is given."""
    return with_meta("_wc_shipment_tracking_items", list(items) or decoded("shipment_tracking"), **changes)


def shipment(number: str, **changes: Any) -> dict[str, Any]:
    return (
        decoded("shipment_tracking")[0] | {"tracking_number": number, "tracking_id": f"id-{number}"} | changes
    )


def fulfillment(number: int = 3, **metas: Any) -> dict[str, Any]:
    """A core fulfillment; a meta given as None is left out."""
    found = copy.deepcopy(decoded("fulfillment")) | {"id": number}
    kept = [meta for meta in found["meta_data"] if meta["key"] not in metas]
    new = [{"id": 0, "key": key, "value": value} for key, value in metas.items() if value is not None]
    return found | {"meta_data": kept + new}


def raw(value: object) -> bytes:
    return json.dumps(value).encode()


def whole(
    payload: Any,
    *,
    refunds: Any = (),
    fulfillments: Any = (),
    zone: str = "America/Chicago",
    statuses: dict[str, str] | None = None,
) -> bytes:
    return raw(
        {
            "order": payload,
            "refunds": None if refunds is None else list(refunds),
            "fulfillments": None if fulfillments is None else list(fulfillments),
            "zone": zone,
            "statuses": statuses or {},
        }
    )


def mapped(payload: Any, **parts: Any) -> OrderRecord:
    found = mapping.order(whole(payload, **parts))
    assert isinstance(found, OrderRecord), found
    return found
