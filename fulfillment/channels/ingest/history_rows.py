"""The events that a batch of order records tells. Reads no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fulfillment.channels.records import OrderRecord

MOMENTS = (
    ("order.placed", "placed_at"),
    ("order.paid", "paid_at"),
    ("order.ready", "ready_at"),
    ("order.in_transit", "scanned_at"),
    ("order.delivered", "delivered_at"),
    ("order.cancelled", "cancelled_at"),
)


def event_rows(records: Iterable[OrderRecord], ids: dict[str, int]) -> list[dict[str, Any]]:
    """Every moment that any record tells is an event; told again it has the same key, corrected another one."""
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    for record in records:
        order_id = ids[record.external_id]
        for kind, name in MOMENTS:
            if happened_at := getattr(record, name):
                row = _event(order_id, kind, f"{kind}@{int(happened_at.timestamp())}", happened_at)
                if kind == "order.cancelled":
                    row["data"] = {"reason": record.cancel_reason_text, "initiator": record.cancel_initiator}
                rows[order_id, row["key"]] = row
        if asked_at := record.cancel_requested_at:
            # A channel may tell the request without its moment, which then moves with each update: once is enough.
            kind = "order.cancel_requested"
            rows.setdefault((order_id, kind), _event(order_id, kind, kind, asked_at))
    return list(rows.values())


def _event(order_id: int, kind: str, key: str, happened_at: datetime) -> dict[str, Any]:
    return {"order_id": order_id, "kind": kind, "key": key, "happened_at": happened_at, "data": {}}
