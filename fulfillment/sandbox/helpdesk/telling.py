"""Tells the seller's software through its own interface, in batches, from where the last one ended."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.helpdesk.writing import Written, writings
from fulfillment.sandbox.posting import Post
from fulfillment.sandbox.world.model import NEVER, Order, Shop

if TYPE_CHECKING:
    from fulfillment.sandbox.box import SandboxServer

EVERY = 15  # seconds of the world
MOST = 400
KEPT = 60 * 86400  # what is older was written before the seller had this help desk
LOOKED_BACK = 60 * 86400  # nobody writes about an older order
NUMBERS = {"shopify": "{serial}", "woocommerce": "HP-{serial}"}
RETRIES = (2.0, 10.0, 30.0)


class HelpDesk:
    """``hook``: where and as whom it tells: address, token, and by shop of ours its name there."""

    def __init__(self, box: SandboxServer, kept: dict[str, Any]) -> None:
        self.box = box
        self.hook: dict[str, Any] = kept.get("hook", {})
        self.told_until: dict[str, int] = kept.get("told_until", {})
        self._on_its_way: set[str] = set()
        self._looked_at = 0

    def dump(self) -> dict[str, Any]:
        return {"hook": self.hook, "told_until": self.told_until}

    def tick(self, now: int) -> None:
        if not self.hook or now - self._looked_at < EVERY:
            return
        self._looked_at = now
        for shop in self.box.shops:
            if shop.slug in self.hook["shops"] and shop.slug not in self._on_its_way:
                self._tell(shop, now)

    def _tell(self, shop: Shop, now: int) -> None:
        since = self.told_until.get(shop.slug, now - KEPT)
        news = self._news(shop, since, now)
        batch, until = news[:MOST], now
        if len(news) > MOST:  # what happened in the last moment of a batch stays together
            until = news[MOST][0] - 1
            batch = [each for each in batch if each[0] <= until]
        if not batch:
            self.told_until[shop.slug] = until
            return
        self._on_its_way.add(shop.slug)
        newest = {each.id: each for _, each in batch}
        body = json.dumps({"tickets": [_told(each, until) for each in newest.values()]}).encode()
        address = f"{self.hook['url']}/api/v1/shops/{self.hook['shops'][shop.slug]}/tickets"
        headers = {
            "Authorization": f"Bearer {self.hook['token']}",
            "Idempotency-Key": f"{shop.slug}-{since}-{until}",
        }

        def ended(is_taken: bool) -> None:
            if is_taken:
                self.told_until[shop.slug] = until
            self._on_its_way.discard(shop.slug)

        self.box.postman.send(lambda due: Post(due, 0, address, body, headers, RETRIES, told=ended))

    def _news(self, shop: Shop, since: int, now: int) -> list[tuple[int, Written]]:
        """What was written or answered after ``since``, by its moment."""
        orders = self.box.world.orders.values()
        recent = (o for o in orders if o.shop is shop and o.created_at > since - LOOKED_BACK)
        found = [
            (at, each) for o in recent for each in writings(o) for at in each.moments() if since < at <= now
        ]
        return sorted(found, key=lambda each: (each[0], each[1].id))


def _told(each: Written, now: int) -> Json:
    """As it stands at that moment."""
    is_closed = each.closed_at <= now
    told: Json = {
        "id": each.id,
        "kind": each.kind,
        "opened_at": _iso(each.opened_at),
        "updated_at": _iso(each.closed_at if is_closed else each.opened_at),
        "text": each.text,
        "reason": each.reason,
        "reason_text": each.reason_text,
        "sku": each.sku,
        "order_id": _name(each.order) if each.names_order else "",
    }
    if each.rating:
        told["rating"] = each.rating
    if each.answer_by:
        told["answer_by_at"] = _iso(each.answer_by)
    if is_closed and each.closed_at < NEVER:
        told |= {"status": "closed", "closed_at": _iso(each.closed_at)}
    return told


def _name(order: Order) -> str:
    """As the buyer knows it: the marketplace's id, a store's number."""
    return NUMBERS.get(order.shop.platform, "{id}").format(serial=order.serial, id=order.id)


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()
