"""TikTok Shop's interface, one method per question. Answers are raw; `mapping` makes records of them."""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from math import ceil, floor
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx
import msgspec

from fulfillment.channels.errors import NeedsAuthorisation
from fulfillment.channels.tiktok import endpoints, tokens
from fulfillment.channels.tiktok.endpoints import Endpoint
from fulfillment.channels.tiktok.pages import (
    AuthorizedShop,
    CombinablePackage,
    Page,
    RejectReason,
    ShippingProvider,
    SplitAttributes,
    WebhookSetting,
    items,
    listed,
    page,
)
from fulfillment.channels.tiktok.signing import as_sent, sign
from fulfillment.channels.tiktok.transport import TIMEOUT, Clock, ask, ask_once, fetch

ORDERS_PER_CALL = 50
JSON_TYPE = "application/json"


@cache
def trusted() -> ssl.SSLContext:
    """The certificates we trust, read once a process: reading them takes longer than most calls."""
    return httpx.create_ssl_context()


def utc_now() -> datetime:
    return datetime.now(UTC)


class TikTokClient:
    """Speaks for one shop (`shop_cipher`) of one consent (`access_token`); raises `ChannelError` only."""

    def __init__(
        self,
        *,
        app_key: str,
        app_secret: str,
        access_token: str = "",
        shop_cipher: str = "",
        base_url: str = endpoints.BASE_URL,
        auth_url: str = endpoints.AUTH_URL,
        http: httpx.Client | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._app_key, self._app_secret = app_key, app_secret
        self._access_token, self._shop_cipher = access_token, shop_cipher
        self._base_url, self._auth_url = base_url.rstrip("/"), auth_url.rstrip("/")
        self._owns_http = http is None
        self._http = http or httpx.Client(timeout=TIMEOUT, verify=trusted())
        self._clock = clock

    def __repr__(self) -> str:
        return "TikTokClient(…)"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection pool, unless the caller brought its own."""
        if self._owns_http:
            self._http.close()

    # --- tokens ---

    def exchange(self, code: str) -> tokens.Tokens:
        """The tokens for a consent code; this client goes on with its old token."""
        return tokens.exchange(code=code, **self._app())

    def refresh(self, refresh_token: str) -> tokens.Tokens:
        """New tokens; this client goes on with its old one: make a new client."""
        return tokens.refresh(refresh_token=refresh_token, **self._app())

    # --- what the shop is ---

    def authorized_shops(self) -> tuple[AuthorizedShop, ...]:
        """Every shop of this consent, with the cipher that each further call needs."""
        return listed(self.call(endpoints.AUTHORIZED_SHOPS), "shops", AuthorizedShop)

    def webhooks(self) -> tuple[WebhookSetting, ...]:
        return listed(self.call(endpoints.WEBHOOKS), "webhooks", WebhookSetting)

    def set_webhook(self, event_type: str, address: str) -> None:
        """`event_type` (such as `ORDER_STATUS_CHANGE`) of this shop is from now on sent to `address`."""
        self.call(endpoints.WEBHOOK_SET, body={"address": address, "event_type": event_type})

    def remove_webhook(self, event_type: str) -> None:
        """`event_type` of this shop is sent nowhere any more; one that was never set is no error."""
        self.call(endpoints.WEBHOOK_DELETE, body={"event_type": event_type})

    def shipping_providers(self, delivery_option_id: str) -> tuple[ShippingProvider, ...]:
        """The carriers that the channel accepts for one delivery option."""
        data = self.call(endpoints.SHIPPING_PROVIDERS, id=delivery_option_id)
        return listed(data, "shipping_providers", ShippingProvider)

    # --- orders and parcels ---

    def search_orders(
        self, update_from: datetime, update_to: datetime, page_size: int = 100, *, page_token: str = ""
    ) -> Iterator[Page]:
        """Whole orders updated in the span, oldest update first; ask spans that overlap and upsert by id."""
        body = _span(update_from, update_to)
        return self._pages(endpoints.ORDER_SEARCH, "orders", body, page_size, page_token)

    def placed_orders(
        self, placed_from: datetime, placed_to: datetime, page_size: int = 100, *, page_token: str = ""
    ) -> Iterator[Page]:
        """Whole orders placed in the span, oldest first."""
        body = {
            "create_time_ge": floor(placed_from.timestamp()),
            "create_time_lt": ceil(placed_to.timestamp()),
        }
        return self._pages(endpoints.ORDER_SEARCH, "orders", body, page_size, page_token, sort="create_time")

    def orders(self, ids: Sequence[str]) -> tuple[bytes, ...]:
        """Up to 50 whole orders; ids that the channel does not know are simply missing."""
        if len(ids) > ORDERS_PER_CALL:
            raise ValueError(f"at most {ORDERS_PER_CALL} orders per call")
        if not ids:
            return ()
        return items(self.call(endpoints.ORDER_DETAIL, params={"ids": list(ids)}), "orders")

    def search_packages(
        self, update_from: datetime, update_to: datetime, page_size: int = 50, *, page_token: str = ""
    ) -> Iterator[Page]:
        body = _span(update_from, update_to)
        return self._pages(endpoints.PACKAGE_SEARCH, "packages", body, page_size, page_token)

    def package(self, package_id: str) -> bytes:
        return self.call(endpoints.PACKAGE_DETAIL, id=package_id)

    def tracking(self, order_id: str) -> bytes:
        """The carrier's messages of one order, for `mapping.tracking_events`."""
        return self.call(endpoints.TRACKING, id=order_id)

    def combinable_packages(self) -> tuple[CombinablePackage, ...]:
        """Which orders the channel would put into one package: at most 500 packages of them."""
        found: list[CombinablePackage] = []
        params: dict[str, object] = {"page_size": 50}
        for _ in range(10):
            data = self.call(endpoints.COMBINABLE, params=params)
            found += listed(data, "combinable_packages", CombinablePackage)
            if not (token := page(data, "combinable_packages").next_token):
                break
            params["page_token"] = token
        return tuple(found)

    def split_attributes(self, order_ids: Sequence[str]) -> tuple[SplitAttributes, ...]:
        data = self.call(endpoints.SPLIT_ATTRIBUTES, params={"order_ids": list(order_ids)})
        return listed(data, "split_attributes", SplitAttributes)

    # --- requests of buyers ---

    def search_cancellations(
        self,
        update_from: datetime | None = None,
        update_to: datetime | None = None,
        page_size: int = 50,
        *,
        ids: Sequence[str] = (),
        order_ids: Sequence[str] = (),
        page_token: str = "",
    ) -> Iterator[Page]:
        """By update time, by cancellation id or by order id; oldest update first."""
        body = _span(update_from, update_to) | _named("cancel_ids", ids) | _named("order_ids", order_ids)
        return self._pages(endpoints.CANCELLATION_SEARCH, "cancellations", body, page_size, page_token)

    def search_returns(
        self,
        update_from: datetime | None = None,
        update_to: datetime | None = None,
        page_size: int = 50,
        *,
        ids: Sequence[str] = (),
        order_ids: Sequence[str] = (),
        page_token: str = "",
    ) -> Iterator[Page]:
        """By update time, by return id or by order id; oldest update first."""
        body = _span(update_from, update_to) | _named("return_ids", ids) | _named("order_ids", order_ids)
        return self._pages(endpoints.RETURN_SEARCH, "return_orders", body, page_size, page_token)

    def reject_reasons(self, request_id: str) -> tuple[RejectReason, ...]:
        """What the seller may refuse this very cancellation or return with."""
        data = self.call(endpoints.REJECT_REASONS, params={"return_or_cancel_id": request_id})
        return listed(data, "reasons", RejectReason)

    # --- one call ---

    def call(
        self,
        endpoint: Endpoint,
        *,
        params: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
        id: str = "",
        once: bool = False,
    ) -> bytes:
        """The `data` of one signed call as JSON bytes; waits and repeats for seconds where that can help.

        `once`: sent a single time, for a lost reply may belong to a call that was carried out.
        """
        path = endpoint.path.replace("{id}", quote(id, safe=""))
        content = msgspec.json.encode(body) if body is not None else b""
        query: dict[str, object] = {"app_key": self._app_key, **(params or {})}
        if endpoint.cipher:
            query["shop_cipher"] = self._cipher()
        send = ask_once if once else ask
        return send(
            self._http, lambda: self._signed(endpoint.method, path, query, content), clock=self._clock
        )

    @property
    def base_url(self) -> str:
        return self._base_url

    def fetch(self, address: str) -> bytes:
        """A file that an answer named, without our signature and token."""
        return fetch(self._http, lambda: self._http.build_request("GET", address), clock=self._clock)

    def _signed(self, method: str, path: str, query: dict[str, object], content: bytes) -> httpx.Request:
        """A request signed for this very moment: a repeated one gets a new time stamp."""
        params = {**query, "timestamp": int(self._clock().timestamp())}
        sent = {key: as_sent(value) for key, value in params.items() if value is not None}
        sent["sign"] = sign(path, sent, content, self._app_secret)
        headers = {"content-type": JSON_TYPE, "x-tts-access-token": self._access_token}
        return self._http.build_request(
            method, self._base_url + path, params=sent, content=content or None, headers=headers
        )

    def _pages(
        self,
        endpoint: Endpoint,
        key: str,
        body: Mapping[str, object],
        page_size: int,
        token: str,
        sort: str = "update_time",
    ) -> Iterator[Page]:
        params: dict[str, object] = {"page_size": page_size, "sort_field": sort, "sort_order": "ASC"}
        seen: set[str] = set()
        while True:
            answer = page(
                self.call(endpoint, params=params | ({"page_token": token} if token else {}), body=body), key
            )
            yield answer
            token = answer.next_token
            if not token or token in seen:  # a token that comes back would go round for ever
                return
            seen.add(token)

    def _cipher(self) -> str:
        if not self._shop_cipher:
            raise NeedsAuthorisation(
                "The shop's cipher is not known yet.", "Read the list of shops of this connection."
            )
        return self._shop_cipher

    def _app(self) -> tokens.App:
        return {
            "app_key": self._app_key,
            "app_secret": self._app_secret,
            "http": self._http,
            "clock": self._clock,
            "auth_url": self._auth_url,
        }


def _span(update_from: datetime | None, update_to: datetime | None) -> dict[str, object]:
    """The channel's half-open span in whole seconds, never narrower than asked."""
    span: dict[str, object] = {}
    if update_from is not None:
        span["update_time_ge"] = floor(update_from.timestamp())
    if update_to is not None:
        span["update_time_lt"] = ceil(update_to.timestamp())
    return span


def _named(key: str, ids: Sequence[str]) -> dict[str, object]:
    return {key: list(ids)} if ids else {}
