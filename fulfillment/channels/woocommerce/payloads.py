"""WooCommerce's orders as REST v3 shows them, and what we put beside them to have an order whole.

Plugins and PHP bend everything: an empty object comes as `[]`, a list with a hole as an object, numbers as text.
Only what we read is named. `*_gmt` are UTC without a zone. Source: WooCommerce REST v3, measured on 10.5.0.
"""

from typing import TypeAlias

from msgspec import Raw, Struct, field

Id: TypeAlias = str | int | None
Word: TypeAlias = str | int | float | bool | None  # any scalar; `values.text` makes it text
Moment: TypeAlias = str | int | None


class Meta(Struct):
    key: Word = ""
    value: Raw = Raw(b"null")
    display_key: Raw = Raw(b"null")
    display_value: Raw = Raw(b"null")


Metas: TypeAlias = list[Meta] | dict[str, Meta] | None


class Address(Struct):
    first_name: Word = ""
    last_name: Word = ""
    company: Word = ""
    address_1: Word = ""
    address_2: Word = ""
    city: Word = ""
    state: Word = ""
    postcode: Word = ""
    country: Word = ""
    email: Word = ""
    phone: Word = ""


class Image(Struct):
    src: Word = ""


class Line(Struct):
    id: Id = None
    name: Word = ""
    parent_name: Word = ""
    product_id: Id = None
    variation_id: Id = None
    quantity: Word = 0
    sku: Word = ""
    price: Word = None
    image: Image | list[Raw] | str | None = None
    meta_data: Metas = None


class Shipping(Struct):
    method_id: Word = ""


class RefundRef(Struct):
    id: Id = None
    reason: Word = ""
    total: Word = None


class OrderPayload(Struct):
    id: Id = None
    number: Word = ""
    status: Word = ""
    currency: Word = ""
    total: Word = None
    date_created: Moment = None
    date_created_gmt: Moment = None
    date_modified_gmt: Moment = None
    date_paid_gmt: Moment = None
    date_completed_gmt: Moment = None
    customer_id: Id = None
    needs_payment: Word = None
    needs_processing: Word = None
    billing: Address | list[Raw] | None = None
    shipping: Address | list[Raw] | None = None
    line_items: list[Line] | None = None
    shipping_lines: list[Shipping] | None = None
    refunds: list[RefundRef] | None = None
    meta_data: Metas = None


class Refund(Struct):
    id: Id = None
    date_created_gmt: Moment = None
    amount: Word = None
    total: Word = None  # in an order's own short list, negative
    reason: Word = ""
    line_items: list[Line] | None = None


class Fulfillment(Struct):
    id: Id = None
    is_fulfilled: Word = None
    status: Word = ""
    meta_data: Metas = None


class Item(Struct):
    """Units of one line in a fulfillment (`item_id`, `qty`)."""

    item_id: Id = None
    qty: Word = 0


class Tracking(Struct):
    """One entry of the order meta that Shipment Tracking and Advanced Shipment Tracking share."""

    tracking_id: Word = ""
    tracking_number: Word = ""
    tracking_provider: Word = ""
    custom_tracking_provider: Word = ""
    formatted_tracking_provider: Word = ""
    date_shipped: Moment = None
    products_list: Raw = Raw(b"null")


class Whole(Struct):
    """One order with all that has to be asked for apart, and what a reader must know of its store."""

    order: Raw
    refunds: list[Raw] | None = None  # with lines; None: not asked for, or not told
    fulfillments: list[Raw] | None = None
    zone: str = "UTC"  # IANA; some moments are told in the store's own time
    statuses: dict[str, str] = field(default_factory=dict)  # slugs of this store's plugins in our words


class Kept(Struct):
    """One refund with what is needed of its order."""

    order_id: Id
    currency: Word
    order_updated_at: Moment
    refund: Raw
    lines: dict[str, str] = field(default_factory=dict)  # by line id, what it sold
