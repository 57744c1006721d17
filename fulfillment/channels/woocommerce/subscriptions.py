"""The store's webhooks that tell us of changes: looked at in the sync rounds, and switched on again.

WooCommerce never sends a failed message again and switches a webhook off after seven failures in a row, without a
word. What was missed meanwhile the polls have found.
"""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from msgspec import Struct
from msgspec.json import Decoder

from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import Connection
from fulfillment.channels.secrets import unseal
from fulfillment.channels.woocommerce.client import PER_PAGE, STORE, WooClient, decoded, rows

log = structlog.get_logger()

TOPICS = ("order.created", "order.updated", "order.deleted", "order.restored")
ACTIVE = "active"
SUBSCRIBED = "subscribed"


class Webhook(Struct):
    id: int
    topic: str = ""
    status: str = ""
    delivery_url: str = ""


class Plan(Struct, frozen=True):
    """What has to be done so that every topic comes to our address, each once."""

    missing: tuple[str, ...]
    asleep: tuple[int, ...]  # switched off or paused
    twice: tuple[int, ...]

    @property
    def is_done(self) -> bool:
        return not (self.missing or self.asleep or self.twice)


WEBHOOK = Decoder(Webhook)


def plan(found: Iterable[Webhook], address: str) -> Plan:
    """Pure. Webhooks of others, and to other addresses, are not ours to touch."""
    asleep, twice, served = [], [], set()
    ours = [hook for hook in found if hook.delivery_url == address and hook.topic in TOPICS]
    for hook in sorted(ours, key=lambda hook: (hook.status != ACTIVE, hook.id)):
        if hook.topic in served:
            twice.append(hook.id)
            continue
        served.add(hook.topic)
        if hook.status != ACTIVE:
            asleep.append(hook.id)
    return Plan(tuple(topic for topic in TOPICS if topic not in served), tuple(asleep), tuple(twice))


def subscribe(client: WooClient, address: str, secret: str) -> Plan:
    """Every topic comes to this address, each once and switched on; answers what had to be done. Raises ChannelError."""
    data = client.get(f"{STORE}/webhooks", {"per_page": PER_PAGE, "status": "all"}).data
    changes = plan([decoded(bytes(row), WEBHOOK.decode) for row in rows(data)], address)
    for topic in changes.missing:
        hook = {"name": f"Firstscan {topic}", "topic": topic, "delivery_url": address, "secret": secret}
        client.send("POST", f"{STORE}/webhooks", hook)
    for hook_id in changes.asleep:
        client.send("PUT", f"{STORE}/webhooks/{hook_id}", {"status": ACTIVE, "secret": secret})
    for hook_id in changes.twice:
        client.ask("DELETE", f"{STORE}/webhooks/{hook_id}", {"force": "true"})
    return changes


def unsubscribe(client: WooClient, address: str) -> None:
    """Nothing comes to this address any more. Raises ChannelError."""
    data = client.get(f"{STORE}/webhooks", {"per_page": PER_PAGE, "status": "all"}).data
    for hook in (decoded(bytes(row), WEBHOOK.decode) for row in rows(data)):
        if hook.delivery_url == address:
            client.ask("DELETE", f"{STORE}/webhooks/{hook.id}", {"force": "true"})


def check(connection: Connection, client: WooClient) -> bool:
    """The webhooks of one store stand and its health says so; False where there are none or the store will not have them."""
    address = connection.options.get("webhook_url", "")
    if not address or connection.credential is None:
        return False
    secret = unseal(bytes(connection.credential.secrets)).get("webhook_secret", "")
    try:
        changes = subscribe(client, address, secret)
    except ChannelError as error:
        _say(connection, f"off, changes are found by polling: {error.sentence.rstrip('.')}")
        return False
    if changes.asleep:
        log.warning(
            "woocommerce.webhooks_switched_on", connection=str(connection.pk), count=len(changes.asleep)
        )
        _say(connection, "switched off by the store after failed messages; switched on again")
    else:
        _say(connection, SUBSCRIBED)
    return True


def _say(connection: Connection, state: str) -> None:
    Connection.objects.filter(pk=connection.pk).update(webhook_state=state)
