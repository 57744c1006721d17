"""Connecting a Shopify shop by any of its kinds of access: a live question first, then shop, credential and connection."""

from __future__ import annotations

from datetime import datetime
from itertools import chain, count

import httpx
from django.db import transaction
from django.utils.text import slugify

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.credentials import Renewed, store
from fulfillment.channels.errors import NeedsAuthorisation, Refused, TokenExpired
from fulfillment.channels.models import Connection, Credential
from fulfillment.channels.shopify import subscriptions, tokens
from fulfillment.channels.shopify.adapter import renew, renewed
from fulfillment.channels.shopify.client import ShopifyClient, utc_now
from fulfillment.channels.shopify.pages import ShopAnswer
from fulfillment.channels.shopify.tokens import ALL_ORDERS, SHOP_DOMAIN, App
from fulfillment.channels.shopify.transport import TIMEOUT
from fulfillment.policies import rulebook

NEEDED = frozenset({"read_orders", "read_fulfillments", "read_returns"})
READS_FULFILLMENT_ORDERS = frozenset(
    {
        "read_merchant_managed_fulfillment_orders",
        "read_assigned_fulfillment_orders",
        "read_third_party_fulfillment_orders",
    }
)
WRITES_FULFILLMENTS = frozenset(scope.replace("read_", "write_") for scope in READS_FULFILLMENT_ORDERS)
ANSWERS_RETURNS = "write_returns"
DAYS_WITHOUT_ALL_ORDERS = 60
CHECK_APP = "Check the shop's address, Client ID and secret, and that the app is installed in this very shop."


def shop_url(domain: str) -> str:
    """The shop's lasting address, from whatever form of it people paste; raises Refused where it is none."""
    found = domain.strip().lower().removeprefix("https://").removeprefix("http://").split("/")[0]
    found = found if "." in found else f"{found}.myshopify.com"
    if not SHOP_DOMAIN.fullmatch(found):
        raise Refused(
            0, f"{domain[:80]!r} is no Shopify address", "Give the shop's address ending in .myshopify.com."
        )
    return f"https://{found}"


def with_token(access_token: str, *, client_secret: str = "") -> Renewed:
    """Access by a token that does not expire: a custom app's own, or an installed app's older kind."""
    return Renewed(
        secrets={"access_token": access_token, "client_secret": client_secret}, access_expires_at=None
    )


def with_code(url: str, app: App, code: str) -> Renewed:
    """Access by the owner's consent; raises ChannelError."""
    with httpx.Client(timeout=TIMEOUT) as http:
        found = tokens.exchange(shop_url=url, app=app, code=code, http=http, clock=utc_now)
    return renewed({"client_id": app.client_id, "client_secret": app.client_secret}, found)


def with_credentials(url: str, app: App) -> Renewed:
    """Access of an app made for this one shop; raises ChannelError."""
    own = {"client_id": app.client_id, "client_secret": app.client_secret, "grant": tokens.CLIENT_CREDENTIALS}
    with httpx.Client(timeout=TIMEOUT) as http:
        try:
            return renew(url, own, http=http)
        except NeedsAuthorisation as error:
            raise NeedsAuthorisation(error.sentence, CHECK_APP) from None


def connect(
    team: Team, *, url: str, access: Renewed, now: datetime, slug: str = "", market: str = ""
) -> Connection:
    """The shop is connected and due for its first pull; raises ChannelError and changes nothing."""
    with ShopifyClient(shop_url=url, access_token=access.secrets["access_token"]) as client:
        answer = _asked(client)
    lacking = sorted(NEEDED - answer.scopes)
    if lacking or not answer.scopes & READS_FULFILLMENT_ORDERS:
        names = ", ".join(lacking or sorted(READS_FULFILLMENT_ORDERS))
        raise NeedsAuthorisation(
            f"This access lacks {names}.", "Give the app these permissions in Shopify, then connect again."
        )
    with transaction.atomic():
        shop = _shop(team, answer, slug=slug, market=market)
        return _connection(team, shop, url, access, answer.scopes, now=now)


def listen(connection: Connection, *, public_url: str, now: datetime) -> bool:
    """Shopify tells us of changes where it agrees to; where not, the connection says so and polling goes on."""
    address = f"{public_url.rstrip('/')}/webhooks/shopify/{connection.pk}/"
    connection.options = connection.options | {"webhook_url": address}
    Connection.objects.filter(pk=connection.pk).update(options=connection.options)
    return subscriptions.check(connection, now=now)


def limits(scopes: frozenset[str]) -> dict[str, object]:
    """What this access leaves out, for the connection's page; empty where it leaves out nothing."""
    if ALL_ORDERS in scopes:
        return {}
    return {
        "history_days": DAYS_WITHOUT_ALL_ORDERS,
        "limits": "Shopify shows this app the last 60 days of orders only. For older ones ask Shopify for read_all_orders.",
    }


def _asked(client: ShopifyClient) -> ShopAnswer:
    try:
        return client.shop()
    except TokenExpired:
        raise NeedsAuthorisation(
            "Shopify does not accept this access token.", "Copy the token again; it is shown only once."
        ) from None


def _shop(team: Team, answer: ShopAnswer, *, slug: str, market: str) -> Shop:
    found = answer.shop
    told = found.shop_address.country_code_v2 if found.shop_address else ""
    market = market or (told or "")
    if not rulebook.load().knows(platform="own_store", market=market):
        market = ""
    domain = found.myshopify_domain.lower()
    fields = {
        "name": found.name[:120],
        "market": market,
        "platform": "own_store",
        "time_zone": found.iana_timezone,
        "currency": found.currency_code,
    }
    wanted = slug or slugify(domain.partition(".")[0])[:40]
    shop, _ = Shop.objects.update_or_create(
        team=team,
        channel="shopify",
        external_id=domain,
        defaults=fields,
        create_defaults=fields | {"slug": _free_slug(team, wanted)},
    )
    return shop


def _connection(
    team: Team, shop: Shop, url: str, access: Renewed, scopes: frozenset[str], *, now: datetime
) -> Connection:
    known = Connection.objects.filter(shop=shop).select_related("credential").first()
    credential = (known.credential if known else None) or Credential(team=team, channel="shopify")
    store(credential, access, now=now)
    kept = {name: value for name, value in (known.options if known else {}).items() if name != "limits"}
    connection, _ = Connection.objects.update_or_create(
        shop=shop,
        defaults={
            "team": team,
            "credential": credential,
            "base_url": url,
            "options": kept | limits(scopes) | _may(scopes),
            "is_active": True,
            "state": "new",
            "problem": "",
            "fix": "",
            "failures": 0,
            "next_sync_at": now,
        },
    )
    return connection


def _may(scopes: frozenset[str]) -> dict[str, object]:
    """What such access changes in the shop."""
    return {"may_write": bool(scopes & WRITES_FULFILLMENTS), "may_answer": ANSWERS_RETURNS in scopes}


def _free_slug(team: Team, wanted: str) -> str:
    """`wanted`, or with a number behind it where the team has another shop of that name."""
    taken = set(Shop.objects.filter(team=team, slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in chain([wanted], (f"{wanted}-{n}" for n in count(2))) if slug not in taken)
