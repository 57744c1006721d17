"""Records as a mapping would make them; what a test does not care about gets a plausible default."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from fulfillment.channels.records import (
    BuyerRecord,
    CancellationRecord,
    LineRecord,
    OrderRecord,
    PackageRecord,
    RefundRecord,
    TrackingEventRecord,
)

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
PLACED = NOW - timedelta(hours=30)


def at(minutes: int) -> datetime:
    """A moment so many minutes after the order was placed."""
    return PLACED + timedelta(minutes=minutes)


def told_buyer(**fields: Any) -> BuyerRecord:
    defaults: dict[str, Any] = {
        "external_id": "7021436810468230477",
        "name": "Zoë Müller",
        "email": "zoe@example.com",
        "phone": "(+1)213-***-1234",
        "line1": "1199 Coleman Ave",
        "city": "San Jose",
        "region": "CA",
        "postal_code": "95110",
        "country": "US",
    }
    return BuyerRecord(**defaults | fields)


def told_line(**fields: Any) -> LineRecord:
    defaults: dict[str, Any] = {
        "external_id": "2729382476852921560",
        "sku_code": "GLOW-1",
        "title": "Glow lamp",
        "unit_price": Decimal("12.50"),
        "currency": "USD",
        "unit_ids": ("577086512123755123",),
    }
    return LineRecord(**defaults | fields)


def told_package(external_id: str = "P1", order: str = "576461413038785752", **fields: Any) -> PackageRecord:
    defaults: dict[str, Any] = {
        "order_external_ids": (order,),
        "tracking_number": "9400 1000 0000 0000 0000 00",
        "carrier_name": "USPS",
        "status": "ready",
        "shipping_type": "seller",
    }
    return PackageRecord(external_id=external_id, **defaults | fields)


def told_order(external_id: str = "576461413038785752", **fields: Any) -> OrderRecord:
    defaults: dict[str, Any] = {
        "updated_at": at(5),
        "status": "to_ship",
        "channel_status": "AWAITING_SHIPMENT",
        "placed_at": PLACED,
        "paid_at": at(1),
        "total": Decimal("12.50"),
        "currency": "USD",
        "country": "US",
        "buyer": told_buyer(),
        "lines": (told_line(),),
    }
    return OrderRecord(external_id=external_id, **defaults | fields)


def told_cancellation(**fields: Any) -> CancellationRecord:
    defaults: dict[str, Any] = {
        "external_id": "C1",
        "order_external_id": "576461413038785752",
        "status": "requested",
        "initiator": "buyer",
        "reason": "ecom_order_to_ship_canceled_reason_no_longer_needed",
        "reason_text": "No longer needed",
        "requested_at": at(10),
        "answer_by": at(2890),
        "updated_at": at(10),
    }
    return CancellationRecord(**defaults | fields)


def told_refund(**fields: Any) -> RefundRecord:
    defaults: dict[str, Any] = {
        "external_id": "R1",
        "order_external_id": "576461413038785752",
        "kind": "refund",
        "status": "requested",
        "requested_at": at(20),
        "updated_at": at(20),
        "amount": Decimal("12.50"),
        "currency": "USD",
        "sku_external_ids": ("2729382476852921560",),
    }
    return RefundRecord(**defaults | fields)


def told_event(minutes: int, description: str, **fields: Any) -> TrackingEventRecord:
    return TrackingEventRecord(happened_at=at(minutes), description=description, **fields)
