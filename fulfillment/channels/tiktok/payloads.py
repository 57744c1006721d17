"""TikTok Shop's payloads as they really come: fields missing, numbers as text, ids as numbers, masks.

Only what we use is named; everything else is skipped while decoding. Ids take whole numbers of any length
without loss (a fractional or rounded number is refused). Source: Partner Center reference, order 202309 and
202507, fulfillment 202309, return_refund 202309 and 202602; real traffic omits fields, it sends no null.
"""

from typing import TypeAlias

from msgspec import Struct

Id: TypeAlias = str | int | None
Word: TypeAlias = str | int | float | bool | None  # any scalar; `values.text` makes it text
Moment: TypeAlias = int | str | float | None  # unix seconds
Amount: TypeAlias = str | int | float | None


class District(Struct):
    address_level_name: Word = ""
    address_name: Word = ""


class Address(Struct):
    name: Word = ""
    phone_number: Word = ""
    full_address: Word = ""
    address_detail: Word = ""
    address_line1: Word = ""
    address_line2: Word = ""
    post_town: Word = ""
    postal_code: Word = ""
    region_code: Word = ""
    district_info: list[District] | None = None


class Payment(Struct):
    currency: Word = ""
    total_amount: Amount = None


class HandlingDuration(Struct):
    days: Word = None
    type: Word = ""


class Unit(Struct):
    """One element of `line_items`: always one unit."""

    id: Id = None
    sku_id: Id = None
    product_id: Id = None
    seller_sku: Word = ""
    product_name: Word = ""
    sku_name: Word = ""
    sku_image: Word = ""
    sku_type: Word = ""
    sale_price: Amount = None
    currency: Word = ""
    display_status: Word = ""
    cancel_user: Word = ""
    package_id: Id = None
    package_status: Word = ""
    tracking_number: Word = ""
    shipping_provider_name: Word = ""
    rts_time: Moment = None
    handling_duration_days: Word = None


class PackageId(Struct):
    id: Id = None


class OrderPayload(Struct):
    id: Id = None
    status: Word = ""
    create_time: Moment = None
    update_time: Moment = None
    paid_time: Moment = None
    rts_sla_time: Moment = None
    tts_sla_time: Moment = None
    rts_time: Moment = None
    collection_time: Moment = None
    shipping_due_time: Moment = None
    collection_due_time: Moment = None
    cancel_order_sla_time: Moment = None
    delivery_sla_time: Moment = None
    delivery_time: Moment = None
    cancel_time: Moment = None
    request_cancel_time: Moment = None
    release_date: Moment = None
    handling_duration: HandlingDuration | None = None
    order_type: Word = ""
    fulfillment_type: Word = ""
    shipping_type: Word = ""
    is_sample_order: Word = None
    is_replacement_order: Word = None
    is_exchange_order: Word = None
    is_buyer_request_cancel: Word = None
    cancel_reason: Word = ""
    cancellation_initiator: Word = ""
    warehouse_id: Id = None
    user_id: Id = None
    buyer_email: Word = ""
    tracking_number: Word = ""
    shipping_provider: Word = ""
    payment: Payment | str | None = None
    recipient_address: Address | str | None = None
    packages: list[PackageId] | None = None
    line_items: list[Unit] | None = None


class PackagePayload(Struct):
    """A package of the search (`id`, `status`) or of the detail (`package_id`, `package_status`)."""

    id: Id = None
    package_id: Id = None
    orders: list[PackageId] | None = None
    status: Word = ""
    package_status: Word = ""
    tracking_number: Word = ""
    shipping_provider_name: Word = ""
    shipping_type: Word = ""
    create_time: Moment = None
    update_time: Moment = None


class NextAction(Struct):
    action: Word = ""
    deadline: Moment = None


class RefundAmount(Struct):
    currency: Word = ""
    refund_total: Amount = None


class CancellationPayload(Struct):
    cancel_id: Id = None
    order_id: Id = None
    cancel_type: Word = ""
    cancel_status: Word = ""
    role: Word = ""
    cancel_reason: Word = ""
    cancel_reason_text: Word = ""
    seller_next_action_response: list[NextAction] | None = None
    refund_amount: RefundAmount | None = None
    create_time: Moment = None
    update_time: Moment = None


class ReturnLine(Struct):
    sku_id: Id = None


class ReturnPayload(Struct):
    return_id: Id = None
    order_id: Id = None
    return_type: Word = ""
    return_status: Word = ""
    role: Word = ""
    return_reason: Word = ""
    return_reason_text: Word = ""
    seller_next_action_response: list[NextAction] | None = None
    refund_amount: RefundAmount | None = None
    return_line_items: list[ReturnLine] | None = None
    create_time: Moment = None
    update_time: Moment = None


class TrackingEventPayload(Struct):
    description: Word = ""
    update_time_millis: Moment = None
    action_code: Word = ""
