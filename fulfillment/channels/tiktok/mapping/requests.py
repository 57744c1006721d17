"""Requests that end an order or send goods back: cancellations and refunds, with their answer-by moment."""

from datetime import datetime

from msgspec.json import Decoder

from fulfillment.channels.records import CancellationRecord, RefundRecord, Refusal
from fulfillment.channels.tiktok.mapping import statuses
from fulfillment.channels.tiktok.mapping.refusals import guarded
from fulfillment.channels.tiktok.mapping.values import (
    amount,
    currency,
    identifier,
    moment,
    required,
    required_id,
    text,
    word,
)
from fulfillment.channels.tiktok.payloads import (
    CancellationPayload,
    NextAction,
    RefundAmount,
    ReturnPayload,
    Word,
)

CANCELLATION = Decoder(CancellationPayload)
RETURN = Decoder(ReturnPayload)


def cancellation(raw: bytes) -> CancellationRecord | Refusal:
    """One element of `cancellations[]`; an unknown status is `needs_attention`, its word kept."""
    return guarded("cancellation", raw, _cancellation)


def refund(raw: bytes) -> RefundRecord | Refusal:
    """One element of `return_orders[]`; an unknown status is `needs_attention`, its word kept."""
    return guarded("refund", raw, _refund)


def _cancellation(raw: bytes) -> CancellationRecord:
    payload = CANCELLATION.decode(raw)
    status = statuses.CANCELLATION.get(word(payload.cancel_status), statuses.NEEDS_ATTENTION)
    updated_at = required(payload.update_time or payload.create_time, "update_time")
    money = payload.refund_amount or RefundAmount()
    return CancellationRecord(
        external_id=required_id(payload.cancel_id, "cancel_id"),
        order_external_id=required_id(payload.order_id, "order_id"),
        status=status,
        channel_status=text(payload.cancel_status),
        initiator=_initiator(payload.role),
        reason=text(payload.cancel_reason),
        reason_text=text(payload.cancel_reason_text),
        requested_at=moment(payload.create_time, "create_time"),
        answer_by=_answer_by(payload.seller_next_action_response),
        closed_at=_closed_at(status, updated_at),
        updated_at=updated_at,
        amount=amount(money.refund_total),
        currency=currency(money.currency),
    )


def _refund(raw: bytes) -> RefundRecord:
    payload = RETURN.decode(raw)
    status = statuses.REFUND.get(word(payload.return_status), statuses.NEEDS_ATTENTION)
    updated_at = required(payload.update_time or payload.create_time, "update_time")
    money = payload.refund_amount or RefundAmount()
    skus = (identifier(line.sku_id) for line in payload.return_line_items or ())
    return RefundRecord(
        external_id=required_id(payload.return_id, "return_id"),
        order_external_id=required_id(payload.order_id, "order_id"),
        kind=statuses.REFUND_KIND.get(word(payload.return_type), "unknown"),
        status=status,
        channel_status=text(payload.return_status),
        initiator=_initiator(payload.role),
        reason=text(payload.return_reason),
        reason_text=text(payload.return_reason_text),
        requested_at=moment(payload.create_time, "create_time"),
        answer_by=_answer_by(payload.seller_next_action_response),
        closed_at=_closed_at(status, updated_at),
        updated_at=updated_at,
        amount=amount(money.refund_total),
        currency=currency(money.currency),
        sku_external_ids=tuple(dict.fromkeys(filter(None, skus))),
    )


def _initiator(role: Word) -> str:
    said = text(role).lower()
    return said if said in statuses.INITIATORS else "unknown"


def _answer_by(actions: list[NextAction] | None) -> datetime | None:
    """The earliest deadline of any answer that the seller owes."""
    deadlines = (moment(action.deadline, "deadline") for action in actions or ())
    return min(filter(None, deadlines), default=None)


def _closed_at(status: str, updated_at: datetime) -> datetime | None:
    return updated_at if status in statuses.CLOSED else None
