"""Which events of a shop go to which address."""

import time

from fulfillment.sandbox.envelope import Json, invalid
from fulfillment.sandbox.messages import EVENT_TYPES
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.webhooks import Subscriptions


def list_webhooks(request: Request, subscriptions: Subscriptions) -> Json:
    found = subscriptions.of_shop(request.of.slug)
    return {"webhooks": found, "total_count": len(found)}


def set_webhook(request: Request, subscriptions: Subscriptions) -> None:
    """The real platform wants HTTPS and no port; here plain local addresses serve too."""
    event, address = request.json.get("event_type"), request.json.get("address")
    if not isinstance(event, str) or event not in EVENT_TYPES.values():
        raise invalid("Invalid `event_type`.")
    if not isinstance(address, str) or not address.startswith(("http://", "https://")) or len(address) > 255:
        raise invalid("Invalid `address`: a URL of at most 255 characters is required.")
    subscriptions.put(request.of.slug, event, address, int(time.time()))


def delete_webhook(request: Request, subscriptions: Subscriptions) -> None:
    event = request.json.get("event_type") or request.params.get("event_type")
    subscriptions.remove(request.of.slug, str(event))
