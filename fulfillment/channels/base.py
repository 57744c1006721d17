"""What an adapter offers the sync engine, and the registry of channels: a new one is a folder and a row here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from fulfillment.channels.answering import Asked, Reply
from fulfillment.channels.bundling import BundleWrite, Draft, Splitting
from fulfillment.channels.comparing import Entry
from fulfillment.channels.documents import DocumentKind
from fulfillment.channels.performance import ToldFigure
from fulfillment.channels.records import (
    CancellationRecord,
    OrderRecord,
    PackageRecord,
    RefundRecord,
    Refusal,
    TrackingEventRecord,
)
from fulfillment.channels.shipments import Capabilities, Found, PushResult, Write

if TYPE_CHECKING:
    from fulfillment.catalog.models import Shop
    from fulfillment.channels.models import Connection

Outgoing = Write | Reply | BundleWrite
Item = OrderRecord | PackageRecord | CancellationRecord | RefundRecord | Refusal


class Page(Struct, frozen=True):
    """One page of a listing; an empty `next_token` says that it was the last."""

    items: Sequence[Item]
    next_token: str = ""
    total: int | None = None  # what the channel says the whole window holds


class Listing(Struct, frozen=True):
    """One page of orders in short form, by the moment they were placed; an empty `next_token`: the last."""

    entries: Sequence[Entry]
    next_token: str = ""


class Hint(Struct, frozen=True, kw_only=True):
    """What a webhook makes us want to read again."""

    message_id: str
    kind: str  # order, cancellation, refund, package, deauthorised, expiring, other, unreadable
    external_ids: tuple[str, ...] = ()
    order_external_ids: tuple[str, ...] = ()  # the orders it is about, where it names them too
    shop_external_id: str = ""  # whom it is about, where it says so
    expires_at: datetime | None = None  # of `expiring`: when the consent ends
    sent_at: datetime | None = None  # where it says so
    is_stale: bool = False
    sentence: str = ""  # of `unreadable`: why


class Adapter(Protocol):
    """One shop's channel. Every call may raise a `ChannelError`."""

    streams: tuple[str, ...]  # listed by update time, oldest first: orders, packages, cancellations, refunds
    batch_sizes: dict[str, int]  # kinds that can be fetched by id, and how many at once
    pauses: dict[str, timedelta]  # streams that need not be listed in every round, and how often they are
    unlisted: frozenset[str]  # the channel's words for orders that its lists leave out

    def page(self, stream: str, *, since: datetime, until: datetime, token: str) -> Page: ...

    def fetch(self, kind: str, external_ids: Sequence[str]) -> Sequence[Item]: ...

    def tracking(self, order_external_id: str) -> Sequence[TrackingEventRecord | Refusal]: ...

    def placed(self, *, since: datetime, until: datetime, token: str) -> Listing:
        """Every order placed in the span, whatever became of it: what reconciliation holds against ours."""
        ...

    def close(self) -> None: ...


class Channel(Struct, frozen=True):
    label: str
    # has `open_adapter(connection, *, now)`, `verify(connection, raw, headers)`, `hint(raw, headers, *, now)`
    module: str
    platform: str  # which rulebook judges its shops
    tells_tracking: bool = True  # whether it keeps carriers' messages that can be asked for
    takes_numbers_in: frozenset[str] | None = None  # markets where its interface does; None: everywhere
    pushes: str = ""  # the module that writes to it, as `shipments` describes; blank: we only read
    answers: str = (
        ""  # the module that answers buyers' requests, as `answering` describes; blank: done on the channel
    )
    requests_alone: bool = True  # a buyer's request can be read by its own id; else it comes with its order
    no_requests: str = ""  # what buyers cannot ask for there, and what happens instead
    bundles: str = (
        ""  # the module that combines and splits packages, as `bundling` describes; blank: not from here
    )
    prints: str = (
        ""  # the module that prints the platform's labels, as `documents` describes; blank: it has none
    )
    # the module that reads the platform's own figures (`told(market)`, `read(connection, *, now)`); blank: it tells none
    performs: str = ""


CHANNELS: dict[str, Channel] = {
    "tiktok": Channel(
        label="TikTok Shop",
        module="fulfillment.channels.tiktok.adapter",
        platform="tiktok",
        takes_numbers_in=frozenset({"US", "GB", "ES", "IE", "IT", "DE", "FR", "JP"}),
        pushes="fulfillment.channels.tiktok.pushing",
        answers="fulfillment.channels.tiktok.answering",
        bundles="fulfillment.channels.tiktok.bundling",
        prints="fulfillment.channels.tiktok.printing",
        performs="fulfillment.channels.tiktok.performance",
    ),
    "shopify": Channel(
        label="Shopify",
        module="fulfillment.channels.shopify.adapter",
        platform="own_store",
        pushes="fulfillment.channels.shopify.pushing",
        answers="fulfillment.channels.shopify.answering",
        requests_alone=False,
        no_requests="Shopify lets buyers ask to return goods, not to cancel: they write, and it is cancelled in Shopify.",
    ),
    "woocommerce": Channel(
        label="WooCommerce",
        module="fulfillment.channels.woocommerce.adapter",
        platform="own_store",
        tells_tracking=False,
        no_requests="WooCommerce has no requests of buyers: they write, and the order is changed in the store.",
        pushes="fulfillment.channels.woocommerce.pushing",
    ),
}


def label(channel: str) -> str:
    return CHANNELS[channel].label if channel in CHANNELS else channel.replace("_", " ").capitalize()


def open_adapter(connection: Connection, *, now: datetime) -> Adapter:
    adapter: Adapter = _module(connection).open_adapter(connection, now=now)
    return adapter


def verify(connection: Connection, raw: bytes, headers: dict[str, str]) -> bool:
    verified: bool = _module(connection).verify(connection, raw, headers)
    return verified


def hint(connection: Connection, raw: bytes, headers: dict[str, str], *, now: datetime) -> Hint:
    read: Hint = _module(connection).hint(raw, headers, now=now)
    return read


def takes_numbers(shop: Shop) -> bool:
    """Whether such a shop can be written to at all, connected or not."""
    channel = CHANNELS.get(shop.channel)
    if channel is None or not channel.pushes:
        return False
    return channel.takes_numbers_in is None or shop.market in channel.takes_numbers_in


def takes_answers(shop: Shop, request: Asked = Asked.CANCELLATION) -> bool:
    """Whether such a request of such a shop's buyers can be answered from here."""
    return bool(reject_reasons(shop, request))


def why_no_answers(shop: Shop) -> str:
    """What keeps this very shop from taking answers from here; blank where nothing does."""
    connection = getattr(shop, "connection", None)
    channel = CHANNELS.get(shop.channel)
    if connection is None or channel is None or not channel.answers:
        return ""
    told: str = import_module(channel.answers).why_not(connection)
    return told


def no_requests(channels: Iterable[str]) -> list[str]:
    """What buyers of these channels cannot ask for, a sentence each."""
    known = (CHANNELS[name].no_requests for name in sorted(set(channels)) if name in CHANNELS)
    return [sentence for sentence in known if sentence]


def reads_requests_alone(channel: str) -> bool:
    return CHANNELS[channel].requests_alone


def prints(shop: Shop) -> bool:
    """Whether the platform's labels of such a shop can be printed from here."""
    channel = CHANNELS.get(shop.channel)
    return bool(channel and channel.prints)


def bundles(shop: Shop) -> bool:
    """Whether packages of such a shop can be combined and split from here."""
    channel = CHANNELS.get(shop.channel)
    return bool(channel and channel.bundles)


def units_apart(shop: Shop) -> bool:
    apart: bool = import_module(CHANNELS[shop.channel].bundles).units_apart(shop.market)
    return apart


def drafts(connection: Connection, adapter: Adapter) -> Sequence[Draft]:
    found: Sequence[Draft] = import_module(CHANNELS[connection.shop.channel].bundles).drafts(adapter)
    return found


def splitting(connection: Connection, adapter: Adapter, order_external_id: str) -> Splitting:
    module = import_module(CHANNELS[connection.shop.channel].bundles)
    told: Splitting = module.splitting(adapter, order_external_id)
    return told


def document(connection: Connection, adapter: Adapter, package_external_id: str, kind: DocumentKind) -> bytes:
    module = import_module(CHANNELS[connection.shop.channel].prints)
    content: bytes = module.document(adapter, package_external_id, kind)
    return content


def told_metrics(shop: Shop) -> frozenset[str]:
    """The rates, by slug, of which the platform's own figure can be read for such a shop."""
    channel = CHANNELS.get(shop.channel)
    if channel is None or not channel.performs:
        return frozenset()
    told: frozenset[str] = import_module(channel.performs).told(shop.market)
    return told


def told_figures(connection: Connection, *, now: datetime) -> list[ToldFigure]:
    """The platform's own figures of one shop, of which `told_metrics` names them. Raises ChannelError."""
    module = import_module(CHANNELS[connection.shop.channel].performs)
    figures: list[ToldFigure] = module.read(connection, now=now)
    return figures


def reject_reasons(shop: Shop, request: Asked) -> list[tuple[str, str]]:
    """(our code, its words) of what such a request may be refused with; none where it takes no answer from here."""
    channel = CHANNELS.get(shop.channel)
    if channel is None or not channel.answers:
        return []
    found: list[tuple[str, str]] = import_module(channel.answers).reasons(request)
    return found


def capabilities(connection: Connection) -> Capabilities:
    if not takes_numbers(connection.shop):
        name = label(connection.shop.channel)
        return Capabilities(why_not=f"{name} takes no numbers from outside in this shop's market.")
    told: Capabilities = _pushing(connection).capabilities(connection)
    return told


def push(connection: Connection, adapter: Adapter, write: Outgoing, *, now: datetime) -> PushResult:
    result: PushResult = _writing(connection, write).push(adapter, write, now=now)
    return result


def read_back(connection: Connection, adapter: Adapter, write: Outgoing, *, now: datetime) -> Found:
    found: Found = _writing(connection, write).read_back(adapter, write, now=now)
    return found


def _writing(connection: Connection, write: Outgoing):  # type: ignore[no-untyped-def]
    if isinstance(write, BundleWrite):
        return import_module(CHANNELS[connection.shop.channel].bundles)
    if isinstance(write, Reply):
        return import_module(CHANNELS[connection.shop.channel].answers)
    return _pushing(connection)


def _pushing(connection: Connection):  # type: ignore[no-untyped-def]
    return import_module(CHANNELS[connection.shop.channel].pushes)


def _module(connection: Connection):  # type: ignore[no-untyped-def]
    return import_module(CHANNELS[connection.shop.channel].module)
