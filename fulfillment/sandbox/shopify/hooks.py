"""Subscriptions, and the signed messages that they are sent. After eight failed attempts a subscription is deleted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec

from fulfillment.sandbox.posting import Post, Postman
from fulfillment.sandbox.shopify.access import Access
from fulfillment.sandbox.shopify.aftersales import STATUSES
from fulfillment.sandbox.shopify.shaping import Json, gid, moment
from fulfillment.sandbox.world.model import Order, Shop
from fulfillment.sandbox.world.world import Change

# Shopify tries eight times in four hours; a pretend shop need not wait as long.
RETRIES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
VERSION = "2026-10"
OF_RETURNS = {"REQUESTED": "RETURNS_REQUEST", "DECLINED": "RETURNS_DECLINE", "CANCELED": "RETURNS_CANCEL"}


class Hooks:
    def __init__(
        self, *, shop: Shop, domain: str, access: Access, postman: Postman, rows: dict[str, Json]
    ) -> None:
        self.shop, self.domain, self.access, self.postman = shop, domain, access, postman
        self.rows = rows
        self.retries = RETRIES

    # --- as they are set up ---

    def listed(self) -> list[Json]:
        return list(self.rows.values())

    def create(self, topic: str, given: Json, *, now: int) -> Json:
        uri = given.get("uri") or ""
        host = urlsplit(uri)
        problem = ""
        if host.scheme not in ("https", "http") or not host.netloc:
            problem = "Address is invalid"
        elif any(row["topic"] == topic and row["uri"] == uri for row in self.rows.values()):
            problem = "Address for this topic has already been taken"
        if problem:
            errors = [{"field": ["webhookSubscription", "uri"], "message": problem}]
            return {"webhookSubscription": None, "userErrors": errors}
        number = str(1_400_000_000_000 + len(self.rows) + int(time.time() * 1000) % 1_000_000_000)
        row: Json = {
            "__typename": "WebhookSubscription",
            "id": gid("WebhookSubscription", number),
            "topic": topic,
            "uri": uri,
            "format": "JSON",
            "createdAt": moment(now),
            "includeFields": given.get("includeFields") or [],
        }
        self.rows[row["id"]] = row
        return {"webhookSubscription": row, "userErrors": []}

    def delete(self, subscription_id: str) -> Json:
        if self.rows.pop(subscription_id, None) is None:
            errors = [{"field": ["id"], "message": "Webhook subscription does not exist"}]
            return {"deletedWebhookSubscriptionId": None, "userErrors": errors}
        return {"deletedWebhookSubscriptionId": subscription_id, "userErrors": []}

    # --- what is told ---

    def tell(self, change: Change, order: Order) -> None:
        at = change[0]
        for topic, body in told(change, order):
            self.send(topic, body, at=at)

    def send(self, topic: str, body: Json, *, at: float) -> None:
        """``topic`` as subscriptions name it, ``ORDERS_CREATE``."""
        event = str(uuid.uuid4())
        for row in [row for row in self.rows.values() if row["topic"] == topic]:
            kept = row["includeFields"]
            cut = {name: value for name, value in body.items() if name in kept} if kept else body
            self._post(row["uri"], topic, cut, event, at, row["id"])

    def post(self, address: str, topic: str, body: Json, *, at: float) -> None:
        """A message that nobody subscribed to, such as the privacy topics of an app."""
        self._post(address, topic, body, str(uuid.uuid4()), at, "")

    def _post(self, address: str, topic: str, body: Json, event: str, at: float, row_id: str) -> None:
        raw = msgspec.json.encode(body).replace(b"/", b"\\/")  # as the real one escapes
        digest = hmac.new(self.access.signs_with.encode(), raw, hashlib.sha256).digest()
        headers = {
            "X-Shopify-Topic": topic.lower().replace("_", "/", 1) if "/" not in topic else topic,
            "X-Shopify-Shop-Domain": self.domain,
            "X-Shopify-API-Version": VERSION,
            "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
            "X-Shopify-Webhook-Id": str(uuid.uuid4()),
            "X-Shopify-Event-Id": event,
            "X-Shopify-Triggered-At": moment(at) or "",
        }
        retries, told_of = self.retries, self._told(row_id)
        self.postman.send(lambda due: Post(due, 0, address, raw, headers, retries, told=told_of))

    def _told(self, row_id: str) -> Any:
        def told_of(taken: bool) -> None:
            if not taken and row_id:
                self.rows.pop(row_id, None)

        return told_of


def told(change: Change, order: Order) -> Iterator[tuple[str, Json]]:
    """Topics and bodies, in the shape of the older interface, of one change in the world."""
    at, kind, thing, _ = change
    whole = {"id": int(order.id), "admin_graphql_api_id": gid("Order", order.id), "updated_at": moment(at)}
    part = {"order_id": int(order.id), "created_at": moment(at), "updated_at": moment(at)}
    if kind == "order" and at == order.created_at:
        yield "ORDERS_CREATE", whole | {"name": f"#{order.serial}"}
        return
    if kind == "order" and at == order.cancelled_at:
        yield "ORDERS_CANCELLED", whole
        if order.paid_at <= order.cancelled_at:
            yield "REFUNDS_CREATE", part | {"id": int(f"91{order.id[3:]}")}
    elif kind == "package":
        topic = "FULFILLMENTS_CREATE" if at == thing.arranged_at else "FULFILLMENTS_UPDATE"
        yield topic, part | {"id": int(thing.id)}
    elif kind == "return":
        yield from _of_return(thing, at, part)
    yield "ORDERS_UPDATED", whole


def _of_return(back: Any, at: int, part: Json) -> Iterator[tuple[str, Json]]:
    status = STATUSES.get(back.status(at), "OPEN")
    if back.type != "REFUND":
        body = {
            "id": int(back.id),
            "admin_graphql_api_id": gid("Return", back.id),
            "order": {"id": part["order_id"]},
        }
        yield OF_RETURNS.get(status, "RETURNS_CLOSE" if status == "CLOSED" else "RETURNS_UPDATE"), body
    if status == "CLOSED":
        yield "REFUNDS_CREATE", part | {"id": int(f"92{back.order.id[3:]}")}
