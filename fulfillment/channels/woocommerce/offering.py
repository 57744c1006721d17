"""WooCommerce on the connecting page: a REST key that the store makes for us, or one that somebody made."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.urls import reverse

from fulfillment.channels.connecting.offers import Entered, Field, Offer, Way
from fulfillment.channels.models import Connection
from fulfillment.channels.sync import utc_now
from fulfillment.channels.woocommerce import asking, connecting, subscriptions
from fulfillment.channels.woocommerce.adapter import open_client
from fulfillment.channels.woocommerce.signing import Key

ADDRESS = Field(name="url", label="The store's address", placeholder="https://shop.example.com")


def offer() -> Offer:
    return Offer(
        channel="woocommerce",
        label="WooCommerce",
        sentence="Orders with their own statuses, refunds, and shipments as the store's plugin keeps them.",
        ways=(
            Way(
                code="ask",
                label="The store makes the key",
                sentence="You sign in to the store and approve; nothing is copied by hand.",
                steps=(
                    "You come to your own store, which asks whether Firstscan may read and write.",
                    "Sign in there as a shop manager or administrator, and approve.",
                ),
                fields=(ADDRESS,),
                button="Go on to the store",
                is_consent=True,
            ),
            Way(
                code="key",
                label="A REST API key",
                sentence="For WooCommerce 5.8 or later; the key belongs to a user who may manage the shop.",
                steps=(
                    "In WordPress open WooCommerce, Settings, Advanced, REST API and add a key with Read/Write.",
                    "Its user must be a shop manager or administrator: the key may do what its user may.",
                    "Copy both halves; WooCommerce shows the secret once.",
                ),
                fields=(
                    ADDRESS,
                    Field(name="consumer_key", label="Consumer key", placeholder="ck_…", is_secret=True),
                    Field(
                        name="consumer_secret", label="Consumer secret", placeholder="cs_…", is_secret=True
                    ),
                ),
            ),
        ),
        limits=(
            "A store never repeats a message that failed: changes are also found by asking every two minutes.",
            "A store has no requests of buyers: cancellations and refunds are made in the store, and read from it.",
            "Without HTTPS it works as well: calls are signed, but buyers' addresses travel readable.",
            "Without core's shipments or a tracking plugin no number has a place: it goes into a note to the buyer.",
            "WooCommerce tells no carrier's scans, and no deadline: promise a handling time on the rulebook page.",
        ),
    )


def consent(way: str, values: dict[str, str], *, team: Any, back: str) -> tuple[dict[str, str], str]:
    """What the session keeps until the browser is back, and where it goes; raises ChannelError."""
    begun = asking.begin(team, values["url"], back=back, now=utc_now())
    link = asking.link(
        begun.base_url,
        state=begun.state,
        back=back,
        key_address=urljoin(back, reverse("channels:woocommerce-key")),
    )
    return {"state": begun.state, "team": team.slug}, link


def enter(team: Any, way: str, values: dict[str, str], *, public_url: str, now: datetime) -> Entered:
    key = Key(values["consumer_key"], values["consumer_secret"])
    connection = connecting.connect(team, url=values["url"], key=key, now=now, must_write=True)
    connecting.listen(connection, public_url=public_url)
    return Entered(connections=[connection])


def farewell(connection: Connection, *, now: datetime) -> None:
    """The store sends nothing more to our address; the key stays valid until it is revoked there."""
    if address := connection.options.get("webhook_url", ""):
        with open_client(connection) as client:
            subscriptions.unsubscribe(client, address)
