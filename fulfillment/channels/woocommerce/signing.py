"""How a call proves who asks. WooCommerce takes the key in a header or the address over HTTPS; over HTTP it must be signed.

Sources: WooCommerce REST authentication documentation; RFC 5849. Over plain HTTP the key's secret never travels.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import quote, urlencode

from msgspec import Struct
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA256, SIGNATURE_TYPE_QUERY, Client


class Manner(StrEnum):
    """How the key travels."""

    BASIC = "basic"  # the Authorization header, over HTTPS
    QUERY = "query"  # in the address, over HTTPS: many hosts strip the header
    SIGNED = "signed"  # OAuth 1.0a without a token, over HTTP


class Key(Struct, frozen=True):
    """A consumer key and its secret; its text shows neither."""

    consumer_key: str
    consumer_secret: str

    def __repr__(self) -> str:
        return "Key(…)"


class Signed(Struct, frozen=True):
    """Where to send a call and with which headers; both may hold the secret."""

    url: str
    headers: dict[str, str]

    def __repr__(self) -> str:
        return "Signed(…)"


def manner_for(base_url: str, wanted: str = "") -> Manner:
    """The manner that works at this address; `wanted` is what worked before."""
    if not base_url.lower().startswith("https://"):
        return Manner.SIGNED
    return Manner.QUERY if wanted == Manner.QUERY else Manner.BASIC


def signed(method: str, url: str, params: Mapping[str, object], *, key: Key, manner: Manner) -> Signed:
    """One call, provable; a signature is good for one attempt only, as its nonce may be used once."""
    if manner is Manner.BASIC:
        pair = f"{key.consumer_key}:{key.consumer_secret}".encode()
        return Signed(
            _with(url, params), {"authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}
        )
    if manner is Manner.QUERY:
        own = {"consumer_key": key.consumer_key, "consumer_secret": key.consumer_secret}
        return Signed(_with(url, dict(params) | own), {})
    client = Client(
        key.consumer_key,
        client_secret=key.consumer_secret,
        signature_method=SIGNATURE_HMAC_SHA256,
        signature_type=SIGNATURE_TYPE_QUERY,  # in the address: the header may be stripped here too
    )
    address, _, _ = client.sign(_with(url, params), http_method=method)
    return Signed(str(address), {})


def _with(url: str, params: Mapping[str, object]) -> str:
    """RFC 3986 escapes: a "+" for a blank would be signed as something else."""
    return f"{url}?{urlencode(params, quote_via=quote)}" if params else url
