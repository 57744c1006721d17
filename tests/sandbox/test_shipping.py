"""Uploading and correcting numbers at the pretend shop: each of its checks, and what a number changes."""

import httpx
import pytest

from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.world.carriers import UPS, USPS
from tests.sandbox.caller import DETAIL, Caller

NEW, OLD = "202610", "202309"
GOOD = "9400110200881234567896"
OTHER = "9400110200881234567889"


@pytest.fixture
def box():
    with SandboxServer(seed=5, history_days=3, orders_per_day=30, calm=True, qps=0, speed=0) as server:
        yield server


@pytest.fixture
def caller(box):
    return Caller(box)


@pytest.fixture
def order_id(box):
    """An ordinary order whose hour is over and that nobody has shipped."""
    return released(box)


def released(box):
    [placed] = box.place(1)
    order = box.world.orders[placed]
    box.advance(3700 - (box.tick() - order.created_at) + 30)
    if (
        order.status != "AWAITING_SHIPMENT"
        or order.shipping_type != "SELLER"
        or order.cancellation
        or len(order.parcels) > 1
    ):
        return released(box)
    return placed


def ship(caller, order_id, number=GOOD, provider=USPS.provider_id, version=NEW, **more):
    info = {"tracking_number": number, "shipping_provider_id": provider}
    body = {"shipping_info_list": [info]} if version == NEW else info
    return caller.code("POST", f"/fulfillment/{version}/orders/{order_id}/packages", body | more)[1]


def correct(caller, order_id, number=OTHER, provider=USPS.provider_id):
    body = {"tracking_number": number, "shipping_provider_id": provider}
    return caller.code("POST", f"/fulfillment/202309/orders/{order_id}/shipping_info/update", body)[1]


def shown(caller, order_id):
    return caller.data("GET", DETAIL, ids=order_id)["orders"][0]


@pytest.mark.parametrize("version", [NEW, OLD])
def test_an_uploaded_number_is_shown_and_travels(caller, box, order_id, version):
    assert ship(caller, order_id, version=version) == 0

    order = shown(caller, order_id)
    assert order["status"] == "AWAITING_COLLECTION"
    assert {line["tracking_number"] for line in order["line_items"]} == {GOOD}
    box.advance(10 * 86400)
    assert shown(caller, order_id)["status"] in {"IN_TRANSIT", "DELIVERED", "COMPLETED"}
    assert caller.data("GET", f"/fulfillment/202309/orders/{order_id}/tracking")["tracking"]


def test_the_same_upload_again_is_already_shipped(caller, order_id):
    assert [ship(caller, order_id), ship(caller, order_id)] == [0, 21011020]


@pytest.mark.parametrize(
    ("number", "provider", "code"),
    [
        ("9400 1102", USPS.provider_id, 21004012),
        ("abc", USPS.provider_id, 21004012),
        (GOOD, "1", 21011022),
        (GOOD, UPS.provider_id, 21004015),
    ],
)
def test_a_wrong_number_or_carrier_is_refused(caller, order_id, number, provider, code):
    assert ship(caller, order_id, number, provider) == code
    assert shown(caller, order_id)["status"] == "AWAITING_SHIPMENT"


def test_the_buyers_hour_and_a_cancelled_order_are_no_time_to_ship(caller, box):
    [held] = box.place(1)
    while box.world.orders[held].status != "ON_HOLD":
        box.advance(60)
    gone = next(
        order.id
        for order in box.world.orders.values()
        if order.status == "CANCELLED" and order.shop.slug == "glow-us"
    )

    assert ship(caller, held) == 21011044
    assert ship(caller, gone) == 21011041
    assert ship(caller, "17") == 21008111


def test_a_number_of_another_buyer_is_used_already(caller, box, order_id):
    assert ship(caller, order_id) == 0

    assert ship(caller, released(box)) == 21011025


def test_a_number_is_corrected_once_within_three_days(caller, box, order_id):
    assert correct(caller, order_id) == 21011043
    ship(caller, order_id)

    assert [correct(caller, order_id), correct(caller, order_id, GOOD)] == [0, 21011051]
    assert {line["tracking_number"] for line in shown(caller, order_id)["line_items"]} == {OTHER}
    late = released(box)
    ship(caller, late, "420902109400110200881234567803")
    parcel = box.world.orders[late].parcels[0]
    parcel.delivered_at = 1 << 60
    box.advance(73 * 3600)
    assert correct(caller, late, "9400110200881234567872") == 21011050


def test_a_lost_reply_was_carried_out(caller, box, order_id):
    box.fault(lose_reply=1, only="/packages")

    with pytest.raises(httpx.HTTPError):
        ship(caller, order_id)
    assert ship(caller, order_id) == 21011020


def test_what_was_written_outlives_a_restart(tmp_path):
    state = tmp_path / "state.json"
    options = {"seed": 5, "history_days": 3, "orders_per_day": 30, "calm": True, "qps": 0, "speed": 0}
    with SandboxServer(state_path=state, **options) as box:
        order_id = released(box)
        caller = Caller(box)
        assert ship(caller, order_id) == 0
        before = shown(caller, order_id)
    with SandboxServer(state_path=state, **options) as box:
        again = shown(Caller(box), order_id)

    for order in (before, again):
        order.pop("update_time")
    assert again == before
