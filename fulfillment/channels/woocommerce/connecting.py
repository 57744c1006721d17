"""Connecting a WooCommerce store by its REST key: live questions first, then shop, credential and connection."""

from __future__ import annotations

import secrets as random_secrets
from collections.abc import Mapping
from datetime import datetime
from itertools import chain, count
from typing import Any

import httpx
import msgspec
from django.db import transaction
from django.utils.text import slugify
from msgspec import Struct

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.carriers.telling import told_from
from fulfillment.channels.credentials import Renewed, store
from fulfillment.channels.errors import ChannelError, NeedsAuthorisation, Refused
from fulfillment.channels.models import Connection, Credential
from fulfillment.channels.secrets import unseal
from fulfillment.channels.shopify.transport import TIMEOUT
from fulfillment.channels.woocommerce import finding, probing, subscriptions, walking, zones
from fulfillment.channels.woocommerce.adapter import open_client
from fulfillment.channels.woocommerce.answers import NEW_KEY_FIX
from fulfillment.channels.woocommerce.client import STORE, WooClient, decoded
from fulfillment.channels.woocommerce.mapping import statuses as slugs
from fulfillment.channels.woocommerce.probing import STORE_SPACE, Index, Writer
from fulfillment.channels.woocommerce.signing import Key
from fulfillment.policies import rulebook

READS_ONLY = (
    "This key may only read: numbers could not be uploaded, and the store would tell us nothing by itself."
)


class Setting(Struct):
    id: str = ""
    value: Any = None


class Asked(Struct, frozen=True):
    """What the store answered about itself; `country` and `currency` may be unknown to the key."""

    base_url: str
    index: Index
    manner: str
    writer: Writer
    country: str
    currency: str
    may_write: bool


def connect(
    team: Team,
    *,
    url: str,
    key: Key,
    now: datetime,
    slug: str = "",
    market: str = "",
    statuses: Mapping[str, str] | None = None,
    must_write: bool = False,
) -> Connection:
    """The store is connected and due for its first pull; raises ChannelError and changes nothing.

    `statuses`: what the store's own status slugs mean, in the words of `mapping.statuses.Meaning`.
    """
    own = checked(statuses or {})
    asked = ask(url, key)
    if must_write and not asked.may_write:
        raise NeedsAuthorisation(READS_ONLY, NEW_KEY_FIX)
    with transaction.atomic():
        shop = _shop(team, asked, wanted_slug=slug, market=market, now=now)
        return _connection(team, shop, asked, key, own, now=now)


def checked(statuses: Mapping[str, str]) -> dict[str, str]:
    for word in statuses.values():
        if word not in set(slugs.Meaning):
            raise Refused(
                0, f"{word!r} is no meaning of a status", f"Use one of: {', '.join(slugs.Meaning)}."
            )
    return {slugs.slug(name): word for name, word in statuses.items()}


def ask(url: str, key: Key) -> Asked:
    """Live answers of the store under this key. Raises ChannelError."""
    with httpx.Client(timeout=TIMEOUT) as http:
        base = finding.base_url(url, http=http)
        client = WooClient(base_url=base, key=key, http=http)
        index = probing.index(client)
        if STORE_SPACE not in (index.namespaces or ()):
            raise NeedsAuthorisation(
                "This site has no WooCommerce, or an old one.", "Switch WooCommerce on, 5.8 or later."
            )
        newest, _ = client.orders({"per_page": 1})
        seen = walking.peek(newest[0]) if newest else None
        writer = probing.probe(client, index, order_id=str(seen.id) if seen else "")
        general = _general(client)
        return Asked(
            base_url=base,
            index=index,
            manner=str(client.manner),
            writer=writer,
            country=str(general.get("woocommerce_default_country") or "").partition(":")[0],
            currency=str(general.get("woocommerce_currency") or "")[:3],
            may_write=_may_write(client),
        )


def listen(connection: Connection, *, public_url: str) -> bool:
    """The store tells us of changes where it agrees to; where not, the connection says so and polling goes on."""
    address = f"{public_url.rstrip('/')}/webhooks/woocommerce/{connection.pk}/"
    before = connection.options.get("webhook_url", "")
    connection.options = connection.options | {"webhook_url": address}
    Connection.objects.filter(pk=connection.pk).update(options=connection.options)
    with open_client(connection) as client:
        is_listening = subscriptions.check(connection, client)
        if is_listening and before not in ("", address):
            subscriptions.unsubscribe(client, before)
        return is_listening


def _may_write(client: WooClient) -> bool:
    """A batch of nothing changes nothing, and a key that may only read is refused all the same."""
    try:
        client.once("POST", f"{STORE}/orders/batch", {})
    except NeedsAuthorisation:
        return False
    except ChannelError:  # whatever else it says, it is not the key
        return True
    return True


def _general(client: WooClient) -> dict[str, Any]:
    """The store's general settings; empty where the key's user may not see them."""
    try:
        data = client.get(f"{STORE}/settings/general", {}).data
        found = decoded(data, lambda raw: msgspec.json.decode(raw, type=list[Setting]))
    except ChannelError:
        return {}
    return {setting.id: setting.value for setting in found}


def _shop(team: Team, asked: Asked, *, wanted_slug: str, market: str, now: datetime) -> Shop:
    market = market or asked.country
    if not rulebook.load().knows(platform="own_store", market=market):
        market = ""
    address = asked.base_url.partition("://")[2].lower()
    fields = {
        "name": (asked.index.name or address)[:120],
        "market": market,
        "platform": "own_store",
        "time_zone": zones.name(asked.index.timezone_string, asked.index.gmt_offset),
        "currency": asked.currency,
    }
    wanted = wanted_slug or slugify(address.removeprefix("www.").replace(".", "-").replace("/", "-"))[:40]
    shop, _ = Shop.objects.update_or_create(
        team=team,
        channel="woocommerce",
        external_id=address[:64],
        defaults=fields,
        create_defaults=fields
        | {"slug": _free_slug(team, wanted), "scans_told_from_at": told_from(team, now=now)},
    )
    return shop


def _connection(
    team: Team, shop: Shop, asked: Asked, key: Key, own: dict[str, str], *, now: datetime
) -> Connection:
    known = Connection.objects.filter(shop=shop).select_related("credential").first()
    credential = (known.credential if known else None) or Credential(team=team, channel="woocommerce")
    store(credential, _access(credential, key), now=now)
    options = (known.options if known else {}) | {"auth": asked.manner, "writer": str(asked.writer)}
    options |= {"may_write": asked.may_write}
    connection, _ = Connection.objects.update_or_create(
        shop=shop,
        defaults={
            "team": team,
            "credential": credential,
            "base_url": asked.base_url,
            "options": options | ({"statuses": own} if own else {}),
            "is_active": True,
            "state": "new",
            "problem": "",
            "fix": "",
            "failures": 0,
            "next_sync_at": now,
        },
    )
    return connection


def _access(credential: Credential, key: Key) -> Renewed:
    """The key, and the secret by which webhooks are signed: kept over reconnecting, as the store's webhooks have it."""
    known = unseal(bytes(credential.secrets)) if credential.pk else {}
    return Renewed(
        secrets={
            "consumer_key": key.consumer_key,
            "consumer_secret": key.consumer_secret,
            "webhook_secret": known.get("webhook_secret") or random_secrets.token_urlsafe(32),
        },
        access_expires_at=None,
    )


def _free_slug(team: Team, wanted: str) -> str:
    """`wanted`, or with a number behind it where the team has another shop of that name."""
    taken = set(Shop.objects.filter(team=team, slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in chain([wanted], (f"{wanted}-{n}" for n in count(2))) if slug not in taken)
