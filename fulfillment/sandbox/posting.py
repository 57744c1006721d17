"""A queue of messages to post: late, twice and out of order as in life, and again where nobody took them."""

import heapq
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Condition, Thread

import httpx

from fulfillment.sandbox.faults import Faults

TIMEOUT = 3.0
Verdict = Callable[[int], bool]  # of an HTTP status, 0 where nobody answered


def taken_by_2xx(status: int) -> bool:
    return 200 <= status < 300


@dataclass(order=True)
class Post:
    """``final`` says which answers end it though they are no success; ``told`` hears of its end.

    ``write`` makes body and headers when the message leaves, where they are not known before.
    """

    due: float
    sequence: int
    address: str = field(compare=False)
    body: bytes = field(compare=False)
    headers: Mapping[str, str] = field(compare=False, default_factory=dict)
    retries: tuple[float, ...] = field(compare=False, default=())
    is_taken: Verdict = field(compare=False, default=taken_by_2xx)
    is_final: Verdict = field(compare=False, default=lambda status: False)
    told: Callable[[bool], None] = field(compare=False, default=lambda taken: None)
    write: Callable[[], tuple[bytes, dict[str, str]]] | None = field(compare=False, default=None)
    attempt: int = field(compare=False, default=0)


class Postman:
    """Posts from threads of its own; counts say what became of the messages."""

    def __init__(self, *, faults: Faults, seed: int, calm: bool) -> None:
        self.faults = faults
        self.calm = calm
        self.counts = {"queued": 0, "delivered": 0, "failed": 0, "given_up": 0, "dropped": 0}
        self._rng = random.Random(seed)
        self._queue: list[Post] = []
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

    def send(self, make: Callable[[float], Post]) -> None:
        """Posts what ``make`` gives for a due moment, after a delay; now and then twice; not where faults drop it."""
        if self.faults.on.get("drop_webhooks"):
            self.counts["dropped"] += 1
            return
        twice = self.faults.on.get("duplicate_webhooks") or (not self.calm and self._rng.random() < 0.05)
        for _ in range(2 if twice else 1):
            self._enqueue(make(time.time() + self._delay()))

    def _delay(self) -> float:
        if "webhook_delay" in self.faults.on:
            return self.faults.number("webhook_delay")
        if self.faults.on.get("reorder_webhooks"):
            return self._rng.uniform(0, 3)
        if self.calm:
            return 0.0
        return self._rng.uniform(20, 120) if self._rng.random() < 0.1 else self._rng.uniform(0.3, 3)

    def _enqueue(self, post: Post) -> None:
        with self._ready:
            self._sequence += 1
            post.sequence = self._sequence
            heapq.heappush(self._queue, post)
            self.counts["queued"] += 1
            self._ready.notify()

    def _next(self) -> Post | None:
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

    def _deliver(self, client: httpx.Client, post: Post) -> None:
        body, own = post.write() if post.write else (post.body, post.headers)
        headers = {"Content-Type": "application/json", **own}
        try:
            status = client.post(post.address, content=body, headers=headers).status_code
        except (httpx.HTTPError, httpx.InvalidURL):
            status = 0
        if post.is_taken(status) or post.is_final(status):
            self.counts["delivered" if post.is_taken(status) else "failed"] += 1
            post.told(post.is_taken(status))
            return
        self.counts["failed"] += 1
        if post.attempt >= len(post.retries):
            self.counts["given_up"] += 1
            post.told(False)
            return
        post.due, post.attempt = time.time() + post.retries[post.attempt], post.attempt + 1
        self._enqueue(post)
