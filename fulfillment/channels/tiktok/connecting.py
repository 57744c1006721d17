"""Connecting shops of a TikTok Shop authorisation: one credential, a shop and a connection for each it opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain, count

from django.db import transaction
from django.utils.text import slugify
from msgspec import Struct

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.credentials import store
from fulfillment.channels.errors import ChannelError, Refused
from fulfillment.channels.models import Connection, Credential
from fulfillment.channels.secrets import unseal
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
    "RECIPIENT_ADDRESS_UPDATE",
    "SELLER_DEAUTHORIZATION",
    "UPCOMING_AUTHORIZATION_EXPIRATION",
)


class App(Struct, frozen=True, kw_only=True):
    """The seller app whose consent is used, and where its channel answers."""

    key: str
    secret: str
    base_url: str = ""
    auth_url: str = ""

    def __repr__(self) -> str:
        return "App(…)"

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
        shops = [shop for shop in client.authorized_shops() if not market or shop.region == market]
    _refuse_unknown(shops)
    with transaction.atomic():
        credential = Credential(team=team, channel="tiktok")
        store(credential, renewed({"app_key": app.key, "app_secret": app.secret}, tokens), now=now)
        found = [_connect(team, credential, app, shop, now=now, slugs=slugs or {}) for shop in shops]
        Credential.objects.filter(team=team, channel="tiktok", connections=None).delete()  # replaced just now
        return found


def listen(connections: Sequence[Connection], *, app: App, public_url: str) -> None:
    """The channel tells us of changes where it agrees to; where not, the connection says so and polling goes on."""
    for connection in connections:
        assert connection.credential is not None
        token = unseal(bytes(connection.credential.secrets))["access_token"]
        try:
            subscribe(connection, app=app, access_token=token, public_url=public_url)
        except ChannelError as error:
            said = f"off, changes are found by polling: {error.sentence.rstrip('.')}"
            Connection.objects.filter(pk=connection.pk).update(webhook_state=said)


def subscribe(connection: Connection, *, app: App, access_token: str, public_url: str) -> None:
    """The channel tells us of changes at this connection's own address; raises ChannelError."""
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


def _refuse_unknown(shops: Sequence[AuthorizedShop]) -> None:
    if not shops:
        raise Refused(0, "this consent opens no shop here", "Agree with the account that owns the shop.")
    book = rulebook.load()
    if unknown := sorted(
        {shop.region for shop in shops if not book.knows(platform="tiktok", market=shop.region)}
    ):
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
    market = found.region
    name = found.name or found.code or str(found.id)
    rules = rulebook.load().rules(platform="tiktok", market=market, at=now)
    shop, _ = Shop.objects.update_or_create(
        team=team,
        channel="tiktok",
        external_id=str(found.id),
        defaults={"name": name, "market": market, "platform": "tiktok", "time_zone": rules.zone.key},
        create_defaults={
            "slug": _free_slug(team, slugs.get(market) or slugify(name)[:40] or f"tiktok-{market.lower()}"),
            "name": name,
            "market": market,
            "platform": "tiktok",
            "time_zone": rules.zone.key,
        },
    )
    known = Connection.objects.filter(shop=shop).first()
    connection, _ = Connection.objects.update_or_create(
        shop=shop,
        defaults={
            "team": team,
            "credential": credential,
            "base_url": app.base_url,
            "auth_url": app.auth_url,
            "options": (known.options if known else {}) | {"shop_cipher": found.cipher},
            "is_active": True,
            "state": "new",
            "problem": "",
            "fix": "",
            "failures": 0,
            "next_sync_at": now,
        },
    )
    return connection


def _free_slug(team: Team, wanted: str) -> str:
    """`wanted`, or with a number behind it where the team has another shop of that name."""
    taken = set(Shop.objects.filter(team=team, slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in chain([wanted], (f"{wanted}-{n}" for n in count(2))) if slug not in taken)
