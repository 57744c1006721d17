"""Lists, refunds and what leaves no trace, as they were measured on a real 10.5 store."""

from datetime import timedelta, timezone
from typing import Any

import pytest

from fulfillment.sandbox.woocommerce.store import Store
from tests.sandbox.woocommerce.asking import Caller
from tests.sandbox.woocommerce.conftest import Clock

MODIFIED = "date_modified_gmt"


def total(call: Caller, **query: str) -> int:
    return int(call.whole("GET", "/orders", **query)[2]["X-WP-Total"])


# One order changed one second after the given instant; the right answer is always 1.
@pytest.mark.parametrize(
    ("hours", "form", "flag", "expected"),
    [
        (-6, "naive", False, 0),
        (8, "naive", False, 2),
        (-6, "naive", True, 1),
        (8, "naive", True, 1),
        (-6, "zoned", False, 1),
        (8, "zoned", False, 1),
        (-6, "zoned", True, 2),
        (8, "zoned", True, 0),
    ],
)
def test_only_naive_utc_with_its_flag_is_right_in_every_zone(
    store: Store, call: Caller, clock: Clock, hours: int, form: str, flag: bool, expected: int
) -> None:
    store.zone = timezone(timedelta(hours=hours))
    call.order()  # long before: found only by an answer that reaches back too far
    clock.pass_by(hours=3)
    given = clock.now.strftime("%Y-%m-%dT%H:%M:%S") + ("Z" if form == "zoned" else "")
    clock.pass_by(seconds=1)
    call.order()
    query = {"modified_after": given} | ({"dates_are_gmt": "true"} if flag else {})
    assert total(call, **query) == expected


def test_a_limit_is_exclusive_and_counts_in_seconds(call: Caller, clock: Clock) -> None:
    order_id = call.order()
    own = call("GET", f"/orders/{order_id}")[1][MODIFIED]
    assert total(call, modified_after=own, dates_are_gmt="true") == 0
    earlier = (clock.now - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S")
    assert total(call, modified_after=earlier, dates_are_gmt="true") == 1


def test_a_row_that_changes_between_two_pages_shifts_the_others(call: Caller, clock: Clock) -> None:
    ids = []
    for _ in range(4):
        ids.append(call.order())
        clock.pass_by(seconds=1)
    by = {"orderby": "modified", "order": "asc", "per_page": "2"}
    first = [row["id"] for row in call("GET", "/orders", **by)[1]]
    call("PUT", f"/orders/{ids[0]}", {"customer_note": "at the door"})
    second = [row["id"] for row in call("GET", "/orders", **by, page="2")[1]]
    assert (first, second) == ([ids[0], ids[1]], [ids[3], ids[0]])  # the third was never seen


def test_lists_say_how_many_there_are_and_end_with_an_empty_page(call: Caller) -> None:
    for _ in range(3):
        call.order()
    status, found, headers = call.whole("GET", "/orders", per_page="2")
    assert (status, len(found), headers["X-WP-Total"], headers["X-WP-TotalPages"]) == (200, 2, "3", "2")
    assert 'rel="next"' in headers["Link"]
    assert call("GET", "/orders", per_page="2", page="9") == (200, [])


@pytest.mark.parametrize("query", [{"per_page": "101"}, {"status": "sent"}, {"orderby": "size"}])
def test_wrong_parameters_are_refused_by_their_code(call: Caller, query: dict[str, str]) -> None:
    status, found = call("GET", "/orders", **query)
    assert (status, found["code"]) == (400, "rest_invalid_param")


def test_a_batch_answers_for_each_and_takes_no_more_than_a_hundred(call: Caller) -> None:
    order_id = call.order()
    status, found = call(
        "POST", "/orders/batch", {"update": [{"id": order_id, "status": "completed"}, {"id": 1}]}
    )
    assert (status, found["update"][0]["status"]) == (200, "completed")
    assert found["update"][1]["error"]["code"] == "woocommerce_rest_shop_order_invalid_id"
    status, found = call("POST", "/orders/batch", {"delete": list(range(101))})
    assert (status, found["code"]) == (413, "woocommerce_rest_request_entity_too_large")


# --- refunds ---


def line_of(call: Caller, order_id: int) -> int:
    found: int = call("GET", f"/orders/{order_id}")[1]["line_items"][0]["id"]
    return found


def give_back(call: Caller, order_id: int, amount: str, **more: Any) -> tuple[int, Any]:
    return call("POST", f"/orders/{order_id}/refunds", {"amount": amount, "api_refund": False} | more)


def test_a_refund_changes_neither_total_nor_quantity_and_names_its_line_in_a_meta(call: Caller) -> None:
    order_id = call.order()
    line = {"id": line_of(call, order_id), "quantity": 1, "refund_total": 10}
    status, made = give_back(call, order_id, "10.00", reason="Damaged", line_items=[line])
    assert (status, made["line_items"][0]["quantity"]) == (201, -1)
    assert made["line_items"][0]["meta_data"][0]["value"] == str(line["id"])
    order = call("GET", f"/orders/{order_id}")[1]
    assert (order["total"], order["line_items"][0]["quantity"], order["status"]) == ("30.00", 3, "processing")
    assert order["refunds"] == [{"id": made["id"], "reason": "Damaged", "total": "-10.00"}]


def test_a_refund_of_an_amount_has_no_lines_and_the_last_one_ends_the_order(call: Caller) -> None:
    order_id = call.order()
    assert give_back(call, order_id, "29.00")[1]["line_items"] == []
    give_back(call, order_id, "1.00")
    assert call("GET", f"/orders/{order_id}")[1]["status"] == "refunded"
    assert len(call("GET", "/refunds")[1]) == 2


def test_refusals_of_refunds_come_with_500_and_their_own_code(call: Caller) -> None:
    order_id = call.order()
    for given in ({"amount": "5.00"}, {"amount": "31.00", "api_refund": False}):
        status, found = call("POST", f"/orders/{order_id}/refunds", given)
        assert (status, found["code"]) == (500, "woocommerce_rest_cannot_create_order_refund")


def test_a_deleted_refund_a_note_and_a_force_deleted_order_leave_no_trace(
    store: Store, call: Caller, clock: Clock
) -> None:
    for topic in ("order.updated", "order.deleted"):
        call("POST", "/webhooks", {"topic": topic, "delivery_url": "https://we.example/"})
    order_id = call.order()
    refund = give_back(call, order_id, "5.00")[1]
    before = call("GET", f"/orders/{order_id}")[1][MODIFIED]
    store.letters.clear()
    clock.pass_by(hours=1)
    assert call("DELETE", f"/orders/{order_id}/refunds/{refund['id']}")[0] == 501
    assert call("DELETE", f"/orders/{order_id}/refunds/{refund['id']}", force="true")[0] == 200
    call("POST", f"/orders/{order_id}/notes", {"note": "on its way", "customer_note": True})
    after = call("GET", f"/orders/{order_id}")[1]
    assert (after[MODIFIED], after["refunds"], store.letters) == (before, [], [])
    call("DELETE", f"/orders/{order_id}", force="true")
    assert call("GET", f"/orders/{order_id}")[0] == 404
    assert store.letters == []


def test_a_trashed_order_leaves_the_lists_and_is_told(store: Store, call: Caller) -> None:
    call("POST", "/webhooks", {"topic": "order.deleted", "delivery_url": "https://we.example/"})
    order_id = call.order()
    store.letters.clear()
    call("DELETE", f"/orders/{order_id}")
    assert total(call) == 0
    assert call("GET", f"/orders/{order_id}")[1]["status"] == "trash"
    body, _ = store.letters[0].write()
    assert body == b'{"id":%d}' % order_id


# --- keys ---


def test_a_key_that_may_only_read_or_only_write_says_so(store: Store, call: Caller) -> None:
    store.may_write = False
    assert call("POST", "/orders", {})[1]["code"] == "woocommerce_rest_authentication_error"
    store.may_write, store.may_read = True, False
    assert call("GET", "/orders")[0] == 401


def test_over_plain_http_a_key_in_the_open_is_not_seen(store: Store, call: Caller) -> None:
    store.is_secure = False
    assert call("GET", "/orders")[1]["code"] == "woocommerce_rest_cannot_view"
