"""Answering requests at the pretend shop: its checks in their order, and what an answer changes."""

import pytest

from fulfillment.sandbox.box import SandboxServer
from tests.sandbox.caller import Caller

BASE = "/return_refund/202309"
PACKED = {"reject_reason": "seller_reject_apply_product_has_been_packed"}


@pytest.fixture(scope="module")
def box():
    with SandboxServer(seed=5, history_days=9, orders_per_day=8, calm=True, qps=0, speed=0) as server:
        yield server


@pytest.fixture(scope="module")
def caller(box):
    return Caller(box)


def asked(box, kind="cancellation"):
    """(the order, its request's id)"""
    if kind == "cancellation":
        [placed] = box.place(1)
        order = box.world.orders[placed]
        box.advance(3700)
        if order.status != "AWAITING_SHIPMENT" or order.cancellation:
            return asked(box)
    else:
        found = (o for o in box.world.orders.values() if o.status == "DELIVERED" and not o.returned)
        order = next(o for o in found if o.shop.slug == "glow-us")
    return order, box.ask(order.id, kind)


def answer(caller, id_, word, body=None, *, kind="cancellations", **params):
    return caller.code("POST", f"{BASE}/{kind}/{id_}/{word}", body or {}, **params)[1]


def test_a_granted_cancellation_ends_the_order_and_cannot_be_refused_then(box, caller):
    order, id_ = asked(box)
    assert answer(caller, id_, "approve") == 0
    box.advance(120)
    assert order.status == "CANCELLED"
    assert answer(caller, id_, "approve") == 25011012
    assert answer(caller, id_, "reject", PACKED) == 25020010


def test_the_same_key_once_more_is_the_same_answer(box, caller):
    _, id_ = asked(box)
    assert answer(caller, id_, "approve", idempotency_key="k1") == 0
    assert answer(caller, id_, "approve", idempotency_key="k1") == 0
    assert answer(caller, id_, "approve", idempotency_key="k2") == 25011012


def test_a_refusal_needs_a_known_reason_of_its_kind(box, caller):
    order, id_ = asked(box)
    assert answer(caller, id_, "reject") == 36009004
    assert answer(caller, id_, "reject", {"reject_reason": "because"}) == 25001014
    assert answer(caller, id_, "reject", {"reject_reason": "seller_reject_apply_item_is_correct"}) == 25001016
    assert answer(caller, id_, "reject", PACKED) == 0
    assert answer(caller, id_, "approve") == 25020009
    box.advance(2 * 86_400)
    assert order.status != "CANCELLED" or order.cancellation.role != "BUYER"


def test_a_return_takes_only_the_decision_of_its_kind(box, caller):
    _, id_ = asked(box, "return")
    assert answer(caller, id_, "approve", {"decision": "APPROVE_REFUND"}, kind="returns") == 25020004
    assert answer(caller, id_, "approve", {"decision": "APPROVE_RETURN"}, kind="returns") == 0


def test_what_does_not_exist_cannot_be_answered(caller):
    assert answer(caller, "1", "approve") == 25007006
    assert caller.code("GET", f"{BASE}/reject_reasons", return_or_cancel_id="1")[1] == 25007006


def test_an_answer_outlives_a_restart(tmp_path):
    terms = {"seed": 5, "history_days": 1, "orders_per_day": 8, "calm": True, "qps": 0, "speed": 0}
    with SandboxServer(**terms, state_path=tmp_path / "state.json") as box:
        order, _ = asked(box)
        box.world.answer(order, "cancellation", grants=True, at=box.tick())
        box.advance(120)
    with SandboxServer(**terms, state_path=tmp_path / "state.json") as box:
        assert box.world.orders[order.id].status_at(box.tick()) == "CANCELLED"
