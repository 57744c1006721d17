"""An order's deadlines, as the platform tells them (order API 202309)."""

from datetime import datetime
from typing import TypedDict

from fulfillment.channels.tiktok.mapping.values import moment
from fulfillment.channels.tiktok.payloads import OrderPayload


class Deadlines(TypedDict):
    """Aware UTC, by the record's names; None where the platform tells none."""

    ready_due_at: datetime | None
    scan_due_at: datetime | None
    cancel_unless_ready_at: datetime | None
    cancel_unless_scanned_at: datetime | None
    cancel_fallback_at: datetime | None
    delivery_due_at: datetime | None


def deadlines(payload: OrderPayload) -> Deadlines:
    return {
        "ready_due_at": moment(payload.rts_sla_time, "rts_sla_time"),
        "scan_due_at": moment(payload.tts_sla_time, "tts_sla_time"),
        "cancel_unless_ready_at": moment(payload.shipping_due_time, "shipping_due_time"),
        "cancel_unless_scanned_at": moment(payload.collection_due_time, "collection_due_time"),
        "cancel_fallback_at": moment(payload.cancel_order_sla_time, "cancel_order_sla_time"),
        "delivery_due_at": moment(payload.delivery_sla_time, "delivery_sla_time"),
    }
