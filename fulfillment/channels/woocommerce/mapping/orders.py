"""One order. WooCommerce knows no deadlines and no scans: none is made up here."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.json import Decoder

from fulfillment.channels.records import OrderRecord, PackageRecord, Refusal
from fulfillment.channels.woocommerce.mapping import statuses
from fulfillment.channels.woocommerce.mapping.buyers import buyer
from fulfillment.channels.woocommerce.mapping.lines import lines, refunded_units
from fulfillment.channels.woocommerce.mapping.parcels import parcels
from fulfillment.channels.woocommerce.mapping.progress import Standing, gone, meaning, standing
from fulfillment.channels.woocommerce.mapping.refusals import REFUSABLE, guarded
from fulfillment.channels.woocommerce.mapping.values import (
    amount,
    currency,
    metas,
    moment,
    required,
    required_id,
    scalar,
    text,
)
from fulfillment.channels.woocommerce.payloads import OrderPayload, Refund, Whole
from fulfillment.orders.likeness import named_in
from fulfillment.orders.states import OrderStatus
from fulfillment.policies.terms import ShippingType

WHOLE, PAYLOAD, REFUND = Decoder(Whole), Decoder(OrderPayload), Decoder(Refund)


def order(raw: bytes) -> OrderRecord | Refusal:
    """The order of one whole answer, with its lines and parcels."""
    return guarded("order", raw, _order)


def _order(raw: bytes) -> OrderRecord:
    whole = WHOLE.decode(raw)
    payload = PAYLOAD.decode(whole.order)
    order_id = required_id(payload.id, "id")
    placed_at = placed(payload, whole.zone)
    refunded = refunded_units(readable_refunds(whole))
    shipping_type = _shipping_type(payload)
    found = parcels(whole, payload, order_id=order_id, placed_at=placed_at)
    done = standing(
        payload,
        found,
        meaning(payload, whole.statuses),
        refunded=refunded,
        digital=shipping_type is ShippingType.DIGITAL,
    )
    packages = tuple(parcel.record for parcel in found)
    who = buyer(payload)
    is_cancelled = done.status is OrderStatus.CANCELLED
    updated_at = moment(payload.date_modified_gmt, "date_modified_gmt") or placed_at
    return OrderRecord(
        external_id=order_id,
        number=_number(payload, order_id),
        updated_at=updated_at,
        status=done.status,
        channel_status=text(payload.status) or "unknown",
        placed_at=placed_at,
        paid_at=moment(payload.date_paid_gmt, "date_paid_gmt"),
        shipping_type=shipping_type,
        ready_at=_ready_at(payload, done, packages),
        cancelled_at=updated_at if is_cancelled else None,
        cancel_reason_text=_why(payload) if is_cancelled else "",
        cancel_initiator=cancelled_by(payload) if is_cancelled else "",
        total=amount(payload.total),
        currency=currency(payload.currency),
        country=who.country,
        copied_from=_copied_from(payload),
        buyer=who,
        lines=lines(
            payload,
            taken_off=refunded_units(()) if done.has_shipped else refunded,
            cancelled=is_cancelled and not done.has_shipped,
            gone=gone(found, done, refunded),
        ),
        packages=packages,
    )


def placed(payload: OrderPayload, zone: str) -> datetime:
    """Imported orders may lack the UTC column; the store's own time stands for it."""
    found = moment(payload.date_created_gmt, "date_created_gmt")
    return (
        found or moment(payload.date_created, "date_created", zone=zone) or required(None, "date_created_gmt")
    )


def readable_refunds(whole: Whole) -> list[Refund]:
    """The refunds that can be read; another is refused by itself and never takes its order along."""
    found = []
    for raw in whole.refunds or ():
        try:
            found.append(REFUND.decode(raw))
        except REFUSABLE:
            continue
    return found


def cancelled_by(payload: OrderPayload) -> str:
    """Only people of the store can cancel what was paid; unpaid orders also end by themselves or by the buyer."""
    return "seller" if payload.date_paid_gmt else "unknown"


def _why(payload: OrderPayload) -> str:
    if statuses.slug(text(payload.status)) == "trash":
        return "Moved to the trash in WooCommerce"
    return "" if payload.date_paid_gmt else "Never paid"


def _number(payload: OrderPayload, order_id: str) -> str:
    """What people call it; plugins number orders their own way."""
    found = text(payload.number)
    return "" if found == order_id else found


def _copied_from(payload: OrderPayload) -> str:
    """The TikTok Shop order that a connector names, in a meta or as the order's number."""
    told = [scalar(item.value) for item in metas(payload.meta_data) if item.value is not None]
    return named_in([*told, text(payload.number)])


def _shipping_type(payload: OrderPayload) -> ShippingType:
    """Downloads and goods that the buyer fetches have nobody to carry them."""
    methods = {text(line.method_id).partition(":")[0] for line in payload.shipping_lines or ()}
    is_fetched = bool(methods) and methods <= statuses.PICKED_UP_METHODS
    is_download = payload.needs_processing is False and not methods
    return ShippingType.DIGITAL if is_fetched or is_download else ShippingType.SELLER


def _ready_at(payload: OrderPayload, done: Standing, packages: Iterable[PackageRecord]) -> datetime | None:
    """When the seller was done: the last parcel's day, else the moment of completing."""
    if done.status not in (OrderStatus.READY, OrderStatus.DELIVERED):
        return None
    shipped = [package.shipped_at for package in packages if package.shipped_at]
    return moment(payload.date_completed_gmt, "date_completed_gmt") or max(shipped, default=None)
