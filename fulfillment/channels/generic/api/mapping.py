"""What programs send, as the records that every channel brings. Pure."""

from __future__ import annotations

from decimal import Decimal

from fulfillment.channels.generic.api import shapes
from fulfillment.channels.records import (
    BuyerRecord,
    CancellationRecord,
    LineRecord,
    OrderRecord,
    PackageRecord,
    RefundRecord,
    TicketRecord,
    TrackingEventRecord,
)
from fulfillment.channels.values import LARGEST_AMOUNT, Unmappable
from fulfillment.policies import countries

BUYER = ("name", "email", "phone", "line1", "line2", "city", "region", "postal_code")


def order(told: shapes.Order) -> OrderRecord:
    ids = [line.id for line in told.lines]
    if len(set(ids)) < len(ids):
        raise Unmappable("lines: two lines have the same id.")
    country = _country(told.buyer.country)
    buyer = {name: getattr(told.buyer, name) for name in BUYER}
    return OrderRecord(
        external_id=told.id,
        updated_at=told.updated_at,
        status=told.status,
        channel_status=told.store_status or told.status,
        placed_at=told.placed_at,
        number=told.number,
        paid_at=told.paid_at,
        kind=told.kind,
        is_sample=told.is_sample,
        is_replacement=told.is_replacement,
        shipping_type=told.shipping_type,
        handling_days=told.handling_days,
        ready_due_at=told.dispatch_due_at,
        scan_due_at=told.dispatch_due_at,
        delivery_due_at=told.delivery_due_at,
        ready_at=told.ready_at,
        scanned_at=told.first_scan_at,
        delivered_at=told.delivered_at,
        cancelled_at=told.cancelled_at,
        cancel_reason_text=told.cancel_reason,
        total=_amount(told.total, "total"),
        currency=told.currency,
        country=country,
        copied_from=told.copied_from,
        buyer=BuyerRecord(external_id=told.buyer.id, country=country, **buyer),
        lines=tuple(_line(line, told.currency) for line in told.lines),
    )


def _line(told: shapes.Line, currency: str) -> LineRecord:
    return LineRecord(
        external_id=told.id,
        sku_code=told.sku,
        title=told.title,
        variant=told.variant,
        image_url=told.image_url,
        quantity=told.quantity,
        cancelled_quantity=told.cancelled_quantity,
        unit_price=_amount(told.unit_price, "unit_price"),
        currency=told.currency or currency,
    )


def package(told: shapes.Package) -> PackageRecord:
    return PackageRecord(
        external_id=told.id,
        order_external_ids=told.order_ids,
        tracking_number=told.tracking_number,
        carrier_name=told.carrier,
        status=told.status or "",
        shipped_at=told.shipped_at,
        first_scan_at=told.first_scan_at,
        delivered_at=told.delivered_at,
        updated_at=told.updated_at,
    )


def events(told: shapes.Package) -> list[TrackingEventRecord]:
    return [
        TrackingEventRecord(
            happened_at=each.happened_at,
            description=each.description,
            code=each.code,
            location=each.location,
            postal_code=each.postal_code,
        )
        for each in told.events
    ]


def cancellation(told: shapes.Cancellation) -> CancellationRecord:
    return CancellationRecord(
        external_id=told.id,
        order_external_id=told.order_id,
        status=told.status,
        channel_status=told.status,
        initiator=told.initiator,
        reason=told.reason,
        reason_text=told.reason_text,
        requested_at=told.requested_at,
        answer_by=told.answer_by_at,
        closed_at=told.closed_at,
        updated_at=told.updated_at,
        amount=_amount(told.amount, "amount"),
        currency=told.currency,
    )


def refund(told: shapes.Refund) -> RefundRecord:
    return RefundRecord(
        external_id=told.id,
        order_external_id=told.order_id,
        kind=told.kind,
        status=told.status,
        channel_status=told.status,
        initiator=told.initiator,
        reason=told.reason,
        reason_text=told.reason_text,
        requested_at=told.requested_at,
        answer_by=told.answer_by_at,
        closed_at=told.closed_at,
        updated_at=told.updated_at,
        amount=_amount(told.amount, "amount"),
        currency=told.currency,
        sku_external_ids=told.skus,
    )


def ticket(told: shapes.Ticket) -> TicketRecord:
    return TicketRecord(
        external_id=told.id,
        kind=told.kind,
        order_external_id=told.order_id,
        topic=told.topic or "",
        initiator=told.initiator,
        reason=told.reason,
        reason_text=told.reason_text,
        sku_code=told.sku,
        line_external_id=told.line_id,
        status="closed" if told.closed_at else told.status,
        rating=told.rating,
        text=told.text,
        opened_at=told.opened_at,
        answer_by=told.answer_by_at,
        closed_at=told.closed_at,
        updated_at=told.updated_at,
    )


def _country(given: str) -> str:
    code = countries.code_of(given)
    if given and not code:
        raise Unmappable(f"buyer.country: {given!r} is no country's two letters (ISO 3166).")
    return code


def _amount(value: Decimal | None, name: str) -> Decimal | None:
    if value is not None and not (value.is_finite() and abs(value) < LARGEST_AMOUNT):
        raise Unmappable(f"{name}: {value} cannot be an amount of money.")
    return value
