"""Reading a quarantined payload again, with today's mapping, through the same door as every other payload."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from fulfillment.channels import quarantine
from fulfillment.channels.base import CHANNELS
from fulfillment.channels.models import Connection, QuarantinedItem
from fulfillment.channels.quarantine import AnyRecord
from fulfillment.channels.records import Refusal
from fulfillment.channels.taking import take


def read_again(item: QuarantinedItem, *, now: datetime) -> bool:
    """True where the payload could be taken; else the item waits on, with the sentence of this attempt."""
    module = import_module(CHANNELS[item.shop.channel].module)

    def mapped(raw: bytes) -> AnyRecord | Refusal:
        read: AnyRecord | Refusal = module.read(item.kind, raw)
        return read

    def took(record: AnyRecord) -> bool:
        connection = Connection.objects.select_related("shop").get(shop=item.shop_id)
        take(connection, [record], now=now)
        return not QuarantinedItem.objects.filter(
            shop=item.shop_id,
            kind=item.kind,
            external_id=record.external_id,
            resolved_at=None,
            last_seen_at=now,
        ).exists()

    return quarantine.retry(item, mapped=mapped, take=took, now=now)


def can_be_read(item: QuarantinedItem) -> bool:
    """Webhook bodies and carriers' messages are hints only: the next pull reads what they were about.

    Nor is there anything to read of what the channel never told.
    """
    return (
        bool(item.payload)
        and item.kind in {"order", "package", "cancellation", "refund"}
        and item.shop.channel in CHANNELS
    )
