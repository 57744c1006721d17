"""What ends an order or sends goods back: its cancellation, its refunds and its returns.

A refund made for a return is part of that return: counted by itself it would count twice. Refunds have no reason of
their own, only a note. Returns carry no update time: the order's stands for it.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Raw
from msgspec.json import Decoder, encode

from fulfillment.channels.records import CancellationRecord, RefundRecord, Refusal
from fulfillment.channels.shopify.mapping import statuses
from fulfillment.channels.shopify.mapping.refusals import REFUSABLE, guarded, own_id
from fulfillment.channels.shopify.mapping.values import (
    moment,
    money,
    number_of,
    required,
    required_number,
    text,
    word,
)
from fulfillment.channels.shopify.payloads import Aftersale, OrderPayload, Refund, Return

Request = CancellationRecord | RefundRecord | Refusal

PAYLOAD = Decoder(OrderPayload)
AFTERSALE = Decoder(Aftersale)
REFUND = Decoder(Refund)
RETURN = Decoder(Return)


def requests(raw: bytes) -> list[Request]:
    """Everything of one whole order that ended it or sends goods back; one that is unreadable is refused alone."""
    try:
        payload = PAYLOAD.decode(raw)
    except REFUSABLE:
        return []  # the order itself is refused with its sentence
    found: list[Request] = [cancellation(raw)] if payload.cancelled_at else []
    by_return, alone = _split(payload.refunds or [])
    for node in (payload.returns.nodes if payload.returns else None) or []:
        found.append(_kept(payload, node, "return", by_return.pop(own_id(bytes(node)), [])))
    for node in [*alone, *(refund for refunds in by_return.values() for refund in refunds)]:
        found.append(_kept(payload, node, "refund", None))
    return found


def cancellation(raw: bytes) -> CancellationRecord | Refusal:
    """The cancellation of a whole order: it is over when Shopify tells of it."""
    return guarded("cancellation", raw, _cancellation)


def refund(raw: bytes) -> RefundRecord | Refusal:
    """One refund or return together with what is needed of its order."""
    try:
        external_id = _external_id(AFTERSALE.decode(raw))
    except REFUSABLE:
        external_id = ""
    return guarded("refund", raw, _refund_or_return, external_id=external_id)


def _split(refunds: list[Raw]) -> tuple[dict[str, list[Raw]], list[Raw]]:
    """Refunds by the return they were made for, and those that stand alone."""
    by_return: dict[str, list[Raw]] = {}
    alone: list[Raw] = []
    for node in refunds:
        try:
            return_id = number_of(REFUND.decode(node).returned)
        except REFUSABLE:
            return_id = ""
        if return_id:
            by_return.setdefault(return_id, []).append(node)
        else:
            alone.append(node)
    return by_return, alone


def _kept(payload: OrderPayload, node: Raw, kind: str, refunds: list[Raw] | None) -> RefundRecord | Refusal:
    own = refunds if kind == "return" else None
    kept = Aftersale(order_id=payload.id, order_updated_at=payload.updated_at, node=node, refunds=own)
    return refund(encode(kept))


def _external_id(kept: Aftersale) -> str:
    """Refunds and returns are numbered apart: the word keeps equal numbers apart."""
    return f"{'refund' if kept.refunds is None else 'return'}-{own_id(bytes(kept.node))}"


def _cancellation(raw: bytes) -> CancellationRecord:
    payload = PAYLOAD.decode(raw)
    order_id = required_number(payload.id, "id")
    cancelled_at = required(payload.cancelled_at, "cancelledAt")
    note = payload.cancellation.staff_note if payload.cancellation else ""
    return CancellationRecord(
        external_id=order_id,
        order_external_id=order_id,
        status="completed",
        channel_status="CANCELLED",
        initiator=statuses.CANCELLED_BY.get(word(payload.cancel_reason), "unknown"),
        reason=text(payload.cancel_reason),
        reason_text=text(note),
        requested_at=cancelled_at,
        closed_at=cancelled_at,
        updated_at=required(payload.updated_at, "updatedAt"),
    )


def _refund_or_return(raw: bytes) -> RefundRecord:
    kept = AFTERSALE.decode(raw)
    return _refund(kept) if kept.refunds is None else _return(kept, kept.refunds)


def _refund(kept: Aftersale) -> RefundRecord:
    """Money given back: by lines, or an amount alone, which names no SKU."""
    payload = REFUND.decode(kept.node)
    created_at = moment(payload.created_at, "createdAt")
    lines = (payload.refund_line_items.nodes if payload.refund_line_items else None) or ()
    skus = (number_of(line.line_item.variant) for line in lines if line.line_item)
    amount, currency = money(payload.total_refunded_set)
    return RefundRecord(
        external_id=f"refund-{required_number(payload.id, 'id')}",
        order_external_id=required_number(kept.order_id, "The order's id"),
        kind="refund",
        status="completed",
        channel_status="REFUNDED",
        initiator="seller",
        reason_text=text(payload.note),
        requested_at=created_at,
        closed_at=created_at,
        updated_at=required(payload.updated_at or kept.order_updated_at, "updatedAt"),
        amount=amount,
        currency=currency,
        sku_external_ids=tuple(dict.fromkeys(filter(None, skus))),
    )


def _return(kept: Aftersale, refunds: list[Raw]) -> RefundRecord:
    payload = RETURN.decode(kept.node)
    status = statuses.RETURN.get(word(payload.status), statuses.NEEDS_ATTENTION)
    updated_at = required(kept.order_updated_at, "The order's updatedAt")
    reason, reason_text = _reason(payload)
    amount, currency = _sum(refunds)
    closed_at = moment(payload.closed_at, "closedAt")
    return RefundRecord(
        external_id=f"return-{required_number(payload.id, 'id')}",
        order_external_id=required_number(kept.order_id, "The order's id"),
        kind="exchange" if payload.exchange_line_items and payload.exchange_line_items.nodes else "return",
        status=status,
        channel_status=text(payload.status),
        initiator="buyer",
        reason=reason,
        reason_text=reason_text,
        requested_at=moment(payload.created_at, "createdAt"),
        closed_at=closed_at or (updated_at if status in statuses.CLOSED else None),
        updated_at=updated_at,
        amount=amount,
        currency=currency,
        sku_external_ids=_returned_skus(payload),
    )


def _reason(payload: Return) -> tuple[str, str]:
    """The handle that the first line gives, and all that people wrote; handles stay when names are translated."""
    lines = (payload.return_line_items.nodes if payload.return_line_items else None) or []
    handles = (text(line.return_reason_definition.handle) for line in lines if line.return_reason_definition)
    names = (text(line.return_reason_definition.name) for line in lines if line.return_reason_definition)
    notes = [note for line in lines for note in (text(line.customer_note), text(line.return_reason_note))]
    said = dict.fromkeys(
        filter(None, [*names, *notes, text(payload.decline.note) if payload.decline else ""])
    )
    return next(filter(None, handles), ""), text("; ".join(said), 500)


def _returned_skus(payload: Return) -> tuple[str, ...]:
    lines = (payload.return_line_items.nodes if payload.return_line_items else None) or []
    shipped = (line.fulfillment_line_item.line_item for line in lines if line.fulfillment_line_item)
    skus = (number_of(line.variant) for line in shipped if line)
    return tuple(dict.fromkeys(filter(None, skus)))


def _sum(refunds: list[Raw]) -> tuple[Decimal | None, str]:
    """What was paid back for a return; None while nothing was, or where two currencies would have to be added."""
    paid = [money(REFUND.decode(node).total_refunded_set) for node in refunds]
    known = [(amount, currency) for amount, currency in paid if amount is not None]
    if not known or len({currency for _, currency in known}) != 1:
        return None, ""
    return sum((amount for amount, _ in known), Decimal(0)), known[0][1]
