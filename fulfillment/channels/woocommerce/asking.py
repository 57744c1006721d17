"""Asking a store's owner for a key in the browser: WooCommerce's authentication endpoint (wc-auth, version 1).

Source: WooCommerce REST API, "Authentication". The store sends the key to us in a POST of its own, and only then sends
the browser back. It takes HTTPS addresses only.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from msgspec import Struct

from fulfillment.accounts.models import Team
from fulfillment.channels.errors import Refused
from fulfillment.channels.models import StoreConsent
from fulfillment.channels.secrets import seal, unseal
from fulfillment.channels.shopify.transport import TIMEOUT
from fulfillment.channels.woocommerce import finding
from fulfillment.channels.woocommerce.signing import Key

APP_NAME = "Firstscan"
ANSWERS_WITHIN = timedelta(minutes=30)  # from the question to the key; the owner may have to sign in first
LOCAL = {"localhost", "127.0.0.1"}


class Brought(Struct):
    """The store's message; `user_id` is our state, given back as it was."""

    user_id: str
    consumer_key: str
    consumer_secret: str


def begin(team: Team, url: str, *, back: str, now: datetime) -> StoreConsent:
    """The question is on record; raises ChannelError where there is no store, or it could not answer."""
    here = urlsplit(back)
    if here.scheme != "https" and here.hostname not in LOCAL:
        raise Refused(
            0,
            "WooCommerce brings keys to HTTPS addresses only, and this page has none",
            "Open Firstscan by its HTTPS address, or make a key by hand and enter it below.",
        )
    with httpx.Client(timeout=TIMEOUT) as http:
        base = finding.base_url(url, http=http)
    state = secrets.token_urlsafe(24)
    return StoreConsent.objects.create(team=team, state=state, base_url=base, asked_at=now)


def link(base_url: str, *, state: str, back: str, key_address: str) -> str:
    """Where the browser goes."""
    asked = {
        "app_name": APP_NAME,
        "scope": "read_write",
        "user_id": state,
        "return_url": back,
        "callback_url": key_address,
    }
    return f"{base_url}/wc-auth/v1/authorize?{urlencode(asked)}"


def bring(raw: bytes, *, now: datetime) -> bool:
    """The key is kept, encrypted, for the one question it answers; False where nobody asked, or it was answered."""
    try:
        brought = msgspec.json.decode(raw, type=Brought)
    except (msgspec.DecodeError, UnicodeError):
        return False
    asked = StoreConsent.objects.filter(state=brought.user_id, sealed=None, asked_at__gt=now - ANSWERS_WITHIN)
    kept = {"consumer_key": brought.consumer_key, "consumer_secret": brought.consumer_secret}
    return bool(asked.update(sealed=seal(kept)))


def take(team: Team, state: str) -> tuple[str, Key] | None:
    """The store's address and its key, which are then no longer kept here; None where the store brought none."""
    found = StoreConsent.objects.filter(team=team, state=state).exclude(sealed=None).first()
    if found is None or not StoreConsent.objects.filter(pk=found.pk).delete()[0]:
        return None
    assert found.sealed is not None
    kept = unseal(bytes(found.sealed))
    return found.base_url, Key(kept["consumer_key"], kept["consumer_secret"])
