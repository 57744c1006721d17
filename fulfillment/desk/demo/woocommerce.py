"""The WooCommerce store: a key that its owner would make there lets us in, and it promises one working day."""

import os

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.models import Connection
from fulfillment.channels.sync import utc_now
from fulfillment.channels.woocommerce import connecting
from fulfillment.channels.woocommerce.signing import Key

PROMISE = {"handling.regular": 1}  # working days; without a promise an own store has no deadline


def connect(team: Team, url: str, public_url: str) -> None:
    """Connected once; at each start the ports may be others: where the store answers, and where it tells us."""
    mine = Connection.objects.filter(team=team, shop__channel="woocommerce").select_related(
        "shop", "credential"
    )
    if not mine.update(base_url=url):
        key = Key(
            os.environ.get("SANDBOX_WOOCOMMERCE_KEY", "ck_0123456789abcdef"),
            os.environ.get("SANDBOX_WOOCOMMERCE_SECRET", "cs_fedcba9876543210"),
        )
        made = connecting.connect(team, url=url, key=key, now=utc_now(), slug="happy-paws")
        Shop.objects.filter(pk=made.shop_id).update(rule_overrides=PROMISE)
    for connection in mine.all():
        connecting.listen(connection, public_url=public_url)
