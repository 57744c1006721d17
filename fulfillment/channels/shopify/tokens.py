"""Consent, token exchange and renewal. Source: shopify.dev, "Offline access tokens" and "Authorization code grant".

Four kinds of access, told apart by what the shop's secrets hold:
- a custom app's own token, pasted (`access_token`): it never expires;
- an offline token of an installed app without expiry: the same, with the app's `client_id` and `client_secret`;
- an expiring offline token with `refresh_token`: an hour long, and every renewal gives another refresh token;
- the client-credentials grant of an app made for one shop (`grant` is "client_credentials"): a day long.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

import httpx
import msgspec
from msgspec import Struct

from fulfillment.channels.errors import BadAnswer, NeedsAuthorisation, Unavailable
from fulfillment.channels.shopify.answers import Answer
from fulfillment.channels.shopify.transport import Clock, ask

SCOPES = (
    "read_orders",
    "read_fulfillments",
    "read_returns",
    "write_returns",
    "read_locations",
    "read_merchant_managed_fulfillment_orders",
    "read_assigned_fulfillment_orders",
    "read_third_party_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
)
ALL_ORDERS = "read_all_orders"  # without it only the last 60 days; Shopify grants it on request
TOKEN_PATH = "/admin/oauth/access_token"
CLIENT_CREDENTIALS = "client_credentials"
SHOP_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com")
RECONNECT = "Connect the shop again from Channels."


class Tokens(Struct, kw_only=True, frozen=True):
    """What one exchange gives; `access_expires_at` None: it does not expire."""

    access_token: str
    access_expires_at: datetime | None = None
    refresh_token: str = ""
    refresh_expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Tokens(access_expires_at={self.access_expires_at})"


class TokenPayload(Struct):
    access_token: str
    scope: str | None = ""
    expires_in: float | None = None
    refresh_token: str | None = ""
    refresh_token_expires_in: float | None = None


class App(Struct, frozen=True, kw_only=True):
    """Our app in the eyes of Shopify."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return "App(…)"


def consent_url(*, shop_url: str, client_id: str, state: str, redirect_uri: str) -> str:
    """Where the shop's owner agrees to what we ask for."""
    query = {"client_id": client_id, "scope": ",".join(SCOPES), "redirect_uri": redirect_uri, "state": state}
    return f"{shop_url.rstrip('/')}/admin/oauth/authorize?{urlencode(query)}"


def is_genuine_return(query: Mapping[str, str], client_secret: str) -> bool:
    """Whether Shopify sent the owner back with these parameters; compares in constant time."""
    signed = urlencode(sorted((key, value) for key, value in query.items() if key != "hmac"), safe=":/")
    expected = hmac.new(client_secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), query.get("hmac", "").encode("utf-8", "replace"))


def exchange(*, shop_url: str, app: App, code: str, http: httpx.Client, clock: Clock) -> Tokens:
    """The tokens for a consent code; asks for the expiring kind, which public apps must use."""
    return _tokens(shop_url, app, {"code": code, "expiring": "1"}, http=http, clock=clock)


def refresh(*, shop_url: str, app: App, refresh_token: str, http: httpx.Client, clock: Clock) -> Tokens:
    """New tokens; the caller makes sure that one shop is renewed by one process at a time."""
    grant = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    found = _tokens(shop_url, app, grant, http=http, clock=clock)
    if not found.refresh_token:
        raise BadAnswer("The channel's answer holds no refresh token.")
    return found


def by_credentials(*, shop_url: str, app: App, http: httpx.Client, clock: Clock) -> Tokens:
    """A token for an app that was made for this one shop."""
    return _tokens(shop_url, app, {"grant_type": CLIENT_CREDENTIALS}, http=http, clock=clock)


def _tokens(shop_url: str, app: App, grant: dict[str, str], *, http: httpx.Client, clock: Clock) -> Tokens:
    form = {"client_id": app.client_id, "client_secret": app.client_secret, **grant}
    url = shop_url.rstrip("/") + TOKEN_PATH

    def request() -> httpx.Request:
        return http.build_request("POST", url, data=form, headers={"accept": "application/json"})

    return ask(http, request, _read, clock=clock)


def _read(answer: Answer) -> Tokens:
    if answer.status >= 500 or answer.status == 429:
        raise Unavailable(f"The channel has trouble of its own (HTTP {answer.status}).")
    if answer.status != 200:
        raise NeedsAuthorisation(f"The channel gave no token (HTTP {answer.status}).", RECONNECT)
    try:
        payload = msgspec.json.decode(answer.body, type=TokenPayload)
        access_expires_at = _expiry(payload.expires_in, answer.received_at)
        refresh_expires_at = _expiry(payload.refresh_token_expires_in, answer.received_at)
    except (ValueError, RecursionError, OverflowError):  # msgspec's errors are ValueErrors
        raise BadAnswer("The channel's answer holds no usable token.") from None
    if not payload.access_token:
        raise BadAnswer("The channel's answer holds no usable token.")
    return Tokens(
        access_token=payload.access_token,
        access_expires_at=access_expires_at,
        refresh_token=payload.refresh_token or "",
        refresh_expires_at=refresh_expires_at,
        scopes=tuple(filter(None, (payload.scope or "").split(","))),
    )


def _expiry(seconds: float | None, now: datetime) -> datetime | None:
    return now + timedelta(seconds=seconds) if seconds else None
