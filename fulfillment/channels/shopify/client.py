"""Shopify's Admin interface (GraphQL), one method per question. Answers are raw; `mapping` makes records of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Self

import httpx
import msgspec
from msgspec import Struct

from fulfillment.channels.errors import BadAnswer, Refused, Throttled
from fulfillment.channels.shopify import pages
from fulfillment.channels.shopify.answers import Answer, Told, TooCostly, told
from fulfillment.channels.shopify.documents import API_VERSION, document
from fulfillment.channels.shopify.pages import Listed, OrderPage, ShopAnswer
from fulfillment.channels.shopify.throttle import Bucket, TooDear, wait
from fulfillment.channels.shopify.transport import LONGEST_WAIT, TIMEOUT, Clock, ask

PATH = f"/admin/api/{API_VERSION}/graphql.json"
STAMP = "%Y-%m-%dT%H:%M:%SZ"


def utc_now() -> datetime:
    return datetime.now(UTC)


class Question(Struct):
    query: str
    variables: Mapping[str, object]


class ShopifyClient:
    """Speaks for one shop; raises `ChannelError` only. Waits for the bucket before it asks, never after a refusal only."""

    def __init__(
        self,
        *,
        shop_url: str,
        access_token: str,
        http: httpx.Client | None = None,
        clock: Clock = utc_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url, self._access_token = shop_url.rstrip("/") + PATH, access_token
        self._owns_http = http is None
        self.http = http or httpx.Client(timeout=TIMEOUT)
        self.clock, self._sleep = clock, sleep
        self._bucket: Bucket | None = None
        self._costs: dict[str, float] = {}  # by question: what it cost last

    def __repr__(self) -> str:
        return "ShopifyClient(…)"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection pool, unless the caller brought its own."""
        if self._owns_http:
            self.http.close()

    # --- orders ---

    def orders(self, since: datetime, until: datetime, *, first: int, after: str = "") -> OrderPage:
        """Whole orders updated in the span, oldest update first; with their count where it is the first page."""
        variables = {
            "query": search(since, until),
            "after": after or None,
            "first": first,
            "count": not after,
        }
        return pages.order_page(self.ask("orders_by_update", variables, key=f"orders_by_update {first}"))

    def orders_placed(self, since: datetime, until: datetime, *, first: int, after: str = "") -> OrderPage:
        """Orders placed in the span, in short form, oldest first."""
        variables = {"query": search(since, until, by="processed_at"), "after": after or None, "first": first}
        return pages.order_page(self.ask("orders_by_placing", variables, key=f"orders_by_placing {first}"))

    def orders_by_id(self, ids: Sequence[str]) -> tuple[bytes, ...]:
        """The orders that the shop knows of these; others are simply missing."""
        gids = [gid("Order", order_id) for order_id in ids]
        return pages.known_nodes(self.ask("orders_by_id", {"ids": gids}, key=f"orders_by_id {len(gids)}"))

    def order_part(self, name: str, order_gid: str, *, after: str | None = None) -> bytes:
        """`order` of one of the `order_…` questions as JSON; b"null" where the order is gone."""
        variables: dict[str, object] = {"id": order_gid}
        if name in {"order_lines", "order_fulfillment_orders", "order_returns"}:
            variables["after"] = after
        return pages.field(self.ask(name, variables), "order")

    # --- the shop ---

    def shop(self) -> ShopAnswer:
        return pages.decoded(self.ask("shop", {}), ShopAnswer)

    def listed(self, name: str, key: str, kind: type[Struct]) -> list[Struct]:
        """Every item of a short list, page after page."""
        found: list[Struct] = []
        after: str | None = None
        while True:
            page: Listed = pages.listed(self.ask(name, {"after": after}), key, kind)
            found += page.items
            if not page.next_cursor or page.next_cursor == after:
                return found
            after = page.next_cursor

    def change(self, name: str, key: str, variables: Mapping[str, object], *, once: bool = False) -> bytes:
        """The payload of a mutation; raises Refused with the shop's own words where it has user errors.

        `once`: a change that would be made twice is not sent again where the answer was lost.
        """
        payload = pages.field(self.ask(name, variables, once=once), key)
        if problems := pages.user_errors(payload):
            raise Refused(200, problems)
        return payload

    # --- one question ---

    def ask(self, name: str, variables: Mapping[str, object], *, key: str = "", once: bool = False) -> bytes:
        """The `data` of one question; waits for its points first. `key`: questions that cost alike."""
        key = key or name
        content = msgspec.json.encode(Question(document(name), variables))
        headers = {"content-type": "application/json", "x-shopify-access-token": self._access_token}
        self._await_points(self._costs.get(key, 0.0))

        def request() -> httpx.Request:
            return self.http.build_request("POST", self._url, content=content, headers=headers)

        def read(answer: Answer) -> Told:
            return told(answer)

        found = ask(self.http, request, read, clock=self.clock, once=once)
        if found.bucket is not None:
            self._bucket, self._costs[key] = found.bucket, found.cost
        return found.data

    def _await_points(self, cost: float) -> None:
        pause = wait(self._bucket, cost, now=self.clock())
        if isinstance(pause, TooDear):
            raise TooCostly
        if pause > LONGEST_WAIT:
            raise Throttled(pause)
        if pause > 0:
            self._sleep(pause)


def search(since: datetime, until: datetime, *, by: str = "updated_at") -> str:
    """Shopify's search for a span of times, both ends taken in (which end it counts is not documented)."""
    return f"{by}:>='{since.astimezone(UTC):{STAMP}}' AND {by}:<='{until.astimezone(UTC):{STAMP}}'"


def gid(kind: str, external_id: str) -> str:
    if not external_id.isascii() or not external_id.isdigit():
        raise BadAnswer(f"“{external_id[:40]}” is no id of a Shopify {kind.lower()}.")
    return f"gid://shopify/{kind}/{external_id}"
