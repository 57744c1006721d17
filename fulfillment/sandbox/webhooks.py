"""Push: TikTok Shop's events, signed and sent to the subscribed address."""

from dataclasses import dataclass, field

import msgspec

from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.gate import App
from fulfillment.sandbox.messages import EVENT_TYPES, of_change
from fulfillment.sandbox.posting import Post, Postman
from fulfillment.sandbox.signing import webhook_signature
from fulfillment.sandbox.world.model import Shop
from fulfillment.sandbox.world.world import Change

# The platform waits 2 min, 30 min, 3 h and 12 h; a pretend shop need not.
RETRIES = (2.0, 10.0, 60.0, 300.0)


@dataclass
class Subscriptions:
    """(shop slug, event) -> address; ``everything`` receives all events of all shops besides."""

    everything: str = ""
    rows: dict[str, Json] = field(default_factory=dict)

    def put(self, slug: str, event: str, address: str, now: int) -> None:
        created = self.rows.get(f"{slug} {event}", {}).get("create_time", now)
        self.rows[f"{slug} {event}"] = {
            "event_type": event,
            "address": address,
            "create_time": created,
            "update_time": now,
        }

    def remove(self, slug: str, event: str) -> None:
        self.rows.pop(f"{slug} {event}", None)

    def of_shop(self, slug: str) -> list[Json]:
        return [row for key, row in self.rows.items() if key.split()[0] == slug]

    def addresses(self, slug: str, event: str) -> list[str]:
        row = self.rows.get(f"{slug} {event}")
        return list(dict.fromkeys(a for a in (row["address"] if row else "", self.everything) if a))


class Sender:
    """Makes posts of the world's changes."""

    def __init__(self, *, app: App, subscriptions: Subscriptions, postman: Postman) -> None:
        self.app = app
        self.subscriptions = subscriptions
        self.postman = postman
        self.retries = RETRIES

    @property
    def counts(self) -> dict[str, int]:
        return self.postman.counts

    def tell(self, change: Change) -> None:
        """The world's listener."""
        if (event := of_change(change)) is not None:
            self.send(event, change[3])

    def send(self, event: Json, shop: Shop) -> None:
        """Posts to every address that wants it. A 401 is an answer and is not tried again."""
        body = msgspec.json.encode(event)
        sign = webhook_signature(app_key=self.app.key, secret=self.app.secret, body=body)
        for address in self.subscriptions.addresses(shop.slug, EVENT_TYPES[event["type"]]):
            self.postman.send(lambda due, to=address: self._post(due, to, body, sign))  # type: ignore[misc]

    def _post(self, due: float, address: str, body: bytes, sign: str) -> Post:
        return Post(
            due,
            0,
            address,
            body,
            {"Authorization": sign},
            self.retries,
            is_taken=lambda status: status == 200,
            is_final=lambda status: status == 401,
        )
