"""Webhooks: signed, built when they are sent, never sent again, and switched off by the store after failures.

The count of failures outlives a switching on: only a success sets it back, so the next failure switches off again.
"""

import base64
import hashlib
import hmac
import html
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulfillment.sandbox.woocommerce.moments import pair
from fulfillment.sandbox.woocommerce.replies import Json, Problem, encoded

if TYPE_CHECKING:
    from fulfillment.sandbox.woocommerce.store import Store

FAILURES = 5
EVENTS = ("created", "updated", "deleted", "restored")
TOPICS = {f"{what}.{event}" for what in ("order", "product", "customer", "coupon") for event in EVENTS}
STATUSES = ("active", "paused", "disabled")
AGENT = "WooCommerce/10.5.0 Hookshot (WordPress/6.9.7)"
HIDDEN = ("secret", "failures")
Written = tuple[bytes, dict[str, str]]


@dataclass
class Letter:
    """A message on its way; ``write`` is called when it leaves, ``told`` when it came or did not."""

    address: str
    write: Callable[[], Written]
    told: Callable[[bool], None]


def taken(status: int) -> bool:
    """What the store counts as a success; it follows no redirect."""
    return 200 <= status < 300 or status in (301, 302)


def create(store: "Store", given: Json) -> Json:
    topic, address = given.get("topic", ""), given.get("delivery_url", "")
    if topic not in TOPICS:
        raise Problem(
            400, "woocommerce_rest_webhook_invalid_topic", "Webhook topic is required and must be valid."
        )
    if not str(address).startswith(("http://", "https://")):
        raise Problem(
            400, "woocommerce_rest_webhook_invalid_delivery_url", "Webhook delivery URL must be valid."
        )
    hook_id = max(store.webhooks, default=0) + 1
    resource, _, event = topic.partition(".")
    store.webhooks[hook_id] = {
        "id": hook_id,
        "name": given.get("name", f"Webhook created on {store.now():%b %d, %Y}"),
        "status": given.get("status", "active"),
        "topic": topic,
        "resource": resource,
        "event": event,
        "delivery_url": address,
        "secret": given.get("secret", secrets.token_hex(16)),
        "failures": 0,
        **pair("date_created", store.now(), store.zone),
        **pair("date_modified", None, store.zone),
    }
    _ping(store, hook_id)
    return shown(store.webhooks[hook_id])


def update(store: "Store", hook_id: int, given: Json) -> Json:
    """A new address is pinged; being switched on again is not, nor does it forget the failures."""
    hook = known(store, hook_id)
    if given.get("status", "active") not in STATUSES:
        raise Problem(400, "woocommerce_rest_shop_webhook_invalid_status", "Webhook status must be valid.")
    is_moved = given.get("delivery_url", hook["delivery_url"]) != hook["delivery_url"]
    changes = {
        name: given[name] for name in ("name", "status", "delivery_url", "secret", "topic") if name in given
    }
    hook |= changes | pair("date_modified", store.now(), store.zone)
    if is_moved:
        _ping(store, hook_id)
    return shown(hook)


def known(store: "Store", hook_id: int) -> Json:
    if hook_id not in store.webhooks:
        raise Problem(404, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.")
    return store.webhooks[hook_id]


def shown(hook: Json) -> Json:
    return {name: value for name, value in hook.items() if name not in HIDDEN}


def tell(store: "Store", topic: str, order_id: int) -> None:
    """To every active webhook of the topic; what waits already for the same order is not queued twice."""
    for hook_id, hook in store.webhooks.items():
        if hook["topic"] != topic or hook["status"] != "active" or (hook_id, order_id) in store.waiting:
            continue
        store.waiting.add((hook_id, order_id))
        store.mail(
            Letter(
                hook["delivery_url"],
                lambda to=hook_id: _written(store, to, order_id),  # type: ignore[misc]
                lambda came, to=hook_id: _end(store, to, came),  # type: ignore[misc]
            )
        )


def _written(store: "Store", hook_id: int, order_id: int) -> Written:
    """The order as it is now, whatever it was when the message was due."""
    store.waiting.discard((hook_id, order_id))
    hook = store.webhooks.get(hook_id, {})
    topic = hook.get("topic", "order.deleted")
    order = store.orders.get(order_id)
    body = encoded({"id": order_id} if order is None or topic == "order.deleted" else order)
    key = html.unescape(hook.get("secret", "")).encode()
    resource, _, event = topic.partition(".")
    return body, {
        "User-Agent": AGENT,
        "Content-Type": "application/json",
        "X-WC-Webhook-Source": f"{store.url}/",
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode(),
        "X-WC-Webhook-ID": str(hook_id),
        "X-WC-Webhook-Delivery-ID": secrets.token_hex(16),
    }


def _end(store: "Store", hook_id: int, came: bool) -> None:
    hook = store.webhooks.get(hook_id)
    if hook is None:
        return
    if came:
        hook["failures"] = 0
    elif hook["failures"] > FAILURES:
        hook |= {"status": "disabled"} | pair("date_modified", store.now(), store.zone)
    else:
        hook["failures"] += 1


def _ping(store: "Store", hook_id: int) -> None:
    """Unsigned, and any answer will do."""
    headers = {"User-Agent": AGENT, "Content-Type": "application/x-www-form-urlencoded"}
    body = f"webhook_id={hook_id}".encode()
    store.mail(Letter(store.webhooks[hook_id]["delivery_url"], lambda: (body, headers), lambda came: None))
