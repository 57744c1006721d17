"""What programs send: one Struct for each kind of item. Unknown fields are refused, so that no typo is lost. Pure."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

from fulfillment.orders.states import OrderStatus
from fulfillment.orders.topics import Topic
from fulfillment.policies.terms import OrderKind, ShippingType
from fulfillment.tracking.states import PackageStatus

Id = Annotated[
    str,
    Meta(min_length=1, max_length=64, pattern="^[ -~]+$", description="Your id, text of printable ASCII."),
]
Moment = Annotated[datetime, Meta(tz=True, description="ISO 8601 with its zone, e.g. 2026-11-24T18:00:00Z.")]
Word = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=2000)]
Amount = Annotated[Decimal, Meta(description="A number, or a text like 39.90.")]
Currency = Annotated[str, Meta(pattern="^([A-Z]{3})?$", description="Three letters, e.g. USD.")]
Country = Annotated[str, Meta(pattern="^([A-Z]{2})?$", description="Two letters of ISO 3166, e.g. US.")]
Count = Annotated[int, Meta(ge=0, le=100_000)]


class Buyer(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Who it goes to. Kept apart from the order, erasable, and never given back by this API."""

    id: Word = ""
    name: Word = ""
    email: Word = ""
    phone: Word = ""
    line1: Word = ""
    line2: Word = ""
    city: Word = ""
    region: Word = ""
    postal_code: Word = ""
    country: Country = ""


class Line(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    id: Id
    sku: Word = ""
    title: Word = ""
    variant: Word = ""
    quantity: Annotated[int, Meta(ge=1, le=100_000)] = 1
    cancelled_quantity: Count = 0
    unit_price: Amount | None = None
    currency: Currency = ""
    image_url: Annotated[str, Meta(max_length=500, pattern="^(https://.*)?$")] = ""


class Order(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One order, whole: what is left out is empty. `updated_at` guards against answers that overtake each other."""

    id: Id
    updated_at: Moment
    status: OrderStatus
    placed_at: Moment
    number: Word = ""
    store_status: Word = ""
    paid_at: Moment | None = None
    kind: OrderKind = OrderKind.REGULAR
    is_sample: bool = False
    is_replacement: bool = False
    shipping_type: ShippingType = ShippingType.SELLER
    handling_days: Annotated[int, Meta(ge=0, le=365)] | None = None
    dispatch_due_at: Moment | None = None
    delivery_due_at: Moment | None = None
    ready_at: Moment | None = None
    first_scan_at: Moment | None = None
    delivered_at: Moment | None = None
    cancelled_at: Moment | None = None
    cancel_reason: Word = ""
    total: Amount | None = None
    currency: Currency = ""
    copied_from: Annotated[
        str, Meta(max_length=64, description="Of a copy: the id of its original on another channel.")
    ] = ""
    buyer: Buyer = Buyer()
    lines: Annotated[tuple[Line, ...], Meta(max_length=500)] = ()


class CarrierEvent(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A carrier's message in its own words. A label that was made is no scan, whatever it is called."""

    happened_at: Moment
    description: Annotated[str, Meta(min_length=1, max_length=500)]
    code: Word = ""
    location: Word = ""
    postal_code: Word = ""


class Package(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One parcel with one number. Several orders of one buyer may share it."""

    id: Id
    updated_at: Moment
    order_ids: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=50)]
    tracking_number: Word = ""
    carrier: Word = ""
    status: PackageStatus | None = None
    shipped_at: Moment | None = None
    first_scan_at: Moment | None = None
    delivered_at: Moment | None = None
    events: Annotated[tuple[CarrierEvent, ...], Meta(max_length=200)] = ()


class Cancellation(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    id: Id
    order_id: Id
    updated_at: Moment
    status: Literal["requested", "accepted", "rejected", "withdrawn", "completed"]
    initiator: Literal["buyer", "seller", "system", "unknown"] = "unknown"
    reason: Word = ""
    reason_text: Word = ""
    requested_at: Moment | None = None
    answer_by_at: Moment | None = None
    closed_at: Moment | None = None
    amount: Amount | None = None
    currency: Currency = ""


class Refund(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A refund or return. Without `skus` nobody knows which goods it is about."""

    id: Id
    order_id: Id
    updated_at: Moment
    status: Literal["requested", "rejected", "in_return", "accepted", "withdrawn", "completed"]
    kind: Literal["refund", "return", "replacement", "exchange", "unknown"] = "unknown"
    initiator: Literal["buyer", "seller", "system", "unknown"] = "unknown"
    reason: Word = ""
    reason_text: Word = ""
    requested_at: Moment | None = None
    answer_by_at: Moment | None = None
    closed_at: Moment | None = None
    amount: Amount | None = None
    currency: Currency = ""
    skus: Annotated[tuple[Word, ...], Meta(max_length=200)] = ()


class Ticket(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a buyer wrote. Without `topic` it is read from the reason and the words; a person's word stays.

    `order_id` may also be the number that people use. `reason` and `reason_text` are the channel's own.
    """

    id: Id
    updated_at: Moment
    opened_at: Moment
    kind: Literal["ticket", "complaint", "review"] = "ticket"
    order_id: Annotated[str, Meta(max_length=64)] = ""
    topic: Topic | None = None
    status: Literal["open", "closed"] = "open"
    rating: Annotated[int, Meta(ge=1, le=5)] | None = None
    initiator: Literal["buyer", "seller", "platform", "unknown"] = "buyer"
    reason: Word = ""
    reason_text: Word = ""
    sku: Word = ""
    line_id: Annotated[str, Meta(max_length=64)] = ""
    text: Text = ""
    answer_by_at: Moment | None = None
    closed_at: Moment | None = None
