"""The parts of Shopify's answers, cut into raw items first: one bad item never spoils its page."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct
from msgspec.json import Decoder

from fulfillment.channels.errors import BadAnswer

T = TypeVar("T")


class OrderPage(Struct, frozen=True):
    """`items` are the JSON of one order each; an empty `next_cursor` ends the list."""

    items: tuple[bytes, ...]
    next_cursor: str = ""
    total: int | None = None


class Listed(Struct, frozen=True):
    items: list[Any]
    next_cursor: str = ""


class PageInfo(Struct, rename="camel"):
    has_next_page: bool = False
    end_cursor: str | None = None


class RawPage(Struct, rename="camel"):
    nodes: list[Raw]
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class OrderCount(Struct):
    count: int | None = None


class OrdersAnswer(Struct, rename="camel"):
    orders: RawPage
    orders_count: OrderCount | None = None


class NodesAnswer(Struct):
    nodes: list[Raw]


class Begun(Struct):
    id: str


class UserError(Struct):
    message: str = ""


class Changed(Struct, rename="camel"):
    user_errors: list[UserError] | None = None


class ShopAddress(Struct, rename="camel"):
    country_code_v2: str | None = msgspec.field(default=None, name="countryCodeV2")


class ShopPart(Struct, rename="camel"):
    id: str
    name: str
    myshopify_domain: str
    currency_code: str = ""
    iana_timezone: str = "UTC"
    shop_address: ShopAddress | None = None


class Scope(Struct):
    handle: str


class Installation(Struct, rename="camel"):
    access_scopes: list[Scope]


class ShopAnswer(Struct, rename="camel"):
    shop: ShopPart
    current_app_installation: Installation | None = None

    @property
    def scopes(self) -> frozenset[str]:
        installed = self.current_app_installation
        return frozenset(scope.handle for scope in installed.access_scopes) if installed else frozenset()


UNREADABLE = (ValueError, RecursionError)  # msgspec's errors are ValueErrors
FIELDS = Decoder(dict[str, Raw])


def decoded(data: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except UNREADABLE:
        raise BadAnswer("The channel's answer is not in the documented form.") from None


def order_page(data: bytes) -> OrderPage:
    found = decoded(data, OrdersAnswer)
    info = found.orders.page_info
    cursor = (info.end_cursor or "") if info.has_next_page else ""
    if info.has_next_page and not cursor:
        raise BadAnswer("The channel says that more orders follow, but not where.")
    total = found.orders_count.count if found.orders_count else None
    return OrderPage(tuple(bytes(node) for node in found.orders.nodes), cursor, total)


def known_nodes(data: bytes) -> tuple[bytes, ...]:
    """The nodes that exist and are of the kind asked for: others are null or empty objects."""
    nodes = (bytes(node) for node in decoded(data, NodesAnswer).nodes)
    return tuple(node for node in nodes if node not in (b"null", b"{}"))


def listed(data: bytes, key: str, kind: type[T]) -> Listed:
    """A page of a short list, whose every item must be readable."""
    page = decoded(field(data, key), RawPage)
    cursor = (page.page_info.end_cursor or "") if page.page_info.has_next_page else ""
    return Listed([decoded(bytes(node), kind) for node in page.nodes], cursor)


def field(data: bytes, key: str) -> bytes:
    try:
        return bytes(FIELDS.decode(data)[key])
    except (*UNREADABLE, KeyError):
        raise BadAnswer(f"The channel's answer lacks {key}.") from None


def user_errors(payload: bytes) -> str:
    """The shop's objections to a change in one line; "" where it has none."""
    problems = decoded(payload, Changed).user_errors or []
    return "; ".join(" ".join(problem.message.split()) for problem in problems)[:300]
