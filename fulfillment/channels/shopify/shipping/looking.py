"""One order as Shopify shows it at this moment: what waits at which place, and which parcels it has."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from fulfillment.channels.shopify import pages
from fulfillment.channels.shopify.client import ShopifyClient, gid
from fulfillment.channels.shopify.mapping import statuses
from fulfillment.channels.shopify.mapping.values import number, text, word
from fulfillment.channels.shopify.pages import PageInfo
from fulfillment.channels.shopify.payloads import Delivery, FulfillmentHold, Gid, Moment, Node, Tracking, Word
from fulfillment.tracking.numbers import normalise

MAY_SHIP = frozenset({"OPEN", "IN_PROGRESS"})


class Place(Struct):
    name: Word = ""
    location: Node | None = None


class Work(Struct, rename="camel"):
    """A fulfillment order: what one place still has to ship, or has shipped."""

    id: str
    status: Word = ""
    fulfill_at: Moment = None
    assigned_location: Place | None = None
    delivery_method: Delivery | None = None
    fulfillment_holds: list[FulfillmentHold] | None = None

    @property
    def may_ship(self) -> bool:
        return word(self.status) in MAY_SHIP

    @property
    def place(self) -> str:
        return text(self.assigned_location.name) if self.assigned_location else ""

    @property
    def goes_with(self) -> tuple[str, str]:
        """Fulfillment orders of one place and one manner of delivery go in one call, others may not."""
        location = self.assigned_location.location if self.assigned_location else None
        return (number(location.id) if location else self.place), self.manner

    @property
    def manner(self) -> str:
        return word(self.delivery_method.method_type) if self.delivery_method else ""


class Parcel(Struct, rename="camel"):
    """A fulfillment and its numbers."""

    id: Gid = None
    status: Word = ""
    tracking_info: list[Tracking] | None = None

    @property
    def external_id(self) -> str:
        return number(self.id)

    @property
    def is_live(self) -> bool:
        return word(self.status) not in statuses.GONE_FULFILLMENT

    @property
    def numbers(self) -> list[str]:
        return [normalise(text(info.number)) for info in self.tracking_info or () if text(info.number)]


class WorkPage(Struct, rename="camel"):
    nodes: list[Work]
    page_info: PageInfo = field(default_factory=PageInfo)


class Seen(Struct, rename="camel"):
    fulfillment_orders: WorkPage
    cancelled_at: Moment = None
    fulfillments: list[Parcel] | None = None


class Look(Struct, frozen=True):
    works: tuple[Work, ...]
    parcels: tuple[Parcel, ...]
    is_cancelled: bool = False

    @property
    def to_ship(self) -> list[Work]:
        """What somebody carries: a gift card's work, or goods that wait at a counter, take no number."""
        return [work for work in self.works if work.may_ship and work.manner not in statuses.NOTHING_TO_CARRY]

    @property
    def live(self) -> list[Parcel]:
        return [parcel for parcel in self.parcels if parcel.is_live]

    def showing(self, tracking_number: str) -> Parcel | None:
        wanted = normalise(tracking_number)
        return next((parcel for parcel in self.live if wanted and wanted in parcel.numbers), None)


class WorkLine(Struct, rename="camel"):
    id: str
    remaining_quantity: int = 0
    line_item: Node | None = None


class LinePage(Struct, rename="camel"):
    nodes: list[WorkLine]
    page_info: PageInfo = field(default_factory=PageInfo)


class Lines(Struct, rename="camel"):
    line_items: LinePage


def look(client: ShopifyClient, order_external_id: str) -> Look | None:
    """None where Shopify does not show the order to us."""
    works: list[Work] = []
    after: str | None = None
    while True:
        answer = client.ask("shipping_look", {"id": gid("Order", order_external_id), "after": after})
        raw = pages.field(answer, "order")
        if raw == b"null":
            return None
        seen = pages.decoded(raw, Seen)
        works += seen.fulfillment_orders.nodes
        after = _next(seen.fulfillment_orders.page_info)
        if after is None:
            parcels = tuple(seen.fulfillments or ())
            return Look(tuple(works), parcels, is_cancelled=bool(seen.cancelled_at))


def lines_of(client: ShopifyClient, work: Work) -> Iterator[WorkLine]:
    after: str | None = None
    while True:
        answer = client.ask("shipping_lines", {"id": work.id, "after": after})
        raw = pages.field(answer, "fulfillmentOrder")
        if raw == b"null":
            return
        found = pages.decoded(raw, Lines)
        yield from found.line_items.nodes
        after = _next(found.line_items.page_info)
        if after is None:
            return


def _next(info: PageInfo) -> str | None:
    return info.end_cursor if info.has_next_page else None
