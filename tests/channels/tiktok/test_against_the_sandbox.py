"""The client and the mapping against the pretend shop, which reads the platform's rules with its own code."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import stamina

from fulfillment.channels.errors import (
    BadAnswer,
    ClockSkew,
    NeedsAuthorisation,
    Refused,
    TokenExpired,
    Unavailable,
)
from fulfillment.channels.records import OrderRecord, Refusal
from fulfillment.channels.tiktok import mapping
from fulfillment.channels.tiktok.client import TikTokClient
from fulfillment.sandbox.box import SandboxServer


def app(box: SandboxServer) -> dict[str, str]:
    return {"app_key": box.app_key, "app_secret": box.app_secret, "base_url": box.url, "auth_url": box.url}


@pytest.fixture(scope="module")
def running() -> Iterator[SandboxServer]:
    with SandboxServer(seed=11, history_days=4, orders_per_day=40, calm=True) as box:
        yield box


@pytest.fixture
def box(running: SandboxServer) -> Iterator[SandboxServer]:
    with stamina.set_testing(True, attempts=3):
        yield running
    running.fault(clear=True)


@pytest.fixture
def client(box: SandboxServer) -> Iterator[TikTokClient]:
    with TikTokClient(**app(box)) as anyone:
        tokens = anyone.exchange(box.authorise())
    with TikTokClient(**app(box), access_token=tokens.access_token) as seller:
        cipher = next(shop.cipher for shop in seller.authorized_shops() if shop.region == "US")
    with TikTokClient(**app(box), access_token=tokens.access_token, shop_cipher=cipher) as shop_client:
        yield shop_client


def span() -> tuple[datetime, datetime]:
    return datetime.now(UTC) - timedelta(days=30), datetime.now(UTC) + timedelta(minutes=1)


def test_every_order_is_listed_once_and_maps(client):
    pages = list(client.search_orders(*span(), page_size=20))
    orders = [mapping.order(raw) for page in pages for raw in page.items]

    assert len(pages) > 1
    assert all(isinstance(order, OrderRecord) for order in orders)
    assert len({order.external_id for order in orders}) == len(orders) == pages[0].total
    assert [order.updated_at for order in orders] == sorted(order.updated_at for order in orders)


def test_an_order_read_by_id_says_what_the_list_said(client):
    listed = next(iter(client.search_orders(*span()))).items[:50]
    ids = [mapping.order(raw).external_id for raw in listed]

    again = {mapping.order(raw).external_id for raw in client.orders(ids)}

    assert again == set(ids)


def test_packages_requests_and_carriers_messages_all_map(client):
    found = {
        "packages": [mapping.package(raw) for page in client.search_packages(*span()) for raw in page.items],
        "cancelled": [
            mapping.cancellation(raw) for page in client.search_cancellations(*span()) for raw in page.items
        ],
        "returned": [mapping.refund(raw) for page in client.search_returns(*span()) for raw in page.items],
    }
    package = found["packages"][0]
    found["events"] = mapping.tracking_events(client.tracking(package.order_external_ids[0]))

    assert mapping.package(client.package(package.external_id)).order_external_ids
    assert found["packages"]
    assert [one for many in found.values() for one in many if isinstance(one, Refusal)] == []


def test_a_bad_order_is_refused_alone(box, client):
    box.fault(bad_order=True)
    box.place(2)

    orders = [mapping.order(raw) for page in client.search_orders(*span()) for raw in page.items]

    assert any(isinstance(order, Refusal) for order in orders)
    assert sum(isinstance(order, OrderRecord) for order in orders) > 10


@pytest.mark.parametrize("fault", ["fail_500", "throttle"])
def test_a_fault_for_a_moment_goes_unnoticed(box, client, fault):
    box.fault(**{fault: 2})

    assert next(iter(client.search_orders(*span()))).items


@pytest.mark.parametrize(
    ("fault", "kind"), [("fail_500", Unavailable), ("html", Unavailable), ("reset", Unavailable)]
)
def test_a_fault_that_lasts_is_said_plainly(box, client, fault, kind):
    box.fault(**{fault: 9})

    with pytest.raises(kind) as caught:
        next(iter(client.search_orders(*span())))
    assert caught.value.fix


def test_a_cut_off_answer_is_bad(box, client):
    box.fault(truncate=9)

    with pytest.raises((BadAnswer, Unavailable)):
        next(iter(client.search_orders(*span())))


def test_an_expired_token_is_renewed_by_its_refresh_token(box):
    with TikTokClient(**app(box)) as anyone:
        tokens = anyone.exchange(box.authorise())
        box.fault(expire_tokens=True)
        with TikTokClient(**app(box), access_token=tokens.access_token) as late, pytest.raises(TokenExpired):
            late.authorized_shops()
        renewed = anyone.refresh(tokens.refresh_token)
    with TikTokClient(**app(box), access_token=renewed.access_token) as seller:
        assert seller.authorized_shops()


def test_a_code_works_once(box):
    code = box.authorise()
    with TikTokClient(**app(box)) as anyone:
        anyone.exchange(code)
        with pytest.raises(NeedsAuthorisation):
            anyone.exchange(code)


def test_a_clock_that_is_wrong_is_told_by_how_much(box):
    with TikTokClient(**app(box)) as anyone:
        token = anyone.exchange(box.authorise()).access_token

    def ahead() -> datetime:
        return datetime.now(UTC) + timedelta(minutes=20)

    with (
        TikTokClient(**app(box), access_token=token, clock=ahead) as wrong,
        pytest.raises(ClockSkew) as caught,
    ):
        wrong.authorized_shops()
    assert caught.value.seconds == pytest.approx(1200, abs=10)


def test_a_wrong_secret_is_refused(box):
    with TikTokClient(**app(box)) as anyone:
        token = anyone.exchange(box.authorise()).access_token
    forged = TikTokClient(**(app(box) | {"app_secret": "guessed"}), access_token=token)
    with forged as forger, pytest.raises(Refused) as caught:
        forger.authorized_shops()
    assert caught.value.code == 106001
    assert "secret" in caught.value.fix
