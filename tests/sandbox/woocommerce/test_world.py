"""The store of the shared world: it lives as the world says, tells of it, and outlives a restart."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.woocommerce.front import WooFront
from fulfillment.sandbox.world.shops import PETS, SHOPS
from tests.sandbox.test_webhooks import wait_for
from tests.sandbox.woocommerce.asking import Caller
from tests.sandbox.woocommerce.conftest import Ear

A_WEDNESDAY = datetime(2026, 11, 18, 18, 30, tzinfo=UTC)
HOUR = 3600


def world(**given: Any) -> SandboxServer:
    terms = {"seed": 5, "history_days": 12, "orders_per_day": 120, "speed": 0, "calm": True, "qps": 0}
    return SandboxServer(anchor_at=A_WEDNESDAY, **(terms | {"shops": (PETS,)} | given))


def front_of(box: SandboxServer) -> WooFront:
    found = box.fronts["woocommerce"]
    assert isinstance(found, WooFront)
    return found


def test_every_order_of_the_world_stands_in_the_store_as_far_as_it_has_come() -> None:
    box = world()
    store = front_of(box).store
    assert len(store.orders) == len(box.world.orders)
    found = Counter(order["status"] for order in store.orders.values())
    assert set(found) <= {"pending", "processing", "completed", "refunded", "cancelled"}
    assert min(found["processing"], found["completed"], found["refunded"]) > 0
    told = {order["date_modified_gmt"] for order in store.orders.values()}
    assert max(told) <= A_WEDNESDAY.strftime("%Y-%m-%dT%H:%M:%S")
    shipped = [order_id for order_id, order in store.orders.items() if order["status"] == "completed"]
    assert all(
        store.fulfillments.get(order_id) for order_id in shipped if store.orders[order_id]["needs_processing"]
    )


def test_the_other_shops_live_the_same_life_beside_it() -> None:
    alone = front_of(world()).store
    among = front_of(world(shops=SHOPS)).store
    assert alone.orders == among.orders


def test_what_happens_is_told_once_and_a_failed_message_never_comes_again(ear: Ear) -> None:
    with world() as box:
        front = front_of(box)
        call = Caller(front.store)
        for topic in ("order.created", "order.updated"):
            call("POST", "/webhooks", {"topic": topic, "delivery_url": ear.url, "secret": "s"})
        box.place(1, "pets")
        box.advance(2 * HOUR)
        wait_for(lambda: box.postman.counts["given_up"] == box.postman.counts["queued"])
        assert len(ear.heard) == box.postman.counts["queued"] >= 3  # two pings, and the new order
        assert all(hook["failures"] for hook in front.store.webhooks.values())


def test_what_callers_changed_outlives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    with world(state_path=path) as box:
        front = front_of(box)
        order_id = next(
            number for number, order in front.store.orders.items() if order["status"] == "processing"
        )
        front.store.is_secure = True
        answered = _over_http(box, "PUT", f"/orders/{order_id}", {"status": "completed"})
        assert answered == 200
        _over_http(
            box, "POST", "/webhooks", {"topic": "order.updated", "delivery_url": "https://we.example/"}
        )
        before = dict(front.store.orders)
    again = front_of(world(state_path=path)).store
    assert again.orders[order_id]["status"] == "completed"
    assert again.orders.keys() == before.keys()
    assert [hook["topic"] for hook in again.webhooks.values()] == ["order.updated"]


def _over_http(box: SandboxServer, method: str, path: str, given: Any) -> int:
    store = front_of(box).store
    keys = {"consumer_key": store.key, "consumer_secret": store.secret}
    return httpx.request(method, f"{box.url}/wp-json/wc/v3{path}", params=keys, json=given).status_code
