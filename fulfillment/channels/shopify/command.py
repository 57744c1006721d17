"""What `manage.py connect shopify` does: the kind of access follows from the secrets that are at hand.

SHOPIFY_ACCESS_TOKEN (and SHOPIFY_CLIENT_SECRET, which signs its webhooks) is a custom app's own token;
SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET alone are an app made for this shop; with SHOPIFY_AUTH_CODE besides they
are an app that the shop's owner has just agreed to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fulfillment.accounts.models import Team
from fulfillment.channels.credentials import Renewed
from fulfillment.channels.errors import Refused
from fulfillment.channels.models import Connection
from fulfillment.channels.shopify import connecting
from fulfillment.channels.shopify.tokens import App


def connect(
    team: Team,
    *,
    secrets: Mapping[str, str],
    url: str,
    options: Mapping[str, str],
    slug: str,
    market: str,
    now: datetime,
) -> Connection:
    """The shop is connected; `options`: `domain=…` the shop's address, `public_url=…` where Shopify reaches us."""
    address = url or connecting.shop_url(options.get("domain", ""))
    access = access_by(secrets, address)
    connection = connecting.connect(team, url=address, access=access, now=now, slug=slug, market=market)
    if options.get("public_url"):
        connecting.listen(connection, public_url=options["public_url"], now=now)
    return connection


def access_by(secrets: Mapping[str, str], address: str) -> Renewed:
    secret = secrets.get("SHOPIFY_CLIENT_SECRET", "")
    if token := secrets.get("SHOPIFY_ACCESS_TOKEN"):
        return connecting.with_token(token, client_secret=secret)
    if not secrets.get("SHOPIFY_CLIENT_ID") or not secret:
        raise Refused(
            0,
            "there are no secrets to connect with",
            "Set SHOPIFY_ACCESS_TOKEN, or SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET.",
        )
    app = App(client_id=secrets["SHOPIFY_CLIENT_ID"], client_secret=secret)
    if code := secrets.get("SHOPIFY_AUTH_CODE"):
        return connecting.with_code(address, app, code)
    return connecting.with_credentials(address, app)
