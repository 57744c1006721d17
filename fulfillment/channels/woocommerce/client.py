"""WooCommerce's REST interface (v3), one method per question. Answers are raw; `mapping` makes records of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Self, TypeVar

import httpx
import msgspec
from msgspec import Raw
from msgspec.json import Decoder

from fulfillment.channels.errors import BadAnswer, Refused
from fulfillment.channels.shopify.transport import TIMEOUT, Clock, ask, send
from fulfillment.channels.woocommerce.answers import Gone, NotSeen, Told, told
from fulfillment.channels.woocommerce.signing import Key, Manner, manner_for, signed

ROOT = "/wp-json/"
STORE = f"{ROOT}wc/v3"
PER_PAGE = 100  # the most that WooCommerce allows
AGENT = "firstscan/1"  # plain: some hosts answer browsers with cached pages
ROWS = Decoder(list[Raw])
T = TypeVar("T")


def utc_now() -> datetime:
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Naive UTC, to be sent with `dates_are_gmt=true`: the one form that is right on every store, in every zone."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


class WooClient:
    """Speaks for one store; raises `ChannelError` only. `manner` is how the key was accepted at last."""

    def __init__(
        self,
        *,
        base_url: str,
        key: Key,
        manner: str = "",
        http: httpx.Client | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._base, self._key = base_url.rstrip("/"), key
        self.manner = manner_for(self._base, manner)
        self._was_accepted = False
        self._owns_http = http is None
        self.http = http or httpx.Client(timeout=TIMEOUT)
        self.clock = clock
        self.ahead = timedelta(0)  # by how much our clock is ahead of the store's, as of the last answer

    def __repr__(self) -> str:
        return "WooClient(…)"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection pool, unless the caller brought its own."""
        if self._owns_http:
            self.http.close()

    # --- orders ---

    def orders(self, params: Mapping[str, object]) -> tuple[list[Raw], int | None]:
        """One page of orders as JSON each, and how many the whole list has."""
        found = self.get(f"{STORE}/orders", {"per_page": PER_PAGE, "dates_are_gmt": "true"} | dict(params))
        return rows(found.data), found.total

    def order(self, order_id: str) -> Raw | None:
        """One order, also from the trash; None where it was deleted for good."""
        try:
            return Raw(self.get(f"{STORE}/orders/{number(order_id)}", {}).data)
        except Gone:
            return None

    def refunds(self, order_id: str) -> list[Raw] | None:
        """An order's refunds with their lines; None where the order is gone."""
        return self._part(order_id, "refunds", {"per_page": PER_PAGE})

    def fulfillments(self, order_id: str) -> list[Raw] | None:
        """An order's fulfillments; None where the store has that feature switched off."""
        return self._part(order_id, "fulfillments", {})

    def _part(self, order_id: str, part: str, params: Mapping[str, object]) -> list[Raw] | None:
        try:
            return rows(self.get(f"{STORE}/orders/{number(order_id)}/{part}", params).data, part)
        except Refused as refusal:
            if refusal.code in (404, 410):
                return None
            raise

    # --- one question ---

    def get(self, path: str, params: Mapping[str, object]) -> Told:
        return self.ask("GET", path, params)

    def send(self, method: str, path: str, body: object) -> Told:
        return self.ask(method, path, {}, content=msgspec.json.encode(body))

    def once(
        self, method: str, path: str, body: object = None, params: Mapping[str, object] | None = None
    ) -> Told:
        """A write that is sent once: after a reply that was lost nobody knows whether it was done."""
        content = b"" if body is None else msgspec.json.encode(body)
        return self.ask(method, path, params or {}, content=content, is_repeated=False)

    def ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, object],
        *,
        content: bytes = b"",
        is_repeated: bool = True,
    ) -> Told:
        """The answer; where the host strips the key's header, the key goes into the address from then on."""
        try:
            found = self._ask(method, path, params, content, self.manner, is_repeated)
        except NotSeen:
            if self.manner is not Manner.BASIC or self._was_accepted:
                raise
            found = self._by_address(method, path, params, content, is_repeated)
        self._was_accepted |= path != ROOT  # that one is answered to anybody
        if found.told_at is not None:
            self.ahead = self.clock() - found.told_at
        return found

    def _by_address(
        self, method: str, path: str, params: Mapping[str, object], content: bytes, is_repeated: bool
    ) -> Told:
        found = self._ask(method, path, params, content, Manner.QUERY, is_repeated)
        self.manner = Manner.QUERY
        return found

    def _ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, object],
        content: bytes,
        manner: Manner,
        is_repeated: bool,
    ) -> Told:
        def request() -> httpx.Request:
            call = signed(method, self._base + path, params, key=self._key, manner=manner)
            headers = {"accept": "application/json", "user-agent": AGENT} | call.headers
            if content:
                headers["content-type"] = "application/json"
            return self.http.build_request(method, call.url, headers=headers, content=content or None)

        if is_repeated:
            return ask(self.http, request, told, clock=self.clock)
        return told(send(self.http, request(), clock=self.clock))


def rows(data: bytes, wrapped_in: str = "") -> list[Raw]:
    """A list's items, each still raw; a list in an object of that name, as newer versions wrap some, is taken too."""
    try:
        if wrapped_in and data[:1] == b"{":
            return msgspec.json.decode(data, type=dict[str, list[Raw]])[wrapped_in]
        return ROWS.decode(data)
    except (ValueError, KeyError, RecursionError):
        raise BadAnswer("The store's answer is not a list.") from None


def decoded(data: bytes, decode: Callable[[bytes], T]) -> T:
    try:
        return decode(data)
    except (ValueError, RecursionError):
        raise BadAnswer("The store's answer is not in the documented form.") from None


def number(order_id: str) -> str:
    if not order_id.isascii() or not order_id.isdigit():
        raise BadAnswer(f"“{order_id[:40]}” is no id of a WooCommerce order.")
    return order_id


def ids_param(order_ids: Sequence[str]) -> str:
    return ",".join(map(number, order_ids))
