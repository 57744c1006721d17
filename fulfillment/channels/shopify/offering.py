"""Shopify on the connecting page: an app made for the one shop, an older custom app's token, or our app's consent."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings

from fulfillment.channels.connecting.offers import Entered, Field, Offer, Way
from fulfillment.channels.credentials import Renewed
from fulfillment.channels.models import Connection
from fulfillment.channels.shopify import connecting, subscriptions, tokens
from fulfillment.channels.shopify.adapter import open_adapter
from fulfillment.channels.shopify.tokens import App

DOMAIN = Field(
    name="domain",
    label="The shop's Shopify address",
    placeholder="your-shop.myshopify.com",
    help="The one that ends in .myshopify.com: Shopify, Settings, Domains.",
)
MISSING = (
    "No Shopify app is set up here: whoever runs this installation sets SHOPIFY_CLIENT_ID and "
    "SHOPIFY_CLIENT_SECRET."
)
SCOPES = (
    f"Give it the Admin API permissions {', '.join(tokens.SCOPES)}. Add {tokens.ALL_ORDERS} where Shopify "
    "grants it: without it only the last 60 days of orders can be read."
)


def offer() -> Offer:
    return Offer(
        channel="shopify",
        label="Shopify",
        sentence="Orders, fulfillment orders, parcels and their events, refunds, returns with their reasons.",
        ways=(_own_app(), _token(), _consent()),
        limits=(
            "Shopify shows an app the last 60 days of orders, unless it granted read_all_orders.",
            "Names and addresses come only where the app may see protected customer data; orders come without them too.",
            "Buyers can ask there to return goods, which is answered from here; a cancellation is made in Shopify itself.",
            "A Shopify shop has no deadline of its own: promise a handling time on the rulebook page to get one.",
        ),
    )


def _own_app() -> Way:
    return Way(
        code="app",
        label="An app of your own",
        sentence="For one shop: an app that you make in Shopify's Dev Dashboard. Its access renews itself every day.",
        steps=(
            "In the Dev Dashboard make an app, and install it in your shop.",
            SCOPES,
            "Copy Client ID and Secret from the app's settings.",
        ),
        fields=(
            DOMAIN,
            Field(name="client_id", label="Client ID"),
            Field(name="client_secret", label="Client secret", is_secret=True),
        ),
    )


def _token() -> Way:
    return Way(
        code="token",
        label="A custom app's access token",
        sentence="For a custom app made in the shop's own settings before 2026. Its token does not expire.",
        steps=(SCOPES, "Copy the Admin API access token; Shopify shows it once."),
        fields=(
            DOMAIN,
            Field(name="access_token", label="Admin API access token", placeholder="shpat_…", is_secret=True),
            Field(
                name="client_secret",
                label="API secret key",
                is_secret=True,
                is_required=False,
                help="Signs Shopify's messages. Without it changes are found by asking every two minutes.",
            ),
        ),
    )


def _consent() -> Way:
    return Way(
        code="consent",
        label="Our app",
        sentence="The shop's owner agrees at Shopify. Its access lives an hour and renews itself.",
        fields=(DOMAIN,),
        button="Go on to Shopify",
        is_consent=True,
        missing="" if settings.SHOPIFY_CLIENT_ID else MISSING,
    )


def consent(way: str, values: dict[str, str], *, team: Any, back: str) -> tuple[dict[str, str], str]:
    """What the session keeps until the owner comes back, and where the browser goes; raises ChannelError."""
    real = connecting.shop_url(values["domain"])
    url, state = settings.SHOPIFY_SHOP_URL or real, secrets.token_urlsafe(24)
    kept = {"state": state, "team": team.slug, "url": url, "shop": real.removeprefix("https://")}
    return kept, tokens.consent_url(
        shop_url=url, client_id=settings.SHOPIFY_CLIENT_ID, state=state, redirect_uri=back
    )


def enter(team: Any, way: str, values: dict[str, str], *, public_url: str, now: datetime) -> Entered:
    real = connecting.shop_url(values["domain"])
    url = settings.SHOPIFY_SHOP_URL or real
    connection = connecting.connect(team, url=url, access=_access(url, way, values), now=now)
    connecting.listen(connection, public_url=public_url, now=now)
    return Entered(connections=[connection])


def _access(url: str, way: str, values: dict[str, str]) -> Renewed:
    if way == "token":
        return connecting.with_token(values["access_token"], client_secret=values["client_secret"])
    app = App(client_id=values["client_id"], client_secret=values["client_secret"])
    return connecting.with_credentials(url, app)


def farewell(connection: Connection, *, now: datetime) -> None:
    """Shopify sends nothing more to our address; the app itself stays until the shop removes it."""
    address = connection.options.get("webhook_url", "")
    if address:
        adapter = open_adapter(connection, now=now)
        try:
            adapter.ask(lambda client: subscriptions.unsubscribe(client, address))
        finally:
            adapter.close()
