"""One order. Deadlines are those the shop set on it (`fulfillBy`, the promised delivery); none is computed here."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.json import Decoder

from fulfillment.channels.records import LineRecord, OrderRecord, Refusal
from fulfillment.channels.shopify.mapping import statuses
from fulfillment.channels.shopify.mapping.buyers import buyer
from fulfillment.channels.shopify.mapping.lines import lines, units_taken_off
from fulfillment.channels.shopify.mapping.parcels import parcels
from fulfillment.channels.shopify.mapping.progress import (
    Progress,
    channel_status,
    fulfillment_orders,
    open_work,
    progress,
)
from fulfillment.channels.shopify.mapping.progress import lines as payload_lines
from fulfillment.channels.shopify.mapping.refusals import REFUSABLE, guarded
from fulfillment.channels.shopify.mapping.values import (
    moment,
    money,
    number_of,
    required,
    required_number,
    text,
    word,
)
from fulfillment.channels.shopify.payloads import FulfillmentOrder, OrderPayload, Refund, RefundedLine
from fulfillment.orders.likeness import named_in
from fulfillment.orders.states import OrderStatus
from fulfillment.policies.terms import OrderKind, ShippingType

PAYLOAD = Decoder(OrderPayload)
REFUND = Decoder(Refund)


def order(raw: bytes) -> OrderRecord | Refusal:
    """The order of one whole answer, with its lines and parcels."""
    return guarded("order", raw, _order)


def _order(raw: bytes) -> OrderRecord:
    payload = PAYLOAD.decode(raw)
    order_id = required_number(payload.id, "id")
    shipping_type = _shipping_type(payload)
    found = parcels(payload.fulfillments or [], order_id=order_id)
    done = progress(payload, found, shipping_type=shipping_type)
    total, currency = money(payload.total_price_set)
    who = buyer(payload)
    promised_at = _earliest(work.fulfill_by for work in _valid_work(payload))
    return OrderRecord(
        external_id=order_id,
        number=text(payload.name),
        updated_at=required(payload.updated_at, "updatedAt"),
        status=done.status,
        channel_status=channel_status(payload),
        placed_at=moment(payload.processed_at, "processedAt") or required(payload.created_at, "createdAt"),
        kind=OrderKind.PRE_ORDER if _release_at(payload) else OrderKind.REGULAR,
        is_sample=payload.test is True,
        shipping_type=shipping_type,
        release_at=_release_at(payload),
        ready_due_at=promised_at,
        scan_due_at=promised_at,
        delivery_due_at=_delivery_due_at(payload),
        ready_at=done.all_reached(parcel.shipped_at for parcel in done.live),
        scanned_at=done.all_reached(parcel.first_scan_at for parcel in done.live),
        delivered_at=done.all_reached(parcel.delivered_at for parcel in done.live),
        cancelled_at=_cancelled_at(payload, done),
        cancel_reason_text=_why(payload),
        cancel_initiator=_initiator(payload, done),
        total=total,
        currency=currency,
        country=who.country,
        warehouse_external_id=_location(payload),
        copied_from=_copied_from(payload),
        buyer=who,
        lines=_lines(payload, done),
        packages=found,
    )


def _lines(payload: OrderPayload, done: Progress) -> tuple[LineRecord, ...]:
    return lines(
        payload_lines(payload),
        taken_off=units_taken_off(_refunded(payload)),
        has_shipped=bool(done.live),
        status=done.status,
    )


def _copied_from(payload: OrderPayload) -> str:
    """The TikTok Shop order that a connector names: as source, in a tag, a note's attribute or the note itself."""
    told = [payload.source_identifier, payload.note, *(payload.tags or ()), payload.name]
    told += [attribute.value for attribute in payload.custom_attributes or ()]
    return named_in(text(each) for each in told if each)


def _delivery_due_at(payload: OrderPayload) -> datetime | None:
    """The latest moment that the buyer was promised at the checkout."""
    methods = (work.delivery_method for work in _valid_work(payload))
    return _latest(method.max_delivery_date_time for method in methods if method)


def _shipping_type(payload: OrderPayload) -> ShippingType:
    """Downloads, goods over the counter and those fetched by the buyer have nobody to carry them."""
    if payload.requires_shipping is False or _is_only_what_needs_no_shipping(payload):
        return ShippingType.DIGITAL
    methods = {
        word(work.delivery_method.method_type) for work in _valid_work(payload) if work.delivery_method
    }
    if methods and methods <= statuses.NOTHING_TO_CARRY:
        return ShippingType.DIGITAL
    return ShippingType.SELLER


def _is_only_what_needs_no_shipping(payload: OrderPayload) -> bool:
    """Whether nothing ever shipped and all that was to be carried was taken off: a gift card is left, say."""
    left = [line for line in payload_lines(payload) if line.current_quantity != 0]
    return bool(left) and not payload.fulfillments and all(line.requires_shipping is False for line in left)


def _valid_work(payload: OrderPayload) -> list[FulfillmentOrder]:
    """Fulfillment orders but those withdrawn: one that moved or was replaced goes on under another id."""
    return [work for work in fulfillment_orders(payload) if word(work.status) != statuses.WITHDRAWN]


def _release_at(payload: OrderPayload) -> datetime | None:
    """When all that is left may ship, where all of it is scheduled for later."""
    work = open_work(payload)
    if not work or any(word(order.status) != statuses.SCHEDULED for order in work):
        return None
    return _latest(order.fulfill_at for order in work)


def _location(payload: OrderPayload) -> str:
    """The one shelf that the work left is assigned to; "" where it is spread over several."""
    work = open_work(payload) or _valid_work(payload)
    found = {number_of(order.assigned_location.location) for order in work if order.assigned_location}
    return found.pop() if len(found) == 1 else ""


def _cancelled_at(payload: OrderPayload, done: Progress) -> datetime | None:
    """The moment of the cancellation; of an order that was emptied instead, that of its last refund."""
    if payload.cancelled_at or done.status is not OrderStatus.CANCELLED:
        return moment(payload.cancelled_at, "cancelledAt")
    refunded = _last(moment(refund.created_at, "A refund's createdAt") for refund in _refunds(payload))
    return refunded or required(payload.updated_at, "updatedAt")


def _why(payload: OrderPayload) -> str:
    return statuses.WHY_CANCELLED.get(word(payload.cancel_reason), text(payload.cancel_reason))


def _initiator(payload: OrderPayload, done: Progress) -> str:
    if done.status is not OrderStatus.CANCELLED:
        return ""
    return statuses.CANCELLED_BY.get(word(payload.cancel_reason), "unknown")


def _refunds(payload: OrderPayload) -> list[Refund]:
    """The refunds that can be read; another is refused by itself and never takes its order along."""
    found = []
    for raw in payload.refunds or ():
        try:
            found.append(REFUND.decode(raw))
        except REFUSABLE:
            continue
    return found


def _refunded(payload: OrderPayload) -> list[RefundedLine]:
    return [
        line
        for refund in _refunds(payload)
        for line in (refund.refund_line_items.nodes if refund.refund_line_items else None) or ()
    ]


def _earliest(values: Iterable[str | None]) -> datetime | None:
    return min(filter(None, (moment(value, "fulfillBy") for value in values)), default=None)


def _latest(values: Iterable[str | None]) -> datetime | None:
    return _last(moment(value, "fulfillAt or maxDeliveryDateTime") for value in values)


def _last(moments: Iterable[datetime | None]) -> datetime | None:
    return max(filter(None, moments), default=None)
