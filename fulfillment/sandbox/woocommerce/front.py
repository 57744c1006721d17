"""The store among the platforms of the sandbox: its path, its faults, its messages, and what outlives a restart."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fulfillment.sandbox.envelope import Answer
from fulfillment.sandbox.posting import Post
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.woocommerce import granting, hooks, routes
from fulfillment.sandbox.woocommerce.hooks import Letter
from fulfillment.sandbox.woocommerce.lives import Lives
from fulfillment.sandbox.woocommerce.replies import Json, Problem, refused
from fulfillment.sandbox.woocommerce.store import Store
from fulfillment.sandbox.world.model import Order
from fulfillment.sandbox.world.shops import PETS
from fulfillment.sandbox.world.world import Change

if TYPE_CHECKING:
    from fulfillment.sandbox.box import SandboxServer

ZONE = "America/Chicago"
MADE_HERE = 10_000_000  # ids of what is made over REST begin above those of the world's orders
FAILING = {
    "fail_500": Problem(500, "internal_server_error", "There has been a critical error on this website."),
    "timeout": Problem(504, "gateway_timeout", "The host waited too long for the site."),
    "throttle": Problem(429, "too_many_requests", "Slow down."),
}


class WooFront:
    """One store of the world. Whatever a caller changed is kept as it stands; the rest is lived again at a start."""

    def __init__(self, box: SandboxServer, kept: dict[str, Any]) -> None:
        self.box = box
        self.store = Store(name=PETS.name, clock=lambda: datetime.fromtimestamp(box.world.now, UTC))
        self.store.zone, self.store.zone_name = ZoneInfo(ZONE), ZONE
        self.store.has_fulfillments = True
        self.store.key = os.environ.get("SANDBOX_WOOCOMMERCE_KEY", self.store.key)
        self.store.secret = os.environ.get("SANDBOX_WOOCOMMERCE_SECRET", self.store.secret)
        self.store.last_id = MADE_HERE
        self.lives = Lives(self.store, prefix="HP-")
        self.written: set[int] = set()
        for order in box.world.orders.values():
            if order.shop is PETS:
                self.lives.whole(order, box.world.now)
        self._remember(kept)
        self.store.mail = self._post

    def takes(self, path: str) -> bool:
        return path.startswith(("/wp-json", granting.SPACE))

    def answer(self, request: Request) -> Answer:
        with self.box.world.lock:
            self.box.tick()
            self.store.url = self.box.url
            found = routes.answer(self.store, request, skew=self.box.faults.number("clock_skew"))
        if request.method != "GET" and found.status < 300:
            self.written |= {
                int(part) for part in request.path.split("/") if part.isdigit()
            } & self.store.orders.keys()
            self.written |= {order_id for order_id in self.store.orders if order_id > MADE_HERE}
            self.box.save()
        return found

    def failing(self, fault: str) -> Answer:
        return refused(FAILING[fault])

    def tell(self, change: Change) -> None:
        moment, kind, thing, _ = change
        for order in thing.orders if kind == "package" else [thing if kind == "order" else thing.order]:
            if isinstance(order, Order) and order.created_at <= moment:
                self.lives.advance(order, moment)

    def fault(self, action: str) -> None:
        """Its key never expires; revoked, another one holds."""
        if action == "revoke_tokens":
            self.store.key, self.store.secret = f"ck_{secrets.token_hex(20)}", f"cs_{secrets.token_hex(20)}"

    def dump(self) -> dict[str, Any]:
        store = self.store
        return {
            "key": store.key,
            "secret": store.secret,
            "last_id": store.last_id,
            "webhooks": {str(hook_id): hook for hook_id, hook in store.webhooks.items()},
            "products": {str(number): product for number, product in store.products.items()},
            "orders": {str(order_id): self._kept(order_id) for order_id in sorted(self.written)},
        }

    def _kept(self, order_id: int) -> Json | None:
        """None where it was deleted for good."""
        if order_id not in self.store.orders:
            return None
        return {"order": self.store.orders[order_id], "done": self.lives.done.get(order_id, [])} | {
            name: getattr(self.store, name).get(order_id, []) for name in ("refunds", "fulfillments", "notes")
        }

    def _remember(self, kept: dict[str, Any]) -> None:
        store = self.store
        store.key, store.secret = kept.get("key", store.key), kept.get("secret", store.secret)
        store.last_id = kept.get("last_id", store.last_id)
        store.webhooks = {int(number): hook for number, hook in kept.get("webhooks", {}).items()}
        store.products = {int(number): product for number, product in kept.get("products", {}).items()}
        for number, found in kept.get("orders", {}).items():
            self._put_back(int(number), found)

    def _put_back(self, order_id: int, found: Json | None) -> None:
        self.written.add(order_id)
        if found is None:
            self.store.delete_for_good(order_id)
            return
        self.store.orders[order_id], self.lives.done[order_id] = found["order"], found["done"]
        for name in ("refunds", "fulfillments", "notes"):
            getattr(self.store, name)[order_id] = found[name]

    def _post(self, letter: Letter) -> None:
        """Once and never again; what it says is seen when it leaves."""

        def write() -> hooks.Written:
            with self.box.world.lock:
                return letter.write()

        self.box.postman.send(
            lambda due: Post(due, 0, letter.address, b"", write=write, is_taken=hooks.taken, told=letter.told)
        )
