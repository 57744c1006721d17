"""The ways to give a tracking number: core's fulfillments and the two plugins, each with its habits."""

from typing import Any

import pytest

from fulfillment.sandbox.woocommerce.store import ADVANCED, SHIPMENT_TRACKING, Store
from tests.sandbox.woocommerce.asking import Caller


def shipment(line: int, quantity: int = 3, number: str = "1Z12345E0205271688") -> dict[str, Any]:
    metas = [
        ("_items", [{"item_id": line, "qty": quantity}]),
        ("_tracking_number", number),
        ("_shipment_provider", "ups"),
    ]
    return {
        "status": "fulfilled",
        "meta_data": [{"id": 0, "key": key, "value": value} for key, value in metas],
    }


def covered(call: Caller, order_id: int) -> object:
    return call.store.meta(order_id, "_fulfillment_status")


def test_the_feature_that_is_off_has_no_route(call: Caller) -> None:
    order_id = call.order()
    status, found = call("GET", f"/orders/{order_id}/fulfillments")
    assert (status, found["code"]) == (404, "rest_no_route")


def test_an_entry_without_an_id_is_passed_over(store: Store, call: Caller) -> None:
    store.has_fulfillments = True
    order_id = call.order()
    given = shipment(order_id * 10)
    for meta in given["meta_data"]:
        del meta["id"]
    status, found = call("POST", f"/orders/{order_id}/fulfillments", given)
    assert (status, found["message"]) == (400, "The fulfillment should contain at least one item.")


def test_parts_are_counted_in_a_meta_too_many_units_are_taken_and_the_status_stays(
    store: Store, call: Caller
) -> None:
    store.has_fulfillments = True
    order_id = call.order()
    call("POST", f"/orders/{order_id}/fulfillments", shipment(order_id * 10, 1))
    assert covered(call, order_id) == "partially_fulfilled"
    assert call("POST", f"/orders/{order_id}/fulfillments", shipment(order_id * 10, 50))[0] == 201
    assert covered(call, order_id) == "fulfilled"
    assert call("GET", f"/orders/{order_id}")[1]["status"] == "processing"


def test_a_change_replaces_all_metadata(store: Store, call: Caller) -> None:
    store.has_fulfillments = True
    order_id = call.order()
    made = call("POST", f"/orders/{order_id}/fulfillments", shipment(order_id * 10))[1]
    only = {"meta_data": [{"id": 0, "key": "_tracking_number", "value": "1Z2"}]}
    changed = call("PUT", f"/orders/{order_id}/fulfillments/{made['id']}", only)[1]
    assert {meta["key"] for meta in changed["meta_data"]} == {"_tracking_number", "_date_fulfilled"}
    assert covered(call, order_id) == "unfulfilled"
    assert call("DELETE", f"/orders/{order_id}/fulfillments/{made['id']}")[0] == 200
    assert covered(call, order_id) == "no_fulfillments"
    status, found = call("PUT", f"/orders/{order_id}/fulfillments/{made['id']}", only)
    assert (status, found["code"]) == (400, 0)


@pytest.mark.parametrize("space", [SHIPMENT_TRACKING, ADVANCED])
def test_a_plugins_entry_stands_in_the_orders_meta(store: Store, call: Caller, space: str) -> None:
    order_id = call.order()
    where = f"/wp-json/{space}/orders/{order_id}/shipment-trackings"
    assert call("GET", where)[0] == 404  # the plugin is not there
    store.namespaces.append(space)
    given = {"tracking_number": "9400", "tracking_provider": "USPS", "date_shipped": "2026-11-22"}
    status, made, headers = call.whole("POST", where, given)
    assert (status, made["tracking_provider"], made["date_shipped"]) == (201, "USPS", "2026-11-22")
    assert headers["Location"].endswith(made["tracking_id"])
    meta = store.meta(order_id, "_wc_shipment_tracking_items")
    assert isinstance(meta, list)
    assert meta[0]["tracking_number"] == "9400"
    assert call("DELETE", f"{where}/{made['tracking_id']}")[0] == 200
    assert call("GET", where) == (200, [])
    assert call("GET", f"{where}/{made['tracking_id']}")[0] == 404


def test_advanced_shipment_tracking_sets_the_status_and_replaces_on_request(
    store: Store, call: Caller
) -> None:
    store.namespaces.append(ADVANCED)
    order_id = call.order()
    where = f"/wp-json/{ADVANCED}/orders/{order_id}/shipment-trackings"
    call("POST", where, {"tracking_number": "1", "tracking_provider": "Local courier"})
    call(
        "POST",
        where,
        {"tracking_number": "2", "tracking_provider": "USPS", "replace_tracking": 1, "status_shipped": 1},
    )
    assert [item["tracking_number"] for item in call("GET", where)[1]] == ["2"]
    assert call("GET", f"/orders/{order_id}")[1]["status"] == "completed"
