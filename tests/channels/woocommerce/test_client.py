"""The client over real HTTP: how it proves itself, and what it makes of everything a host may answer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import stamina

from fulfillment.channels.errors import (
    BadAnswer,
    ChannelError,
    ClockSkew,
    NeedsAuthorisation,
    Refused,
    Throttled,
    Unavailable,
)
from fulfillment.channels.woocommerce.answers import NoRoute, NotSeen
from fulfillment.channels.woocommerce.client import WooClient
from fulfillment.channels.woocommerce.noise import json_in
from fulfillment.channels.woocommerce.signing import Key, Manner, signed
from tests.channels.woocommerce.store import KEY, SECRET, STORE, Store

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def client_of(
    store: Store, *, key: str = KEY, secret: str = SECRET, http: httpx.Client | None = None
) -> WooClient:
    return WooClient(base_url=store.url, key=Key(key, secret), http=http)


@pytest.fixture
def client(store: Store) -> Iterator[WooClient]:
    store.place(7, NOW)
    with client_of(store) as found:
        yield found


# --- how it proves itself ---


def test_over_http_the_call_is_signed_and_the_secret_stays_here(store: Store, client: WooClient) -> None:
    found, total = client.orders({"modified_after": "2026-11-20T00:00:00", "status": "processing,on-hold"})
    assert (len(found), total) == (1, 1)
    assert all(SECRET not in value for _, _, query in store.asked for value in query.values())


def test_each_attempt_is_signed_anew_because_a_nonce_may_be_used_once(
    store: Store, client: WooClient
) -> None:
    store.faults = [(503, b"", {})]
    client.orders({})
    assert len(store.asked) == 2
    assert len({query["oauth_nonce"] for _, _, query in store.asked}) == 2


def test_over_https_the_key_goes_in_the_header(secure_store: Store, trusting: httpx.Client) -> None:
    client = client_of(secure_store, http=trusting)
    client.orders({})
    assert client.manner == Manner.BASIC
    assert all("consumer_secret" not in query for _, _, query in secure_store.asked)


def test_a_host_that_strips_the_header_gets_the_key_in_the_address(
    secure_store: Store, trusting: httpx.Client
) -> None:
    secure_store.strips_header = True
    client = client_of(secure_store, http=trusting)
    client.orders({})
    client.orders({})
    assert client.manner == Manner.QUERY
    assert len(secure_store.asked) == 3  # the header was tried once only


def test_a_wrong_key_is_said_whichever_way_it_is_given(secure_store: Store, trusting: httpx.Client) -> None:
    client = client_of(secure_store, key="ck_wrong", http=trusting)
    with pytest.raises(NeedsAuthorisation, match="Consumer key is invalid"):
        client.orders({})
    assert client.manner == Manner.BASIC


def test_a_wrong_secret_over_http_is_refused(store: Store) -> None:
    with client_of(store, secret="cs_wrong") as client, pytest.raises(NotSeen, match="Invalid signature"):
        client.orders({})


def test_a_clock_that_differs_by_a_quarter_of_an_hour_is_said_with_its_size(
    store: Store, client: WooClient
) -> None:
    store.behind = timedelta(minutes=20)
    with pytest.raises(ClockSkew) as raised:
        client.orders({})
    assert raised.value.seconds == pytest.approx(1200, abs=5)


def test_a_call_that_a_proxy_sent_twice_is_asked_again(store: Store, client: WooClient) -> None:
    body = b'{"code":"woocommerce_rest_authentication_error","message":"Invalid nonce - nonce has already been used."}'
    store.faults = [(401, body, {})]
    assert client.orders({})[1] == 1


def test_secrets_never_show() -> None:
    key = Key(KEY, SECRET)
    call = signed("GET", "https://x.example/a", {}, key=key, manner=Manner.QUERY)
    client = WooClient(base_url="https://x.example", key=key)
    client.close()
    assert SECRET not in f"{key!r} {call!r} {client!r}"


# --- noise ---

NOTICE = b"<br />\n<b>Notice</b>: Undefined offset: [0] in <b>/a/plugin.php</b> on line <b>12</b> {}<br />\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [(NOTICE, b""), (b"\xef\xbb\xbf", b""), (b"\n\n \t", b""), (b"", b"<!-- cached -->"), (NOTICE, NOTICE)],
)
def test_php_notices_and_marks_around_the_data_are_tolerated(
    store: Store, client: WooClient, before: bytes, after: bytes
) -> None:
    store.before_noise, store.after_noise = before, after
    assert len(client.orders({})[0]) == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>Just a moment</html>", b"<b>Warning</b> [0]", b'[{"id":1', b"0"]
)
def test_what_is_not_data_is_told_apart(store: Store, client: WooClient, body: bytes) -> None:
    store.faults = [(200, body, {})] * 4
    with pytest.raises(BadAnswer):
        client.orders({})


def test_the_longest_json_in_the_noise_is_the_answer() -> None:
    assert json_in(b'Warning: array [1,2] {"a":1} in x\n[{"id":1,"b":[2]}]') == b'[{"id":1,"b":[2]}]'
    assert json_in(b"notice\n[]") == b"[]"
    assert json_in(b"x" + b"[" * 200_000) is None  # nor does a hostile page keep us busy


# --- refusals ---


@pytest.mark.parametrize(
    ("status", "body", "headers", "error", "words"),
    [
        (429, b"", {"Retry-After": "60"}, Throttled, "60 s"),
        (503, b"<html>maintenance</html>", {}, Unavailable, "HTTP 503"),
        (
            500,
            b'{"code":"internal_server_error","message":"<p>critical error</p>"}',
            {},
            Unavailable,
            "HTTP 500",
        ),
        (
            500,
            b'{"code":"woocommerce_rest_cannot_create_order_refund","message":"no"}',
            {},
            Refused,
            "cannot_create",
        ),
        (
            400,
            b'{"code":"rest_invalid_param","message":"Invalid parameter(s): status"}',
            {},
            Refused,
            "status",
        ),
        (
            413,
            b'{"code":"woocommerce_rest_request_entity_too_large","message":"100"}',
            {},
            Refused,
            "too_large",
        ),
        (403, b"<html>Cloudflare</html>", {}, NeedsAuthorisation, "firewall"),
        (404, b"<html>Not found</html>", {}, NeedsAuthorisation, "no WooCommerce interface"),
        (301, b"", {"Location": "https://www.example.com/"}, NeedsAuthorisation, "moved"),
        (302, b"", {"Location": "/maintenance"}, BadAnswer, "another page"),
        (401, b"<html>password</html>", {}, NotSeen, "password"),
    ],
)
def test_each_refusal_has_its_meaning(
    store: Store,
    client: WooClient,
    status: int,
    body: bytes,
    headers: dict[str, str],
    error: type[ChannelError],
    words: str,
) -> None:
    store.faults = [(status, body, headers)] * 4
    with pytest.raises(error, match=words) as raised:
        client.orders({})
    assert raised.value.fix
    assert "://" not in raised.value.sentence + raised.value.fix


def test_a_page_of_more_than_100_is_refused_as_the_store_refuses_it(client: WooClient) -> None:
    with pytest.raises(Refused, match="per_page"):
        client.orders({"per_page": 101})


def test_we_come_under_a_plain_name_because_hosts_serve_cached_pages_to_browsers(
    store: Store, client: WooClient
) -> None:
    client.orders({})
    assert store.agents == {"firstscan/1"}


def test_an_order_deleted_for_good_is_none(client: WooClient) -> None:
    assert client.order("999") is None
    assert client.order("7") is not None


def test_a_feature_that_is_off_has_no_route(store: Store, client: WooClient) -> None:
    assert client.fulfillments("7") is None
    with pytest.raises(NoRoute):
        client.get(f"{STORE}/orders/7/fulfillments", {})
    store.has_fulfillments = True
    assert client.fulfillments("7") == []


def test_an_id_that_is_no_number_is_never_put_into_an_address(client: WooClient) -> None:
    with pytest.raises(BadAnswer):
        client.order("7/../8")


def test_a_store_that_is_away_is_unavailable() -> None:
    with (
        stamina.set_testing(True, attempts=1),
        WooClient(base_url="http://127.0.0.1:9", key=Key(KEY, SECRET)) as client,
        pytest.raises(Unavailable, match="could not be reached"),
    ):
        client.orders({})
