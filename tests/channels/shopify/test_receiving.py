"""Webhooks at their door: hints stored once, privacy topics really carried out."""

import base64
import hashlib
import hmac
import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from django.utils import timezone

from fulfillment.channels import ingest
from fulfillment.channels.credentials import Renewed, store
from fulfillment.channels.generic import uploading
from fulfillment.channels.models import (
    CarrierFeed,
    CarrierMessage,
    Connection,
    Credential,
    ImportReject,
    ImportRun,
    InboundMessage,
    LabelBatch,
    LabelFile,
    LabelSheet,
    PrivacyRequest,
    QuarantinedItem,
    Wanted,
)
from fulfillment.channels.shopify import mapping, privacy
from fulfillment.channels.shopify.receiving import compliance
from fulfillment.orders.models import Buyer, Order, Refund, Ticket
from tests.channels.shopify.payload_files import ORDER_ID, decoded, order, payload, raw
from tests.factories import NOW, create_member, create_shop, create_team

pytestmark = pytest.mark.django_db

DOMAIN = "glow.myshopify.com"
SECRETS = {"access_token": "shpat_1", "client_secret": "new", "old_client_secret": "old"}


def connect(domain: str = DOMAIN, **secrets: str) -> Connection:
    team = create_team()
    shop = create_shop(team=team, channel="shopify", platform="own_store", external_id=domain)
    credential = Credential(team=team, channel="shopify")
    store(credential, Renewed(secrets=SECRETS | secrets, access_expires_at=None), now=timezone.now())
    return Connection.objects.create(
        team=team, shop=shop, credential=credential, base_url=f"https://{domain}"
    )


def take(connection: Connection, **changes) -> Order:
    body = raw(order(**changes))
    ingest.take_orders(shop=connection.shop, records=[mapping.order(body)], now=timezone.now())
    ingest.take_refunds(shop=connection.shop, records=mapping.requests(body), now=timezone.now())
    return Order.objects.get(shop=connection.shop, external_id=mapping.order(body).external_id)


def send(client, path: str, body: bytes, *, topic: str, secret: str = "new", **said: str):
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    headers = {
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": DOMAIN,
        "X-Shopify-Webhook-Id": said.get("webhook_id", "w-1"),
        "X-Shopify-Event-Id": "e-1",
        "X-Shopify-Triggered-At": timezone.now().isoformat(),
        "X-Shopify-Hmac-Sha256": signature,
    }
    return client.post(path, body, content_type="application/json", headers=headers)


def own(connection: Connection) -> str:
    return f"/webhooks/shopify/{connection.pk}/"


# --- hints ---


def test_a_message_wants_its_order_once_however_often_it_comes(client) -> None:
    connection = connect()
    for _ in range(3):
        assert (
            send(client, own(connection), payload("webhook_order.json"), topic="orders/updated").status_code
            == 200
        )
    assert InboundMessage.objects.count() == 1
    assert list(Wanted.objects.values_list("kind", "external_id")) == [("order", ORDER_ID)]


def test_a_message_signed_with_the_old_secret_is_taken_and_with_none_refused(client) -> None:
    connection = connect()
    body = payload("webhook_order.json")
    assert send(client, own(connection), body, topic="orders/updated", secret="old").status_code == 200
    assert send(client, own(connection), body, topic="orders/updated", secret="bad").status_code == 401


def test_a_message_for_another_shop_of_the_app_is_kept_and_wants_nothing(client) -> None:
    connection = connect("other.myshopify.com")
    assert (
        send(client, own(connection), payload("webhook_order.json"), topic="orders/updated").status_code
        == 200
    )
    assert InboundMessage.objects.get().outcome == "misaddressed"
    assert not Wanted.objects.exists()


def test_a_goodbye_is_shown_on_the_connection(client) -> None:
    connection = connect()
    body = json.dumps({"id": 954889, "myshopify_domain": DOMAIN}).encode()
    send(client, own(connection), body, topic="app/uninstalled")
    connection.refresh_from_db()
    assert connection.state == "needs_attention"


# --- privacy ---


@pytest.mark.parametrize("topic", ["customers/data_request", "customers/redact", "shop/redact"])
def test_a_wrong_signature_is_answered_401_on_every_privacy_topic(client, topic: str) -> None:
    connection = connect()
    take(connection)
    body = payload(topic.replace("/", "_") + ".json")
    for path in (own(connection), "/webhooks/shopify/compliance/"):
        assert send(client, path, body, topic=topic, secret="bad").status_code == 401
    assert not PrivacyRequest.objects.exists()
    assert Buyer.objects.get().name


@pytest.mark.parametrize("at", ["own", "compliance"])
def test_a_buyer_is_really_forgotten(client, at: str) -> None:
    connection = connect()
    found = take(connection, refunds=[decoded("refund.json")])
    InboundMessage.objects.create(
        team=connection.team,
        connection=connection,
        message_id="w-0",
        body=f'{{"id":{ORDER_ID},"email":"zoe@example.com"}}'.encode(),
        received_at=timezone.now(),
    )
    QuarantinedItem.objects.create(
        team=connection.team,
        shop=connection.shop,
        kind="order",
        external_id="9",
        sentence="no",
        payload=b'{"email":"zoe@example.com"}',
        first_seen_at=timezone.now(),
        last_seen_at=timezone.now(),
    )
    path = own(connection) if at == "own" else "/webhooks/shopify/compliance/"
    assert send(client, path, payload("customers_redact.json"), topic="customers/redact").status_code == 200
    buyer = Buyer.objects.get()
    assert (buyer.name, buyer.email, buyer.phone, buyer.line1, buyer.search) == ("", "", "", "", None)
    assert buyer.erased_at is not None
    assert bytes(InboundMessage.objects.get().body) == b""
    assert bytes(QuarantinedItem.objects.get().payload) == b""
    assert Refund.objects.get().reason_text == ""
    request = PrivacyRequest.objects.get()
    assert (request.topic, request.erased) == ("customers/redact", 1)
    assert request.done_at is not None
    assert Order.objects.get().status == found.status  # the order itself stays


def test_what_a_forgotten_buyer_wrote_is_gone_with_an_order_without_one_and_before_it_came(client) -> None:
    connection = connect()
    found = take(connection)

    def wrote(name: str, **fields: object) -> None:
        told = {"kind": "ticket", "topic": "damaged", "opened_at": NOW, "remote_updated_at": NOW}
        Ticket.objects.create(
            team=connection.team,
            shop=connection.shop,
            external_id=name,
            read_on=["broken"],
            **told | {"text": "broken"} | fields,
        )

    wrote("linked", order=found)
    wrote("early", order_external_id="820982911946154508")
    wrote("without", text="Mail me: ZOE@example.com")
    wrote("theirs", order_external_id="9")

    data = privacy.customer_data(
        PrivacyRequest(
            shop=connection.shop,
            customer_external_id="",
            order_external_ids=[found.external_id],
            received_at=NOW,
        )
    )
    assert [each["words"] for each in data["orders"][0]["written"]] == ["broken"]
    send(client, own(connection), payload("customers_redact.json"), topic="customers/redact")

    kept = Ticket.objects.exclude(text="").values_list("external_id", "text", "read_on")
    assert list(kept) == [("theirs", "broken", ["broken"])]


@pytest.mark.parametrize("topic", ["customers/redact", "shop/redact"])
def test_papers_that_name_a_forgotten_buyer_are_gone(client, topic: str) -> None:
    connection = connect()
    found = take(connection)
    team = connection.team
    LabelFile.objects.create(
        team=team, order=found, file_name="zoe.pdf", content=b"%PDF-", pages=1, digest="d", brought_at=NOW
    )
    batch = LabelBatch.objects.create(
        team=team, client_uuid=uuid4(), name="Papers", state="done", pages=1, content=b"%PDF-", asked_at=NOW
    )
    LabelSheet.objects.create(team=team, batch=batch, order=found, place=1, state="printed")

    send(client, own(connection), payload(f"{topic.replace('/', '_')}.json"), topic=topic)

    assert (bytes(LabelFile.objects.get().content), LabelFile.objects.get().file_name) == (b"", "label.pdf")
    assert LabelBatch.objects.get().content is None


def test_a_later_pull_does_not_bring_a_forgotten_buyer_back(client) -> None:
    connection = connect()
    take(connection)
    send(client, own(connection), payload("customers_redact.json"), topic="customers/redact")
    take(connection, updatedAt="2026-11-24T10:00:00Z")
    assert set(Buyer.objects.values_list("name", "email")) == {("", "")}


def test_orders_that_the_request_does_not_name_are_found_by_the_buyer(client) -> None:
    connection = connect()
    take(connection)
    take(
        connection,
        id="gid://shopify/Order/2",
        shippingAddress=decoded("order.json")["shippingAddress"] | {"address1": "Elsewhere 2"},
    )
    take(
        connection,
        id="gid://shopify/Order/3",
        customer={"id": "gid://shopify/Customer/3"},
        email="other@example.com",
        shippingAddress=decoded("order.json")["shippingAddress"] | {"name": "Somebody Else", "phone": None},
    )
    send(client, own(connection), payload("customers_redact.json"), topic="customers/redact")
    assert sorted(Buyer.objects.values_list("name", flat=True)) == ["", "", "Somebody Else"]


def test_told_twice_a_request_is_carried_out_once(client) -> None:
    connection = connect()
    take(connection)
    for _ in range(2):
        send(client, own(connection), payload("customers_redact.json"), topic="customers/redact")
    assert PrivacyRequest.objects.get().erased == 1


def test_another_teams_shop_is_not_touched_by_a_secret_that_is_not_its_own(client) -> None:
    connection, other = connect(), connect(client_secret="theirs", old_client_secret="")
    take(connection)
    take(other)
    send(client, "/webhooks/shopify/compliance/", payload("customers_redact.json"), topic="customers/redact")
    assert Buyer.objects.get(shop=connection.shop).erased_at
    assert not Buyer.objects.get(shop=other.shop).erased_at


def test_what_a_buyer_wants_to_know_is_on_record_with_its_last_day_and_can_be_handed_over(client) -> None:
    connection = connect()
    take(connection)
    assert (
        send(
            client, own(connection), payload("customers_data_request.json"), topic="customers/data_request"
        ).status_code
        == 200
    )
    request = PrivacyRequest.objects.get()
    assert request.done_at is None
    assert request.due_at - request.received_at == timedelta(days=30)
    found = privacy.customer_data(request)
    (only,) = found["orders"]
    assert only["order"] == "#1001"
    assert only["recipient"]["email"] == "zoe@example.com"
    assert only["parcels"] == [{"carrier": "USPS", "number": "9400100000000000000000"}]
    assert Buyer.objects.get().name  # asking is not forgetting


def test_a_shop_that_left_is_forgotten_with_all_its_buyers_and_secrets(client) -> None:
    connection, other = connect(), connect("other.myshopify.com")
    take(connection)
    take(other)
    assert (
        send(
            client, "/webhooks/shopify/compliance/", payload("shop_redact.json"), topic="shop/redact"
        ).status_code
        == 200
    )
    assert Buyer.objects.get(shop=connection.shop).name == ""
    assert Buyer.objects.get(shop=other.shop).name
    connection.refresh_from_db()
    assert (connection.is_active, connection.credential) == (False, None)
    assert Credential.objects.count() == 1
    assert Order.objects.filter(shop=connection.shop).exists()


def test_a_buyers_request_sent_again_under_the_topic_of_a_shops_end_forgets_nothing(client) -> None:
    """Headers are not signed: only the body says what it is."""
    connection = connect()
    take(connection)
    body = payload("customers_data_request.json")
    for topic in ("shop/redact", "customers/redact"):
        assert send(client, own(connection), body, topic=topic).status_code == 400
    assert Buyer.objects.get().name
    assert not PrivacyRequest.objects.exists()


def test_a_shop_that_we_do_not_know_is_answered_by_the_apps_own_secret(client, settings) -> None:
    settings.SHOPIFY_CLIENT_SECRET = "app"
    path, body = "/webhooks/shopify/compliance/", payload("customers_redact.json")
    assert send(client, path, body, topic="customers/redact", secret="app").status_code == 200
    assert send(client, path, body, topic="customers/redact", secret="bad").status_code == 401


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"customer":5}'])
def test_an_unreadable_privacy_message_is_answered_400_and_changes_nothing(client, body: bytes) -> None:
    connection = connect()
    take(connection)
    assert send(client, own(connection), body, topic="customers/redact").status_code == 400
    assert Buyer.objects.get().name


def test_a_privacy_message_larger_than_any_is_not_read(client) -> None:
    body = b" " * (300 * 1024)
    assert send(client, "/webhooks/shopify/compliance/", body, topic="customers/redact").status_code == 413


def test_the_page_hands_a_buyers_data_over_and_can_take_that_back(client) -> None:
    connection = connect()
    take(connection)
    send(client, own(connection), payload("customers_data_request.json"), topic="customers/data_request")
    request = PrivacyRequest.objects.get()
    client.force_login(create_member(team=connection.team))
    assert "Hand over by" in client.get("/channels/privacy/").content.decode()
    found = client.get(f"/channels/privacy/{request.pk}/data.json")
    assert found.json()["orders"][0]["recipient"]["name"] == "Zoë Müller"
    client.post(f"/channels/privacy/{request.pk}/done/")
    request.refresh_from_db()
    assert request.done_at is not None
    assert "got their data" in client.get("/channels/privacy/").content.decode()
    client.post(f"/channels/privacy/{request.pk}/undo/")
    request.refresh_from_db()
    assert request.done_at is None


def test_another_team_sees_no_request(client) -> None:
    connection = connect()
    send(client, own(connection), payload("customers_data_request.json"), topic="customers/data_request")
    request = PrivacyRequest.objects.get()
    client.force_login(create_member(team=create_team()))
    assert "115310627314723954" not in client.get("/channels/privacy/").content.decode()
    assert client.get(f"/channels/privacy/{request.pk}/data.json").status_code == 404
    assert client.post(f"/channels/privacy/{request.pk}/done/").status_code == 404


class BrokenOff(io.RawIOBase):
    def read(self, size: int = -1) -> bytes:
        raise OSError("the line is gone")


def test_a_privacy_message_that_breaks_off_is_answered_400(db) -> None:
    request = RequestFactory().post(
        "/webhooks/shopify/compliance/", headers={"X-Shopify-Topic": "shop/redact"}
    )
    environ = request.META | {"wsgi.input": BrokenOff(), "CONTENT_LENGTH": "20"}
    assert compliance(WSGIRequest(environ)).status_code == 400


@pytest.mark.parametrize("topic", ["customers/redact", "shop/redact"])
def test_files_that_were_brought_and_rows_that_were_refused_hold_nobody_any_more(
    client, topic: str, settings, tmp_path, django_capture_on_commit_callbacks
) -> None:
    settings.IMPORT_DIR = tmp_path
    connection, other = connect(), connect("other.myshopify.com")
    take(connection)
    uploads = [
        uploading.keep(
            each.shop,
            name="t.csv",
            chunks=[b"id,from\n1,zoe@example.com\n"],
            by=None,
            now=NOW,
            holds="tickets",
        )
        for each in (connection, other)
    ]
    run = ImportRun.objects.create(team=connection.team, shop=connection.shop, file_name="t.csv", digest="d")
    for row, held in enumerate(({"from": "ZOE@example.com"}, {"from": "max@example.com"})):
        ImportReject.objects.create(
            team=connection.team,
            run=run,
            row=row,
            code="unreadable",
            sentence="no",
            is_rejected=True,
            payload=held,
        )

    with django_capture_on_commit_callbacks(execute=True):
        send(client, own(connection), payload(f"{topic.replace('/', '_')}.json"), topic=topic)

    assert [uploading.path_of(each).exists() for each in uploads] == [False, True]
    kept = [{"from": "max@example.com"}] if topic == "customers/redact" else []
    assert list(ImportReject.objects.exclude(payload={}).values_list("payload", flat=True)) == kept
    assert ImportReject.objects.count() == 2  # what the report says of them stays


def test_what_carriers_told_of_a_forgotten_buyers_parcel_is_emptied_once_it_was_read(client) -> None:
    connection = connect()
    found = take(connection)
    number = found.package_orders.get().package.tracking_number
    feed = CarrierFeed.objects.create(team=connection.team, kind="seventeentrack", created_at=NOW)
    for name, told in (("a", number), ("b", "OTHER")):
        CarrierMessage.objects.create(
            team=connection.team,
            feed=feed,
            message_id=name,
            body=b"{}",
            received_at=NOW,
            outcome="taken",
            number=told,
        )
    send(client, own(connection), payload("customers_redact.json"), topic="customers/redact")
    bodies = CarrierMessage.objects.order_by("message_id").values_list("body", flat=True)
    assert [bytes(body) for body in bodies] == [b"", b"{}"]
