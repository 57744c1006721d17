"""Cancellations and refunds, which may come before the order they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.channels import quarantine
from fulfillment.channels.ingest.isolating import Unstorable, take_apart
from fulfillment.channels.ingest.outcome import Taken
from fulfillment.channels.reasons import meaning
from fulfillment.channels.records import CancellationRecord, RefundRecord
from fulfillment.orders.models import Cancellation, Refund
from fulfillment.orders.upsert import aftersales, locks
from fulfillment.orders.watch import wake

NO_PAYLOADS: Mapping[str, bytes] = {}
Request = CancellationRecord | RefundRecord


def take_cancellations(
    *,
    shop: Shop,
    records: Sequence[CancellationRecord],
    now: datetime,
    payloads: Mapping[str, bytes] = NO_PAYLOADS,
) -> Taken:
    """The cancellations stand as their newest answers say, or are quarantined; their orders' watch is woken."""
    return take_apart(
        shop,
        "cancellation",
        _sorted(records),
        lambda part: _take(Cancellation, shop, part, _cancellation_row, now=now),
        payloads=payloads,
        now=now,
    )


def take_refunds(
    *,
    shop: Shop,
    records: Sequence[RefundRecord],
    now: datetime,
    payloads: Mapping[str, bytes] = NO_PAYLOADS,
) -> Taken:
    """The refunds and returns stand as their newest answers say, or are quarantined."""
    return take_apart(
        shop,
        "refund",
        _sorted(records),
        lambda part: _take(Refund, shop, part, _refund_row, now=now),
        payloads=payloads,
        now=now,
    )


def _sorted(records: Iterable[Any]) -> list[Any]:
    return sorted(records, key=lambda record: (record.external_id, record.updated_at))


def _take(
    model: type[Cancellation] | type[Refund],
    shop: Shop,
    records: Sequence[Any],
    row: Callable[[Shop, Any], dict[str, Any]],
    *,
    now: datetime,
) -> Taken:
    newest = {record.external_id: record for record in records}
    locks.lock(shop, sorted({record.order_external_id for record in records}))
    written = aftersales.upsert(model, shop, [row(shop, record) for record in newest.values()])
    changed = {order_id for _, _, order_id in written if order_id is not None}
    aftersales.record_events(model, shop, changed, now=now)
    quarantine.resolve(shop, model._meta.model_name or "", list(newest), now=now)
    wake(sorted(changed), now=now)
    taken = {external_id for external_id, _, _ in written}
    return Taken(
        updated_ids=[pk for _, pk, _ in written],
        unchanged=[external_id for external_id in newest if external_id not in taken],
        changed_order_ids=changed,
    )


def _row(shop: Shop, record: Request) -> dict[str, Any]:
    if record.amount is not None and not record.amount.is_finite():
        raise Unstorable("The amount is not a number.")
    return {
        "external_id": record.external_id,
        "order_external_id": record.order_external_id,
        "status": record.status,
        "initiator": record.initiator,
        "reason": record.reason,
        "reason_text": record.reason_text,
        "requested_at": record.requested_at,
        "answer_by_at": record.answer_by,
        "closed_at": record.closed_at,
        "remote_updated_at": record.updated_at,
        "amount": record.amount,
        "currency": record.currency,
    }


def _cancellation_row(shop: Shop, record: CancellationRecord) -> dict[str, Any]:
    found = meaning(shop, record)
    return _row(shop, record) | {"reason_group": found.group, "fault": found.fault}


def _refund_row(shop: Shop, record: RefundRecord) -> dict[str, Any]:
    own = {"kind": record.kind, "sku_codes": record.sku_external_ids}
    return _row(shop, record) | {"reason_group": meaning(shop, record).group} | own
