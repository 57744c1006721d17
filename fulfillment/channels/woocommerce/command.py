"""What `manage.py connect woocommerce` does: the key comes from WOOCOMMERCE_CONSUMER_KEY and WOOCOMMERCE_CONSUMER_SECRET."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fulfillment.accounts.models import Team
from fulfillment.channels.errors import Refused
from fulfillment.channels.models import Connection
from fulfillment.channels.woocommerce import connecting
from fulfillment.channels.woocommerce.signing import Key

STATUS = "status."  # `--option status.SLUG=ready`: what a store's own slug means


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
    """The store at `url` is connected; `options`: `public_url=…` where the store reaches us, and its own statuses."""
    key = Key(secrets.get("WOOCOMMERCE_CONSUMER_KEY", ""), secrets.get("WOOCOMMERCE_CONSUMER_SECRET", ""))
    if not url or not key.consumer_key or not key.consumer_secret:
        raise Refused(
            0,
            "the store's address or its key is missing",
            "Give --url, and set WOOCOMMERCE_CONSUMER_KEY and WOOCOMMERCE_CONSUMER_SECRET.",
        )
    statuses = {name.removeprefix(STATUS): word for name, word in options.items() if name.startswith(STATUS)}
    connection = connecting.connect(
        team, url=url, key=key, now=now, slug=slug, market=market, statuses=statuses
    )
    if options.get("public_url"):
        connecting.listen(connection, public_url=options["public_url"])
    return connection
