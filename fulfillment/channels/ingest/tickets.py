"""Tickets, complaints and reviews, which may come before the order they are about, or name none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.channels import quarantine
from fulfillment.channels.ingest.isolating import take_apart
from fulfillment.channels.ingest.outcome import Taken
from fulfillment.channels.records import TicketRecord
from fulfillment.orders import topics
from fulfillment.orders.upsert import locks, tickets
from fulfillment.orders.watch import wake

NO_PAYLOADS: Mapping[str, bytes] = {}


def take_tickets(
    *,
    shop: Shop,
    records: Sequence[TicketRecord],
    now: datetime,
    payloads: Mapping[str, bytes] = NO_PAYLOADS,
) -> Taken:
    """The tickets stand as their newest tellings say, or are quarantined; `unchanged` are those told before."""
    ordered = sorted(records, key=lambda record: (record.external_id, record.updated_at))
    return take_apart(
        shop, "ticket", ordered, lambda part: _take(shop, part, now=now), payloads=payloads, now=now
    )


def _take(shop: Shop, records: Sequence[TicketRecord], *, now: datetime) -> Taken:
    newest = {record.external_id: record for record in records}
    named = {record.order_external_id for record in records if record.order_external_id}
    locks.lock(shop, sorted(named), ids=tickets.numbered(shop, named))
    written, orders = tickets.upsert(shop, [_row(record) for record in newest.values()], now=now)
    quarantine.resolve(shop, "ticket", list(newest), now=now)
    wake(sorted(orders), now=now)
    unchanged = [external_id for external_id in newest if external_id not in written]
    return Taken(unchanged=unchanged, changed_order_ids=orders)


def _row(record: TicketRecord) -> dict[str, Any]:
    """What it is about is read here, so that every way in reads it alike."""
    found = topics.read(
        record.text,
        told=record.topic,
        code=record.reason,
        reason=record.reason_text,
        rating=record.rating,
    )
    return {
        "external_id": record.external_id,
        "order_external_id": record.order_external_id,
        "kind": record.kind,
        "initiator": record.initiator,
        "status": record.status,
        "rating": record.rating,
        "reason": record.reason,
        "reason_text": record.reason_text,
        "sku_code": record.sku_code,
        "line_external_id": record.line_external_id,
        "text": record.text,
        "opened_at": record.opened_at,
        "answer_by_at": record.answer_by,
        "closed_at": record.closed_at,
        "remote_updated_at": record.updated_at,
        "read_topic": found.topic,
        "read_by": found.by,
        "read_on": found.on,
    }
