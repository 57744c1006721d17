"""WooCommerce's webhooks: a signed hint that an order changed, never the change itself. Pure.

The body is built when it is sent and may come twice; a failed one is never sent again, and after seven failures in a
row the store switches the webhook off (see `subscriptions`). Source: WooCommerce 10.5.0, measured.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import re
from collections.abc import Mapping

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder

from fulfillment.channels.base import Hint
from fulfillment.channels.refusals import REFUSABLE
from fulfillment.channels.shopify.webhooks import lowered
from fulfillment.channels.values import identifier
from fulfillment.channels.woocommerce.payloads import Id

# Sent unsigned when a webhook is saved; a store's own pages show an error if it is not answered with success.
PING = re.compile(rb"webhook_id=\d{1,20}")
PING_ID = "ping"  # one for all: what is unsigned is stored once at most


class Body(Struct):
    id: Id = None


BODY = Decoder(Body)


def is_genuine(secret: str, raw: bytes, headers: Mapping[str, str]) -> bool:
    """Whether the secret signs exactly these bytes (compared in constant time), or it is a ping, which says nothing."""
    if PING.fullmatch(raw):
        return True
    given = lowered(headers).get("x-wc-webhook-signature", "").strip().encode("utf-8", "replace")
    return bool(secret) and hmac.compare_digest(signature(secret, raw), given)


def signature(secret: str, raw: bytes) -> bytes:
    """WooCommerce signs with the secret as its entities mean it: `&amp;` in it is `&`."""
    return base64.b64encode(hmac.new(html.unescape(secret).encode(), raw, hashlib.sha256).digest())


def hint(raw: bytes, headers: Mapping[str, str]) -> Hint:
    """What a verified message tells us to read again: whole orders, whatever happened to them."""
    if PING.fullmatch(raw):
        return Hint(message_id=PING_ID, kind="other")
    said = lowered(headers)
    message_id = delivery_id(raw, said)
    resource = said.get("x-wc-webhook-topic", "order").partition(".")[0]
    try:
        order_id = identifier(BODY.decode(raw).id)
    except ValidationError as error:
        sentence = f"The message has an unexpected form: {error}."
    except (DecodeError, UnicodeError):
        sentence = "The message is cut off or is not JSON."
    except REFUSABLE:
        sentence = "The message holds a value that cannot be read."
    else:
        ids = (order_id,) if resource == "order" and order_id.isdigit() else ()
        kind = "order" if ids else "other"
        return Hint(message_id=message_id, kind=kind, external_ids=ids, order_external_ids=ids)
    return Hint(message_id=message_id, kind="unreadable", sentence=sentence)


def delivery_id(raw: bytes, said: Mapping[str, str]) -> str:
    """The delivery's own id, new for each one; else the body's."""
    given = said.get("x-wc-webhook-delivery-id", "").strip()
    return given[:200] or f"sha256-{hashlib.sha256(raw).hexdigest()}"
