"""The whole way against one store, both sides compared after every step: always the sandbox's, and a real one on request.

A real WooCommerce store is used where WOOCOMMERCE_URL, WOOCOMMERCE_CONSUMER_KEY and WOOCOMMERCE_CONSUMER_SECRET name
one (a key that may read and write, of an administrator; never a store that sells). What is made there is deleted again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import stamina

from fulfillment.channels import base
from fulfillment.channels.models import Connection
from fulfillment.channels.shipments import Shipment, There, Write
from fulfillment.channels.woocommerce import connecting, subscriptions
from fulfillment.channels.woocommerce.adapter import open_adapter, open_client
from fulfillment.channels.woocommerce.client import STORE, WooClient
from fulfillment.channels.woocommerce.signing import Key
from fulfillment.orders.models import Order, Refund
from fulfillment.outbox.words import Kind, Outcome
from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.woocommerce.store import KEY, SECRET
from fulfillment.sandbox.world.shops import PETS
from fulfillment.tracking.models import Package
from tests.channels.world import pull
from tests.factories import create_team

pytestmark = pytest.mark.django_db
A_WEDNESDAY = datetime(2026, 11, 18, 18, 30, tzinfo=UTC)
NAMES = ("WOOCOMMERCE_URL", "WOOCOMMERCE_CONSUMER_KEY", "WOOCOMMERCE_CONSUMER_SECRET")
NUMBER, RIGHT = "1Z12345E0205271688", "1Z12345E6605272234"
HERE = "https://firstscan.example"


class Place:
    """A store, its owner at the REST interface, our connection to it and our clock."""

    def __init__(self, url: str, key: Key, box: SandboxServer | None = None) -> None:
        self.url, self.key, self.box = url, key, box
        self.ahead = timedelta(0)
        self.owner = WooClient(base_url=url, key=key)
        self.orders: list[int] = []
        self.product = 0

    def now(self) -> datetime:
        moment = datetime.fromtimestamp(self.box.tick(), UTC) if self.box else datetime.now(UTC)
        return moment + self.ahead + timedelta(seconds=1)

    def pass_by(self, **span: float) -> None:
        if self.box:
            self.box.advance(timedelta(**span).total_seconds())
        else:
            self.ahead += timedelta(**span)

    def connect(self) -> Connection:
        self.connection = connecting.connect(create_team(), url=self.url, key=self.key, now=self.now())
        options = self.connection.options | {"history_days": 2}
        Connection.objects.filter(pk=self.connection.pk).update(options=options, created_at=self.now())
        return self.pull()

    def pull(self) -> Connection:
        self.pass_by(minutes=5)
        self.connection = pull(self.connection, self.now)
        assert (self.connection.state, self.connection.problem) == ("ok", "")
        return self.connection

    def do(self, method: str, path: str, given: Any = None, **params: str) -> Any:
        content = b"" if given is None else msgspec.json.encode(given)
        return msgspec.json.decode(self.owner.ask(method, STORE + path, params, content=content).data)

    def sell(self, quantity: int = 2) -> int:
        if not self.product:
            made = self.do(
                "POST", "/products", {"name": "Firstscan's test", "sku": "", "regular_price": "10.00"}
            )
            self.product = made["id"]
        line = {"product_id": self.product, "quantity": quantity}
        buyer = {
            "first_name": "Ana",
            "last_name": "Ruiz",
            "address_1": "1 Main",
            "city": "Austin",
            "country": "US",
        }
        order = {"set_paid": True, "line_items": [line], "billing": buyer, "shipping": buyer}
        self.orders.append(self.do("POST", "/orders", order)["id"])
        return self.orders[-1]

    def theirs(self, order_id: int) -> tuple[Any, ...]:
        row = self.do("GET", f"/orders/{order_id}")
        return row["status"], row["total"], row["number"], sorted(str(one["id"]) for one in row["refunds"])

    def ours(self, order_id: int) -> tuple[Any, ...]:
        order = Order.objects.get(shop=self.connection.shop, external_id=str(order_id))
        refunds = Refund.objects.filter(shop=self.connection.shop, order=order).exclude(status="withdrawn")
        kept = sorted(refunds.values_list("external_id", flat=True))
        return order.channel_status, str(order.total), order.number or str(order_id), kept

    def differences(self) -> list[tuple[Any, ...]]:
        pairs = [(self.ours(order_id), self.theirs(order_id)) for order_id in self.orders]
        return [pair for pair in pairs if pair[0] != pair[1]]

    def push(self, kind: Kind, order_id: int, number: str, before: str = "") -> Outcome:
        adapter = open_adapter(self.connection, now=self.now())
        shipment = Shipment(
            order_external_id=str(order_id),
            tracking_number=number,
            carrier="ups",
            previous_number=before,
            notify=False,
        )
        write = Write(kind=kind, key=number, shipment=shipment)
        try:
            result = base.push(self.connection, adapter, write, now=self.now())
            assert base.read_back(self.connection, adapter, write, now=self.now()).there is There.DONE, result
        finally:
            adapter.close()
        return result.outcome

    def tidy(self) -> None:
        with self.owner:
            for order_id in self.orders:
                self.do("DELETE", f"/orders/{order_id}", force="true")
            if self.product:
                self.do("DELETE", f"/products/{self.product}", force="true")


@pytest.fixture(params=["sandbox", "real"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    if request.param == "real":
        if not all(os.environ.get(name) for name in NAMES):
            pytest.skip(f"no real store is named: set {', '.join(NAMES)}")
        found = Place(os.environ[NAMES[0]], Key(os.environ[NAMES[1]], os.environ[NAMES[2]]))
        yield found
        found.tidy()
        return
    terms: dict[str, Any] = {
        "seed": 5,
        "history_days": 2,
        "orders_per_day": 60,
        "speed": 0,
        "calm": True,
        "qps": 0,
    }
    with (
        stamina.set_testing(True, attempts=2),
        SandboxServer(shops=(PETS,), anchor_at=A_WEDNESDAY, **terms) as box,
    ):
        found = Place(box.url, Key(KEY, SECRET), box)
        yield found
        found.tidy()


def test_orders_changes_refunds_and_deletions_are_the_same_on_both_sides(place: Place) -> None:
    sold = [place.sell() for _ in range(4)]
    place.connect()
    assert place.differences() == []

    line = place.do("GET", f"/orders/{sold[0]}")["line_items"][0]["id"]
    back = {"id": line, "quantity": 1, "refund_total": 10}
    by_line = {"amount": "10.00", "reason": "Damaged", "api_refund": False, "line_items": [back]}
    place.do("POST", f"/orders/{sold[0]}/refunds", by_line)
    amount = place.do("POST", f"/orders/{sold[1]}/refunds", {"amount": "3.00", "api_refund": False})
    place.do("PUT", f"/orders/{sold[2]}", {"status": "on-hold"})
    place.pull()
    assert place.differences() == []
    order = Order.objects.get(shop=place.connection.shop, external_id=str(sold[0]))
    assert [row.cancelled_quantity for row in order.lines.all()] == [1]

    place.do("DELETE", f"/orders/{sold[1]}/refunds/{amount['id']}", force="true")  # of which nobody is told
    place.do("DELETE", f"/orders/{sold[2]}")  # into the trash
    place.do("DELETE", f"/orders/{sold[3]}", force="true")
    place.orders.remove(sold[3])
    place.pass_by(hours=3)
    place.pull()
    assert place.differences() == []
    gone = Order.objects.get(shop=place.connection.shop, external_id=str(sold[3]))
    assert (gone.status, gone.channel_status) == ("cancelled", "deleted")


def test_a_number_is_given_corrected_and_read_again_by_the_next_pull(place: Place) -> None:
    order_id = place.sell()
    place.connect()
    assert place.push(Kind.SHIPMENT_CREATE, order_id, NUMBER) is Outcome.DONE
    assert place.push(Kind.SHIPMENT_CREATE, order_id, NUMBER) is Outcome.ALREADY_DONE
    assert place.push(Kind.SHIPMENT_CORRECT, order_id, RIGHT, before=NUMBER) is Outcome.DONE
    place.pull()
    assert place.differences() == []
    assert place.theirs(order_id)[0] == "completed"
    packages = Package.objects.filter(
        shop=place.connection.shop,
        package_orders__order__external_id=str(order_id),
        package_orders__is_current=True,
    ).exclude(status="cancelled")
    shown = [package.tracking_number_given for package in packages]
    assert shown == ([] if place.connection.options["writer"] == "customer_note" else [RIGHT])


def test_webhooks_stand_are_switched_on_again_and_leave_with_us(place: Place) -> None:
    place.connect()
    assert connecting.listen(place.connection, public_url=HERE)
    ours = [
        hook for hook in place.do("GET", "/webhooks", per_page="100") if hook["delivery_url"].startswith(HERE)
    ]
    assert {hook["topic"] for hook in ours} == set(subscriptions.TOPICS)
    place.do("PUT", f"/webhooks/{ours[0]['id']}", {"status": "disabled"})
    place.pass_by(minutes=11)
    assert "switched on again" in place.pull().webhook_state
    assert place.do("GET", f"/webhooks/{ours[0]['id']}")["status"] == "active"
    with open_client(place.connection) as client:
        subscriptions.unsubscribe(client, place.connection.options["webhook_url"])
    left = place.do("GET", "/webhooks", per_page="100")
    assert not [hook for hook in left if hook["delivery_url"].startswith(HERE)]


def test_the_world_of_the_sandbox_is_the_same_on_both_sides_day_after_day(place: Place) -> None:
    """Everything that the store's own people do: ship, correct, refund and take back."""
    if place.box is None:
        pytest.skip("a real store has no life of its own that could be pushed forward")
    place.connect()
    for _ in range(3):
        place.pass_by(hours=16)
        place.pull()
        listed = place.do("GET", "/orders", per_page="100", dates_are_gmt="true", after="2026-11-17T18:30:00")
        place.orders = [row["id"] for row in listed]
        assert len(place.orders) > 5
        assert place.differences() == []
    place.orders = []
