"""Consent, token exchange and renewal. Source: Partner Center, "Authorization overview" (202407).

Both calls are GET with the app secret in the query, so nothing here ever shows an address.
"""

from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack
from urllib.parse import urlencode

import httpx
from msgspec import Struct
from msgspec.json import Decoder

from fulfillment.channels.errors import BadAnswer, NeedsAuthorisation, Refused
from fulfillment.channels.tiktok import endpoints
from fulfillment.channels.tiktok.transport import Clock, ask

RELATIVE_BELOW = 10 * 365 * 86_400  # documented as absolute seconds; a small number can only mean "from now"


class Tokens(Struct, kw_only=True, frozen=True):
    """What one consent gives; `refresh_expires_at` is its end as the seller chose it: read, never assumed."""

    access_token: str
    access_expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime
    open_id: str = ""
    seller_name: str = ""
    region: str = ""
    scopes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Tokens(region={self.region!r}, access_expires_at={self.access_expires_at:%Y-%m-%dT%H:%MZ})"


class TokenPayload(Struct):
    access_token: str
    access_token_expire_in: int | str
    refresh_token: str
    refresh_token_expire_in: int | str
    open_id: str | int | None = ""
    seller_name: str | None = ""
    seller_base_region: str | None = ""
    granted_scopes: list[str] | None = None


PAYLOAD = Decoder(TokenPayload)


class App(TypedDict):
    """Who asks, and with what; `auth_url` is the token host."""

    app_key: str
    app_secret: str
    http: httpx.Client
    clock: Clock
    auth_url: str


def consent_url(*, service_id: str, state: str, market: str, base: str = "") -> str:
    """Where the seller's main account agrees; US sellers have a host of their own, `base` overrides it."""
    address = base or endpoints.CONSENT_URLS.get(market, endpoints.CONSENT_URL)
    return f"{address}?{urlencode({'service_id': service_id, 'state': state})}"


def exchange(*, code: str, **app: Unpack[App]) -> Tokens:
    """The tokens for a consent code, which works once and for 30 minutes."""
    return _tokens(app, endpoints.TOKEN_EXCHANGE, {"auth_code": code, "grant_type": "authorized_code"})


def refresh(*, refresh_token: str, **app: Unpack[App]) -> Tokens:
    """New tokens; the caller makes sure that one connection is renewed by one process at a time."""
    return _tokens(
        app, endpoints.TOKEN_REFRESH, {"refresh_token": refresh_token, "grant_type": "refresh_token"}
    )


def _tokens(app: App, path: str, grant: dict[str, str]) -> Tokens:
    query = {"app_key": app["app_key"], "app_secret": app["app_secret"], **grant}
    http, url = app["http"], app["auth_url"] + path
    try:
        data = ask(http, lambda: http.build_request("GET", url, params=query), clock=app["clock"])
    except Refused as refusal:
        raise NeedsAuthorisation(
            f"The channel gave no token (code {refusal.code}): {_without(query, refusal.message)}",
            "Check the app key and secret, then connect the shop again; a code works once, for 30 minutes.",
        ) from None
    try:
        return _read(PAYLOAD.decode(data), app["clock"]())
    except (ValueError, OverflowError, OSError):  # msgspec's errors are ValueErrors; OSError: an absurd year
        raise BadAnswer("The channel's answer holds no usable token.") from None


def _read(payload: TokenPayload, now: datetime) -> Tokens:
    if not payload.access_token or not payload.refresh_token:
        raise ValueError("empty token")
    return Tokens(
        access_token=payload.access_token,
        access_expires_at=_expiry(payload.access_token_expire_in, now),
        refresh_token=payload.refresh_token,
        refresh_expires_at=_expiry(payload.refresh_token_expire_in, now),
        open_id=str(payload.open_id or ""),
        seller_name=payload.seller_name or "",
        region=payload.seller_base_region or "",
        scopes=tuple(payload.granted_scopes or ()),
    )


def _expiry(value: int | str, now: datetime) -> datetime:
    seconds = int(value)
    return (
        now + timedelta(seconds=seconds) if seconds < RELATIVE_BELOW else datetime.fromtimestamp(seconds, UTC)
    )


def _without(query: dict[str, str], message: str) -> str:
    """The channel's message without the secrets that it might repeat."""
    for name in ("app_secret", "auth_code", "refresh_token"):
        if query.get(name):
            message = message.replace(query[name], "…")
    return message or "it gave no reason"
