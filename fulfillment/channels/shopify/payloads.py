"""Shopify's orders as our questions ask for them: objects may be null wherever the buyer is protected or things deleted.

Only what we ask for is named. Ids are global ids (`gid://shopify/Order/820982911946154508`), moments ISO 8601 with
zone, money text with its currency. Source: Admin GraphQL schema 2026-10.
"""

from typing import Generic, TypeAlias, TypeVar

from msgspec import Raw, Struct, field

T = TypeVar("T")
Gid: TypeAlias = str | int | None
Word: TypeAlias = str | int | float | bool | None  # any scalar; `values.text` makes it text
Moment: TypeAlias = str | None


class Nodes(Struct, Generic[T]):
    """A connection, its pages already joined."""

    nodes: list[T] | None = None


class Node(Struct):
    id: Gid = None


class Money(Struct, rename="camel"):
    amount: Word = None
    currency_code: Word = ""


class MoneyBag(Struct, rename="camel"):
    shop_money: Money | None = None


class Image(Struct):
    url: Word = ""


class Line(Struct, rename="camel"):
    id: Gid = None
    sku: Word = ""
    title: Word = ""
    variant_title: Word = ""
    quantity: int = 0
    current_quantity: int | None = None
    unfulfilled_quantity: int = 0
    requires_shipping: bool | None = None
    image: Image | None = None
    variant: Node | None = None
    product: Node | None = None
    discounted_unit_price_set: MoneyBag | None = None


class Assigned(Struct):
    location: Node | None = None


class Delivery(Struct, rename="camel"):
    method_type: Word = ""
    max_delivery_date_time: Moment = None


class FulfillmentHold(Struct):
    reason: Word = ""


class FulfillmentOrder(Struct, rename="camel"):
    id: Gid = None
    status: Word = ""
    fulfill_at: Moment = None
    fulfill_by: Moment = None
    assigned_location: Assigned | None = None
    delivery_method: Delivery | None = None
    fulfillment_holds: list[FulfillmentHold] | None = None


class Tracking(Struct):
    company: Word = ""
    number: Word = ""


class Fulfillment(Struct, rename="camel"):
    id: Gid = None
    status: Word = ""
    display_status: Word = ""
    created_at: Moment = None
    updated_at: Moment = None
    in_transit_at: Moment = None
    delivered_at: Moment = None
    requires_shipping: bool | None = None
    tracking_info: list[Tracking] | None = None


class Address(Struct, rename="camel"):
    name: Word = ""
    address1: Word = ""
    address2: Word = ""
    city: Word = ""
    province_code: Word = ""
    zip: Word = ""
    country_code_v2: Word = field(default="", name="countryCodeV2")
    phone: Word = ""


class Cancelled(Struct, rename="camel"):
    staff_note: Word = ""


class RefundedLine(Struct, rename="camel"):
    quantity: int = 0
    restock_type: Word = ""
    line_item: Line | None = None


class Refund(Struct, rename="camel"):
    id: Gid = None
    created_at: Moment = None
    updated_at: Moment = None
    note: Word = ""
    total_refunded_set: MoneyBag | None = None
    returned: Node | None = field(default=None, name="return")
    refund_line_items: Nodes[RefundedLine] | None = None


class ReasonDefinition(Struct):
    handle: Word = ""
    name: Word = ""


class ShippedLine(Struct, rename="camel"):
    line_item: Line | None = None


class ReturnedLine(Struct, rename="camel"):
    return_reason_note: Word = ""
    return_reason_definition: ReasonDefinition | None = None
    customer_note: Word = ""
    fulfillment_line_item: ShippedLine | None = None


class Decline(Struct):
    reason: Word = ""
    note: Word = ""


class Return(Struct, rename="camel"):
    id: Gid = None
    status: Word = ""
    created_at: Moment = None
    closed_at: Moment = None
    decline: Decline | None = None
    exchange_line_items: Nodes[Node] | None = None
    return_line_items: Nodes[ReturnedLine] | None = None


class Attribute(Struct):
    key: Word = ""
    value: Word = ""


class OrderPayload(Struct, rename="camel"):
    id: Gid = None
    name: Word = ""
    created_at: Moment = None
    updated_at: Moment = None
    processed_at: Moment = None
    cancelled_at: Moment = None
    cancel_reason: Word = ""
    cancellation: Cancelled | None = None
    display_financial_status: Word = ""
    display_fulfillment_status: Word = ""
    payment_gateway_names: list[str] | None = None
    requires_shipping: bool | None = None
    test: bool | None = None
    email: Word = ""
    source_identifier: Word = ""
    tags: list[Word] | None = None
    note: Word = ""
    custom_attributes: list[Attribute] | None = None
    customer: Node | None = None
    total_price_set: MoneyBag | None = None
    shipping_address: Address | None = None
    line_items: Nodes[Line] | None = None
    fulfillment_orders: Nodes[FulfillmentOrder] | None = None
    fulfillments: list[Fulfillment] | None = None
    refunds: list[Raw] | None = None
    returns: Nodes[Raw] | None = None


class Aftersale(Struct, rename="camel"):
    """A refund or return with the order it belongs to, as it is kept when it cannot be read."""

    order_id: Gid
    order_updated_at: Moment
    node: Raw
    refunds: list[Raw] | None = None  # of a return: the refunds made for it


class FulfillmentEvent(Struct, rename="camel"):
    id: Gid = None
    status: Word = ""
    happened_at: Moment = None
    message: Word = ""
    city: Word = ""
    province: Word = ""
    country: Word = ""
    zip: Word = ""


class EventsOf(Struct):
    status: Word = ""
    events: Nodes[Raw] | None = None


class TrackingPayload(Struct):
    fulfillments: list[EventsOf] | None = None
