"""The store makes the key itself: asked in the browser, brought by the store, and good for the one who asked."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from fulfillment.accounts.models import Team
from fulfillment.accounts.roles import Role
from fulfillment.channels.models import Connection, StoreConsent
from fulfillment.channels.pruning import prune
from tests.channels.woocommerce.store import KEY, SECRET, Store
from tests.factories import create_member, create_team

pytestmark = pytest.mark.django_db
PAGE, BACK = "/channels/connect/woocommerce/", "/channels/connect/woocommerce/callback/"
KEY_ADDRESS = "/channels/connect/woocommerce/key/"
SECURE = {"SERVER_NAME": "localhost"}


@pytest.fixture
def team() -> Team:
    return create_team()


@pytest.fixture
def operator(client: Client, team: Team) -> Client:
    client.force_login(create_member(team=team, role=Role.OPERATOR))
    client.defaults |= SECURE
    return client


def bring(key: dict[str, object], client: Client | None = None) -> int:
    return (client or Client(**SECURE)).post(KEY_ADDRESS, key, content_type="application/json").status_code


def begin(operator: Client, store: Store) -> str:
    """The store's page, to which the browser is sent."""
    answer = operator.post(PAGE, {"way": "ask", "ask-url": store.url})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["location"]


def approve(page: str, store: Store) -> str:
    """The address that the browser is sent back to; the key came before."""
    brought: list[dict[str, object]] = []
    store.hand_over = lambda address, key: brought.append(key) or 200
    assert "would like to connect" in httpx.get(page).text
    answer = httpx.get(page.replace("/authorize?", "/access_granted?"))
    assert answer.status_code == 302, answer.text
    assert [bring(key) for key in brought] == [200]
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def told(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_approved_the_store_is_connected_and_its_key_stands_nowhere_in_between(operator, store) -> None:
    page = begin(operator, store)
    asked = dict(parse_qsl(urlsplit(page).query))
    assert (asked["scope"], asked["app_name"]) == ("read_write", "Firstscan")
    assert asked["callback_url"].endswith(KEY_ADDRESS)

    back = approve(page, store)

    assert SECRET.encode() not in bytes(StoreConsent.objects.get().sealed)
    answer = operator.get(back)
    connection = Connection.objects.get()
    assert answer.headers["location"] == f"/channels/{connection.pk}/import/"
    assert connection.webhook_state == "subscribed"
    assert not StoreConsent.objects.exists()
    assert KEY not in back


def test_whoever_says_no_connects_nothing(operator, store) -> None:
    asked = dict(parse_qsl(urlsplit(begin(operator, store)).query))

    answer = operator.get(BACK, {"success": "0", "user_id": asked["user_id"]})

    assert "did not agree" in told(answer)
    assert not Connection.objects.exists()


def test_a_store_that_did_not_reach_us_is_said_with_the_other_way(operator, store) -> None:
    asked = dict(parse_qsl(urlsplit(begin(operator, store)).query))

    answer = operator.get(BACK, {"success": "1", "user_id": asked["user_id"]})

    assert "its key has not arrived" in told(answer)
    assert "make a key by hand" in told(answer)


def test_a_key_that_nobody_asked_for_is_not_taken(db) -> None:
    key = {"user_id": "made-up", "consumer_key": KEY, "consumer_secret": SECRET, "key_id": 1}
    assert bring(key) == 404
    assert Client().post(KEY_ADDRESS, b"{", content_type="application/json").status_code == 404
    assert Client().post(KEY_ADDRESS, b"\xff" * 9000, content_type="application/json").status_code == 413


def test_the_first_key_counts_and_only_for_half_an_hour(operator, store) -> None:
    state = dict(parse_qsl(urlsplit(begin(operator, store)).query))["user_id"]
    key = {"user_id": state, "consumer_key": KEY, "consumer_secret": SECRET}

    assert (bring(key), bring(key | {"consumer_secret": "cs_forged"})) == (200, 404)
    StoreConsent.objects.update(sealed=None, asked_at=timezone.now() - timedelta(minutes=31))
    assert bring(key) == 404


def test_the_consent_of_one_browser_connects_nothing_in_another(operator, store) -> None:
    back = approve(begin(operator, store), store)
    other = Client(**SECURE)
    other.force_login(create_member(team=create_team(), role=Role.OWNER))

    assert "does not belong to a connection" in told(other.get(back))
    assert operator.get(back).status_code == 302


def test_without_https_the_page_says_what_to_do_instead(operator, store) -> None:
    answer = operator.post(PAGE, {"way": "ask", "ask-url": store.url}, SERVER_NAME="testserver")

    assert answer.status_code == 400
    assert "HTTPS" in told(answer)
    assert not StoreConsent.objects.exists()


def test_what_was_asked_and_never_answered_is_forgotten(operator, store) -> None:
    begin(operator, store)
    prune(now=timezone.now() + timedelta(days=2))
    assert not StoreConsent.objects.exists()
