"""Orders that nobody can read: rare, of the seed, mended when they were asked for often enough."""

from collections import Counter

import pytest

from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.mishaps import LONGEST, Mishaps
from tests.sandbox.caller import DETAIL, ORDERS, Caller
from tests.sandbox.conftest import PAST


@pytest.fixture
def box():
    with SandboxServer(
        seed=7, history_days=4, orders_per_day=60, qps=0, anchor_at=PAST, mishaps=True
    ) as running:
        yield running


def garbled(orders, world):
    """Ids of those that are told otherwise than they are."""
    return [
        told["id"]
        for told in orders
        if told["create_time"] != world.orders[told["id"]].created_at
        or not isinstance(told["line_items"], list)
        or told["status"] != world.orders[told["id"]].status
    ]


def listed(caller):
    found, token = [], ""
    while True:
        data = caller.call("POST", ORDERS, {}, page_size=100, page_token=token).json()["data"]
        found += data["orders"]
        if not (token := data["next_page_token"]):
            return found


def by_id(caller, order_id):
    return caller.call("GET", DETAIL, ids=order_id).json()["data"]["orders"]


def test_one_a_day_is_garbled_for_a_day_and_a_half_at_most(box):
    found = [box.world.orders[id_] for id_ in garbled(listed(Caller(box)), box.world)]

    assert 1 <= len(found) <= 2
    assert max(Counter(order.placed_on for order in found).values()) == 1
    assert all(box.world.now - order.created_at <= LONGEST for order in found)


def test_asked_for_often_enough_it_is_mended_in_the_list_too(box):
    caller = Caller(box)
    order_id = garbled(listed(caller), box.world)[0]

    asked = 0
    while garbled(by_id(caller, order_id), box.world):
        asked += 1

    assert 2 <= asked <= 4
    assert order_id not in garbled(listed(caller), box.world)


def test_a_world_without_mishaps_is_told_as_it_is(box):
    order = next(iter(box.world.orders.values()))
    shown = {"create_time": 1}

    assert Mishaps(7, happen=False).told(order, shown, order.created_at) is shown
