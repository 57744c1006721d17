"""The whole way from a store over HTTP to committed rows, and what the store changes without telling."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from fulfillment.channels.base import capabilities
from fulfillment.channels.errors import NeedsAuthorisation, Refused
from fulfillment.channels.models import Connection, InboundMessage, QuarantinedItem, SyncCursor, Wanted
from fulfillment.channels.secrets import unseal
from fulfillment.channels.sync import sync_connection
from fulfillment.channels.woocommerce import connecting
from fulfillment.channels.woocommerce.signing import Key
from fulfillment.orders.models import Cancellation, Order, Refund
from fulfillment.orders.watch import watch_due
from fulfillment.tracking.models import Package
from tests.channels.woocommerce.payload_files import decoded, fulfillment, raw, shipment
from tests.channels.woocommerce.store import KEY, SECRET, Store
from tests.channels.woocommerce.test_webhooks import signed
from tests.channels.world import pull
from tests.factories import create_team

pytestmark = pytest.mark.django_db


class Time:
    """Our clock, set by the test."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: int) -> datetime:
        self.now += timedelta(**span)
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def connect(store: Store, time: Time, **options: Any) -> Connection:
    found = connecting.connect(create_team(), url=store.url, key=Key(KEY, SECRET), now=time(), **options)
    Connection.objects.filter(pk=found.pk).update(created_at=time())
    return found


def again(connection: Connection, time: Time) -> Connection:
    time.pass_by(minutes=5)
    return pull(connection, time)


def order_of(connection: Connection, order_id: int) -> Order:
    return Order.objects.get(shop=connection.shop, external_id=str(order_id))


# --- connecting ---


def test_connecting_asks_the_store_who_it_is(store: Store, time: Time) -> None:
    store.offset = timedelta(hours=-6)
    found = connect(store, time, statuses={"wc-packed": "ready"})
    shop = found.shop
    assert (shop.name, shop.channel, shop.platform) == ("Glow Store", "woocommerce", "own_store")
    assert (shop.time_zone, shop.currency) == ("Etc/GMT+6", "USD")
    assert found.options == {
        "auth": "signed", "writer": "customer_note", "may_write": True, "statuses": {"packed": "ready"},
    }  # fmt: skip
    assert found.credential is not None
    assert SECRET.encode() not in bytes(found.credential.secrets)
    assert unseal(bytes(found.credential.secrets))["consumer_secret"] == SECRET


def test_connecting_again_keeps_the_shop_and_the_secret_of_its_webhooks(store: Store, time: Time) -> None:
    first = connect(store, time)
    team = first.team
    second = connecting.connect(team, url=store.url + "/", key=Key(KEY, SECRET), now=time())
    assert second.pk == first.pk
    assert first.credential is not None
    assert second.credential is not None
    kept = [unseal(bytes(row.secrets))["webhook_secret"] for row in (first.credential, second.credential)]
    assert kept[0] == kept[1]


def test_a_redirect_is_followed_once_and_its_end_is_kept(store: Store, time: Time) -> None:
    store.faults = [(301, b"", {"Location": f"{store.url}/wp-json/"})]
    found = connecting.connect(
        create_team(), url=store.url.replace("127.0.0.1", "localhost"), key=Key(KEY, SECRET), now=time()
    )
    assert found.base_url == store.url


def test_a_page_deeper_in_the_site_leads_to_its_interface(store: Store, time: Time) -> None:
    named = {"Link": f'<{store.url}/wp-json/>; rel="https://api.w.org/"'}
    store.faults = [(404, b"<html>", {}), (200, b"<html>", named)]
    found = connecting.connect(create_team(), url=f"{store.url}/shop", key=Key(KEY, SECRET), now=time())
    assert found.base_url == store.url


def test_plain_permalinks_and_sites_without_woocommerce_are_told_apart(store: Store, time: Time) -> None:
    named = {"Link": f'<{store.url}/?rest_route=/>; rel="https://api.w.org/"'}
    store.faults = [(404, b"<html>", {}), (200, b"<html>", named)]
    with pytest.raises(NeedsAuthorisation, match="Plain"):
        connect(store, time)
    store.namespaces = ["wp/v2"]
    with pytest.raises(NeedsAuthorisation, match="no WooCommerce"):
        connect(store, time)
    assert not Connection.objects.exists()


def test_a_status_can_only_mean_what_we_know(store: Store, time: Time) -> None:
    with pytest.raises(Refused, match="'sent' is no meaning"):
        connect(store, time, statuses={"packed": "sent"})


def test_the_command_connects_a_store(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    team = create_team()
    with pytest.raises(CommandError, match="The store's address or its key is missing"):
        call_command("connect", "woocommerce", team=team.slug)
    monkeypatch.setenv("WOOCOMMERCE_CONSUMER_KEY", KEY)
    monkeypatch.setenv("WOOCOMMERCE_CONSUMER_SECRET", SECRET)
    extra = ["status.packed=ready", "public_url=https://firstscan.example"]
    call_command("connect", "woocommerce", team=team.slug, shop="glow", url=store.url, option=extra)
    assert "glow: connected" in capsys.readouterr().out
    connection = Connection.objects.get(shop__slug="glow")
    assert connection.options["statuses"] == {"packed": "ready"}
    assert connection.webhook_state == "subscribed"
    assert {hook["topic"] for hook in store.webhooks.values()} == {
        "order.created", "order.updated", "order.deleted", "order.restored",
    }  # fmt: skip


# --- pulling ---


def test_a_first_pull_brings_every_order_with_its_refunds_and_parcels(store: Store, time: Time) -> None:
    for number in range(1, 151):
        store.place(number, time() - timedelta(hours=number))
    meta = [{"id": 1, "key": "_wc_shipment_tracking_items", "value": [shipment("9400100000000000000000")]}]
    store.orders[3] |= {"meta_data": meta}
    store.refund(4, decoded("refund"))
    connection = pull(connect(store, time), time)
    assert (connection.state, connection.problem) == ("ok", "")
    assert Order.objects.filter(shop=connection.shop).count() == 150
    assert connection.first_sync_total == 150
    assert order_of(connection, 3).status == "ready"
    assert Package.objects.get(shop=connection.shop).tracking_number_given == "9400100000000000000000"
    refund = Refund.objects.get(shop=connection.shop)
    assert (refund.order, refund.sku_codes) == (order_of(connection, 4), ["32"])
    assert not Wanted.objects.exists()  # WooCommerce keeps no carriers' messages to ask for
    while watch_due(now=time()):
        pass
    sent = order_of(connection, 3)
    assert (sent.dispatched_source, sent.is_open) == (
        "ready",
        False,
    )  # nobody tells scans: its word that it was sent


def test_a_pull_without_news_changes_nothing(store: Store, time: Time) -> None:
    store.place(1, time() - timedelta(hours=1))
    store.refund(1, decoded("refund"))
    connection = pull(connect(store, time), time)
    before = list(Order.objects.values()), list(Refund.objects.values())
    again(connection, time)
    assert (list(Order.objects.values()), list(Refund.objects.values())) == before


def test_one_order_that_cannot_be_read_stops_no_other(store: Store, time: Time) -> None:
    store.place(1, time() - timedelta(hours=1), line_items="many")
    store.place(2, time() - timedelta(hours=1))
    connection = pull(connect(store, time), time)
    assert order_of(connection, 2).status == "to_ship"
    item = QuarantinedItem.objects.get(shop=connection.shop)
    assert (item.kind, item.external_id) == ("order", "1")


def test_a_stores_clock_that_is_behind_loses_no_order(store: Store, time: Time) -> None:
    """An order changed now is stamped 14 minutes ago there, before a window of ten minutes."""
    connection = pull(connect(store, time), time)
    store.behind = timedelta(minutes=14)
    time.pass_by(seconds=30)
    store.place(1, time() - store.behind)
    pull(connection, time)
    assert order_of(connection, 1).status == "to_ship"


def test_the_stores_own_statuses_are_used(store: Store, time: Time) -> None:
    store.place(1, time() - timedelta(hours=1), status="packed")
    connection = pull(connect(store, time, statuses={"packed": "ready"}), time)
    assert (order_of(connection, 1).status, order_of(connection, 1).channel_status) == ("ready", "packed")


def test_core_fulfillments_are_asked_for_where_the_order_shows_them(store: Store, time: Time) -> None:
    store.has_fulfillments = True
    covered = [{"id": 1, "key": "_fulfillment_status", "value": "fulfilled"}]
    store.place(1, time() - timedelta(hours=1), meta_data=covered)
    store.place(2, time() - timedelta(hours=2))
    store.place(3, time() - timedelta(minutes=30))
    store.fulfillments[1] = [fulfillment()]
    connection = pull(connect(store, time), time)
    assert Package.objects.get(shop=connection.shop).external_id == "fulfillment-3"
    asked = {path for _, path, _ in store.asked if path.endswith("/fulfillments")}
    assert asked == {f"/wp-json/wc/v3/orders/{number}/fulfillments" for number in (1, 3)}  # 3: the probe


def test_a_shipment_that_was_taken_back_is_cancelled(store: Store, time: Time) -> None:
    item = [shipment("9400100000000000000000"), shipment("9400100000000000000017")]
    meta = [{"id": 1, "key": "_wc_shipment_tracking_items", "value": item}]
    store.place(1, time() - timedelta(hours=1), meta_data=meta)
    connection = pull(connect(store, time), time)
    store.touch(1, time.pass_by(minutes=1), meta_data=[])
    again(connection, time)
    assert {row.status for row in Package.objects.filter(shop=connection.shop)} == {"cancelled"}
    assert order_of(connection, 1).status == "to_ship"
    assert order_of(connection, 1).packages_total == 0


def test_cores_parcels_stay_while_the_feature_is_off_and_go_when_core_says_so(
    store: Store, time: Time
) -> None:
    store.has_fulfillments = True
    covered = [{"id": 1, "key": "_fulfillment_status", "value": "fulfilled"}]
    store.place(1, time() - timedelta(hours=1), meta_data=covered)
    store.fulfillments[1] = [fulfillment()]
    connection = pull(connect(store, time), time)
    store.has_fulfillments = False
    store.touch(1, time.pass_by(minutes=1), customer_note="silence is no answer")
    again(connection, time)
    assert Package.objects.get(shop=connection.shop).status == "ready"
    none = [{"id": 1, "key": "_fulfillment_status", "value": "no_fulfillments"}]
    store.touch(1, time.pass_by(minutes=1), meta_data=none)
    again(connection, time)
    assert Package.objects.get(shop=connection.shop).status == "cancelled"


def test_units_refunded_before_shipping_stay_taken_off_when_the_order_changes(
    store: Store, time: Time
) -> None:
    store.place(1, time() - timedelta(hours=1))
    store.refund(1, decoded("refund"))
    connection = pull(connect(store, time), time)
    store.touch(1, time.pass_by(minutes=1), customer_note="leave it at the door", total="43.00")
    again(connection, time)
    assert order_of(connection, 1).total == Decimal("43.00")
    assert [line.cancelled_quantity for line in order_of(connection, 1).lines.order_by("external_id")] == [
        1,
        0,
    ]


# --- what changes without a sign ---


def test_a_deleted_refund_is_withdrawn_though_nothing_told_of_it(store: Store, time: Time) -> None:
    store.place(1, time() - timedelta(days=2), date_created_gmt=(time() - timedelta(days=2)).isoformat()[:19])
    store.refund(1, decoded("refund"))
    store.refund(1, decoded("refund_of_an_amount"))
    connection = pull(connect(store, time), time)
    assert [line.cancelled_quantity for line in order_of(connection, 1).lines.order_by("external_id")] == [
        1,
        0,
    ]
    store.delete_refund(1, 6001)
    time.pass_by(hours=3)
    pull(connection, time)
    gone, kept = Refund.objects.order_by("external_id")
    assert (gone.status, gone.amount, gone.reason_text, gone.sku_codes) == (
        "withdrawn", Decimal("12.50"), "Damaged on arrival", ["32"],
    )  # fmt: skip
    assert kept.status == "completed"
    assert [line.cancelled_quantity for line in order_of(connection, 1).lines.all()] == [0, 0]


def test_an_order_deleted_for_good_is_closed_with_a_sentence(store: Store, time: Time) -> None:
    for number in (1, 2):
        store.place(number, time() - timedelta(days=2))
        store.orders[number]["date_created_gmt"] = (time() - timedelta(days=2)).isoformat()[:19]
    connection = pull(connect(store, time), time)
    del store.orders[1]
    time.pass_by(hours=3)
    pull(connection, time)
    gone = order_of(connection, 1)
    assert (gone.status, gone.channel_status) == ("cancelled", "deleted")
    assert gone.cancel_reason_text.startswith("Deleted for good in WooCommerce")
    assert [line.cancelled_quantity for line in gone.lines.order_by("external_id")] == [2, 1]
    assert gone.buyer is not None
    assert order_of(connection, 2).status == "to_ship"
    asked = len(store.asked)
    again(connection, time)
    assert not any(path.endswith("/orders/1") for _, path, _ in store.asked[asked:])  # told once


def test_a_store_that_was_replaced_closes_no_orders(store: Store, time: Time) -> None:
    """An old backup, or an empty store at the same address: that is no deletion of every order."""
    for number in range(1, 61):
        store.place(number, time() - timedelta(days=2))
    connection = pull(connect(store, time), time)
    store.orders = {number: store.orders[number] for number in range(1, 11)}
    time.pass_by(hours=3)
    connection = pull(connection, time)
    assert set(Order.objects.values_list("status", flat=True)) == {"to_ship"}
    assert connection.state == "needs_attention"
    assert connection.problem.startswith("The store does not know 50 of our orders")


def test_a_trashed_order_leaves_the_lists_and_is_cancelled(store: Store, time: Time) -> None:
    store.place(1, time() - timedelta(days=2))
    store.orders[1]["date_created_gmt"] = (time() - timedelta(days=2)).isoformat()[:19]
    connection = pull(connect(store, time), time)
    store.orders[1]["status"] = "trash"
    time.pass_by(hours=3)
    pull(connection, time)
    assert order_of(connection, 1).cancel_reason_text == "Moved to the trash in WooCommerce"
    assert Cancellation.objects.get(shop=connection.shop).reason == "trash"


def test_a_row_changed_in_the_stores_own_database_is_found(store: Store, time: Time) -> None:
    store.place(1, time() - timedelta(days=2))
    store.orders[1]["date_created_gmt"] = (time() - timedelta(days=2)).isoformat()[:19]
    connection = pull(connect(store, time), time)
    store.orders[1]["status"] = "completed"
    time.pass_by(hours=3)
    pull(connection, time)
    assert order_of(connection, 1).status == "ready"


def test_a_look_without_differences_reads_no_order_whole(store: Store, time: Time) -> None:
    for number in range(1, 121):
        store.place(number, time() - timedelta(days=2, seconds=number))
    connection = pull(connect(store, time), time)
    time.pass_by(hours=3)
    pull(connection, time)  # the first look was before the import was whole
    asked = len(store.asked)
    time.pass_by(hours=3)
    pull(connection, time)
    looks = [query for _, path, query in store.asked[asked:] if path.endswith("/orders")]
    short = "id,status,date_modified_gmt,refunds"
    assert [query.get("_fields") for query in looks] == [None, *[short] * (len(looks) - 1)]


def test_an_order_that_we_never_saw_and_that_is_gone_is_told_in_a_sentence(store: Store, time: Time) -> None:
    connection = pull(connect(store, time), time)
    secret = webhook_secret(connection)
    post(connection, b'{"id":77}', signed(b'{"id":77}', secret))
    again(connection, time)
    item = QuarantinedItem.objects.get(shop=connection.shop, external_id="77")
    assert "deleted it for good" in item.sentence


# --- webhooks ---


def webhook_secret(connection: Connection) -> str:
    assert connection.credential is not None
    return unseal(bytes(connection.credential.secrets))["webhook_secret"]


def post(connection: Connection, body: bytes, headers: dict[str, str]) -> int:
    sent = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    address = f"/webhooks/woocommerce/{connection.pk}/"
    return Client().post(address, body, content_type="application/json", **sent).status_code  # type: ignore[arg-type]


def test_a_webhook_brings_its_order_at_once(store: Store, time: Time) -> None:
    connection = pull(connect(store, time), time)
    store.place(5201, time() - timedelta(days=40))
    body = raw({"id": 5201, "status": "what the body says does not count"})
    assert post(connection, body, signed(body, "wrong")) == 401
    assert post(connection, body, signed(body, webhook_secret(connection))) == 200
    again(connection, time)
    assert order_of(connection, 5201).status == "to_ship"


def test_created_and_updated_of_one_order_are_one_order(store: Store, time: Time) -> None:
    """WooCommerce sends both, each with a delivery id of its own, in any order and with the same body."""
    connection = pull(connect(store, time), time)
    store.place(5201, time() - timedelta(days=40))
    body, secret = raw({"id": 5201}), webhook_secret(connection)
    for topic in ("order.updated", "order.created", "order.updated"):
        said = {"X-WC-Webhook-Topic": topic, "X-WC-Webhook-Delivery-ID": f"{topic}-{len(topic)}"}
        assert post(connection, body, signed(body, secret) | said) == 200
    assert Wanted.objects.filter(connection=connection).count() == 1
    again(connection, time)
    assert Order.objects.filter(shop=connection.shop).count() == 1


def test_pings_are_answered_and_kept_once(store: Store, time: Time) -> None:
    connection = connect(store, time)
    assert [post(connection, b"webhook_id=%d" % number, {}) for number in (1, 2, 3)] == [200, 200, 200]
    assert InboundMessage.objects.filter(connection=connection).count() == 1


def test_a_webhook_that_the_store_switched_off_is_switched_on_again_and_shown(
    store: Store, time: Time
) -> None:
    connection = pull(connect(store, time), time)
    assert connecting.listen(connection, public_url="https://firstscan.example")
    store.webhooks[2]["status"] = "disabled"
    time.pass_by(minutes=11)
    connection = pull(connection, time)
    assert store.webhooks[2]["status"] == "active"
    assert connection.webhook_state == "switched off by the store after failed messages; switched on again"
    time.pass_by(minutes=11)
    assert pull(connection, time).webhook_state == "subscribed"


def test_a_key_that_may_only_read_still_reads(store: Store, time: Time) -> None:
    store.may_write = False
    store.place(1, time() - timedelta(hours=1))
    connection = connect(store, time)
    assert capabilities(connection).why_not.startswith("This store's key may only read.")
    assert not connecting.listen(connection, public_url="https://firstscan.example")
    connection = pull(connection, time)
    assert connection.webhook_state.startswith("off, changes are found by polling: The store does not accept")
    assert (connection.state, order_of(connection, 1).status) == ("ok", "to_ship")


# --- when it goes wrong ---


def test_a_key_that_was_revoked_needs_a_person(store: Store, time: Time) -> None:
    connection = pull(connect(store, time), time)
    refused = (401, b'{"code":"woocommerce_rest_cannot_view","message":"Sorry"}', {})
    store.faults = [refused] * 9
    time.pass_by(minutes=5)
    assert not sync_connection(connection.pk, clock=time)
    connection.refresh_from_db()
    assert connection.state == "needs_attention"
    assert "Read/Write" in connection.fix


def test_an_import_that_was_stopped_goes_on_where_it_stood(store: Store, time: Time) -> None:
    for number in range(1, 251):
        store.place(number, time() - timedelta(hours=30) + timedelta(seconds=number))
    connection = connect(store, time)
    store.after_list = [lambda: None] * 2 + [lambda: store.faults.extend([(503, b"", {})] * 9)]
    sync_connection(connection.pk, clock=time)
    cursor = SyncCursor.objects.get(connection=connection, stream="orders")
    assert cursor.page_token
    store.faults = []
    time.pass_by(minutes=30)
    pull(connection, time)
    assert Order.objects.filter(shop=connection.shop).count() == 250
