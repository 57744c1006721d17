"""TikTok Shop for the sync engine: its client with fresh tokens, its mapping, its webhooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from fulfillment.channels.base import Hint, Item, Listing, Page
from fulfillment.channels.comparing import Entry
from fulfillment.channels.credentials import Renewed, fresh_secrets
from fulfillment.channels.errors import NeedsAuthorisation, TokenExpired
from fulfillment.channels.models import Connection, Credential
from fulfillment.channels.records import OrderRecord, Refusal, TrackingEventRecord
from fulfillment.channels.secrets import unseal
from fulfillment.channels.tiktok import endpoints, mapping, webhooks
from fulfillment.channels.tiktok.client import ORDERS_PER_CALL, TikTokClient
from fulfillment.channels.tiktok.tokens import Tokens

T = TypeVar("T")

MAPPED: dict[str, Callable[[bytes], Item]] = {
    "orders": mapping.order,
    "packages": mapping.package,
    "cancellations": mapping.cancellation,
    "refunds": mapping.refund,
}


class TikTokAdapter:
    streams = ("orders", "packages", "cancellations", "refunds")
    batch_sizes = {"order": ORDERS_PER_CALL, "package": 1, "cancellation": 20, "refund": 20}
    # Orders name their packages and numbers, and webhooks name packages that changed: the list only makes sure.
    pauses = {"packages": timedelta(minutes=10)}
    unlisted: frozenset[str] = frozenset()

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self.connection = connection
        self.client = self._open(now=now)

    def page(self, stream: str, *, since: datetime, until: datetime, token: str) -> Page:
        def ask(client: TikTokClient) -> Page:
            search = {
                "orders": client.search_orders,
                "packages": client.search_packages,
                "cancellations": client.search_cancellations,
                "refunds": client.search_returns,
            }[stream]
            raw = next(search(since, until, page_token=token))
            return Page([MAPPED[stream](item) for item in raw.items], raw.next_token, raw.total)

        return self.ask(ask)

    def fetch(self, kind: str, external_ids: Sequence[str]) -> Sequence[Item]:
        def ask(client: TikTokClient) -> Sequence[Item]:
            if kind == "order":
                return [mapping.order(raw) for raw in client.orders(external_ids)]
            if kind == "package":
                return [mapping.package(client.package(external_id)) for external_id in external_ids]
            search, read = {
                "cancellation": (client.search_cancellations, mapping.cancellation),
                "refund": (client.search_returns, mapping.refund),
            }[kind]
            return [read(raw) for page in search(ids=external_ids) for raw in page.items]

        return self.ask(ask)

    def tracking(self, order_external_id: str) -> Sequence[TrackingEventRecord | Refusal]:
        return self.ask(
            lambda client: mapping.tracking_events(client.tracking(order_external_id), order_external_id)
        )

    def placed(self, *, since: datetime, until: datetime, token: str) -> Listing:
        def ask(client: TikTokClient) -> Listing:
            raw = next(client.placed_orders(since, until, page_token=token))
            return Listing([_entry(mapping.order(item)) for item in raw.items], raw.next_token)

        return self.ask(ask)

    def close(self) -> None:
        self.client.close()

    def ask(self, question: Callable[[TikTokClient], T]) -> T:
        """The answer; an access token that is refused is renewed once, or read again where another worker renewed it.

        Of a token that was replaced meanwhile channels say that it is invalid, as of one that nobody ever gave.
        """
        try:
            return question(self.client)
        except TokenExpired:
            pass
        except NeedsAuthorisation:
            if self._is_current(self.access_token):
                raise
        refused = self.client
        self.client = self._open(now=datetime.now(UTC), refused_token=self.access_token)
        refused.close()
        try:
            return question(self.client)
        except TokenExpired:
            raise NeedsAuthorisation("The channel refuses even a renewed access token.") from None

    def _is_current(self, access_token: str) -> bool:
        row = Credential.objects.filter(connections=self.connection).first()
        return row is None or unseal(bytes(row.secrets)).get("access_token") == access_token

    def _open(self, *, now: datetime, refused_token: str = "") -> TikTokClient:
        credential_id = self.connection.credential_id
        if credential_id is None:
            raise NeedsAuthorisation("This shop has no credentials.")
        secrets = fresh_secrets(credential_id, renew=self._renew, now=now, refused_token=refused_token)
        self.access_token = secrets["access_token"]
        return open_client(self.connection, secrets)

    def _renew(self, secrets: dict[str, str]) -> Renewed:
        with open_client(self.connection, secrets) as client:
            return renewed(secrets, client.refresh(secrets["refresh_token"]))


def _entry(found: OrderRecord | Refusal) -> Entry:
    if isinstance(found, Refusal):
        return Entry(found.external_id, "")
    return Entry(found.external_id, found.channel_status, found.updated_at)


def open_client(connection: Connection, secrets: dict[str, str]) -> TikTokClient:
    return TikTokClient(
        app_key=secrets["app_key"],
        app_secret=secrets["app_secret"],
        access_token=secrets.get("access_token", ""),
        shop_cipher=connection.options.get("shop_cipher", ""),
        base_url=connection.base_url or endpoints.BASE_URL,
        auth_url=connection.auth_url or endpoints.AUTH_URL,
    )


def renewed(secrets: dict[str, str], tokens: Tokens) -> Renewed:
    kept = {"app_key": secrets["app_key"], "app_secret": secrets["app_secret"]}
    given = {"access_token": tokens.access_token, "refresh_token": tokens.refresh_token}
    return Renewed(
        secrets=kept | given,
        access_expires_at=tokens.access_expires_at,
        refresh_expires_at=tokens.refresh_expires_at,
    )


# --- what channels.base asks of a channel's module ---


def open_adapter(connection: Connection, *, now: datetime) -> TikTokAdapter:
    return TikTokAdapter(connection, now=now)


def verify(connection: Connection, raw: bytes, headers: dict[str, str]) -> bool:
    if connection.credential is None:
        return False
    secrets = unseal(bytes(connection.credential.secrets))
    given = headers.get("Authorization", "")
    return webhooks.verify_webhook(secrets["app_key"], secrets["app_secret"], raw, given)


def hint(raw: bytes, headers: dict[str, str], *, now: datetime) -> Hint:
    read = webhooks.hint(raw, now=now)
    if isinstance(read, Refusal):
        return Hint(message_id=read.external_id, kind="unreadable", sentence=read.sentence)
    return Hint(
        message_id=read.message_id,
        kind=read.kind,
        external_ids=read.external_ids,
        order_external_ids=read.order_external_ids,
        shop_external_id=read.shop_id,
        expires_at=read.expires_at,
        sent_at=read.sent_at,
        is_stale=read.is_stale,
    )


def read(kind: str, raw: bytes) -> Item:
    """One kept payload, mapped again."""
    return MAPPED[f"{kind}s"](raw)
