"""Shopify's webhooks: a signed hint that something changed, never the change itself. Pure.

Source: shopify.dev, "Verify webhook deliveries" and "Delivery structure". Only the body is signed, none of the headers:
what a message may do to us beyond reading again is therefore told by the body's own form as well. Eight attempts in
four hours, then the event is lost and subscriptions made through the interface are deleted: `subscriptions` makes
them anew, polling finds what was missed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder

from fulfillment.channels.base import Hint
from fulfillment.channels.shopify.mapping.refusals import REFUSABLE
from fulfillment.channels.shopify.mapping.values import number
from fulfillment.channels.shopify.payloads import Gid

RETRY_HORIZON = timedelta(hours=5)  # the last attempt comes after four hours
AHEAD_TOLERANCE = timedelta(minutes=5)
COMPLIANCE = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
UNINSTALLED = "app/uninstalled"
# Topics whose body is the order itself; those of all others name theirs.
OF_ORDERS = "orders/"


class Named(Struct):
    id: Gid = None
    admin_graphql_api_id: Gid = None


class Body(Struct):
    id: Gid = None
    order_id: Gid = None
    order: Named | None = None
    myshopify_domain: str | None = None


BODY = Decoder(Body)


def lowered(headers: Mapping[str, str]) -> dict[str, str]:
    """Names of headers in lower case: Shopify, servers and proxies spell them as they like."""
    return {name.lower(): value for name, value in headers.items()}


def is_genuine(secrets: Iterable[str], raw: bytes, headers: Mapping[str, str]) -> bool:
    """Whether one of the secrets signs exactly these bytes; compares in constant time.

    For an hour after the app's secret is rotated, messages may still be signed with the old one.
    """
    given = lowered(headers).get("x-shopify-hmac-sha256", "").strip().encode("utf-8", "replace")
    signatures = [
        base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest())
        for secret in secrets
        if secret
    ]
    return any(hmac.compare_digest(signature, given) for signature in signatures)


def hint(raw: bytes, headers: Mapping[str, str], *, now: datetime) -> Hint:
    """What a verified message tells us to read again: always whole orders, whatever the topic."""
    said = lowered(headers)
    message_id = delivery_id(raw, said)
    try:
        body = BODY.decode(raw)
        order_ids = _order_ids(body, said.get("x-shopify-topic", ""))
    except ValidationError as error:
        return Hint(
            message_id=message_id, kind="unreadable", sentence=f"The message has an unexpected form: {error}."
        )
    except (DecodeError, UnicodeError):
        return Hint(
            message_id=message_id, kind="unreadable", sentence="The message is cut off or is not JSON."
        )
    except REFUSABLE:
        return Hint(
            message_id=message_id,
            kind="unreadable",
            sentence="The message holds a value that cannot be read.",
        )
    return Hint(
        message_id=message_id,
        kind=_kind(body, said, order_ids),
        external_ids=order_ids,
        order_external_ids=order_ids,
        shop_external_id=said.get("x-shopify-shop-domain", "").lower(),
        is_stale=_is_stale(said, now),
    )


def delivery_id(raw: bytes, said: Mapping[str, str]) -> str:
    """One id per message over all attempts: the webhook's, else the event's with its topic, else the body's own."""
    if webhook_id := said.get("x-shopify-webhook-id", "").strip():
        return webhook_id[:200]
    if event_id := said.get("x-shopify-event-id", "").strip():
        return f"{said.get('x-shopify-topic', '')}:{event_id}"[:200]
    return f"sha256-{hashlib.sha256(raw).hexdigest()}"


def _kind(body: Body, said: Mapping[str, str], order_ids: tuple[str, ...]) -> str:
    if said.get("x-shopify-topic") == UNINSTALLED and body.myshopify_domain:
        return "deauthorised"
    return "order" if order_ids else "other"


def _order_ids(body: Body, topic: str) -> tuple[str, ...]:
    named = [body.order_id]
    if body.order:
        named += [body.order.id, body.order.admin_graphql_api_id]
    if topic.startswith(OF_ORDERS):
        named.append(body.id)
    found = (number(value) for value in named)
    return tuple(dict.fromkeys(order_id for order_id in found if order_id.isdigit()))


def _is_stale(said: Mapping[str, str], now: datetime) -> bool:
    """Sent longer ago than any attempt of Shopify's, or in the future. Reading again is harmless all the same."""
    try:
        sent_at = datetime.fromisoformat(said.get("x-shopify-triggered-at", ""))
    except ValueError:
        return True
    if sent_at.tzinfo is None:
        sent_at = sent_at.replace(tzinfo=UTC)
    return not now - RETRY_HORIZON <= sent_at <= now + AHEAD_TOLERANCE
