"""The connecting page against a store: the live call, what each wrong store is told, and the way out again."""

from pathlib import Path

import pytest
from django.test import Client

from fulfillment.accounts.roles import Role
from fulfillment.channels.models import Connection
from tests.channels.woocommerce.store import KEY, SECRET, Store
from tests.factories import create_member, create_team

pytestmark = pytest.mark.django_db
PAGE = "/channels/connect/woocommerce/"


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(create_member(team=create_team(), role=Role.OPERATOR))
    return client


def form(url: str, *, key: str = KEY, secret: str = SECRET) -> dict[str, str]:
    return {"way": "key", "key-url": url, "key-consumer_key": key, "key-consumer_secret": secret}


def refused(operator: Client, given: dict[str, str]) -> str:
    """What the page says; nothing was connected, and neither half of the key stands in it."""
    answer = operator.post(PAGE, given)
    text = " ".join(answer.content.decode().split())
    assert answer.status_code == 400
    assert not Connection.objects.exists()
    assert SECRET not in text
    assert KEY not in text
    return text


def test_a_store_is_connected_by_its_address_and_key_and_tells_us_from_then_on(
    operator: Client, store: Store
) -> None:
    answer = operator.post(PAGE, form(store.url))
    connection = Connection.objects.get()
    assert answer.headers["location"] == f"/channels/{connection.pk}/import/"
    assert (connection.shop.name, connection.webhook_state) == ("Glow Store", "subscribed")
    assert {hook["delivery_url"] for hook in store.webhooks.values()} == {
        f"http://testserver/webhooks/woocommerce/{connection.pk}/"
    }
    page = operator.get(answer.headers["location"]).content.decode()
    assert SECRET not in page


def test_a_wrong_secret_is_said_with_what_to_do(operator: Client, store: Store) -> None:
    text = refused(operator, form(store.url, secret="cs_wrong"))
    assert "The store does not accept this key" in text
    assert "make a key with Read/Write" in text


def test_a_key_that_may_only_read_is_refused_on_the_page(operator: Client, store: Store) -> None:
    store.may_write = False
    assert "This key may only read" in refused(operator, form(store.url))
    assert not store.webhooks


def test_a_site_without_woocommerce_says_so(operator: Client, store: Store) -> None:
    store.namespaces = ["wp/v2"]
    assert "This site has no WooCommerce" in refused(operator, form(store.url))


def test_an_address_that_is_no_wordpress_says_so(operator: Client, store: Store) -> None:
    store.instead["GET"] = (404, b"<html>not here</html>", {})
    assert "There is no WordPress interface at this address" in refused(operator, form(store.url))


def test_a_firewall_before_the_store_is_told_apart_from_a_wrong_key(operator: Client, store: Store) -> None:
    blocked = (403, b"<html>Just a moment...</html>", {})
    store.by_path["/wp-json/wc/v3/orders"] = blocked
    text = refused(operator, form(store.url))
    assert "A firewall or security plugin" in text
    assert "exempt them in the security plugin" in text


def test_a_store_that_does_not_answer_says_so(operator: Client) -> None:
    assert "could not be reached" in refused(operator, form("http://127.0.0.1:9"))


def test_an_address_that_sends_us_on_is_kept_as_where_it_ends(operator: Client, store: Store) -> None:
    store.faults = [(301, b"", {"Location": f"{store.url}/wp-json/"})]
    operator.post(PAGE, form(store.url.replace("127.0.0.1", "localhost")))
    assert Connection.objects.get().base_url == store.url


def test_a_host_that_strips_the_header_is_connected_by_the_address_instead(
    operator: Client, secure_store: Store, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    secure_store.strips_header = True
    operator.post(PAGE, form(secure_store.url))
    assert Connection.objects.get().options["auth"] == "query"


def test_disconnecting_takes_our_webhooks_out_of_the_store(operator: Client, store: Store) -> None:
    operator.post(PAGE, form(store.url))
    connection = Connection.objects.get()
    theirs = {
        "id": 99,
        "topic": "order.updated",
        "status": "active",
        "delivery_url": "https://other.example/",
    }
    store.webhooks[99] = theirs
    operator.post(f"/channels/{connection.pk}/disconnect/")
    assert list(store.webhooks) == [99]
    connection.refresh_from_db()
    assert connection.credential is None
