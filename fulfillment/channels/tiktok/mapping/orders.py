"""One order. Deadlines are the platform's own (order API 202309); none is computed here."""

from datetime import datetime

from msgspec.json import Decoder

from fulfillment.channels.records import OrderRecord, Refusal
from fulfillment.channels.tiktok.mapping import statuses
from fulfillment.channels.tiktok.mapping.buyers import buyer
from fulfillment.channels.tiktok.mapping.deadlines import deadlines
from fulfillment.channels.tiktok.mapping.lines import lines
from fulfillment.channels.tiktok.mapping.packages import stubs
from fulfillment.channels.tiktok.mapping.refusals import guarded
from fulfillment.channels.tiktok.mapping.values import (
    Unmappable,
    amount,
    currency,
    flag,
    identifier,
    moment,
    required,
    required_id,
    text,
    word,
)
from fulfillment.channels.tiktok.payloads import OrderPayload, Payment
from fulfillment.orders.states import OrderStatus
from fulfillment.policies.terms import OrderKind, ShippingType

PAYLOAD = Decoder(OrderPayload)
LONGEST_HANDLING = 365
LONGEST_REGULAR_HANDLING = 2  # days a seller may set for regular orders (US Fulfillment Policy)


def order(raw: bytes) -> OrderRecord | Refusal:
    """The order of one element of `orders[]`, its units grouped by SKU and its packages as stubs."""
    return guarded("order", raw, _order)


def _order(raw: bytes) -> OrderRecord:
    payload = PAYLOAD.decode(raw)
    order_id = required_id(payload.id, "id")
    status = _status(payload)
    updated_at = required(payload.update_time, "update_time")
    shipping_type = _shipping_type(payload)
    units = payload.line_items or []
    who = buyer(payload)
    payment = payload.payment if isinstance(payload.payment, Payment) else Payment()
    handling_days, in_business_days = _handling(payload)
    return OrderRecord(
        external_id=order_id,
        updated_at=updated_at,
        status=status,
        channel_status=text(payload.status),
        placed_at=required(payload.create_time, "create_time"),
        paid_at=moment(payload.paid_time, "paid_time"),
        kind=_kind(payload, handling_days),
        is_sample=flag(payload.is_sample_order),
        is_replacement=flag(payload.is_replacement_order) or flag(payload.is_exchange_order),
        shipping_type=shipping_type,
        handling_days=handling_days,
        handling_in_business_days=in_business_days,
        release_at=moment(payload.release_date, "release_date"),
        ready_at=moment(payload.rts_time, "rts_time"),
        scanned_at=moment(payload.collection_time, "collection_time"),
        delivered_at=moment(payload.delivery_time, "delivery_time"),
        cancelled_at=moment(payload.cancel_time, "cancel_time"),
        cancel_requested_at=_cancel_requested_at(payload, updated_at),
        cancel_reason_text=text(payload.cancel_reason),
        cancel_initiator=_initiator(payload),
        total=amount(payment.total_amount),
        currency=currency(payment.currency),
        country=who.country,
        warehouse_external_id=identifier(payload.warehouse_id),
        buyer=who,
        lines=lines(units, status=status),
        packages=stubs(
            payload, order_id=order_id, status=status, shipping_type=shipping_type, updated_at=updated_at
        ),
        **deadlines(payload),
    )


def _status(payload: OrderPayload) -> OrderStatus:
    """`is_on_hold_order` says that an order has *ever* been on hold, so only the status decides."""
    found = statuses.ORDER.get(word(payload.status))
    if found is None:
        raise Unmappable(
            f"The order status {text(payload.status, 40)!r} is not known."
            if payload.status
            else "status is missing."
        )
    return found


def _kind(payload: OrderPayload, handling_days: int | None) -> OrderKind:
    """How the order was promised; a handling time beyond the regular one is the seller's own ("custom")."""
    found = statuses.KIND.get(word(payload.order_type))
    if found is None and any(word(unit.sku_type) == "PRE_ORDER" for unit in payload.line_items or ()):
        found = OrderKind.PRE_ORDER
    if found is None and handling_days is not None and handling_days > LONGEST_REGULAR_HANDLING:
        found = OrderKind.CUSTOM
    return found or OrderKind.REGULAR


def _shipping_type(payload: OrderPayload) -> ShippingType:
    """Nothing to ship, then whose shelf, then whose label; not said means that the seller ships."""
    if word(payload.order_type) == statuses.VIRTUAL:
        return ShippingType.DIGITAL
    if word(payload.fulfillment_type) in statuses.PLATFORM_WAREHOUSE:
        return ShippingType.PLATFORM_WAREHOUSE
    return statuses.SHIPPING.get(word(payload.shipping_type), ShippingType.SELLER)


def _handling(payload: OrderPayload) -> tuple[int | None, bool]:
    """Days to hand over, and whether business days; the line's own field is the deprecated spelling."""
    duration = payload.handling_duration
    if duration is not None and duration.days is not None:
        return _days(duration.days), word(duration.type) != "CALENDAR_DAY"
    said = next(
        (unit.handling_duration_days for unit in payload.line_items or () if unit.handling_duration_days),
        None,
    )
    return _days(said), True


def _days(value: str | float | bool | None) -> int | None:
    found = text(value)
    return int(found) if found.isascii() and found.isdigit() and 0 < int(found) <= LONGEST_HANDLING else None


def _cancel_requested_at(payload: OrderPayload, updated_at: datetime) -> datetime | None:
    """When the buyer asked; a request without a moment counts from this update."""
    asked_at = moment(payload.request_cancel_time, "request_cancel_time")
    return asked_at or (updated_at if flag(payload.is_buyer_request_cancel) else None)


def _initiator(payload: OrderPayload) -> str:
    said = text(payload.cancellation_initiator).lower()
    if not said:
        said = next(
            (text(unit.cancel_user).lower() for unit in payload.line_items or () if unit.cancel_user), ""
        )
    return said if said in statuses.INITIATORS or not said else "unknown"
