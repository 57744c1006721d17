"""Who is let in, and for how long."""

import hashlib
import hmac
import time
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

SHOP = "{ shop { name } }"
AUTHORISE = "/admin/oauth/authorize"


def test_an_unknown_token_is_not_let_in(own) -> None:
    own.token = "shpat_unknown"
    assert own.raw(SHOP).status_code == 401


def test_an_app_of_the_shops_own_gets_a_day(own) -> None:
    given = own.grant(grant_type="client_credentials").json()
    assert 86_000 < given["expires_in"] <= 86_400
    own.token = given["access_token"]
    assert own.data(SHOP) == {"shop": {"name": "Glow Home"}}
    own.box.fault(expire_tokens=True)
    assert own.raw(SHOP).status_code == 401


def test_a_wrong_secret_gets_nothing(own) -> None:
    answer = own.grant(grant_type="client_credentials", client_secret="no")
    assert (answer.status_code, answer.json()["error"]) == (400, "application_cannot_be_found")


def code_of(own, **query: str) -> dict[str, str]:
    asked = {"redirect_uri": "http://here.example/back", "state": "s1", **query}
    sent = httpx.get(f"{own.box.url}{AUTHORISE}/confirm", params=asked)
    assert sent.status_code == 302
    return dict(parse_qsl(urlsplit(sent.headers["location"]).query))


def test_the_owner_is_asked_and_comes_back_with_a_signed_code(own) -> None:
    query = {
        "client_id": "demo-shopify-client",
        "scope": "read_orders",
        "redirect_uri": "http://here.example/",
    }
    page = httpx.get(f"{own.box.url}{AUTHORISE}", params=query)
    assert 'id="install"' in page.text
    assert "read_orders" in page.text
    back = code_of(own)
    signature = back.pop("hmac")
    text = "&".join(f"{name}={value}" for name, value in sorted(back.items()))
    assert signature == hmac.new(b"demo-shopify-secret", text.encode(), hashlib.sha256).hexdigest()
    assert (back["state"], back["shop"]) == ("s1", "glow-home.myshopify.com")
    assert "code" not in code_of(own, refuse="1")


def test_an_installed_app_renews_and_the_old_refresh_token_serves_until_the_new_one_was_used(own) -> None:
    first = own.grant(code=code_of(own)["code"], expiring="1").json()
    second = own.grant(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert own.grant(grant_type="refresh_token", refresh_token=first["refresh_token"]).status_code == 200
    second = own.grant(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    third = own.grant(grant_type="refresh_token", refresh_token=second["refresh_token"])
    assert third.status_code == 200
    assert own.grant(grant_type="refresh_token", refresh_token=first["refresh_token"]).status_code == 400


def test_a_code_serves_once(own) -> None:
    code = code_of(own)["code"]
    assert "expires_in" not in own.grant(code=code).json()  # the older kind does not expire
    assert own.grant(code=code).status_code == 400


@pytest.mark.parametrize("way", ["client_credentials", "legacy"])
def test_what_the_owner_takes_back_is_gone(own, way: str) -> None:
    if way == "client_credentials":
        own.token = own.grant(grant_type=way).json()["access_token"]
    assert own.front.access.is_open_to(own.token, time.time())
    own.box.fault(revoke_tokens=True)
    assert own.raw(SHOP).status_code == 401
