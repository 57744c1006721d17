"""What answers mean, and how a shop's cost limit is kept."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.errors import (
    BadAnswer,
    ChannelError,
    NeedsAuthorisation,
    Refused,
    Throttled,
    TokenExpired,
    Unavailable,
)
from fulfillment.channels.shopify.answers import Answer, TooCostly, told
from fulfillment.channels.shopify.client import ShopifyClient, gid, search
from fulfillment.channels.shopify.throttle import Bucket, TooDear, wait
from fulfillment.channels.shopify.whole import whole
from tests.channels.shopify.payload_files import ORDER_ID, decoded, fulfillment, order, raw
from tests.channels.shopify.shop import opened

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=1)


def answer(body: object, status: int = 200, **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status=status, headers=headers, body=content, received_at=NOW)


def error(code: str, message: str = "no", **fields: object) -> dict:
    return {"errors": [{"message": message, "extensions": {"code": code}, **fields}]}


def cost(requested: float, maximum: float, available: float, rate: float) -> dict:
    status = {"maximumAvailable": maximum, "currentlyAvailable": available, "restoreRate": rate}
    return {"extensions": {"cost": {"requestedQueryCost": requested, "throttleStatus": status}}}


def client_of(shop, **fields) -> ShopifyClient:
    return ShopifyClient(shop_url=shop.url, access_token=shop.token, **fields)


# --- what an answer means ---


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (answer({}, 401), TokenExpired),
        (answer({}, 402), NeedsAuthorisation),
        (answer({}, 403), NeedsAuthorisation),
        (answer({}, 404), NeedsAuthorisation),
        (answer({}, 423), NeedsAuthorisation),
        (answer(b"", 301), NeedsAuthorisation),
        (answer({}, 429), Throttled),
        (answer({}, 430), Throttled),
        (answer(b"<html>", 503), Unavailable),
        (answer(b"<html>maintenance</html>"), BadAnswer),
        (answer(b""), BadAnswer),
        (answer(b'{"data": {"a'), BadAnswer),
        (answer({"data": None}), BadAnswer),
        (answer(error("INTERNAL_SERVER_ERROR")), Unavailable),
        (answer(error("SHOP_INACTIVE")), NeedsAuthorisation),
        (answer(error("MAX_COST_EXCEEDED")), TooCostly),
        (answer(error("undefinedField")), Refused),
        (answer({"errors": "something else"}), Refused),
        (
            answer(error("ACCESS_DENIED", path=["orders", "nodes", 0, "fulfillmentOrders"])),
            NeedsAuthorisation,
        ),
    ],
)
def test_each_failure_is_the_right_error(found: Answer, kind: type[ChannelError]) -> None:
    with pytest.raises(kind) as caught:
        told(found)
    assert type(caught.value) is kind
    assert caught.value.sentence
    assert caught.value.fix


def test_http_200_with_errors_is_no_success_even_beside_partial_data() -> None:
    with pytest.raises(Unavailable):
        told(answer({"data": {"orders": {"nodes": []}}} | error("INTERNAL_SERVER_ERROR")))


def test_throttled_as_http_200_waits_for_exactly_what_is_missing() -> None:
    with pytest.raises(Throttled) as caught:
        told(answer(error("THROTTLED", "Throttled") | cost(600, 2000, 100, 100)))
    assert caught.value.retry_after == 5.0


def test_throttled_as_http_429_waits_as_long_as_it_says() -> None:
    with pytest.raises(Throttled) as caught:
        told(answer(b"", 429, **{"retry-after": "2.0"}))
    assert caught.value.retry_after == 2.0


def test_a_bucket_that_is_smaller_than_the_question_asks_for_a_smaller_page() -> None:
    with pytest.raises(TooCostly):
        told(answer(error("THROTTLED", "Throttled") | cost(600, 40, 40, 2)))


def test_refused_personal_data_is_accepted_as_null() -> None:
    denied = error("ACCESS_DENIED", path=["orders", "nodes", 0, "shippingAddress"])
    assert told(answer({"data": {"orders": {}}} | denied)).data == b'{"orders": {}}'
    both = denied["errors"] + error("ACCESS_DENIED", path=["orders", "nodes", 0, "returns"])["errors"]
    with pytest.raises(NeedsAuthorisation, match="returns"):
        told(answer({"data": {"orders": {}}, "errors": both}))


@given(st.binary(max_size=80), st.sampled_from([200, 201, 301, 400, 404, 429, 500]))
def test_any_answer_is_data_or_an_error_of_ours(body: bytes, status: int) -> None:
    with suppress(ChannelError):
        assert told(answer(body, status)).data


# --- the bucket ---


def bucket(maximum: float = 1000, available: float = 100, restore_rate: float = 50) -> Bucket:
    return Bucket(maximum=maximum, available=available, restore_rate=restore_rate, told_at=NOW)


def test_nothing_is_waited_for_before_anything_is_known() -> None:
    assert wait(None, 10_000, now=NOW) == 0


def test_the_wait_is_what_is_missing_by_the_told_rate() -> None:
    assert wait(bucket(), 200, now=NOW) == 2.0
    assert wait(bucket(), 200, now=NOW + timedelta(seconds=1)) == 1.0
    assert wait(bucket(), 200, now=NOW + timedelta(hours=1)) == 0


def test_no_waiting_helps_where_the_whole_bucket_is_too_small() -> None:
    assert wait(bucket(maximum=40, available=40, restore_rate=2), 41, now=NOW) == TooDear()


@given(
    st.floats(1, 20_000),
    st.floats(0, 20_000),
    st.floats(0.5, 2000),
    st.floats(0, 20_000),
    st.floats(0, 3600),
)
def test_after_the_wait_the_points_are_there(maximum, available, rate, price, passed) -> None:
    found = bucket(maximum, min(available, maximum), rate)
    now = NOW + timedelta(seconds=passed)
    pause = wait(found, price, now=now)
    if isinstance(pause, TooDear):
        assert price > maximum
    else:
        assert pause >= 0
        later = now + timedelta(seconds=pause + 0.001)
        assert found.at(later) >= min(price, maximum) - 0.01


def test_the_client_waits_before_it_asks_and_not_only_after_a_refusal() -> None:
    slept: list[float] = []
    with opened(bucket=(1000, 20, 10)) as shop:
        client = client_of(shop, sleep=slept.append, clock=lambda: NOW)
        client.shop()
        assert slept == []
        client.shop()
    assert slept == [3.0]  # 50 points, 20 there, 10 a second


def test_a_wait_longer_than_a_worker_has_is_handed_to_the_table_of_retries() -> None:
    with opened(bucket=(1000, 0, 2)) as shop:
        client = client_of(shop, clock=lambda: NOW)
        client.shop()
        with pytest.raises(Throttled) as caught:
            client.shop()
        assert caught.value.retry_after == 25.0
        assert len(shop.asked) == 1


# --- questions ---


def test_a_search_names_utc_moments() -> None:
    assert search(SINCE, NOW) == "updated_at:>='2026-11-23T12:00:00Z' AND updated_at:<='2026-11-24T12:00:00Z'"


@pytest.mark.parametrize("name", ["", "12 OR 1", "gid://shopify/Order/1", "１２"])
def test_only_a_number_becomes_a_global_id(name: str) -> None:
    with pytest.raises(BadAnswer):
        gid("Order", name)


def test_a_short_trouble_is_asked_through() -> None:
    with opened(
        faults=[(502, b"<html>", {}), (200, error("THROTTLED", "Throttled") | cost(1, 10, 0.9, 10), {})]
    ) as shop:
        assert client_of(shop).shop().shop.myshopify_domain == "glow.myshopify.com"
        assert len(shop.asked) == 3


def test_nothing_that_is_shown_holds_the_token() -> None:
    with opened(faults=[(403, {"errors": "no"}, {})]) as shop:
        client = client_of(shop)
        with pytest.raises(NeedsAuthorisation) as caught:
            client.shop()
    shown = f"{client!r} {client} {caught.value!r} {caught.value.sentence} {caught.value.fix}"
    assert shop.token not in shown
    assert caught.value.__cause__ is None


# --- orders with more than one answer holds ---


def test_an_order_that_is_whole_is_not_asked_about_again() -> None:
    with opened() as shop:
        body = raw(order())
        assert whole(client_of(shop), body) == body
        assert shop.asked == []


def test_further_lines_are_read_to_the_last() -> None:
    line = decoded("order.json")["lineItems"]["nodes"][0]
    long = order()
    long["lineItems"]["pageInfo"] = {"hasNextPage": True, "endCursor": "p2"}
    parts = {
        "OrderLines p2": {
            "lineItems": {"pageInfo": {"hasNextPage": True, "endCursor": "p3"}, "nodes": [line | {"id": "3"}]}
        },
        "OrderLines p3": {"lineItems": {"pageInfo": {"hasNextPage": False}, "nodes": [line | {"id": "4"}]}},
    }
    with opened(parts=parts) as shop:
        found = json.loads(whole(client_of(shop), raw(long)))
    assert [one["id"][-3:] for one in found["lineItems"]["nodes"]] == ["020", "974", "3", "4"]


def test_a_full_list_of_fulfillments_without_a_cursor_is_compared_with_its_count() -> None:
    ten = [fulfillment(number) for number in range(10)]
    with opened(parts={"OrderFulfillments": {"fulfillments": [*ten, fulfillment(11)]}}) as shop:
        body = raw(order(fulfillments=ten, fulfillmentsCount={"count": 10}))
        assert whole(client_of(shop), body) == body
        found = json.loads(
            whole(client_of(shop), raw(order(fulfillments=ten, fulfillmentsCount={"count": 11})))
        )
    assert len(found["fulfillments"]) == 11


def test_an_order_gone_in_between_is_a_bad_answer_and_no_hole() -> None:
    long = order()
    long["lineItems"]["pageInfo"] = {"hasNextPage": True, "endCursor": "p2"}
    with opened() as shop, pytest.raises(BadAnswer):
        whole(client_of(shop), raw(long))


def test_orders_that_the_shop_does_not_know_are_missing() -> None:
    known = order()
    with opened(orders={known["id"]: known}) as shop:
        found = client_of(shop).orders_by_id([ORDER_ID, "1"])
    assert [json.loads(item)["id"] for item in found] == [known["id"]]
