"""Shopify's bulk operations: the question as one text, the operation as it is told, the file line by line.

The file has one JSON object a line; a child names its parent in `__parentId` and, as we ask for groups, follows it.
Source: shopify.dev, "Perform bulk operations with the GraphQL Admin API".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

import httpx
from msgspec import Raw, Struct, field
from msgspec.json import Decoder, encode

from fulfillment.channels.base import Item
from fulfillment.channels.bulk import Operation, Part
from fulfillment.channels.errors import BadAnswer, Refused, Unavailable
from fulfillment.channels.shopify.client import search
from fulfillment.channels.shopify.documents import document
from fulfillment.channels.shopify.mapping.values import number
from fulfillment.channels.shopify.pages import OrderCount

ORDERS_AT_ONCE = 50
LONGEST_LINE = 4 * 1024 * 1024
RUNNING = frozenset({"CREATED", "RUNNING", "CANCELING"})
CHILDREN = {"LineItem": "lineItems", "FulfillmentOrder": "fulfillmentOrders"}


class Told(Struct, rename="camel"):
    status: str = ""
    error_code: str | None = None
    url: str | None = None
    partial_data_url: str | None = None


class Line(Struct):
    id: str = ""
    parent: str = field(default="", name="__parentId")


class Root(Struct, rename="camel"):
    id: str = ""
    fulfillments_count: OrderCount | None = None
    fulfillments: list[Raw] | None = None
    refunds: list[Raw] | None = None


TOLD, LINE, ROOT, FIELDS = Decoder(Told | None), Decoder(Line), Decoder(Root), Decoder(dict[str, Raw])
UNREADABLE = (ValueError, RecursionError)  # msgspec's errors are ValueErrors


def question(since: datetime, until: datetime) -> str:
    return document("bulk_orders").replace("SEARCH", search(since, until))


def operation(raw: bytes) -> Operation:
    """`bulkOperation` of an answer. Raises Refused where Shopify does not know it any more."""
    try:
        told = TOLD.decode(raw)
    except UNREADABLE:
        raise BadAnswer("The channel's answer about its bulk operation cannot be read.") from None
    if told is None:
        raise Refused(0, "Shopify does not know the bulk operation any more")
    if told.status in RUNNING:
        return Operation(is_running=True)
    if told.status == "COMPLETED":
        return Operation(is_running=False, url=told.url or "")
    why = (
        f"Shopify's bulk operation ended as {told.status}{f' ({told.error_code})' if told.error_code else ''}"
    )
    return Operation(is_running=False, has_failed=True, url=told.partial_data_url or "", sentence=why)


class Group:
    """One order of the file with what followed it. `is_whole`: the file tells all of it."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.root = raw, ROOT.decode(raw)
        self.children: dict[str, list[Raw]] = {name: [] for name in CHILDREN.values()}
        self.is_whole = not self.root.refunds
        counted = self.root.fulfillments_count.count if self.root.fulfillments_count else None
        if counted is not None and counted > len(self.root.fulfillments or ()):
            self.is_whole = False

    def add(self, line: Line, raw: bytes) -> None:
        kind = line.id.rpartition("/")[0].rpartition("/")[2]
        if kind in CHILDREN and line.parent == self.root.id:
            self.children[CHILDREN[kind]].append(Raw(raw))
        else:  # a return, or something that is not ours: the order is read by itself
            self.is_whole = False

    def order(self) -> bytes:
        nodes = {name: {"nodes": found} for name, found in self.children.items()}
        return encode(FIELDS.decode(self.raw) | nodes | {"returns": {"nodes": []}})


def lines(http: httpx.Client, url: str, *, offset: int) -> Iterator[tuple[int, bytes]]:
    """(the byte at which it begins, the line) from `offset` on; a server without ranges is read past the start."""
    headers = {"range": f"bytes={offset}-"} if offset else {}
    try:
        with http.stream("GET", url, headers=headers) as response:
            if response.status_code == 416:
                return
            if response.status_code >= 500:
                raise Unavailable(f"The channel's bulk file could not be read (HTTP {response.status_code}).")
            if response.status_code not in (200, 206):
                raise Refused(response.status_code, "the bulk file is not there any more")
            at = offset if response.status_code == 206 else 0
            yield from ((begin, line) for begin, line in _cut(response.iter_bytes(), at) if begin >= offset)
    except httpx.HTTPError as error:
        raise Unavailable(f"The channel's bulk file broke off ({type(error).__name__}).") from None


def _cut(chunks: Iterable[bytes], at: int) -> Iterator[tuple[int, bytes]]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield at, line
            at += len(line) + 1
        if len(rest) > LONGEST_LINE:
            raise BadAnswer("A line of the channel's bulk file is too long to be an order.")
    if rest:
        yield at, rest


def groups(found: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, Group]]:
    """Every order, with the byte at which the next begins; the last one comes with where the file ended.

    A line that cannot be read stops the file there: what came before is taken, the rest is asked for again.
    """
    group: Group | None = None
    end = 0
    for begin, raw in found:
        if not raw.strip():
            continue
        try:
            line = LINE.decode(raw)
            if line.parent:
                if group is not None:
                    group.add(line, raw)
            else:
                if group is not None:
                    yield begin, group
                group = Group(raw)
        except UNREADABLE:
            raise BadAnswer("A line of the channel's bulk file is cut off or is not JSON.") from None
        end = begin + len(raw) + 1
    if group is not None:
        yield end, group


def parts(found: Iterable[tuple[int, Group]], items: Callable[[bytes], Sequence[Item]]) -> Iterator[Part]:
    """The orders in handfuls, each with the byte at which to go on; `items` makes records of one whole order."""
    taken: list[Item] = []
    to_fetch: list[str] = []
    handful = 0
    offset = 0
    for offset, group in found:
        handful += 1
        if group.is_whole:
            taken += items(group.order())
        else:
            to_fetch.append(number(group.root.id))
        if handful == ORDERS_AT_ONCE:
            yield Part(offset, taken, to_fetch)
            taken, to_fetch, handful = [], [], 0
    if handful:
        yield Part(offset, taken, to_fetch)
