"""Shapes: ids and money as text, whole seconds, nothing null; and what each status may show."""

import re
from itertools import chain

import pytest

from tests.sandbox.caller import CANCELLATIONS, ORDERS, PACKAGES, RETURNS

MONEY = re.compile(r"\d+(\.\d+)?")


@pytest.fixture(scope="module")
def orders(caller):
    return list(caller.all(ORDERS, "orders"))


def walk(value, name=""):
    """(name, value) of every leaf."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, name)
    else:
        yield name, value


def test_ids_and_money_are_text_and_times_are_seconds(caller, orders):
    others = chain(
        caller.all(PACKAGES, "packages"),
        caller.all(CANCELLATIONS, "cancellations"),
        caller.all(RETURNS, "return_orders"),
    )
    for name, value in walk([*orders, *others]):
        assert value is not None, name
        if name == "id" or name.endswith("_id"):
            assert isinstance(value, str), name
            assert value, name
        elif name.endswith(("_time", "_date", "deadline")):
            assert isinstance(value, int), name
            assert 1_500_000_000 < value < 2_500_000_000, name
        elif name.endswith(("_price", "_fee", "_discount", "_total", "_amount", "tax")):
            assert MONEY.fullmatch(value), (name, value)


def test_totals_add_up(orders):
    for order in orders:
        bill = {key: float(value) for key, value in order["payment"].items() if key != "currency"}
        lines = sum(float(line["sale_price"]) for line in order["line_items"])
        assert bill["sub_total"] == pytest.approx(lines)
        assert bill["total_amount"] == pytest.approx(bill["sub_total"] + bill["shipping_fee"] + bill["tax"])


def test_ids_are_beyond_what_a_float_can_hold(orders):
    assert all(int(order["id"]) > 2**53 for order in orders)


def test_an_order_on_hold_shows_no_address_and_no_package(box, caller, orders):
    box.place(3)
    box.advance(60)
    held = list(caller.all(ORDERS, "orders", {"order_status": "ON_HOLD"}))

    assert held
    for order in held:
        assert order["is_on_hold_order"] is True
        assert not {"recipient_address", "packages", "tracking_number", "rts_time"} & set(order)


def test_each_status_shows_the_times_it_has_reached(orders):
    for order in orders:
        shipped = order["status"] in ("AWAITING_COLLECTION", "IN_TRANSIT")
        if shipped and order["shipping_type"] != "TIKTOK_DIGITAL":
            assert order["packages"]
            assert order["rts_time"] <= order["update_time"]
        assert ("collection_time" in order) or order["status"] not in ("IN_TRANSIT", "DELIVERED", "COMPLETED")
        assert ("cancel_time" in order) is (order["status"] == "CANCELLED")
        assert ("cancel_reason" in order) is (order["status"] == "CANCELLED")
        moments = ("create_time", "paid_time", "collection_time", "delivery_time", "cancel_time")
        assert max(order[name] for name in moments if name in order) <= order["update_time"]


def test_addresses_of_platform_labels_and_cancelled_orders_are_masked(orders):
    for order in orders:
        if "recipient_address" in order:
            masked = "***" in order["recipient_address"]["name"]
            platform = order["shipping_type"] == "TIKTOK"
            assert masked is (platform or order["status"] in ("CANCELLED", "UNPAID"))


def test_a_cancellation_gives_the_reasons_name_and_the_order_its_text(caller, orders):
    by_id = {order["id"]: order for order in orders}
    done = [c for c in caller.all(CANCELLATIONS, "cancellations") if c["cancel_status"].endswith("_COMPLETE")]

    assert done
    for row in done:
        if row["order_id"] in by_id and by_id[row["order_id"]]["status"] == "CANCELLED":
            assert by_id[row["order_id"]]["cancel_reason"] == row["cancel_reason_text"]
            assert row["cancel_reason"] != row["cancel_reason_text"]


def test_tracking_events_are_newest_first_and_begin_with_a_label(caller, box):
    order = next(
        o
        for o in box.truth("glow-us")["orders"]
        if o["status"] == "COMPLETED" and o["packages"] and not o["packages"][0]["flaw"]
    )
    events = caller.data("GET", f"/fulfillment/202309/orders/{order['id']}/tracking")["tracking"]
    moments = [event["update_time_millis"] for event in events]

    assert moments == sorted(moments, reverse=True)
    assert moments[0] > 10**12
    assert "label created" in events[-1]["description"]
    assert "delivered" in events[0]["description"]


def test_warehouses_and_providers_are_those_of_the_market(caller):
    option = "7091146663229654785"
    providers = caller.data("GET", f"/logistics/202309/delivery_options/{option}/shipping_providers")
    houses = caller.data("GET", "/logistics/202309/warehouses")["warehouses"]

    assert {"USPS", "UPS", "FedEx"} <= {row["name"] for row in providers["shipping_providers"]}
    assert {house["address"]["region_code"] for house in houses} == {"US"}
    platform = caller.code("GET", "/logistics/202309/delivery_options/1/shipping_providers")
    assert platform == (400, 21008117)
