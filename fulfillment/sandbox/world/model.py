"""The shapes of a planned life. Moments are unix seconds; NEVER means that it does not happen."""

from dataclasses import dataclass, field
from datetime import date

from fulfillment.sandbox.world.calendar import Market
from fulfillment.sandbox.world.carriers import Carrier
from fulfillment.sandbox.world.products import Product
from fulfillment.sandbox.world.shoppers import Buyer

NEVER = 1 << 60


@dataclass(frozen=True)
class Shop:
    """One shop of the seller; ``share`` of all orders. ``letter`` keeps its ids apart from the others'.

    Cipher, code, warehouses and delivery option are words of TikTok Shop; an own store has a ``domain`` instead.
    """

    slug: str
    id: str
    name: str
    market: Market
    share: float
    letter: int
    platform: str = "tiktok"
    domain: str = ""
    cipher: str = ""
    code: str = ""
    warehouse_id: str = ""
    fbt_warehouse_id: str = ""
    delivery_option_id: str = ""

    @property
    def is_own_store(self) -> bool:
        """Nobody stands between shop and buyer: no hour of remorse, no platform that ships or cancels."""
        return self.platform != "tiktok"


@dataclass(frozen=True, slots=True)
class Scan:
    at: int
    code: str
    text: str


@dataclass(slots=True, eq=False)
class Parcel:
    """One package. ``flaw`` names what is wrong about its tracking, empty when nothing is."""

    id: str
    carrier: Carrier
    number: str
    arranged_at: int
    drafted_at: int = NEVER  # combined or split before it has a number
    corrected_at: int = NEVER
    corrected_number: str = ""
    handed_over_at: int = NEVER
    collected_at: int = NEVER
    delivered_at: int = NEVER
    cancelled_at: int = NEVER
    flaw: str = ""
    scans: list[Scan] = field(default_factory=list)
    orders: list["Order"] = field(default_factory=list)
    updated_at: int = 0
    by_software: bool = False  # the number came over the interface, not from the seller's own hand
    corrections: int = 0  # made over the interface

    def number_at(self, moment: int) -> str:
        return self.corrected_number if moment >= self.corrected_at else self.number

    def status(self, moment: int) -> str:
        if moment >= self.cancelled_at:
            return "CANCELLED"
        if moment >= self.delivered_at:
            return "COMPLETED"
        return "FULFILLING" if moment >= self.collected_at else "PROCESSING"

    def moments(self) -> list[int]:
        times = {self.drafted_at, self.arranged_at, self.corrected_at}
        times |= {self.collected_at, self.delivered_at, self.cancelled_at}
        return sorted(t for t in times if t < NEVER and t <= self.cancelled_at)

    def is_shown(self, moment: int) -> bool:
        return min(self.arranged_at, self.drafted_at) <= moment

    def first_scan_at(self) -> int:
        """The first physical scan; a label is not one."""
        return min((scan.at for scan in self.scans if scan.code != "LABEL"), default=NEVER)


@dataclass(slots=True, eq=False)
class Unit:
    """One unit of one SKU: the platform lists every unit as its own line."""

    id: str
    product: Product
    cents: int
    parcel: Parcel | None = None


@dataclass(slots=True, eq=False)
class Step:
    at: int
    status: str


@dataclass(slots=True, eq=False)
class Cancellation:
    """``steps``: its statuses in order; ``deadline``: when an unanswered request is granted, or NEVER."""

    id: str
    type: str
    role: str
    reason: str
    text: str
    steps: list[Step]
    deadline: int = NEVER
    order: "Order | None" = None
    updated_at: int = 0

    def status(self, moment: int) -> str:
        return next(step.status for step in reversed(self.steps) if step.at <= moment)


@dataclass(slots=True, eq=False)
class Return:
    """A refund or return after delivery; ``units`` are those sent back."""

    id: str
    type: str
    reason: str
    text: str
    units: list[Unit]
    steps: list[Step]
    deadline: int
    number: str = ""
    order: "Order | None" = None
    updated_at: int = 0

    def status(self, moment: int) -> str:
        return next(step.status for step in reversed(self.steps) if step.at <= moment)


@dataclass(slots=True, eq=False)
class Order:
    """A whole life, planned when it is placed; what the platform shows is this seen at a moment."""

    id: str
    shop: Shop
    buyer: Buyer
    units: list[Unit]
    created_at: int
    placed_on: date
    kind: str
    shipping_type: str = "SELLER"
    fulfillment_type: str = "FULFILLMENT_BY_SELLER"
    sample: bool = False
    replaces: str = ""
    copied_from: str = ""  # the order that a connector made it of
    message: str = ""
    paid_at: int = 0
    hold_until: int = 0
    release_at: int = 0
    handling_days: int = 0
    due: dict[str, int] = field(default_factory=dict)
    parcels: list[Parcel] = field(default_factory=list)
    tag: str = ""
    serial: int = 0  # counts the shop's orders from 1001 on, as an own store numbers them
    digital_at: int = NEVER
    moved_at: int = NEVER  # the buyer corrects the address
    moved_to: Buyer | None = None
    completed_at: int = NEVER
    cancelled_at: int = NEVER
    requested_at: int = NEVER
    cancellation: Cancellation | None = None
    returned: Return | None = None
    status: str = "UNPAID"
    updated_at: int = 0

    def recipient(self, moment: int) -> Buyer:
        """The buyer with the address that stood at the moment."""
        return self.moved_to if self.moved_to is not None and moment >= self.moved_at else self.buyer

    def is_plain(self) -> bool:
        """An ordinary order that the seller ships."""
        ordinary = self.kind == "NORMAL" and self.shipping_type == "SELLER"
        return ordinary and not self.sample and not self.replaces

    @property
    def rts_at(self) -> int:
        return max((p.arranged_at for p in self.parcels), default=NEVER)

    @property
    def collected_at(self) -> int:
        return max((p.collected_at for p in self.parcels), default=self.digital_at)

    @property
    def delivered_at(self) -> int:
        return max((p.delivered_at for p in self.parcels), default=self.digital_at)

    def status_at(self, moment: int) -> str:
        if moment >= self.cancelled_at:
            return "CANCELLED"
        if moment < self.paid_at:
            return "UNPAID"
        if moment >= self.delivered_at:
            return "COMPLETED" if moment >= self.completed_at else "DELIVERED"
        if moment < self.hold_until:
            return "ON_HOLD"
        if moment >= self.collected_at:
            return "IN_TRANSIT"
        if moment >= self.rts_at:
            return "AWAITING_COLLECTION"
        if any(moment >= p.arranged_at for p in self.parcels):
            return "PARTIALLY_SHIPPING"
        return "AWAITING_SHIPMENT"

    def moments(self) -> list[int]:
        """Every moment at which what the platform shows about the order changes, in order."""
        times = {self.created_at, self.paid_at, self.hold_until, self.requested_at, self.cancelled_at}
        times |= {self.completed_at, self.digital_at, self.moved_at}
        for p in self.parcels:
            times |= {p.drafted_at, p.arranged_at, p.corrected_at, p.collected_at, p.delivered_at}
        return sorted(t for t in times if self.created_at <= t < NEVER and t <= self.cancelled_at)
