"""Who asks: the key in a header or in the address over HTTPS, signed by OAuth 1.0a over HTTP, and what it may do."""

import base64
import hashlib
import hmac
import re
import time
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from fulfillment.sandbox.request import Request
from fulfillment.sandbox.woocommerce.replies import Problem

if TYPE_CHECKING:
    from fulfillment.sandbox.woocommerce.store import Store

BAD_KEY = "woocommerce_rest_authentication_error"
WINDOW = 15 * 60
IN_HEADER = re.compile(r'(\w+)="([^"]*)"')
HASHES = {"HMAC-SHA256": hashlib.sha256, "HMAC-SHA1": hashlib.sha1}


def check(store: "Store", request: Request, *, skew: float = 0.0) -> None:
    """Raises what the store says to a caller whom it does not know, or who may not do this."""
    if store.is_secure:
        _plain(store, request)
    else:
        _signed(store, request, time.time() + skew)
    if request.method == "GET" and not store.may_read:
        raise Problem(401, BAD_KEY, "The API key provided does not have read permissions.")
    if request.method != "GET" and not store.may_write:
        raise Problem(401, BAD_KEY, "The API key provided does not have write permissions.")


def _plain(store: "Store", request: Request) -> None:
    """The address wins over the header; many hosts take the header away."""
    header = "" if store.strips_header else request.headers.get("authorization", "")
    if "consumer_key" in request.params:
        key, secret = request.params["consumer_key"], request.params.get("consumer_secret", "")
    elif header.startswith("Basic "):
        key, _, secret = base64.b64decode(header[6:]).decode().partition(":")
    else:
        raise _nobody()
    if key != store.key:
        raise Problem(401, BAD_KEY, "Consumer key is invalid.")
    if secret != store.secret:
        raise Problem(401, BAD_KEY, "Consumer secret is invalid.")


def _signed(store: "Store", request: Request, wall: float) -> None:
    header = request.headers.get("authorization", "")
    found = dict(request.params)
    if header.startswith("OAuth ") and not store.strips_header:
        found |= {name: unquote(value) for name, value in IN_HEADER.findall(header) if name != "realm"}
    if found.get("oauth_consumer_key") != store.key:
        raise _nobody()
    given = found.pop("oauth_signature", "")
    if not hmac.compare_digest(_signature(store, request, found), given):
        raise Problem(401, BAD_KEY, "Invalid signature - provided signature does not match.")
    stamp, nonce = found.get("oauth_timestamp", ""), found.get("oauth_nonce", "")
    if not stamp.isdigit() or abs(int(stamp) - (wall - store.behind.total_seconds())) > WINDOW:
        raise Problem(401, BAD_KEY, "Invalid timestamp.")
    if not nonce or nonce in store.nonces:
        raise Problem(401, BAD_KEY, "Invalid nonce - nonce has already been used.")
    store.nonces.add(nonce)


def _signature(store: "Store", request: Request, params: dict[str, str]) -> str:
    """WooCommerce decodes, encodes again and doubles the percent signs, joined with an escaped "=" and "&"."""
    pairs = "%26".join(f"{_doubled(name)}%3D{_doubled(value)}" for name, value in sorted(params.items()))
    address = quote(store.url + request.path, safe="~")
    method = HASHES.get(params.get("oauth_signature_method", ""), hashlib.sha256)
    text = f"{request.method}&{address}&{pairs}"
    return base64.b64encode(hmac.new(f"{store.secret}&".encode(), text.encode(), method).digest()).decode()


def _doubled(part: str) -> str:
    return quote(unquote(part), safe="~").replace("%", "%25")


def _nobody() -> Problem:
    return Problem(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
