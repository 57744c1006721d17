"""The Shopify shop: an app made for it lets us in, its history comes in bulk, and it promises two working days."""

import os

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.models import Connection
from fulfillment.channels.shopify import connecting
from fulfillment.channels.shopify.tokens import App
from fulfillment.channels.sync import utc_now

PROMISE = {"handling.regular": 2}  # working days; without a promise an own store has no deadline


def connect(team: Team, url: str, public_url: str) -> None:
    """Connected once; at each start the ports may be others, and a world begun anew knows no token of the old one."""
    mine = Connection.objects.filter(team=team, shop__channel="shopify").select_related("shop", "credential")
    if not mine.update(base_url=url):
        app = App(
            client_id=os.environ.get("SANDBOX_SHOPIFY_CLIENT_ID", "demo-shopify-client"),
            client_secret=os.environ.get("SANDBOX_SHOPIFY_CLIENT_SECRET", "demo-shopify-secret"),
        )
        made = connecting.connect(team, url=url, access=connecting.with_credentials(url, app), now=utc_now())
        Shop.objects.filter(pk=made.shop_id).update(rule_overrides=PROMISE)
    for connection in mine.all():
        connecting.listen(connection, public_url=public_url, now=utc_now())
