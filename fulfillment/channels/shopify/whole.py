"""Orders made whole: what did not fit into one question (a long list of lines, many parcels) is read and joined."""

from __future__ import annotations

from typing import Protocol

import msgspec
from msgspec import Raw, Struct
from msgspec.json import Decoder, encode

from fulfillment.channels.errors import BadAnswer
from fulfillment.channels.shopify.pages import FIELDS, UNREADABLE, OrderCount, RawPage

CONNECTIONS = {
    "lineItems": "order_lines",
    "fulfillmentOrders": "order_fulfillment_orders",
    "returns": "order_returns",
}
# Plain lists without a cursor: as many as the first question asks for may mean that there are more.
LISTS = {"fulfillments": ("order_fulfillments", 5), "refunds": ("order_refunds", 2)}


class Asking(Protocol):
    def order_part(self, name: str, order_gid: str, *, after: str | None = None) -> bytes: ...


class Start(Struct, rename="camel"):
    id: str
    fulfillments_count: OrderCount | None = None


START = Decoder(Start)
PAGE = Decoder(RawPage)
LIST = Decoder(list[Raw])


def whole(client: Asking, raw: bytes) -> bytes:
    """The order with all of its parts. What cannot be read stays as it is: the mapping refuses it with a sentence."""
    try:
        fields, start = FIELDS.decode(raw), START.decode(raw)
        missing = _missing(fields, start)
    except UNREADABLE:
        return raw
    if not missing:
        return raw
    for key in missing:
        joined = _connection(client, start.id, key, fields[key]) if key in CONNECTIONS else None
        fields[key] = joined or _list(client, start.id, key)
    return encode(fields)


def _missing(fields: dict[str, Raw], start: Start) -> list[str]:
    pages = [
        key
        for key in CONNECTIONS
        if bytes(fields.get(key, Raw(b"null"))) != b"null"
        and PAGE.decode(fields[key]).page_info.has_next_page
    ]
    lists = [
        key
        for key, (_, asked) in LISTS.items()
        if bytes(fields.get(key, Raw(b"null"))) != b"null" and len(LIST.decode(fields[key])) >= asked
    ]
    counted = start.fulfillments_count.count if start.fulfillments_count else None
    if (
        counted is not None
        and "fulfillments" in lists
        and counted == len(LIST.decode(fields["fulfillments"]))
    ):
        lists.remove("fulfillments")
    return pages + lists


def _connection(client: Asking, order_gid: str, key: str, first: Raw) -> Raw:
    page = PAGE.decode(first)
    nodes = list(page.nodes)
    while page.page_info.has_next_page:
        after = page.page_info.end_cursor
        page = _page(client.order_part(CONNECTIONS[key], order_gid, after=after), key)
        nodes += page.nodes
        if page.page_info.has_next_page and page.page_info.end_cursor == after:
            raise BadAnswer(
                f"The channel's list of an order's {key} comes back to a page that it showed before."
            )
    return Raw(encode({"nodes": nodes}))


def _list(client: Asking, order_gid: str, key: str) -> Raw:
    return _part(client.order_part(LISTS[key][0], order_gid), key)


def _page(order: bytes, key: str) -> RawPage:
    try:
        return PAGE.decode(_part(order, key))
    except UNREADABLE:
        raise BadAnswer(f"The channel's answer lacks an order's {key}.") from None


def _part(order: bytes, key: str) -> Raw:
    try:
        return FIELDS.decode(order)[key]
    except (*UNREADABLE, KeyError, msgspec.MsgspecError):
        raise BadAnswer(f"The channel's answer lacks an order's {key}.") from None
