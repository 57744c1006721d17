"""The subscriptions by which Shopify tells us of changes. Shopify deletes them after failed deliveries: look daily.

Bodies name ids and the update time only: what is not sent cannot leak. (Without `updated_at` Shopify would take two
changes for one and drop the second.)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from msgspec import Struct

from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import Connection
from fulfillment.channels.shopify.adapter import open_adapter
from fulfillment.channels.shopify.client import ShopifyClient

log = structlog.get_logger()

OF_ORDERS = ("id", "admin_graphql_api_id", "updated_at")
OF_PARTS = ("id", "order_id", "updated_at", "created_at")
WHOLE: tuple[str, ...] = ()  # bodies whose form is not documented come whole
TOPICS: dict[str, tuple[str, ...]] = {
    "ORDERS_CREATE": OF_ORDERS,
    "ORDERS_UPDATED": OF_ORDERS,
    "ORDERS_CANCELLED": OF_ORDERS,
    "ORDERS_DELETE": WHOLE,
    "ORDERS_EDITED": WHOLE,
    "REFUNDS_CREATE": OF_PARTS,
    "FULFILLMENTS_CREATE": OF_PARTS,
    "FULFILLMENTS_UPDATE": OF_PARTS,
    "FULFILLMENT_EVENTS_CREATE": OF_PARTS,
    "RETURNS_REQUEST": WHOLE,
    "RETURNS_APPROVE": WHOLE,
    "RETURNS_DECLINE": WHOLE,
    "RETURNS_UPDATE": WHOLE,
    "RETURNS_CANCEL": WHOLE,
    "RETURNS_CLOSE": WHOLE,
    "RETURNS_REOPEN": WHOLE,
    "APP_UNINSTALLED": WHOLE,
}


class Subscription(Struct):
    id: str
    topic: str
    uri: str


class Plan(Struct, frozen=True):
    """What to change so that every topic comes to our address once."""

    missing: tuple[str, ...]
    astray: tuple[
        str, ...
    ]  # ids of subscriptions of ours that lead to an address we no longer have, or twice


def plan(found: Sequence[Subscription], address: str) -> Plan:
    """Pure: what is missing and what is astray. Subscriptions of topics that we do not use are left alone."""
    served: set[str] = set()
    astray = []
    for subscription in found:
        if subscription.topic not in TOPICS:
            continue
        if subscription.uri == address and subscription.topic not in served:
            served.add(subscription.topic)
        else:
            astray.append(subscription.id)
    return Plan(tuple(topic for topic in TOPICS if topic not in served), tuple(astray))


def _standing(client: ShopifyClient) -> list[Subscription]:
    found = client.listed("webhooks", "webhookSubscriptions", Subscription)
    return [item for item in found if isinstance(item, Subscription)]


def unsubscribe(client: ShopifyClient, address: str) -> None:
    """Nothing comes to this address any more. Raises ChannelError."""
    for subscription in _standing(client):
        if subscription.uri == address:
            client.change("webhook_unsubscribe", "webhookSubscriptionDelete", {"id": subscription.id})


def subscribe(client: ShopifyClient, address: str) -> Plan:
    """Every topic comes to this address, each once; answers what had to be changed. Raises ChannelError."""
    changes = plan(_standing(client), address)
    for topic in changes.missing:
        subscription: dict[str, object] = {"uri": address, "format": "JSON"}
        if TOPICS[topic]:
            subscription["includeFields"] = list(TOPICS[topic])
        variables = {"topic": topic, "subscription": subscription}
        client.change("webhook_subscribe", "webhookSubscriptionCreate", variables)
    for subscription_id in changes.astray:
        client.change("webhook_unsubscribe", "webhookSubscriptionDelete", {"id": subscription_id})
    return changes


def check(connection: Connection, *, now: datetime) -> bool:
    """The subscriptions of one shop stand, and its health says so; False where Shopify would not agree."""
    address = connection.options.get("webhook_url", "")
    if not address:
        return False
    try:
        adapter = open_adapter(connection, now=now)
        try:
            changes = adapter.ask(lambda client: subscribe(client, address))
        finally:
            adapter.close()
    except ChannelError as error:
        _say(connection, f"off, changes are found by polling: {error.sentence.rstrip('.')}")
        return False
    if changes.missing or changes.astray:
        log.info("shopify.subscriptions", connection=str(connection.pk), made=len(changes.missing))
    _say(connection, "subscribed")
    return True


def check_all(*, now: datetime) -> int:
    """Every active shop's subscriptions were looked at; answers how many stand."""
    shops = Connection.objects.filter(shop__channel="shopify", is_active=True).exclude(credential=None)
    return sum(check(connection, now=now) for connection in shops.select_related("shop", "credential"))


def _say(connection: Connection, state: str) -> None:
    Connection.objects.filter(pk=connection.pk).update(webhook_state=state)
