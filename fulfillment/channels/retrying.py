"""Reading a quarantined payload again, with today's mapping, through the same door as every other payload."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any

from fulfillment.channels import quarantine, wanting
from fulfillment.channels.base import CHANNELS
from fulfillment.channels.generic.api import reading
from fulfillment.channels.health import State
from fulfillment.channels.ingest import take_again
from fulfillment.channels.models import Connection, QuarantinedItem
from fulfillment.channels.quarantine import AnyRecord
from fulfillment.channels.records import UNREAD, Refusal
from fulfillment.channels.taking import take


def read_again(item: QuarantinedItem, *, now: datetime) -> bool:
    """True where the payload could be taken; else the item waits on, with the sentence of this attempt."""
    if item.shop.channel not in CHANNELS or item.kind == "ticket":  # a program told it
        return take_again(item, mapped=lambda raw: reading.read_again(item.kind, raw), now=now)
    module = import_module(CHANNELS[item.shop.channel].module)

    def mapped(raw: bytes) -> AnyRecord | Refusal:
        read: AnyRecord | Refusal = module.read(item.kind, raw)
        return read

    def took(record: Any) -> bool:
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


def ask_again(item: QuarantinedItem, *, now: datetime) -> Connection | None:
    """The line at whose next turn, which is now unless it fails, the order is asked for anew; None: it cannot be."""
    line = Connection.objects.select_related("shop").filter(shop=item.shop_id, is_active=True).first()
    if line is None or line.state == State.DISCONNECTED or item.kind != "order":
        return None
    if item.external_id.startswith(UNREAD):  # it showed no id of its own
        return None
    wanting.want(line, item.kind, [item.external_id], now=now)
    Connection.objects.filter(pk=line.pk, failures=0).update(next_sync_at=now)
    return line


def can_be_read(item: QuarantinedItem) -> bool:
    """Webhook bodies and carriers' messages are hints only: the next pull reads what they were about.

    Nor is there anything to read of what the channel never told.
    """
    return bool(item.payload) and item.kind in quarantine.RECORDS
