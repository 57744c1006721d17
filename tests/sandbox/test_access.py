"""Consent, tokens, and everything a request must get right before it is answered."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.throttle import Throttle
from fulfillment.sandbox.world.shops import GLOW_UK
from tests.sandbox.caller import DETAIL, ORDERS, Caller

SHOPS = "/authorization/202309/shops"


def test_one_authorisation_opens_two_shops(caller):
    shops = caller.data("GET", SHOPS, drop=("shop_cipher",))["shops"]

    assert [(shop["name"], shop["region"]) for shop in shops] == [("Glow US", "US"), ("Glow UK", "GB")]


@pytest.mark.parametrize(
    ("params", "drop", "expected"),
    [
        ({"sign": "0" * 64}, (), (401, 106001)),
        ({}, ("sign",), (400, 36009004)),
        ({"app_key": "other"}, (), (400, 36009004)),
        ({}, ("timestamp",), (400, 36009004)),
        ({}, ("shop_cipher",), (400, 106013)),
        ({"shop_cipher": "ROW_unknown"}, (), (401, 101000)),
        ({"page_size": 101}, (), (400, 36009004)),
        ({"page_size": 0}, (), (400, 36009004)),
        ({}, ("page_size",), (400, 36009004)),
        ({"sort_field": "price"}, (), (400, 36009004)),
        ({"token": ""}, (), (400, 36009004)),
        ({"token": "TTP_unknown"}, (), (400, 36009004)),
    ],
)
def test_a_wrong_request_gets_the_platforms_error(caller, params, drop, expected):
    assert caller.code("POST", ORDERS, {}, drop=drop, **({"page_size": 1} | params)) == expected


@pytest.mark.parametrize(("offset", "good"), [(-295, True), (-310, False), (25, True), (40, False)])
def test_a_timestamp_serves_from_five_minutes_ago_to_thirty_seconds_ahead(caller, offset, good):
    code = caller.code("POST", ORDERS, {}, page_size=1, timestamp=int(time.time()) + offset)

    assert code == ((200, 0) if good else (400, 36009004))


def test_shops_are_listed_only_without_a_cipher(caller):
    assert caller.code("GET", SHOPS) == (400, 36009004)


def test_unknown_paths_methods_and_versions_are_told_apart(caller):
    assert caller.code("GET", "/nothing/202309/here") == (404, 36009009)
    assert caller.code("GET", ORDERS) == (405, 36009010)
    retired = caller.call("GET", "/order/202212/orders", ids="1")
    assert retired.json()["code"] == 36009014
    assert retired.json()["data"] is None


def test_another_shops_order_is_refused(caller, box):
    ours = next(order["id"] for order in box.truth("glow-us")["orders"])

    assert caller.code("GET", DETAIL, ids=ours, shop_cipher=GLOW_UK.cipher) == (400, 21008111)


def test_a_refresh_token_serves_once(own_caller):
    first = own_caller.tokens["refresh_token"]
    renewed = own_caller.refresh(first).json()["data"]

    assert own_caller.refresh(first).json()["code"] != 0
    assert own_caller.code("POST", ORDERS, {}, page_size=1, token=renewed["access_token"]) == (200, 0)
    assert renewed["refresh_token_expire_in"] == own_caller.tokens["refresh_token_expire_in"]


def test_an_expired_access_token_says_so_and_refreshing_helps(own_box, own_caller):
    own_box.fault(expire_tokens=True)
    assert own_caller.code("POST", ORDERS, {}, page_size=1) == (401, 105002)

    own_caller.tokens = own_caller.refresh(own_caller.tokens["refresh_token"]).json()["data"]
    assert own_caller.code("POST", ORDERS, {}, page_size=1) == (200, 0)


def test_after_revocation_refreshing_does_not_help(own_box, own_caller):
    own_box.fault(revoke_tokens=True)

    assert own_caller.code("POST", ORDERS, {}, page_size=1) == (400, 36009004)
    assert own_caller.refresh(own_caller.tokens["refresh_token"]).json()["code"] != 0


def test_a_wrong_app_secret_gets_no_token(own_box, own_caller):
    params = {"app_key": own_box.app_key, "app_secret": "guess", "auth_code": own_box.authorise()}
    answer = own_caller.http.get("/api/v2/token/get", params=params | {"grant_type": "authorized_code"})

    assert answer.json()["code"] == 36004003


def test_one_click_of_consent_gives_a_code_that_serves_once(own_caller):
    asked = {"service_id": "1", "state": "s&1", "redirect_uri": "http://127.0.0.1:9/back?a=1"}
    page = own_caller.http.get("/open/authorize", params=asked)
    link = page.text.split('id="authorise" href="')[1].split('"')[0].replace("&amp;", "&")
    target = own_caller.http.get(link).headers["location"]
    back = parse_qs(urlsplit(target).query)

    assert target.startswith("http://127.0.0.1:9/back?a=1&code=")
    assert back["state"] == ["s&1"]
    assert own_caller.exchange(back["code"][0]).json()["code"] == 0
    assert own_caller.exchange(back["code"][0]).json()["code"] != 0


def test_a_refused_consent_comes_back_with_its_error(own_caller):
    asked = {"service_id": "1", "state": "x", "redirect_uri": "http://127.0.0.1:9/back", "refuse": "1"}
    target = own_caller.http.get("/open/authorize/confirm", params=asked).headers["location"]

    assert parse_qs(urlsplit(target).query) == {"code": ["null"], "error": ["auth_denied"], "state": ["x"]}


def test_a_burst_over_the_limit_is_throttled():
    with SandboxServer(history_days=1, orders_per_day=5, qps=3) as box:
        caller = Caller(box)
        codes = [caller.code("POST", ORDERS, {}, page_size=1) for _ in range(12)]

    assert codes[0] == (200, 0)
    assert (429, 36009002) in codes


def test_a_bucket_fills_again():
    moment = [0.0]
    throttle = Throttle(2, timer=lambda: moment[0])

    assert [throttle.admits("a") for _ in range(3)] == [True, True, False]
    moment[0] = 0.6
    assert [throttle.admits("a") for _ in range(2)] == [True, False]
    assert throttle.admits("b")
