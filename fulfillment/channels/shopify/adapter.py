"""Shopify for the sync engine: its client with fresh tokens, its mapping, its webhooks.

One stream brings everything: an order's refunds, returns and cancellation come in the same answer as the order, and
each of them moves the order's update time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

import httpx

from fulfillment.channels.base import Hint, Item, Listing, Page
from fulfillment.channels.bulk import Operation, Part
from fulfillment.channels.credentials import Renewed, fresh_secrets
from fulfillment.channels.errors import NeedsAuthorisation, TokenExpired
from fulfillment.channels.models import Connection
from fulfillment.channels.records import Refusal, TrackingEventRecord
from fulfillment.channels.secrets import unseal
from fulfillment.channels.shopify import bulk, mapping, tokens, webhooks
from fulfillment.channels.shopify.answers import TooCostly
from fulfillment.channels.shopify.client import ShopifyClient, gid, utc_now
from fulfillment.channels.shopify.pages import Begun, OrderPage, decoded, field
from fulfillment.channels.shopify.throttle import smaller
from fulfillment.channels.shopify.tokens import App, Tokens
from fulfillment.channels.shopify.transport import TIMEOUT
from fulfillment.channels.shopify.whole import whole

T = TypeVar("T")
ORDERS_PER_PAGE = 16  # where the shop's limit allows; fewer are asked for where it does not
ORDERS_PER_CALL = 2  # what one question may cost
PAGE_SIZES: dict[UUID, dict[str, int]] = {}  # what each shop's limit allowed this process so far
PLACED_PER_PAGE = 100


class ShopifyAdapter:
    streams = ("orders",)
    batch_sizes = {"order": ORDERS_PER_CALL}
    pauses: dict[str, timedelta] = {}
    unlisted: frozenset[str] = frozenset()

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self.connection = connection
        fresh = {"orders": ORDERS_PER_PAGE, "placed": PLACED_PER_PAGE}
        self.page_sizes = PAGE_SIZES.setdefault(connection.pk, fresh)
        self.client = self._open(now=now)

    def page(self, stream: str, *, since: datetime, until: datetime, token: str) -> Page:
        def question(client: ShopifyClient) -> Page:
            found = self._affordable(
                "orders", lambda first: client.orders(since, until, first=first, after=token)
            )
            return Page(self._items(client, found.items), found.next_cursor, found.total)

        return self.ask(question)

    def fetch(self, kind: str, external_ids: Sequence[str]) -> Sequence[Item]:
        def question(client: ShopifyClient) -> Sequence[Item]:
            try:
                return self._items(client, client.orders_by_id(external_ids))
            except TooCostly:
                if len(external_ids) == 1:
                    raise
                return [item for order_id in external_ids for item in self.fetch(kind, [order_id])]

        return self.ask(question)

    def tracking(self, order_external_id: str) -> Sequence[TrackingEventRecord | Refusal]:
        def question(client: ShopifyClient) -> Sequence[TrackingEventRecord | Refusal]:
            raw = client.order_part("order_tracking", gid("Order", order_external_id))
            return [] if raw == b"null" else mapping.tracking_events(raw, order_external_id)

        return self.ask(question)

    def placed(self, *, since: datetime, until: datetime, token: str) -> Listing:
        def question(client: ShopifyClient) -> Listing:
            found = self._affordable(
                "placed", lambda first: client.orders_placed(since, until, first=first, after=token)
            )
            return Listing([mapping.entry(raw) for raw in found.items], found.next_cursor)

        return self.ask(question)

    def begin_bulk(self, *, since: datetime, until: datetime) -> str:
        def question(client: ShopifyClient) -> str:
            asked = {"query": bulk.question(since, until)}
            made = field(client.change("bulk_run", "bulkOperationRunQuery", asked), "bulkOperation")
            return decoded(made, Begun).id

        return self.ask(question)

    def bulk_operation(self, operation_id: str) -> Operation:
        return self.ask(
            lambda client: bulk.operation(
                field(client.ask("bulk_poll", {"id": operation_id}), "bulkOperation")
            )
        )

    def bulk_parts(self, url: str, *, offset: int) -> Iterator[Part]:
        with httpx.Client(
            timeout=TIMEOUT, follow_redirects=True
        ) as http:  # the file lies elsewhere: no token goes there
            yield from bulk.parts(bulk.groups(bulk.lines(http, url, offset=offset)), items)

    def close(self) -> None:
        self.client.close()

    def _affordable(self, name: str, question: Callable[[int], OrderPage]) -> OrderPage:
        """A page as large as the shop's limit allows: the size is found once and kept."""
        while True:
            try:
                return question(self.page_sizes[name])
            except TooCostly:
                if self.page_sizes[name] == 1:
                    raise
                self.page_sizes[name] = smaller(self.page_sizes[name])

    def _items(self, client: ShopifyClient, orders: Sequence[bytes]) -> list[Item]:
        return [item for raw in orders for item in items(whole(client, raw))]

    def ask(self, question: Callable[[ShopifyClient], T]) -> T:
        """The answer; an access token that is refused is renewed once."""
        try:
            return question(self.client)
        except TokenExpired:
            refused, self.client = (
                self.client,
                self._open(now=datetime.now(UTC), refused_token=self.access_token),
            )
            refused.close()  # only now: where the renewal fails, the round's other steps still ask by it
        try:
            return question(self.client)
        except TokenExpired:
            raise NeedsAuthorisation("Shopify refuses even a renewed access token.") from None

    def _open(self, *, now: datetime, refused_token: str = "") -> ShopifyClient:
        credential_id = self.connection.credential_id
        if credential_id is None:
            raise NeedsAuthorisation("This shop has no credentials.")
        secrets = fresh_secrets(credential_id, renew=self._renew, now=now, refused_token=refused_token)
        self.access_token = secrets["access_token"]
        return ShopifyClient(shop_url=self.connection.base_url, access_token=self.access_token)

    def _renew(self, secrets: dict[str, str]) -> Renewed:
        with httpx.Client(timeout=TIMEOUT) as http:
            return renew(self.connection.base_url, secrets, http=http)


def items(raw: bytes) -> list[Item]:
    """One whole order: its record, then what ended it or sends goods back."""
    return [mapping.order(raw), *mapping.requests(raw)]


def renew(shop_url: str, secrets: dict[str, str], *, http: httpx.Client) -> Renewed:
    """New secrets by the way that this kind of access has; a token without one needs a person."""
    app = App(client_id=secrets.get("client_id", ""), client_secret=secrets.get("client_secret", ""))
    if secrets.get("grant") == tokens.CLIENT_CREDENTIALS:
        return renewed(secrets, tokens.by_credentials(shop_url=shop_url, app=app, http=http, clock=utc_now))
    if not secrets.get("refresh_token"):
        raise NeedsAuthorisation("Shopify refuses this connection's access token.")
    found = tokens.refresh(
        shop_url=shop_url, app=app, refresh_token=secrets["refresh_token"], http=http, clock=utc_now
    )
    return renewed(secrets, found)


def renewed(secrets: dict[str, str], found: Tokens) -> Renewed:
    """What is kept from now on: the app's own secrets stay, tokens are replaced."""
    given = {"access_token": found.access_token, "refresh_token": found.refresh_token}
    kept = {name: value for name, value in secrets.items() if name not in given}
    return Renewed(
        secrets=kept | {name: value for name, value in given.items() if value},
        access_expires_at=found.access_expires_at,
        refresh_expires_at=found.refresh_expires_at,
    )


# --- what channels.base asks of a channel's module ---


def open_adapter(connection: Connection, *, now: datetime) -> ShopifyAdapter:
    return ShopifyAdapter(connection, now=now)


def verify(connection: Connection, raw: bytes, headers: dict[str, str]) -> bool:
    return webhooks.is_genuine(webhook_secrets(connection), raw, headers)


def webhook_secrets(connection: Connection) -> list[str]:
    """The app's secret, and the one before it while messages may still be signed with that."""
    if connection.credential is None:
        return []
    secrets = unseal(bytes(connection.credential.secrets))
    return [secrets.get("client_secret", ""), secrets.get("old_client_secret", "")]


def hint(raw: bytes, headers: dict[str, str], *, now: datetime) -> Hint:
    return webhooks.hint(raw, headers, now=now)


READ: dict[str, Callable[[bytes], Item]] = {
    "order": mapping.order,
    "cancellation": mapping.cancellation,
    "refund": mapping.refund,
}


def read(kind: str, raw: bytes) -> Item:
    """One kept payload, mapped again."""
    return READ[kind](raw)
