"""The owner's consent: off to the shop's own Shopify and back, signed."""

import hashlib
import hmac
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from fulfillment.accounts.roles import Role
from fulfillment.channels.models import Connection
from fulfillment.channels.shopify import connecting, consent, tokens
from tests.channels.shopify.shop import opened
from tests.factories import create_member, create_team


def signed(query: dict[str, str], secret: str = "app-secret") -> dict[str, str]:
    text = urlencode(sorted(query.items()), safe=":/")
    return query | {"hmac": hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()}


def test_the_return_is_signed_over_its_sorted_parameters() -> None:
    query = signed(
        {"code": "c", "shop": "glow.myshopify.com", "state": "s", "timestamp": "1", "host": "aG9zdA=="}
    )
    assert tokens.is_genuine_return(query, "app-secret")
    assert not tokens.is_genuine_return(query | {"shop": "evil.myshopify.com"}, "app-secret")
    assert not tokens.is_genuine_return(query, "other")
    assert not tokens.is_genuine_return({}, "app-secret")


@pytest.fixture
def operator(client, settings, db):
    settings.SHOPIFY_CLIENT_ID, settings.SHOPIFY_CLIENT_SECRET = "app-id", "app-secret"
    client.force_login(create_member(team=create_team(), role=Role.OPERATOR))
    return client


def begin(client) -> dict[str, str]:
    gone = client.post("/channels/connect/shopify/", {"way": "consent", "consent-domain": "glow"})
    address = urlsplit(gone.url)
    assert (address.netloc, address.path) == ("glow.myshopify.com", "/admin/oauth/authorize")
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def test_the_owner_is_asked_for_all_that_we_need(operator) -> None:
    asked = begin(operator)
    assert set(asked["scope"].split(",")) >= connecting.NEEDED
    assert asked["redirect_uri"].endswith("/channels/connect/shopify/callback/")


def test_a_signed_return_connects_the_shop(operator, monkeypatch) -> None:
    asked = begin(operator)
    with opened() as shop:
        session = operator.session
        begun = session[consent.STATE]
        monkeypatch.setattr(consent, "STATE", "elsewhere")  # the pretend shop has another address
        session["elsewhere"] = begun | {"url": shop.url}
        session.save()
        monkeypatch.setattr(consent, "_is_ours", lambda *_: True)
        operator.get("/channels/connect/shopify/callback/", {"code": "c", "state": asked["state"]})
    assert Connection.objects.get().shop.external_id == "glow.myshopify.com"


@pytest.mark.parametrize(
    "wrong",
    [{"state": "another"}, {"shop": "evil.myshopify.com"}, {"hmac": "0" * 64}, {"state": ""}],
)
def test_a_return_that_is_not_ours_connects_nothing(operator, wrong: dict[str, str]) -> None:
    asked = begin(operator)
    query = signed(
        {"code": "c", "shop": "glow.myshopify.com", "state": asked["state"]}
        | {k: v for k, v in wrong.items() if k != "hmac"}
    )
    answer = operator.get(
        "/channels/connect/shopify/callback/", query | {k: v for k, v in wrong.items() if k == "hmac"}
    )
    assert answer.status_code == 400
    assert not Connection.objects.exists()


def test_without_having_begun_nothing_is_connected(operator) -> None:
    query = signed({"code": "c", "shop": "glow.myshopify.com", "state": ""})
    assert operator.get("/channels/connect/shopify/callback/", query).status_code == 400


def test_an_address_that_is_no_shopify_shop_is_not_gone_to(operator) -> None:
    asked = {"way": "consent", "consent-domain": "evil.example"}
    answer = operator.post("/channels/connect/shopify/", asked)
    assert answer.status_code == 400
    assert "is no Shopify address" in answer.content.decode()
