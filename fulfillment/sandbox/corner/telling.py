"""The store's program tells the seller's software of its orders and parcels, in batches, from where the last one ended."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fulfillment.sandbox.corner.lives import EVERY, Life, changed
from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.posting import Post
from fulfillment.sandbox.world.model import NEVER

if TYPE_CHECKING:
    from fulfillment.sandbox.box import SandboxServer

LOOKS = 15  # seconds of the world between two looks
MOST = 100  # orders of one batch
HISTORY = 45 * 86400  # what is older was sold before the seller had this software
SPAN = MOST // 3 * EVERY  # that many orders are told of in it at most: each has up to four moments
RETRIES = (2.0, 10.0, 30.0)


class Corner:
    """``hook``: where and as whom it tells: url, token, and the store's name there."""

    def __init__(self, box: SandboxServer, kept: dict[str, Any]) -> None:
        self.box = box
        self.hook: dict[str, Any] = kept.get("hook", {})
        self.told_until: int = kept.get("told_until", 0)
        self._is_telling = False
        self._looked_at = 0

    def dump(self) -> dict[str, Any]:
        return {"hook": self.hook, "told_until": self.told_until}

    def tick(self, now: int) -> None:
        if not self.hook or self._is_telling or now - self._looked_at < LOOKS:
            return
        since = self.told_until or now - HISTORY
        until = min(now, since + SPAN)
        self._looked_at = now if until == now else 0
        lives = list(changed(self.box.state.seed, since, until))
        if not lives:
            self.told_until = until
            return
        self._is_telling = True
        parcels = [_package(each, until) for each in lives if each.ready_at <= until]
        self._post("orders", [_order(each, until) for each in lives], until, then=parcels)

    def _post(self, kind: str, items: list[Json], until: int, *, then: list[Json]) -> None:
        address = f"{self.hook['url']}/api/v1/shops/{self.hook['shop']}/{kind}"
        headers = {"Authorization": f"Bearer {self.hook['token']}", "Idempotency-Key": f"{kind}-{until}"}

        def ended(is_taken: bool) -> None:
            if is_taken and then:
                self._post("packages", then, until, then=[])
                return
            if is_taken:
                self.told_until = until
            self._is_telling = False

        body = json.dumps({kind: items}).encode()
        self.box.postman.send(lambda due: Post(due, 0, address, body, headers, RETRIES, told=ended))


def _order(each: Life, now: int) -> Json:
    """As it stands at that moment."""
    buyer = each.buyer
    told: Json = {
        "id": f"C-{each.number}",
        "updated_at": _iso(max(at for at in each.moments() if at <= now)),
        "status": _status(each, now),
        "placed_at": _iso(each.placed_at),
        "paid_at": _iso(each.placed_at),
        "total": f"{each.cents() / 100:.2f}",
        "currency": "USD",
        "buyer": {
            "id": buyer.user_id,
            "name": f"{buyer.first} {buyer.last}",
            "line1": " ".join(filter(None, (buyer.street, buyer.unit))),
            "city": buyer.city,
            "region": buyer.state,
            "postal_code": buyer.postal_code,
            "country": "US",
        },
        "lines": [
            {
                "id": str(place),
                "sku": f"{product.code}-US",
                "title": f"{product.title}, {product.variant}",
                "quantity": count,
                "unit_price": f"{product.cents / 100:.2f}",
            }
            for place, (product, count) in enumerate(each.goods, 1)
        ],
    }
    names = ("ready_at", "delivered_at", "cancelled_at")
    told |= {name: _iso(at) for name in names if (at := getattr(each, name)) <= now}
    return told | ({"first_scan_at": _iso(each.scanned_at)} if each.scanned_at <= now else {})


def _package(each: Life, now: int) -> Json:
    happened = [(each.scanned_at, "Picked up by the carrier"), (each.delivered_at, "Delivered")]
    past = [(at, words) for at, words in happened if at <= now]
    told: Json = {
        "id": f"C-{each.number}-1",
        "updated_at": _iso(max([each.ready_at, *(at for at, _ in past)])),
        "order_ids": [f"C-{each.number}"],
        "tracking_number": each.tracking_number,
        "carrier": "USPS",
        "status": "delivered" if each.delivered_at <= now else "in_transit" if past else "ready",
        "shipped_at": _iso(each.ready_at),
        "events": [{"happened_at": _iso(at), "description": words} for at, words in past],
    }
    moments = {"first_scan_at": each.scanned_at, "delivered_at": each.delivered_at}
    return told | {name: _iso(at) for name, at in moments.items() if at <= now}


def _status(each: Life, now: int) -> str:
    if each.cancelled_at <= now:
        return "cancelled"
    reached = (("delivered", each.delivered_at), ("in_transit", each.scanned_at), ("ready", each.ready_at))
    return next((word for word, at in reached if at <= now < NEVER), "to_ship")


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()
