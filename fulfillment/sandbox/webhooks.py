"""Push: events signed and sent to the subscribed address, late, twice and out of order as in life."""

import heapq
import random
import time
from dataclasses import dataclass, field
from threading import Condition, Thread

import httpx
import msgspec

from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.faults import Faults
from fulfillment.sandbox.gate import App
from fulfillment.sandbox.messages import EVENT_TYPES, of_change
from fulfillment.sandbox.signing import webhook_signature
from fulfillment.sandbox.world.model import Shop
from fulfillment.sandbox.world.world import Change

TIMEOUT = 3.0
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


@dataclass(order=True)
class _Post:
    due: float
    sequence: int
    address: str = field(compare=False)
    body: bytes = field(compare=False)
    attempt: int = field(default=0, compare=False)


class Sender:
    """Queues messages and posts them from threads of its own; counts say what became of them."""

    def __init__(
        self, *, app: App, subscriptions: Subscriptions, faults: Faults, seed: int, calm: bool = False
    ) -> None:
        self.app = app
        self.subscriptions = subscriptions
        self.faults = faults
        self.calm = calm
        self.retries = RETRIES
        self.counts = {"queued": 0, "delivered": 0, "failed": 0, "given_up": 0, "dropped": 0}
        self._rng = random.Random(seed)
        self._queue: list[_Post] = []
        self._sequence = 0
        self._ready = Condition()
        self._stopped = False
        self._threads = [Thread(target=self._work, daemon=True, name=f"webhooks-{n}") for n in range(2)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        with self._ready:
            self._stopped = True
            self._ready.notify_all()
        for thread in self._threads:
            thread.join(timeout=TIMEOUT + 1)

    def tell(self, change: Change) -> None:
        """The world's listener."""
        if (event := of_change(change)) is not None:
            self.send(event, change[3])

    def send(self, event: Json, shop: Shop) -> None:
        """Posts to every address that wants it, after a delay; now and then twice."""
        addresses = self.subscriptions.addresses(shop.slug, EVENT_TYPES[event["type"]])
        if not addresses:
            return
        if self.faults.on.get("drop_webhooks"):
            self.counts["dropped"] += len(addresses)
            return
        body = msgspec.json.encode(event)
        twice = self.faults.on.get("duplicate_webhooks") or (not self.calm and self._rng.random() < 0.05)
        for address in addresses:
            for _ in range(2 if twice else 1):
                self._enqueue(_Post(time.time() + self._delay(), 0, address, body))

    def _delay(self) -> float:
        if "webhook_delay" in self.faults.on:
            return self.faults.number("webhook_delay")
        if self.faults.on.get("reorder_webhooks"):
            return self._rng.uniform(0, 3)
        if self.calm:
            return 0.0
        return self._rng.uniform(20, 120) if self._rng.random() < 0.1 else self._rng.uniform(0.3, 3)

    def _enqueue(self, post: _Post) -> None:
        with self._ready:
            self._sequence += 1
            post.sequence = self._sequence
            heapq.heappush(self._queue, post)
            self.counts["queued"] += 1
            self._ready.notify()

    def _next(self) -> _Post | None:
        with self._ready:
            while not self._stopped:
                wait = self._queue[0].due - time.time() if self._queue else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._queue)
                self._ready.wait(wait)
        return None

    def _work(self) -> None:
        with httpx.Client(timeout=TIMEOUT, trust_env=False) as client:
            while (post := self._next()) is not None:
                self._deliver(client, post)

    def _deliver(self, client: httpx.Client, post: _Post) -> None:
        """Anything but 200 in time is tried again; a 401 is an answer and is not."""
        sign = webhook_signature(app_key=self.app.key, secret=self.app.secret, body=post.body)
        headers = {"Content-Type": "application/json", "Authorization": sign}
        try:
            status = client.post(post.address, content=post.body, headers=headers).status_code
        except (httpx.HTTPError, httpx.InvalidURL):
            status = 0
        if status in (200, 401):
            self.counts["delivered" if status == 200 else "failed"] += 1
            return
        self.counts["failed"] += 1
        if post.attempt >= len(self.retries):
            self.counts["given_up"] += 1
            return
        again = _Post(time.time() + self.retries[post.attempt], 0, post.address, post.body, post.attempt + 1)
        self._enqueue(again)
