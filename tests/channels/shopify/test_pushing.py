"""Parcels on their way to a Shopify shop: looked at first, written once, never twice, corrected, taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stamina

from fulfillment.channels import base, pushing
from fulfillment.channels.models import Connection
from fulfillment.channels.shipments import Shipment, There, Write
from fulfillment.channels.shopify import connecting
from fulfillment.channels.shopify.adapter import ShopifyAdapter
from fulfillment.channels.shopify.shipping import carriers
from fulfillment.channels.shopify.shipping.advising import ROWS, advise
from fulfillment.channels.shopify.tokens import App
from fulfillment.outbox.asking import Wish, ask
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind, Outcome, State
from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.shopify.front import ShopifyFront
from fulfillment.sandbox.world.shops import GLOW_HOME
from fulfillment.tracking.carriers.directory import CARRIERS
from tests.channels.world import Time, pull
from tests.factories import create_team

pytestmark = pytest.mark.django_db

A_WEDNESDAY = datetime(2026, 11, 18, 18, 30, tzinfo=UTC)
APP = App(client_id="demo-shopify-client", client_secret="demo-shopify-secret")
NUMBER, OTHER = "1Z12345E0205271688", "1Z12345E6605272234"


@pytest.fixture(scope="module")
def running() -> Iterator[SandboxServer]:
    terms: dict[str, Any] = {
        "seed": 5,
        "history_days": 1,
        "orders_per_day": 12,
        "calm": True,
        "qps": 0,
        "speed": 0,
    }
    with SandboxServer(**terms, anchor_at=A_WEDNESDAY, shops=(GLOW_HOME,)) as server:
        yield server


class Rig:
    """A connected shop with one open order, and the outbox's calls."""

    def __init__(self, box: SandboxServer) -> None:
        self.box, self.clock = box, Time(box)
        access = connecting.with_credentials(box.url, APP)
        made = connecting.connect(create_team(), url=box.url, access=access, now=self.clock())
        self.connection = Connection.objects.select_related("shop", "credential").get(pk=made.pk)
        self.order_id = self.placed()

    @property
    def store(self) -> Any:
        front = self.box.fronts["shopify"]
        assert isinstance(front, ShopifyFront)
        return front.store

    def placed(self, *, lines: int = 1) -> str:
        """An ordinary open order of so many lines at least."""
        [order_id] = self.box.place(1, "glow-home")
        self.box.tick()
        shape = self.shape(order_id)
        is_open = [work["status"] for work in shape["fulfillmentOrders"]()] == ["OPEN"]
        return order_id if is_open and len(shape["lineItems"]()) >= lines else self.placed(lines=lines)

    def shape(self, order_id: str = "") -> Any:
        return self.store.shown(self.store.index.items[order_id or self.order_id]).shape()

    def shown(self) -> list[list[str]]:
        """The numbers of each live fulfillment of the order."""
        found = [one for one in self.shape()["fulfillments"]() if one["status"] == "SUCCESS"]
        return [[info["number"] for info in one["trackingInfo"]] for one in found]

    def wish(self, kind: Kind = Kind.SHIPMENT_CREATE, number: str = NUMBER, **more: Any) -> Wish:
        payload = {"order_external_id": self.order_id, "tracking_number": number, "carrier": "ups"} | more
        return Wish(kind, f"{kind}:{self.order_id}:{number}", self.order_id, payload)

    def send(self, kind: Kind = Kind.SHIPMENT_CREATE, number: str = NUMBER, **more: Any) -> OutboundWrite:
        [write] = ask(self.connection.shop, [self.wish(kind, number, **more)], by=None, now=self.clock())
        return self.again(write)

    def again(self, write: OutboundWrite) -> OutboundWrite:
        OutboundWrite.objects.filter(pk=write.pk).update(not_before_at=self.clock() - timedelta(seconds=1))
        pushing.push_shop(self.connection.shop_id, clock=self.clock)
        write.refresh_from_db()
        return write

    def there(self, kind: Kind = Kind.SHIPMENT_CREATE, **more: Any) -> There:
        given = {"order_external_id": self.order_id, "tracking_number": NUMBER, "carrier": "ups"} | more
        adapter = ShopifyAdapter(self.connection, now=self.clock())
        try:
            write = Write(kind=kind, key="k", shipment=Shipment(**given))
            return base.read_back(self.connection, adapter, write, now=self.clock()).there
        finally:
            adapter.close()


@pytest.fixture
def rig(running: SandboxServer) -> Iterator[Rig]:
    with stamina.set_testing(True, attempts=2):
        yield Rig(running)
    running.fault(clear=True)


# --- giving a number ---


def test_a_number_ships_everything_that_is_left_once_and_is_read_back(rig: Rig) -> None:
    assert rig.there() is There.ABSENT
    write = rig.send()
    assert (write.state, write.outcome, write.warning) == (State.DONE, Outcome.DONE, "")
    assert write.confirmed_at
    assert rig.shown() == [[NUMBER]]
    assert rig.there() is There.DONE
    assert rig.shape()["displayFulfillmentStatus"] == "FULFILLED"


def test_the_parcels_id_is_the_one_that_a_sync_finds(rig: Rig) -> None:
    write = rig.send()
    pull(rig.connection, rig.clock)
    [package] = rig.connection.shop.team.packages.filter(orders__external_id=rig.order_id)
    assert (package.external_id, package.tracking_number, package.carrier) == (
        write.external_id,
        NUMBER,
        "ups",
    )


def test_a_lost_reply_is_recognised_and_nothing_is_shipped_twice(rig: Rig) -> None:
    rig.box.fault(lose_reply=1, only="FulfillmentCreate")
    write = rig.send()
    assert (write.state, write.outcome, write.is_uncertain) == (State.WAITING, Outcome.UNREACHABLE, True)
    rig.again(write)
    assert (write.state, write.outcome) == (State.DONE, Outcome.ALREADY_DONE)
    assert rig.shown() == [[NUMBER]]
    assert list(write.events.values_list("kind", flat=True)).count("sent") == 1


@pytest.mark.parametrize("fault", ["reset", "fail_500", "throttle", "html", "timeout"])
def test_what_never_arrived_is_sent_again_later(rig: Rig, fault: str) -> None:
    rig.box.fault(**{fault: 2}, only="FulfillmentCreate")
    write = rig.send()
    assert (write.state, rig.shown()) == (State.WAITING, [])
    rig.box.fault(clear=True)
    assert (rig.again(write).state, rig.shown()) == (State.DONE, [[NUMBER]])


def test_shipped_with_another_number_is_no_success_and_says_which(rig: Rig) -> None:
    rig.send()
    write = rig.send(number=OTHER)
    assert write.state == State.REFUSED
    assert f"already shipped with {NUMBER}" in write.advice
    assert rig.shown() == [[NUMBER]]


def test_an_order_on_hold_is_told_with_its_reason_and_ships_after_the_release(rig: Rig) -> None:
    rig.store.held[rig.order_id] = "INCORRECT_ADDRESS"
    write = rig.send()
    assert write.state == State.REFUSED
    assert write.advice.startswith("Shopify holds this order: its address is wrong.")
    del rig.store.held[rig.order_id]
    assert rig.send().state == State.DONE


def test_a_cancelled_order_is_not_shipped(rig: Rig) -> None:
    order = rig.store.index.items[rig.order_id]
    order.cancelled_at = rig.box.tick()
    assert "cancelled in Shopify" in rig.send().advice


def test_an_order_that_shopify_does_not_show_is_said(rig: Rig) -> None:
    rig.order_id = "999999999999"
    write = rig.send()
    assert (write.state, write.advice[:34]) == (State.REFUSED, "Shopify does not show this order: ")


def test_the_buyer_is_told_only_where_that_was_asked_for(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    creating = rig.box.fronts["shopify"].roots.writing.create  # type: ignore[attr-defined]

    def noticing(asking: Any, *, fulfillment: Any, **more: Any) -> Any:
        asked.append(fulfillment["notifyCustomer"])
        return creating(asking, fulfillment=fulfillment, **more)

    monkeypatch.setattr(rig.box.fronts["shopify"].roots.writing, "create", noticing)  # type: ignore[attr-defined]
    rig.send(notify=False)
    rig.order_id = rig.placed()
    rig.send()
    assert asked == [False, True]


# --- several places, parts ---


def test_items_at_two_places_get_the_number_at_each_and_that_is_remarked(rig: Rig) -> None:
    rig.order_id = rig.placed(lines=2)
    rig.store.divided.add(rig.order_id)
    write = rig.send()
    assert (write.state, rig.shown()) == (State.DONE, [[NUMBER], [NUMBER]])
    assert "several places (Glow Home warehouse and High Street)" in write.warning


def test_a_reply_lost_between_two_places_is_finished_not_repeated(rig: Rig) -> None:
    rig.order_id = rig.placed(lines=2)
    rig.store.divided.add(rig.order_id)
    rig.box.fault(lose_reply=1, only="FulfillmentCreate")
    write = rig.send()
    assert (write.state, rig.shown()) == (State.WAITING, [[NUMBER]])
    rig.again(write)
    assert (write.state, rig.shown()) == (State.DONE, [[NUMBER], [NUMBER]])


def test_chosen_items_go_and_the_others_stay(rig: Rig) -> None:
    rig.order_id = rig.placed(lines=2)
    first = rig.shape()["lineItems"]()[0]
    line = {"external_id": first["id"].rpartition("/")[2], "quantity": first["quantity"]}
    assert rig.send(lines=[line]).state == State.DONE
    assert rig.shape()["displayFulfillmentStatus"] == "PARTIALLY_FULFILLED"
    refused = rig.send(number=OTHER, lines=[line])
    assert (refused.state, refused.advice[:44]) == (
        State.REFUSED,
        "Shopify has fewer of these items left to shi",
    )
    assert rig.send(number=OTHER).state == State.DONE
    assert rig.shown() == [[NUMBER], [OTHER]]


def test_a_gift_card_in_the_order_takes_no_number(rig: Rig) -> None:
    rig.order_id = rig.placed(lines=2)
    rig.store.cards.add(rig.order_id)
    write = rig.send()
    assert (write.state, rig.shown(), write.warning) == (State.DONE, [[NUMBER]], "")
    [*_, card] = rig.shape()["lineItems"]()
    assert (card["requiresShipping"], card["unfulfilledQuantity"]) == (False, card["quantity"])


def test_chosen_items_of_two_places_are_no_one_parcel(rig: Rig) -> None:
    rig.order_id = rig.placed(lines=2)
    rig.store.divided.add(rig.order_id)
    lines = [
        {"external_id": line["id"].rpartition("/")[2], "quantity": line["quantity"]}
        for line in rig.shape()["lineItems"]()
    ]
    write = rig.send(lines=lines)
    assert (write.state, rig.shown()) == (State.REFUSED, [])
    assert "several places" in write.advice


# --- correcting and taking back ---


def test_a_number_is_corrected_and_a_lost_reply_of_it_is_recognised(rig: Rig) -> None:
    made = rig.send()
    rig.box.fault(lose_reply=1, only="TrackingUpdate")
    more = {"previous_number": NUMBER, "package_external_id": made.external_id}
    write = rig.send(Kind.SHIPMENT_CORRECT, OTHER, **more)
    assert write.state == State.WAITING
    rig.again(write)
    assert (write.outcome, rig.shown()) == (Outcome.ALREADY_DONE, [[OTHER]])


def test_only_the_wrong_one_of_several_numbers_is_replaced(rig: Rig) -> None:
    made = rig.send()
    shipment = rig.store.written[rig.order_id][0]
    shipment.numbers = [NUMBER, "1Z12345E1505270452"]
    more = {"previous_number": "1Z12345E1505270452", "package_external_id": f"{made.external_id}-2"}
    assert rig.send(Kind.SHIPMENT_CORRECT, OTHER, **more).state == State.DONE
    assert rig.shown() == [[NUMBER, OTHER]]
    assert "all of them" in rig.send(Kind.SHIPMENT_CANCEL, OTHER).advice


def test_a_number_that_somebody_else_changed_meanwhile_is_left_to_a_person(rig: Rig) -> None:
    rig.send()
    rig.store.written[rig.order_id][0].numbers = ["1Z12345E1505270452"]
    assert rig.there(Kind.SHIPMENT_CORRECT, tracking_number=OTHER, previous_number=NUMBER) is There.ABSENT
    id_ = rig.store.written[rig.order_id][0].id
    more = {"tracking_number": OTHER, "previous_number": NUMBER, "package_external_id": id_}
    assert rig.there(Kind.SHIPMENT_CORRECT, **more) is There.DIFFERENT


def test_a_parcel_is_taken_back_once_and_the_order_is_open_again(rig: Rig) -> None:
    made = rig.send()
    more = {"package_external_id": made.external_id}
    write = rig.send(Kind.SHIPMENT_CANCEL, **more)
    assert (write.state, rig.shown()) == (State.DONE, [])
    assert rig.there(Kind.SHIPMENT_CANCEL, **more) is There.DONE
    assert rig.shape()["displayFulfillmentStatus"] == "UNFULFILLED"


# --- permissions, words ---


def test_an_app_that_may_only_read_says_so_before_anything_is_sent(rig: Rig) -> None:
    assert base.capabilities(rig.connection).can_upload
    rig.connection.options["may_write"] = False
    assert "write_merchant_managed_fulfillment_orders" in base.capabilities(rig.connection).why_not


@pytest.mark.parametrize(
    ("objection", "told"),
    [
        ("Fulfillment order 61 has an unfulfillable status= on_hold.", "Shopify holds this order."),
        ("Fulfillment order 61 has an unfulfillable status= closed.", "The order was shipped already"),
        ("Invalid fulfillment order line item quantity requested.", "Shopify has fewer"),
        ("All fulfillment orders must belong to the same order and location.", "The items are assigned"),
        ("Fulfillment does not exist.", "Shopify does not know this parcel"),
        ("The moon is full.", "Shopify refused it: The moon is full. Look at the order in Shopify."),
    ],
)
def test_an_objection_is_advice(objection: str, told: str) -> None:
    assert advise(objection).startswith(told)


def test_every_advice_says_what_happened_and_what_to_do() -> None:
    assert all(row.says.endswith(".") and row.fix.endswith(".") for row in ROWS)
    assert all(words == words.casefold() for row in ROWS for words in row.words)


def test_carriers_are_called_as_shopify_spells_them_and_others_bring_their_link() -> None:
    assert set(carriers.NAMES) <= set(CARRIERS)
    told = carriers.tracking(
        Shipment(order_external_id="1", tracking_number="X", carrier="ninja_van"), ["X"], market=""
    )
    assert told == {"number": "X", "company": "NinjaVan"}
    parcel = Shipment(
        order_external_id="1", tracking_number="X", carrier="yanwen", tracking_url="https://y.example/X"
    )
    told = carriers.tracking(parcel, ["X"], market="")
    assert told == {"number": "X", "company": "Yanwen", "url": "https://y.example/X"}
    dhl = Shipment(order_external_id="1", tracking_number="X", carrier="dpd")
    assert carriers.tracking(dhl, ["X"], market="GB")["company"] == "DPD UK"
