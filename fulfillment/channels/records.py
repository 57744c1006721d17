"""What every channel's mapping produces, whatever the channel: plain values, no Django.

A mapping is a pure function from a decoded payload to these records, or to a `Refusal` with a sentence.
Moments are aware UTC, money is Decimal with its currency beside it, ids are text. `None` means "the channel
did not say"; ingest never overwrites a known value with `None` for the fields it documents as sticky.
"""

from datetime import datetime
from decimal import Decimal

from msgspec import Struct, field


class BuyerRecord(Struct, kw_only=True, frozen=True):
    external_id: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""  # ISO 3166 alpha-2


class LineRecord(Struct, kw_only=True, frozen=True):
    """One SKU of an order; TikTok's one-element-per-unit lines are already grouped by SKU."""

    external_id: str
    sku_code: str = ""  # the seller's own code
    sku_external_id: str = ""
    product_external_id: str = ""
    title: str = ""
    variant: str = ""
    image_url: str = ""
    quantity: int = 1
    unit_price: Decimal | None = None
    currency: str = ""
    cancelled_quantity: int = 0
    unsent_quantity: int | None = None  # of a partly shipped order: units in no package yet; None: not told
    unit_ids: tuple[str, ...] = ()


class PackageRecord(Struct, kw_only=True, frozen=True):
    external_id: str
    order_external_ids: tuple[str, ...]
    tracking_number: str = ""
    carrier_name: str = ""  # the channel's words; `tracking.numbers.carrier_from_name` gives the code
    status: str = ""  # PackageStatus of fulfillment.tracking.states
    shipped_at: datetime | None = None  # number given (ready to ship), not a scan
    first_scan_at: datetime | None = None  # the channel's own first-scan time, where it tells one
    delivered_at: datetime | None = None
    shipping_type: str = ""
    updated_at: datetime | None = None
    cancelled: bool = False


class TrackingEventRecord(Struct, kw_only=True, frozen=True):
    happened_at: datetime
    description: str = ""
    code: str = ""
    location: str = ""
    postal_code: str = ""
    kind: str = ""  # scans.EventKind, where whoever told it says so; blank: description and code decide


class OrderRecord(Struct, kw_only=True, frozen=True):
    external_id: str
    updated_at: datetime  # the channel's update time of this payload: guards against older answers
    status: str  # OrderStatus
    channel_status: str  # the channel's own word
    placed_at: datetime
    number: str = ""  # what people call it, where that is not the id
    paid_at: datetime | None = None
    kind: str = "regular"  # policies.terms.OrderKind
    is_sample: bool = False
    is_replacement: bool = False
    shipping_type: str = "seller"  # policies.terms.ShippingType
    handling_days: int | None = None
    handling_in_business_days: bool = True
    release_at: datetime | None = None
    ready_due_at: datetime | None = None
    scan_due_at: datetime | None = None
    cancel_unless_ready_at: datetime | None = None
    cancel_unless_scanned_at: datetime | None = None
    cancel_fallback_at: datetime | None = None
    delivery_due_at: datetime | None = None
    ready_at: datetime | None = None
    scanned_at: datetime | None = None  # the channel's own "in transit" moment of the whole order
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_requested_at: datetime | None = None
    cancel_reason_text: str = ""
    cancel_initiator: str = ""
    total: Decimal | None = None
    currency: str = ""
    country: str = ""
    warehouse_external_id: str = ""
    copied_from: str = ""  # the order of another channel that a connector copied it from
    buyer: BuyerRecord = field(default_factory=BuyerRecord)
    lines: tuple[LineRecord, ...] = ()
    packages: tuple[PackageRecord, ...] = ()


class CancellationRecord(Struct, kw_only=True, frozen=True):
    external_id: str
    order_external_id: str
    status: str  # requested | accepted | rejected | withdrawn | completed | needs_attention
    channel_status: str = ""  # the channel's own word
    initiator: str  # buyer | seller | system | operator | unknown
    reason: str = ""  # the channel's machine name
    reason_text: str = ""  # the channel's words
    requested_at: datetime | None = None
    answer_by: datetime | None = None
    closed_at: datetime | None = None
    updated_at: datetime
    amount: Decimal | None = None
    currency: str = ""


class RefundRecord(Struct, kw_only=True, frozen=True):
    """A refund or return request, with the channel's own reason kept."""

    external_id: str
    order_external_id: str
    kind: str  # refund | return | replacement | exchange | unknown
    status: str  # requested | rejected | in_return | accepted | withdrawn | completed | needs_attention
    channel_status: str = ""  # the channel's own word
    initiator: str = "unknown"
    reason: str = ""
    reason_text: str = ""
    requested_at: datetime | None = None
    answer_by: datetime | None = None
    closed_at: datetime | None = None
    updated_at: datetime
    amount: Decimal | None = None
    currency: str = ""
    sku_external_ids: tuple[str, ...] = ()


class TicketRecord(Struct, kw_only=True, frozen=True):
    """What a buyer wrote: a ticket, a complaint or a review."""

    external_id: str
    kind: str  # ticket | complaint | review
    order_external_id: str = ""
    topic: str = ""  # orders.topics.Topic, where whoever tells it says so; else it is read
    status: str = "open"  # open | closed
    initiator: str = "buyer"  # buyer | seller | platform | unknown
    reason: str = ""  # the channel's code
    reason_text: str = ""  # the channel's words
    sku_code: str = ""
    line_external_id: str = ""
    rating: int | None = None
    text: str = ""
    opened_at: datetime
    answer_by: datetime | None = None
    closed_at: datetime | None = None
    updated_at: datetime


UNREAD = "unread-"  # begins the id of a payload that shows none: the rest is made of its bytes


class Refusal(Struct, kw_only=True, frozen=True):
    """A payload that could not be mapped: kept, shown and retried, never dropped."""

    kind: str  # order | package | tracking | cancellation | refund | webhook
    external_id: str
    sentence: str
    payload: bytes
