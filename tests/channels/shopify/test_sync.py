"""A Shopify shop from its connection to our tables, over real HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from fulfillment.catalog.models import Shop
from fulfillment.channels import credentials
from fulfillment.channels.errors import NeedsAuthorisation
from fulfillment.channels.models import Connection, Credential, QuarantinedItem, Wanted
from fulfillment.channels.quarantine import Resolution
from fulfillment.channels.retrying import read_again
from fulfillment.channels.secrets import unseal
from fulfillment.channels.shopify import connecting, subscriptions
from fulfillment.channels.shopify.tokens import App
from fulfillment.channels.sync import sync_connection
from fulfillment.orders.models import Cancellation, Order, Refund
from fulfillment.tracking.models import Package, TrackingEvent
from tests.channels.shopify.payload_files import ORDER_ID, decoded, nodes, order, unshipped
from tests.channels.shopify.shop import PretendShop, opened
from tests.factories import create_team

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
APP = App(client_id="app-id", client_secret="app-secret")


@pytest.fixture
def shop():
    with opened() as found:
        yield found


def connect(shop: PretendShop, *, access: credentials.Renewed | None = None, **fields: Any) -> Connection:
    found = connecting.connect(
        create_team(), url=shop.url, access=access or connecting.with_token(shop.token), now=NOW, **fields
    )
    Connection.objects.filter(pk=found.pk).update(created_at=NOW)
    return Connection.objects.select_related("shop").get(pk=found.pk)


def put(shop: PretendShop, *orders: dict[str, Any]) -> None:
    for found in orders:
        shop.orders[found["id"]] = found


def numbered(number: int, **changes: Any) -> dict[str, Any]:
    return unshipped(id=f"gid://shopify/Order/{number}", name=f"#{number}") | changes


def pull(connection: Connection, *, now: datetime = NOW) -> bool:
    done = sync_connection(connection.pk, clock=lambda: now)
    connection.refresh_from_db()
    return done


# --- connecting ---


def test_a_connected_shop_keeps_its_own_time_zone_market_and_rules(shop) -> None:
    found = connect(shop)
    assert (found.shop.external_id, found.shop.slug) == ("glow.myshopify.com", "glow")
    assert (found.shop.platform, found.shop.time_zone, found.shop.currency) == (
        "own_store",
        "America/New_York",
        "USD",
    )
    assert found.next_sync_at == NOW
    assert "history_days" not in found.options


def test_without_read_all_orders_the_seller_is_told_of_the_60_days(shop) -> None:
    shop.scopes.remove("read_all_orders")
    found = connect(shop)
    assert found.options["history_days"] == 60
    assert "60 days" in found.options["limits"]


@pytest.mark.parametrize(
    "lacking", ["read_orders", "read_returns", "read_merchant_managed_fulfillment_orders"]
)
def test_a_lacking_permission_is_named_and_nothing_is_changed(shop, lacking: str) -> None:
    shop.scopes.remove(lacking)
    with pytest.raises(NeedsAuthorisation, match=lacking):
        connect(shop)
    assert not Shop.objects.exists()
    assert not Credential.objects.exists()


def test_connecting_again_keeps_the_shop_and_replaces_the_secrets(shop) -> None:
    found = connect(shop)
    access = connecting.with_token(shop.token, client_secret="second")
    again = connecting.connect(found.team, url=shop.url, access=access, now=NOW)
    assert again.pk == found.pk
    assert Credential.objects.count() == 1
    assert unseal(bytes(Credential.objects.get().secrets))["client_secret"] == "second"


@pytest.mark.parametrize(
    "given", ["glow", "glow.myshopify.com", "https://GLOW.myshopify.com/admin", " glow.myshopify.com "]
)
def test_a_shops_address_is_read_from_what_people_paste(given: str) -> None:
    assert connecting.shop_url(given) == "https://glow.myshopify.com"


@pytest.mark.parametrize(
    "given", ["", "evil.example", "glow.myshopify.com.evil.example", "a b", "../x", "-glow"]
)
def test_nothing_but_a_shopify_address_is_ever_asked(given: str) -> None:
    with pytest.raises(connecting.Refused):
        connecting.shop_url(given)


def test_the_command_connects_by_the_secrets_at_hand(shop, monkeypatch, capsys) -> None:
    team = create_team()
    monkeypatch.setenv("SHOPIFY_ACCESS_TOKEN", shop.token)
    call_command("connect", "shopify", team=team.slug, url=shop.url, shop="lamps")
    assert "lamps: connected" in capsys.readouterr().out
    monkeypatch.delenv("SHOPIFY_ACCESS_TOKEN")
    with pytest.raises(CommandError, match="SHOPIFY_ACCESS_TOKEN"):
        call_command("connect", "shopify", team=team.slug, url=shop.url)


# --- pulling ---


def test_an_order_arrives_with_its_parcel_refund_and_return(shop) -> None:
    put(shop, order(refunds=[decoded("refund.json")], returns=nodes(decoded("return.json"))))
    connection = connect(shop)
    assert pull(connection)
    found = Order.objects.get()
    assert (found.external_id, found.number, found.status) == (ORDER_ID, "#1001", "in_transit")
    assert found.scanned_at == datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    assert Package.objects.get().tracking_number == "9400100000000000000000"
    assert set(Refund.objects.values_list("external_id", "kind", "reason_group")) == {
        ("refund-509562969", "refund", "damaged"),
        ("return-945000954", "return", "late_delivery"),
    }
    assert connection.state == "ok"


def test_every_page_is_taken_and_the_total_is_known(shop) -> None:
    put(shop, *(numbered(number) for number in range(1, 61)))
    connection = connect(shop)
    assert pull(connection)
    assert Order.objects.count() == 60
    assert connection.first_sync_total == 60


def test_the_first_imports_progress_counts_orders_and_not_their_refunds(shop) -> None:
    put(shop, order(refunds=[decoded("refund.json")], returns=nodes(decoded("return.json"))), numbered(2))
    connection = connect(shop)
    pull(connection)
    assert (connection.first_sync_done, connection.first_sync_total) == (2, 2)


def test_a_page_that_is_too_dear_is_asked_for_in_smaller_pieces(shop) -> None:
    shop.largest_page = 2
    put(shop, *(numbered(number) for number in range(1, 11)))
    assert pull(connect(shop))
    assert Order.objects.count() == 10
    sizes = [variables["first"] for name, variables in shop.asked if name == "OrdersByUpdate"]
    assert sizes[:4] == [16, 8, 4, 2]
    assert set(sizes[4:]) == {2}  # found once


def test_one_bad_order_never_stops_the_rest_and_is_read_again_after_a_fix(shop) -> None:
    put(shop, numbered(1), numbered(2, processedAt="never"), numbered(3))
    connection = connect(shop)
    assert pull(connection)
    assert Order.objects.count() == 2
    item = QuarantinedItem.objects.get()
    assert (item.external_id, item.kind) == ("2", "order")
    item.payload = bytes(item.payload).replace(b"never", b"2026-11-20T08:59:58Z")
    assert read_again(item, now=NOW)
    assert Order.objects.count() == 3
    assert QuarantinedItem.objects.get().resolution == Resolution.RETRIED


def test_the_same_order_again_changes_nothing(shop) -> None:
    put(shop, order(refunds=[decoded("refund.json")]))
    connection = connect(shop)
    pull(connection)
    before = list(Order.objects.values()) + list(Refund.objects.values())
    pull(connection, now=NOW + timedelta(minutes=5))
    assert list(Order.objects.values()) + list(Refund.objects.values()) == before


def test_a_cancelled_order_is_a_cancellation_with_its_fault(shop) -> None:
    put(shop, unshipped(cancelledAt="2026-11-21T00:00:00Z", cancelReason="INVENTORY"))
    pull(connect(shop))
    found = Cancellation.objects.get()
    assert (found.reason_group, found.fault, found.initiator) == ("out_of_stock", "seller", "seller")


def test_fulfillment_events_are_scans_of_the_orders_only_parcel(shop) -> None:
    announced = order()
    announced["fulfillments"][0] |= {"displayStatus": "FULFILLED", "inTransitAt": None}
    put(shop, announced)
    shop.tracking[announced["id"]] = decoded("tracking.json")
    pull(connect(shop))
    assert TrackingEvent.objects.filter(kind="label_created").exists()
    assert Package.objects.get().first_scan_at == datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def test_an_order_wanted_by_a_webhook_is_fetched_by_its_id(shop) -> None:
    connection = connect(shop)
    pull(connection)
    put(shop, numbered(7, updatedAt="2020-01-01T00:00:00Z"))  # outside every window
    Wanted.objects.create(
        team=connection.team,
        connection=connection,
        kind="order",
        external_id="7",
        wanted_at=NOW,
        not_before_at=NOW,
    )
    pull(connection)
    assert Order.objects.filter(external_id="7").exists()


def test_an_order_deleted_there_is_put_aside_and_stops_nothing(shop) -> None:
    connection = connect(shop)
    for external_id in ("7", "8"):
        Wanted.objects.create(
            team=connection.team,
            connection=connection,
            kind="order",
            external_id=external_id,
            wanted_at=NOW,
            not_before_at=NOW,
        )
    put(shop, numbered(8))
    assert pull(connection)
    assert list(Order.objects.values_list("external_id", flat=True)) == ["8"]
    assert Wanted.objects.get(kind="order").external_id == "7"


# --- tokens ---


def expiring(shop: PretendShop) -> credentials.Renewed:
    return connecting.with_code(shop.url, APP, "code-1")


def test_a_consent_code_asks_for_the_expiring_kind(shop) -> None:
    access = expiring(shop)
    assert shop.grants[0]["expiring"] == "1"
    assert access.secrets["refresh_token"] == "shprt_1"
    assert access.access_expires_at is not None


def test_an_expiring_token_is_renewed_before_it_ends_and_its_refresh_token_rotates(shop) -> None:
    connection = connect(shop, access=expiring(shop))
    Credential.objects.update(access_expires_at=NOW + timedelta(minutes=5))
    assert pull(connection)
    secrets = unseal(bytes(Credential.objects.get().secrets))
    assert (secrets["access_token"], secrets["refresh_token"]) == ("shpat_2", "shprt_2")
    assert shop.grants[-1]["refresh_token"] == "shprt_1"
    Credential.objects.update(access_expires_at=NOW)
    assert pull(connection)
    assert shop.grants[-1]["refresh_token"] == "shprt_2"


def test_a_token_refused_in_mid_pull_is_renewed_once(shop) -> None:
    connection = connect(shop, access=expiring(shop))
    Credential.objects.update(access_expires_at=NOW + timedelta(days=1))
    shop.token = "another"
    assert pull(connection)
    assert shop.renewals == 2


def test_a_revoked_custom_apps_token_needs_a_person(shop) -> None:
    connection = connect(shop)
    shop.token = "another"
    assert not pull(connection)
    assert connection.state == "needs_attention"
    assert shop.grants == []


def test_a_custom_apps_token_never_expires(shop) -> None:
    connection = connect(shop)
    assert Credential.objects.get().access_expires_at is None
    assert pull(connection, now=NOW + timedelta(days=900))


def test_an_app_made_for_one_shop_asks_for_a_new_token_each_day(shop) -> None:
    connection = connect(shop, access=connecting.with_credentials(shop.url, APP))
    Credential.objects.update(access_expires_at=NOW)
    assert pull(connection)
    assert [grant["grant_type"] for grant in shop.grants] == ["client_credentials"] * 2


def test_a_refused_refresh_needs_a_person_and_keeps_the_old_secrets(shop) -> None:
    connection = connect(shop, access=expiring(shop))
    Credential.objects.update(access_expires_at=NOW)
    shop.refresh_token = "withdrawn"
    assert not pull(connection)
    assert connection.state == "needs_attention"
    assert unseal(bytes(Credential.objects.get().secrets))["refresh_token"] == "shprt_1"


# --- subscriptions ---


def test_subscriptions_are_made_and_made_anew_after_shopify_deleted_them(shop) -> None:
    connection = connect(shop)
    assert connecting.listen(connection, public_url="https://desk.example/", now=NOW)
    address = f"https://desk.example/webhooks/shopify/{connection.pk}/"
    assert {one["topic"] for one in shop.subscriptions} == set(subscriptions.TOPICS)
    assert {one["uri"] for one in shop.subscriptions} == {address}
    del shop.subscriptions[3:]
    assert subscriptions.check_all(now=NOW) == 1
    assert len(shop.subscriptions) == len(subscriptions.TOPICS)
    made = shop.names().count("WebhookSubscribe")
    subscriptions.check_all(now=NOW)
    assert shop.names().count("WebhookSubscribe") == made


def test_a_shop_that_refuses_subscriptions_says_so_and_is_polled(shop) -> None:
    connection = connect(shop)
    shop.faults = [(403, {"errors": "no"}, {})]
    assert not connecting.listen(connection, public_url="https://desk.example", now=NOW)
    connection.refresh_from_db()
    assert connection.webhook_state.startswith("off, changes are found by polling")
    assert pull(connection)
