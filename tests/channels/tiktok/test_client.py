"""The client over real HTTP: what it sends, what it makes of good and bad answers, what it never tells."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import stamina

from fulfillment.channels.errors import (
    BadAnswer,
    ChannelError,
    ClockSkew,
    NeedsAuthorisation,
    Refused,
    Throttled,
    TokenExpired,
    Unavailable,
)
from fulfillment.channels.tiktok import transport
from fulfillment.channels.tiktok.client import TikTokClient, sign
from fulfillment.channels.tiktok.tokens import consent_url
from tests.channels.tiktok.scripted_server import Reply, Script, data, error, scripted

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECRETS = {"app_key": "key-1", "app_secret": "hidden-secret", "access_token": "hidden-token"}
FROM, TO = NOW - timedelta(hours=1), NOW
TOKENS = {
    "access_token": "new-access",
    "access_token_expire_in": 1796000000,
    "refresh_token": "new-refresh",
    "refresh_token_expire_in": "1826000000",
    "open_id": "open-1",
    "seller_name": "Quill & Co",
    "seller_base_region": "US",
    "granted_scopes": ["seller.order.info"],
}


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Retries happen, their pauses do not."""
    with stamina.set_testing(True, attempts=3):
        yield


@contextmanager
def client_of(script: Script, **changes: object) -> Iterator[TikTokClient]:
    given = {**SECRETS, "shop_cipher": "cipher-1", "base_url": script.url, "auth_url": script.url}
    with TikTokClient(**(given | {"clock": lambda: NOW} | changes)) as client:
        yield client


def failure(*replies: Reply, **changes: object) -> ChannelError:
    with (
        scripted(*replies) as script,
        client_of(script, **changes) as client,
        pytest.raises(ChannelError) as caught,
    ):
        client.orders(["1"])
    return caught.value


def test_a_search_is_signed_over_the_very_bytes_sent():
    with scripted(data({"orders": []})) as script, client_of(script) as client:
        list(client.search_orders(FROM, TO))

    (asked,) = script.asked
    assert (asked.method, asked.path) == ("POST", "/order/202309/orders/search")
    assert asked.query["sign"] == sign(asked.path, asked.query, asked.body, "hidden-secret")
    assert asked.query["timestamp"] == str(int(NOW.timestamp()))
    assert (asked.query["sort_field"], asked.query["sort_order"]) == ("update_time", "ASC")
    assert asked.headers["x-tts-access-token"] == "hidden-token"
    assert json.loads(asked.body) == {
        "update_time_ge": int(FROM.timestamp()),
        "update_time_lt": int(TO.timestamp()),
    }


def test_the_cipher_is_sent_where_it_must_be_and_only_there():
    with scripted(data({})) as script, client_of(script) as client:
        client.authorized_shops()
        client.orders(["1", "2"])

    shops, orders = script.asked
    assert "shop_cipher" not in shops.query
    assert orders.query["shop_cipher"] == "cipher-1"
    assert orders.query["ids"] == "1,2"


def test_without_a_cipher_nothing_is_asked():
    with scripted(data({})) as script, client_of(script, shop_cipher="") as client:
        with pytest.raises(NeedsAuthorisation):
            client.orders(["1"])
        assert script.asked == []


def test_pages_follow_until_there_is_no_token():
    pages = (
        data({"orders": [{"id": "1"}, {"id": "2"}], "next_page_token": "t1", "total_count": 3}),
        data({"orders": [{"id": "3"}], "next_page_token": ""}),
    )
    with scripted(*pages) as script, client_of(script) as client:
        first, second = client.search_orders(FROM, TO, page_size=2)

    assert [json.loads(raw)["id"] for raw in (*first.items, *second.items)] == ["1", "2", "3"]
    assert (first.next_token, first.total, second.next_token) == ("t1", 3, "")
    assert [asked.query.get("page_token") for asked in script.asked] == [None, "t1"]
    assert script.asked[0].body == script.asked[1].body


def test_a_token_that_comes_back_ends_the_paging():
    with scripted(data({"orders": [], "next_page_token": "same"})) as script, client_of(script) as client:
        assert len(list(client.search_orders(FROM, TO))) == 2


def test_a_left_pull_goes_on_from_its_token():
    with scripted(data({})) as script, client_of(script) as client:
        list(client.search_orders(FROM, TO, page_token="t7"))

    assert script.asked[0].query["page_token"] == "t7"


def test_one_odd_order_does_not_spoil_its_page():
    with scripted(data({"orders": [{"id": "1"}, None, [], "x"]})) as script, client_of(script) as client:
        (page,) = client.search_orders(FROM, TO)

    assert page.items == (b'{"id": "1"}', b"null", b"[]", b'"x"')


def test_a_span_is_never_narrower_than_asked():
    half = timedelta(milliseconds=500)
    with scripted(data({})) as script, client_of(script) as client:
        list(client.search_packages(FROM + half, TO + half))

    body = json.loads(script.asked[0].body)
    assert body == {"update_time_ge": int(FROM.timestamp()), "update_time_lt": int(TO.timestamp()) + 1}


def test_requests_of_buyers_can_be_asked_by_id():
    with scripted(data({})) as script, client_of(script) as client:
        list(client.search_cancellations(ids=["7"]))
        list(client.search_returns(order_ids=["5"]))

    assert [json.loads(asked.body) for asked in script.asked] == [{"cancel_ids": ["7"]}, {"order_ids": ["5"]}]


def test_more_orders_than_a_call_takes_are_a_fault_of_ours():
    with scripted(data({})) as script, client_of(script) as client:
        with pytest.raises(ValueError, match="at most 50"):
            client.orders([str(number) for number in range(51)])
        assert client.orders([]) == ()


def test_the_other_questions_find_their_places():
    reply = data({"shipping_providers": [{"id": "1", "name": "USPS"}], "webhooks": [], "tracking": []})
    with scripted(reply) as script, client_of(script) as client:
        assert client.shipping_providers("88")[0].name == "USPS"
        client.package("42")
        client.tracking("5800")
        client.set_webhook("ORDER_STATUS_CHANGE", "https://hooks.invalid/x")
        assert client.webhooks() == ()

    assert [(asked.method, asked.path) for asked in script.asked] == [
        ("GET", "/logistics/202309/delivery_options/88/shipping_providers"),
        ("GET", "/fulfillment/202309/packages/42"),
        ("GET", "/fulfillment/202309/orders/5800/tracking"),
        ("PUT", "/event/202309/webhooks"),
        ("GET", "/event/202309/webhooks"),
    ]
    assert json.loads(script.asked[3].body)["address"] == "https://hooks.invalid/x"


def test_an_id_cannot_leave_its_place_in_the_path():
    with scripted(data({})) as script, client_of(script) as client:
        client.package("../orders?x=1")

    assert script.asked[0].path == "/fulfillment/202309/packages/..%2Forders%3Fx%3D1"


@pytest.mark.parametrize(
    "bad", [error(36009002), error(36009007), error(36009003), Reply(b"", 503), Reply(b"x", 429)]
)
def test_a_passing_fault_is_asked_again_with_a_new_signature(bad):
    moments = iter([NOW + timedelta(seconds=n) for n in range(20)])
    replies = (bad, data({"orders": [{}]}))
    with scripted(*replies) as script, client_of(script, clock=lambda: next(moments)) as client:
        assert len(client.orders(["1"])) == 1

    first, second = script.asked
    assert first.query["timestamp"] != second.query["timestamp"]
    assert first.query["sign"] != second.query["sign"]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error(36009002), Throttled),
        (Reply(b"slow down", 429), Throttled),
        (Reply(b"<html>bad gateway</html>", 502), Unavailable),
        (error(36009003), Unavailable),
        (error(5, status=500), Unavailable),
        (Reply(b"<!DOCTYPE html><html>maintenance</html>"), BadAnswer),
        (Reply(b'{"code":0,"data":{"orders":['), BadAnswer),
        (Reply(b""), BadAnswer),
        (Reply(b"null"), BadAnswer),
        (Reply(b"[]"), BadAnswer),
        (Reply(b"{}"), BadAnswer),
        (Reply(b"[" * 100_000), BadAnswer),
        (Reply(b'{"code":"soon"}'), BadAnswer),
        (Reply(b"not gzip", headers={"content-encoding": "gzip"}), BadAnswer),
        (Reply(b"", 302, {"location": "https://elsewhere.invalid/"}), BadAnswer),
        (Reply(b'{"code":0,"data":{"orders":[]}}', hang_up_after=9), Unavailable),
        (data({"orders": "many"}), BadAnswer),
        (data([1]), BadAnswer),
        (error(105002, status=401), TokenExpired),
        (error(105005), NeedsAuthorisation),
        (error(101000), NeedsAuthorisation),
        (error(36009004, "Invalid access_token"), NeedsAuthorisation),
        (error(36009004, "Unexpected identifier"), Refused),
        (error(36009014, "The version name is invalid", 404), Refused),
        (error(106001, "bad sign"), Refused),
        (error(36009004, "Invalid timestamp"), ClockSkew),
    ],
)
def test_every_bad_answer_has_its_own_error_with_a_sentence_and_a_fix(reply, kind):
    found = failure(reply)

    assert type(found) is kind
    assert found.sentence
    assert found.fix
    assert "hidden" not in found.sentence + found.fix + repr(found)


def test_a_fault_that_stays_is_given_back_after_seconds():
    with scripted(Reply(b"", 500)) as script, client_of(script) as client:
        with pytest.raises(Unavailable):
            client.orders(["1"])
        assert len(script.asked) == 3


@pytest.mark.parametrize(
    "reply", [error(105002), error(106001), Reply(b"<html>"), error(36009004, "timestamp")]
)
def test_what_time_cannot_cure_is_asked_once(reply):
    with scripted(reply) as script, client_of(script) as client:
        with pytest.raises(ChannelError):
            client.orders(["1"])
        assert len(script.asked) == 1


def test_retry_after_is_told_and_a_long_one_is_left_to_the_caller():
    with scripted(error(36009002, status=429, Retry_After="120")) as script, client_of(script) as client:
        with pytest.raises(Throttled) as caught:
            client.orders(["1"])
        assert len(script.asked) == 1

    assert caught.value.retry_after == 120


def test_retry_after_may_be_a_date():
    found = failure(error(36009002, Retry_After="Tue, 24 Nov 2026 09:01:00 GMT"))

    assert found.retry_after == 60


@pytest.mark.parametrize("value", ["soon", "-5", ""])
def test_an_unreadable_retry_after_is_not_said(value):
    assert failure(Reply(b"", 429, {"Retry-After": value})).retry_after is None


def test_a_short_retry_after_is_waited_for_in_the_call():
    short, long = Throttled(2.0), Throttled(60.0)

    assert 2.0 < transport.pause(short) < 3.0
    assert transport.pause(long) is False
    assert transport.pause(Throttled()) is True
    assert transport.pause(Unavailable("x")) is True
    assert transport.pause(BadAnswer("x")) is False


@pytest.mark.parametrize(
    ("theirs", "seconds", "words"),
    [
        ("Tue, 24 Nov 2026 08:50:00 GMT", 600, "600 s ahead of"),
        ("Tue, 24 Nov 2026 09:02:00 GMT", -120, "120 s behind"),
        ("nonsense", None, "refused our time stamp"),
    ],
)
def test_a_wrong_clock_is_measured_against_the_channels(theirs, seconds, words):
    found = failure(error(36009004, "The timestamp is out of range", Date=theirs))

    assert found.seconds == seconds
    assert words in found.sentence


def test_an_oversized_answer_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(transport, "ANSWER_CAP", 1024 * 1024)

    assert "larger than 1 MB" in failure(Reply(b" " * (1024 * 1024 + 1))).sentence


def test_a_host_that_is_not_there_is_unavailable():
    with scripted(data({})) as script:
        url = script.url
    gone = TikTokClient(**SECRETS, shop_cipher="c", base_url=url, clock=lambda: NOW)
    with gone as client, pytest.raises(Unavailable) as caught:
        client.orders(["1"])

    assert caught.value.__cause__ is None
    assert "127.0.0.1" not in str(caught.value)


def test_a_code_becomes_tokens_with_their_moments():
    with scripted(data(TOKENS)) as script, client_of(script) as client:
        tokens = client.exchange("code-1")

    (asked,) = script.asked
    assert (asked.method, asked.path) == ("GET", "/api/v2/token/get")
    assert asked.query == {
        "app_key": "key-1",
        "app_secret": "hidden-secret",
        "auth_code": "code-1",
        "grant_type": "authorized_code",
    }
    assert (tokens.access_token, tokens.seller_name, tokens.region) == ("new-access", "Quill & Co", "US")
    assert tokens.access_expires_at == datetime.fromtimestamp(1796000000, UTC)
    assert tokens.refresh_expires_at == datetime.fromtimestamp(1826000000, UTC)
    assert "new-" not in repr(tokens)


def test_a_refresh_sends_the_refresh_token():
    with scripted(data(TOKENS | {"access_token_expire_in": 604800})) as script, client_of(script) as client:
        tokens = client.refresh("old-refresh")

    assert script.asked[0].query["refresh_token"] == "old-refresh"
    assert tokens.access_expires_at == NOW + timedelta(days=7)


def test_a_refused_refresh_needs_a_person_and_repeats_no_secret():
    dead = error(36004004, "refresh token old-refresh of hidden-secret is dead")
    with scripted(dead) as script, client_of(script) as client, pytest.raises(NeedsAuthorisation) as caught:
        client.refresh("old-refresh")

    assert "is dead" in caught.value.sentence
    assert "old-refresh" not in caught.value.sentence
    assert "hidden-secret" not in caught.value.sentence


@pytest.mark.parametrize(
    "answer",
    [
        {},
        TOKENS | {"access_token": ""},
        TOKENS | {"refresh_token_expire_in": "x"},
        TOKENS | {"access_token_expire_in": 10**15},
    ],
)
def test_an_answer_without_usable_tokens_is_bad(answer):
    with scripted(data(answer)) as script, client_of(script) as client, pytest.raises(BadAnswer):
        client.exchange("code-1")


def test_neither_the_client_nor_a_log_tells_a_secret(caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "stamina"):
        caplog.set_level(logging.DEBUG, logger=name)
    with scripted(Reply(b"", 500), error(105002)) as script, client_of(script) as client:
        with pytest.raises(TokenExpired):
            client.orders(["1"])
        with pytest.raises(TokenExpired):
            client.refresh("hidden-refresh")
        shown = repr(client) + str(client)

    assert "HTTP Request: GET" in caplog.text
    assert "hidden" not in caplog.text + shown
    assert "sign=" not in caplog.text
    assert "key-1" not in caplog.text + shown


def test_us_sellers_agree_on_a_page_of_their_own():
    us = consent_url(service_id="77", state="s&1", market="US")
    uk = consent_url(service_id="77", state="s", market="UK")

    assert us == "https://services.us.tiktokshop.com/open/authorize?service_id=77&state=s%261"
    assert uk.startswith("https://services.tiktokshop.com/open/authorize?")
    assert consent_url(service_id="77", state="s", market="US", base="http://box/agree").startswith(
        "http://box/"
    )
