"""Three steps to a connected shop, and the page that ends it: what is asked, tested, kept, and never shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from fulfillment.accounts.models import Team
from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Shop
from fulfillment.channels import leases
from fulfillment.channels.connecting import offers
from fulfillment.channels.models import Connection, ConnectionEvent, Credential, Wanted
from fulfillment.channels.secrets import unseal
from fulfillment.channels.sync import utc_now
from fulfillment.orders.models import Order
from tests.channels.shopify.payload_files import unshipped
from tests.channels.shopify.shop import PretendShop, opened
from tests.factories import create_member, create_order, create_team

pytestmark = pytest.mark.django_db

APP = {
    "way": "app",
    "app-domain": "glow",
    "app-client_id": "app-id",
    "app-client_secret": "app-secret",
}


@pytest.fixture
def team() -> Team:
    return create_team()


@pytest.fixture
def operator(client: Client, team: Team) -> Client:
    client.force_login(create_member(team=team, role=Role.OPERATOR))
    return client


@pytest.fixture
def shop(settings) -> Iterator[PretendShop]:
    with opened() as found:
        settings.SHOPIFY_SHOP_URL = found.url
        yield found


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def enter(client: Client, form: dict[str, str]) -> Connection:
    client.post("/channels/connect/shopify/", form)
    return Connection.objects.select_related("shop", "credential").get()


# --- the first two steps ---


def test_every_channel_is_offered_with_its_ways_in(operator) -> None:
    text = text_of(operator.get("/channels/connect/"))
    for offer in offers.all_offers():
        assert f"/channels/connect/{offer.channel}/" in text
        assert offer.label in text


@pytest.mark.parametrize("channel", offers.MODULES)
def test_every_way_in_says_what_it_needs(operator, channel: str, settings) -> None:
    settings.TIKTOK_APP_KEY = settings.SHOPIFY_CLIENT_ID = "an-app"
    text = text_of(operator.get(f"/channels/connect/{channel}/"))
    offer = offers.offer(channel)
    assert offer is not None
    for way in offer.ways:
        assert way.button in text
        for field in way.fields:
            assert f'name="{way.code}-{field.name}"' in text


@pytest.mark.parametrize("channel", ["tiktok", "shopify"])
def test_without_an_app_of_the_installation_its_consent_cannot_be_asked_for(
    operator, channel, settings
) -> None:
    settings.TIKTOK_APP_KEY = settings.SHOPIFY_CLIENT_ID = ""
    answer = operator.post(f"/channels/connect/{channel}/", {"way": "consent", "consent-domain": "glow"})
    assert answer.status_code == 200
    assert "whoever runs this installation sets" in text_of(answer)


def test_a_channel_that_nobody_offers_is_not_there(operator) -> None:
    assert operator.get("/channels/connect/etsy/").status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        APP,
        {"way": "token", "token-domain": "glow", "token-access_token": "shpat_first"},
        {
            "way": "token",
            "token-domain": "https://glow.myshopify.com/admin",
            "token-access_token": "shpat_first",
            "token-client_secret": "s",
        },
    ],
)
def test_each_kind_of_credentials_connects_the_shop_by_a_live_call(operator, shop, form) -> None:
    connection = enter(operator, form)
    assert connection.shop.external_id == "glow.myshopify.com"
    assert "TheShop" in shop.names()
    assert connection.webhook_state == "subscribed"
    assert ConnectionEvent.objects.get(connection=connection).kind == "connection.made"


def test_a_refused_secret_says_why_and_what_to_do_and_keeps_nothing(operator, shop) -> None:
    answer = operator.post("/channels/connect/shopify/", APP | {"app-client_secret": "not-the-secret"})
    text = text_of(answer)
    assert answer.status_code == 400
    assert "The channel gave no token" in text
    assert "Nothing was kept." in text
    assert 'value="app-id"' in text  # what is no secret need not be typed again
    assert "not-the-secret" not in text
    assert not Connection.objects.exists()
    assert not Credential.objects.exists()


def test_a_field_left_empty_is_asked_for_before_anything_is_called(operator, shop) -> None:
    answer = operator.post("/channels/connect/shopify/", APP | {"app-client_id": ""})
    assert answer.status_code == 400
    assert "This field is required" in text_of(answer)
    assert not shop.grants


def test_a_store_without_a_channel_is_named_and_told_how_to_send(operator, team) -> None:
    form = {"way": "new", "new-name": "Corner Shop", "new-market": "DE", "new-time_zone": "Europe/Berlin"}
    answer = operator.post("/channels/connect/own_store/", form, follow=True)
    assert "--shop corner-shop" in text_of(answer)
    found = Shop.objects.get(team=team)
    assert (found.channel, found.market, found.time_zone) == ("own_store", "DE", "Europe/Berlin")
    again = operator.post("/channels/connect/own_store/", form)
    assert "Give this one another name" in text_of(again)


@pytest.mark.parametrize(
    ("field", "value"),
    [("market", "Germany"), ("market", "XX"), ("time_zone", "CET+1"), ("currency", "€")],
)
def test_a_store_in_no_country_zone_or_currency_is_not_made(operator, field: str, value: str) -> None:
    form = {"way": "new", "new-name": "Corner Shop", "new-time_zone": "UTC", f"new-{field}": value}
    answer = operator.post("/channels/connect/own_store/", form)
    assert answer.status_code == 400
    assert "is no " in text_of(answer) or "Select a valid choice" in text_of(answer)
    assert not Shop.objects.exists()


# --- the third ---


def test_the_first_import_is_found_again_with_its_progress_and_its_limits(operator, shop) -> None:
    shop.scopes.remove("read_all_orders")
    connection = enter(operator, APP)
    Connection.objects.filter(pk=connection.pk).update(first_sync_total=400, first_sync_done=100)
    text = text_of(operator.get(f"/channels/{connection.pk}/import/"))
    assert "100 of about 400 orders" in text
    assert "last 60 days of orders only" in text
    assert "Step 3 of 3" in text
    assert f"/channels/{connection.pk}/import/" in text_of(operator.get("/channels/"))
    part = operator.get(f"/channels/{connection.pk}/import/", headers={"HX-Request": "true"})
    assert text_of(part).startswith('<div id="progress"')

    Connection.objects.filter(pk=connection.pk).update(first_sync_finished_at=utc_now(), first_sync_done=400)
    text = text_of(operator.get(f"/channels/{connection.pk}/import/"))
    assert "The history is here: 400 orders" in text
    assert "data-live" not in text


# --- the end ---


def test_disconnecting_keeps_the_history_and_wipes_the_credentials(operator, shop) -> None:
    connection = enter(operator, APP)
    order = create_order(shop=connection.shop)
    Wanted.objects.create(
        team=connection.team, connection=connection, kind="order", external_id="1",
        wanted_at=utc_now(), not_before_at=utc_now(),
    )  # fmt: skip
    asked = text_of(operator.get(f"/channels/{connection.pk}/disconnect/"))
    assert "Kept:" in asked
    assert Credential.objects.exists()  # asking changes nothing

    answer = operator.post(f"/channels/{connection.pk}/disconnect/", follow=True)
    assert "its credentials are gone" in text_of(answer)
    connection.refresh_from_db()
    assert (connection.state, connection.is_active, connection.credential) == ("disconnected", False, None)
    assert not Credential.objects.exists()
    assert not Wanted.objects.exists()
    assert Order.objects.filter(pk=order.pk).exists()
    assert shop.subscriptions == []
    assert list(ConnectionEvent.objects.order_by("pk").values_list("kind", flat=True)) == [
        "connection.made",
        "connection.ended",
    ]
    assert leases.claim(connection.pk, now=utc_now()) is None
    refused = operator.post(f"/channels/{connection.pk}/resume/", follow=True)
    assert "connect it again" in text_of(refused)


def test_a_worker_that_reads_while_the_shop_is_disconnected_may_write_no_more(operator, shop) -> None:
    connection = enter(operator, APP)
    token = leases.claim(connection.pk, now=utc_now())
    assert token is not None
    operator.post(f"/channels/{connection.pk}/disconnect/")
    assert not leases.renew(connection.pk, token, now=utc_now())


def test_a_channel_that_does_not_answer_cannot_keep_us(operator, shop) -> None:
    connection = enter(operator, APP)
    Connection.objects.filter(pk=connection.pk).update(base_url="http://127.0.0.1:9")
    answer = operator.post(f"/channels/{connection.pk}/disconnect/", follow=True)
    assert "Remove the app at Shopify yourself" in text_of(answer)
    assert not Credential.objects.exists()


def test_the_other_shop_of_a_consent_keeps_it_until_it_leaves_too(operator, shop, team) -> None:
    connection = enter(operator, APP)
    other = Connection.objects.create(
        team=team, shop=Shop.objects.create(team=team, slug="two", name="Two", channel="shopify"),
        credential=connection.credential, base_url=shop.url,
    )  # fmt: skip
    assert "Two came with the same consent" in text_of(operator.get(f"/channels/{connection.pk}/disconnect/"))
    operator.post(f"/channels/{connection.pk}/disconnect/")
    assert Credential.objects.exists()
    operator.post(f"/channels/{other.pk}/disconnect/")
    assert not Credential.objects.exists()


def test_connecting_again_goes_on_with_the_same_shop(operator, shop) -> None:
    connection = enter(operator, APP)
    operator.post(f"/channels/{connection.pk}/disconnect/")
    again = enter(operator, APP)
    assert (again.pk, again.is_active, again.state) == (connection.pk, True, "new")
    assert again.credential is not None


# --- secrets ---


def test_no_page_log_or_repr_shows_a_secret_at_any_step(operator, shop, caplog) -> None:
    """What was typed or given is looked for in everything that a person or a log file gets to see."""
    caplog.set_level(logging.DEBUG)
    shop.orders = {"gid://shopify/Order/1": unshipped(id="gid://shopify/Order/1")}
    typed = {"app-secret", "shpat_first", "wrong-secret"}
    seen = [
        operator.post("/channels/connect/shopify/", APP | {"app-client_secret": "wrong-secret"}).content,
        operator.post("/channels/connect/shopify/", APP, follow=True).content,
    ]
    connection = Connection.objects.select_related("credential").get()
    assert connection.credential is not None
    given = typed | set(unseal(bytes(connection.credential.secrets)).values()) - {
        "app-id",
        "client_credentials",
    }
    pages = ["/channels/", "/channels/connect/", "/channels/connect/shopify/", "/channels/quarantine/", "/"]
    pages += [f"/channels/{connection.pk}/import/", f"/channels/{connection.pk}/disconnect/"]
    seen += [operator.get(page, follow=True).content for page in pages]
    seen.append(operator.post(f"/channels/{connection.pk}/disconnect/", follow=True).content)
    seen += [repr(each).encode() for each in (connection, connection.credential, connection.options)]
    seen += [f"{record.getMessage()} {record.exc_text}".encode() for record in caplog.records]
    seen += [repr(event.note).encode() for event in ConnectionEvent.objects.all()]
    assert len(given) >= 4
    assert [secret for secret in given if any(secret.encode() in part for part in seen)] == []
