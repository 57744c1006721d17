"""Combining and splitting at the pretend shop: its checks in their order, and what outlives a restart."""

import pytest

from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.world.world import World
from tests.sandbox.caller import Caller

BASE = "/fulfillment/202309"


@pytest.fixture(scope="module")
def box():
    with SandboxServer(seed=5, history_days=1, orders_per_day=8, calm=True, qps=0, speed=0) as server:
        yield server


@pytest.fixture(scope="module")
def caller(box):
    return Caller(box)


def waiting(box, units=1):
    [placed] = box.place(1)
    order = box.world.orders[placed]
    box.advance(3700)
    plain = order.status == "AWAITING_SHIPMENT" and order.is_plain() and order.moved_to is None
    return order if plain and not order.cancellation and len(order.units) >= units else waiting(box, units)


def pair(box):
    first, second = waiting(box), waiting(box)
    second.buyer = first.buyer
    return (first, second) if first.status == "AWAITING_SHIPMENT" else pair(box)


def draft_of(caller, order):
    found = caller.data("GET", f"{BASE}/combinable_packages/search", page_size=50)["combinable_packages"]
    return next((each for each in found if order.id in each["order_ids"]), None)


def combine(caller, id_, *orders):
    body = {"combinable_packages": [{"id": id_, "order_ids": [order.id for order in orders]}]}
    return caller.call("POST", f"{BASE}/packages/combine", body).json()


def test_orders_of_one_buyer_are_offered_and_combined_once(box, caller):
    first, second = pair(box)
    draft = draft_of(caller, first)
    assert draft["order_ids"] == [first.id, second.id]

    [made] = combine(caller, draft["id"], first, second)["data"]["packages"]

    assert first.parcels == second.parcels
    assert (first.parcels[0].id, first.status) == (made["id"], "AWAITING_SHIPMENT")
    assert draft_of(caller, first) is None
    assert combine(caller, draft["id"], first, second)["code"] == 21011028


def test_what_was_not_offered_is_refused(box, caller):
    stranger = waiting(box)  # before them: the world goes on, and may send what waits
    first, second = pair(box)
    draft = draft_of(caller, first)
    assert combine(caller, draft["id"], first, stranger)["code"] == 21011031
    [error] = combine(caller, draft["id"], first)["data"]["errors"]
    assert error["code"] == 10007014
    assert first.parcels != second.parcels


def test_an_order_leaves_a_package_until_it_is_shipped(box, caller):
    first, second = pair(box)
    [made] = combine(caller, draft_of(caller, first)["id"], first, second)["data"]["packages"]
    path = f"{BASE}/packages/{made['id']}/uncombine"
    assert caller.code("POST", path, {"order_ids": ["1"]})[1] == 21011029
    assert caller.code("POST", path, {"order_ids": []})[1] == 21011005
    assert caller.code("POST", f"{BASE}/packages/1/uncombine", {"order_ids": [first.id]})[1] == 21011028
    assert caller.code("POST", path, {"order_ids": [first.id]})[1] == 0
    assert first.parcels != second.parcels
    first.parcels[0].arranged_at = box.tick()
    own = f"{BASE}/packages/{first.parcels[0].id}/uncombine"
    assert caller.code("POST", own, {"order_ids": [first.id]})[1] == 10007002


def test_an_order_is_split_into_packages_that_hold_every_unit_once(box, caller):
    order = waiting(box, units=2)
    ids = [unit.id for unit in order.units]
    path = f"{BASE}/orders/{order.id}/split"
    groups = [{"id": "1", "order_line_item_ids": ids[:1]}, {"id": "2", "order_line_item_ids": ids[1:]}]
    assert caller.code("POST", path, {"splittable_groups": groups[:1]})[1] == 21011005
    assert caller.code("POST", path, {"splittable_groups": [groups[0], groups[0]]})[1] == 21011005

    made = caller.data("POST", path, {"splittable_groups": groups})["packages"]

    assert [each["splittable_group_id"] for each in made] == ["1", "2"]
    assert [parcel.id for parcel in order.parcels] == [each["id"] for each in made]
    [told] = caller.data("GET", f"{BASE}/orders/split_attributes", order_ids=order.id)["split_attributes"]
    assert (told["can_split"], told["reason"]) == (False, "order has been split or combined")
    assert caller.code("POST", path, {"splittable_groups": groups})[1] == 21011035


def test_a_restart_combines_splits_and_takes_apart_again(box, caller):
    first, second = pair(box)
    combine(caller, draft_of(caller, first)["id"], first, second)
    third, fourth = pair(box)
    [made] = combine(caller, draft_of(caller, third)["id"], third, fourth)["data"]["packages"]
    caller.data("POST", f"{BASE}/packages/{made['id']}/uncombine", {"order_ids": [third.id]})
    world = box.world
    again = World(
        terms=world.timelines["glow-us"].terms, history_days=1, now=box.tick(), placed=world.placed,
        shops=world.shops, written=world.written,
    )  # fmt: skip
    for order in (first, second, third, fourth):
        assert [each.id for each in again.orders[order.id].parcels] == [each.id for each in order.parcels]
