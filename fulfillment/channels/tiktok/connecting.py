"""Connecting shops of a TikTok Shop authorisation: one credential, a shop and a connection for each it opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from msgspec import Struct

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.credentials import store
from fulfillment.channels.errors import Refused
from fulfillment.channels.models import Connection, Credential
from fulfillment.channels.tiktok import endpoints
from fulfillment.channels.tiktok.adapter import renewed
from fulfillment.channels.tiktok.client import TikTokClient
from fulfillment.channels.tiktok.pages import AuthorizedShop
from fulfillment.policies import rulebook

WEBHOOK_EVENTS = (
    "ORDER_STATUS_CHANGE",
    "PACKAGE_UPDATE",
    "CANCELLATION_STATUS_CHANGE",
    "RETURN_STATUS_CHANGE",
)


class App(Struct, frozen=True, kw_only=True):
    """The seller app whose consent is used, and where its channel answers."""

    key: str
    secret: str
    base_url: str = ""
    auth_url: str = ""

    def client(self, access_token: str = "") -> TikTokClient:
        return TikTokClient(
            app_key=self.key,
            app_secret=self.secret,
            access_token=access_token,
            base_url=self.base_url or endpoints.BASE_URL,
            auth_url=self.auth_url or endpoints.AUTH_URL,
        )


def connect(
    team: Team,
    *,
    app: App,
    code: str,
    now: datetime,
    slugs: Mapping[str, str] | None = None,
    market: str = "",
) -> list[Connection]:
    """Every shop the consent opens is connected and due for its first pull; raises ChannelError and changes nothing.

    `slugs` names shops by market; `market` keeps only the shops of one.
    """
    with app.client() as client:
        tokens = client.exchange(code)
    with app.client(tokens.access_token) as client:
        shops = [shop for shop in client.authorized_shops() if not market or _market(shop) == market]
    _refuse_unknown(shops)
    with transaction.atomic():
        credential = Credential(team=team, channel="tiktok")
        store(credential, renewed({"app_key": app.key, "app_secret": app.secret}, tokens), now=now)
        return [_connect(team, credential, app, shop, now=now, slugs=slugs or {}) for shop in shops]


def subscribe(connection: Connection, *, app: App, access_token: str, public_url: str) -> None:
    """The channel tells us of changes at this connection's own address."""
    address = f"{public_url.rstrip('/')}/webhooks/tiktok/{connection.pk}/"
    with TikTokClient(
        app_key=app.key,
        app_secret=app.secret,
        access_token=access_token,
        shop_cipher=connection.options["shop_cipher"],
        base_url=app.base_url or endpoints.BASE_URL,
    ) as client:
        for event in WEBHOOK_EVENTS:
            client.set_webhook(event, address)
    Connection.objects.filter(pk=connection.pk).update(webhook_state="subscribed")


def _market(shop: AuthorizedShop) -> str:
    return shop.region


def _refuse_unknown(shops: Sequence[AuthorizedShop]) -> None:
    if not shops:
        raise Refused(0, "this consent opens no shop here", "Agree with the account that owns the shop.")
    book = rulebook.load()
    if unknown := sorted({_market(s) for s in shops if not book.knows(platform="tiktok", market=_market(s))}):
        raise Refused(0, f"no rules for market {', '.join(unknown)}", "Ask for this market's rulebook first.")


def _connect(
    team: Team,
    credential: Credential,
    app: App,
    found: AuthorizedShop,
    *,
    now: datetime,
    slugs: Mapping[str, str],
) -> Connection:
    market = _market(found)
    name = found.name or found.code or str(found.id)
    rules = rulebook.load().rules(platform="tiktok", market=market, at=now)
    shop, _ = Shop.objects.update_or_create(
        team=team,
        channel="tiktok",
        external_id=str(found.id),
        defaults={"name": name, "market": market, "platform": "tiktok", "time_zone": rules.zone.key},
        create_defaults={
            "slug": slugs.get(market) or slugify(name),
            "name": name,
            "market": market,
            "platform": "tiktok",
            "time_zone": rules.zone.key,
        },
    )
    connection, _ = Connection.objects.update_or_create(
        shop=shop,
        defaults={
            "team": team,
            "credential": credential,
            "base_url": app.base_url,
            "auth_url": app.auth_url,
            "options": {"shop_cipher": found.cipher},
            "is_active": True,
            "state": "new",
            "problem": "",
            "fix": "",
            "failures": 0,
            "next_sync_at": now,
        },
    )
    return connection
