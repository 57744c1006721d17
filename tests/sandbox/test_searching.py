"""Pages, windows and sorts: complete, without doubles, and bound to their filters."""

import pytest

from tests.sandbox.caller import CANCELLATIONS, DETAIL, ORDERS, PACKAGES, RETURNS


def test_pages_together_hold_every_order_once(caller, box):
    truth = {order["id"] for order in box.truth("glow-us")["orders"]}
    found = [order["id"] for order in caller.all(ORDERS, "orders")]

    assert len(found) == len(set(found)) == len(truth)
    assert set(found) == truth


@pytest.mark.parametrize("field", ["create_time", "update_time"])
@pytest.mark.parametrize("order", ["ASC", "DESC"])
def test_a_sorted_search_is_sorted_and_complete(caller, field, order):
    rows = list(caller.all(ORDERS, "orders", sort_field=field, sort_order=order, page_size=37))
    times = [row[field] for row in rows]

    assert times == sorted(times, reverse=order == "DESC")
    assert len({row["id"] for row in rows}) == caller.data("POST", ORDERS, {}, page_size=1)["total_count"]


def test_orders_come_newest_first_and_the_others_oldest_first(caller):
    orders = [row["create_time"] for row in caller.data("POST", ORDERS, {}, page_size=50)["orders"]]
    cancels = caller.data("POST", CANCELLATIONS, {}, page_size=50)["cancellations"]
    returns = caller.data("POST", RETURNS, {}, page_size=50)["return_orders"]

    assert orders == sorted(orders, reverse=True)
    assert [row["create_time"] for row in cancels] == sorted(row["create_time"] for row in cancels)
    assert [row["create_time"] for row in returns] == sorted(row["create_time"] for row in returns)


@pytest.mark.parametrize("field", ["create_time", "update_time"])
def test_a_window_holds_its_start_and_not_its_end(caller, field):
    everything = sorted((row[field], row["id"]) for row in caller.all(ORDERS, "orders"))
    start, end = everything[len(everything) // 3][0], everything[len(everything) // 2][0]
    window = {f"{field}_ge": start, f"{field}_lt": end}

    found = {row["id"] for row in caller.all(ORDERS, "orders", window)}

    assert found == {id_ for moment, id_ in everything if start <= moment < end}


def test_two_windows_at_once_both_hold(caller):
    rows = list(caller.all(ORDERS, "orders"))
    middle = sorted(row["create_time"] for row in rows)[len(rows) // 2]
    updated = sorted(row["update_time"] for row in rows)[len(rows) * 2 // 3]
    found = {
        row["id"]
        for row in caller.all(ORDERS, "orders", {"create_time_ge": middle, "update_time_lt": updated})
    }

    assert found == {r["id"] for r in rows if r["create_time"] >= middle and r["update_time"] < updated}


def test_a_page_token_serves_only_for_its_own_filters(caller):
    token = caller.data("POST", ORDERS, {}, page_size=5)["next_page_token"]

    assert caller.code("POST", ORDERS, {}, page_size=5, page_token=token) == (200, 0)
    other = {"order_status": "COMPLETED"}
    assert caller.code("POST", ORDERS, other, page_size=5, page_token=token) == (400, 36009004)
    assert caller.code("POST", ORDERS, {}, page_size=5, page_token="bm9uc2Vuc2U=") == (400, 36009004)


def test_a_status_filter_keeps_only_that_status(caller, box):
    wanted = {o["id"] for o in box.truth("glow-us")["orders"] if o["status"] == "AWAITING_SHIPMENT"}
    found = list(caller.all(ORDERS, "orders", {"order_status": "AWAITING_SHIPMENT"}))

    assert {row["id"] for row in found} == wanted
    assert wanted


def test_a_wrong_filter_is_refused(caller):
    assert caller.code("POST", ORDERS, {"order_status": "SHIPPED"}, page_size=5) == (400, 36009004)
    assert caller.code("POST", ORDERS, {"create_time_ge": "now"}, page_size=5) == (400, 36009004)
    assert caller.code("POST", ORDERS, ["a list"], page_size=5) == (400, 36009004)


def test_detail_and_list_say_the_same(caller):
    listed = caller.data("POST", ORDERS, {}, page_size=50)["orders"]
    ids = ",".join(row["id"] for row in listed)
    detailed = caller.data("GET", DETAIL, ids=ids)["orders"]

    assert detailed == listed


def test_at_most_fifty_ids_are_answered(caller):
    assert caller.code("GET", DETAIL, ids=",".join(["1"] * 51)) == (400, 36009004)
    assert caller.data("GET", DETAIL, ids="123")["orders"] == []


def test_packages_agree_with_their_orders(caller):
    orders = {row["id"]: row for row in caller.all(ORDERS, "orders")}
    packages = list(caller.all(PACKAGES, "packages"))

    for package in packages:
        for part in package["orders"]:
            lines = [x for x in orders[part["id"]]["line_items"] if x.get("package_id") == package["id"]]
            assert {line["tracking_number"] for line in lines} == {package["tracking_number"]}
            assert len(lines) == sum(sku["quantity"] for sku in part["skus"])
    assert any(len(package["orders"]) > 1 for package in packages)


def test_a_package_in_detail_has_the_listed_facts(caller):
    listed = caller.data("POST", PACKAGES, {}, page_size=1)["packages"][0]
    found = caller.data("GET", f"/fulfillment/202309/packages/{listed['id']}")

    assert found["package_id"] == listed["id"]
    assert found["package_status"] == listed["status"]
    assert found["tracking_number"] == listed["tracking_number"]


def test_both_versions_of_after_sales_answer(caller):
    old = caller.data("POST", RETURNS.replace("202602", "202309"), {}, page_size=10)

    new = caller.data("POST", RETURNS, {}, page_size=10)
    assert old["return_orders"] == new["return_orders"] != []


def test_cancellations_can_be_asked_for_by_order(caller):
    one = caller.data("POST", CANCELLATIONS, {}, page_size=1)["cancellations"][0]
    found = caller.data("POST", CANCELLATIONS, {"order_ids": [one["order_id"]]}, page_size=10)

    assert [row["cancel_id"] for row in found["cancellations"]] == [one["cancel_id"]]
