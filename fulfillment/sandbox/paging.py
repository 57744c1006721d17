"""Page tokens that only serve for the filters they were made for."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from fulfillment.sandbox.envelope import invalid
from fulfillment.sandbox.world.index import Key

SECRET = b"page tokens of the pretend shop"


def fingerprint(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def make_token(filters: str, key: Key) -> str:
    body = json.dumps([filters, *key]).encode()
    mark = hmac.new(SECRET, body, hashlib.sha256).digest()[:9]
    return base64.urlsafe_b64encode(mark + body).decode()


def read_token(token: str, filters: str) -> Key | None:
    """The key to go on after; None for the first page."""
    if not token:
        return None
    try:
        raw = base64.urlsafe_b64decode(token)
        mark, body = raw[:9], raw[9:]
        found, moment, thing = json.loads(body)
    except ValueError:
        raise invalid("Invalid `page_token`.") from None
    if not hmac.compare_digest(mark, hmac.new(SECRET, body, hashlib.sha256).digest()[:9]):
        raise invalid("Invalid `page_token`.")
    if found != filters:
        raise invalid("Invalid `page_token`: it belongs to other filters.")
    return int(moment), str(thing)


def page_size(params: Mapping[str, str], *, least: int, most: int, default: int | None) -> int:
    text = params.get("page_size", "" if default is None else str(default))
    if not text.isdigit() or not least <= int(text) <= most:
        raise invalid(f"Invalid `page_size`: a number from {least} to {most} is required.")
    return int(text)


def number(body: Mapping[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise invalid(f"Invalid `{name}`: unix seconds as a number are required.")
    return value
