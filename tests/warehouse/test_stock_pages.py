"""Goods in and stock in the browser: plain forms, a sentence for every bad scan, pages by key, queries that do not grow."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.warehouse import dealing
from fulfillment.warehouse.models import Barcode, ExpectedDelivery, Lot, Receipt, StockMovement, Supply
from tests import factories
from tests.warehouse.stock import create_lot, create_need, given, open_receipt


@pytest.fixture
def sku(db):
    return factories.create_sku(team=factories.create_team(), code="LAMP")


@pytest.fixture
def client(sku):
    return signed_in(sku, Role.OPERATOR)


def signed_in(sku, role) -> Client:
    client = Client()
    client.force_login(factories.create_member(team=sku.team, role=role))
    return client


def text(answer) -> str:
    assert answer.status_code == 200
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return raw.decode()


def scan(client, receipt, **told):
    told = {"code": "LAMP", "quantity": "1", "client_uuid": str(uuid.uuid4()), **told}
    return client.post(reverse("stock:receipt", args=[receipt.pk]), told, follow=True)


def test_an_inspector_receives_a_delivery_from_the_list_to_the_label(sku):
    operator, inspector = signed_in(sku, Role.OPERATOR), signed_in(sku, Role.INSPECTOR)
    form = {"reference": "PO-1", "expected_on": "2026-12-01", "lines": "SKU\tquantity\nLAMP\t12"}
    page = text(operator.get(reverse("stock:expect")))
    warehouse = page.split('name="warehouse" value="')[1].split('"')[0]
    operator.post(reverse("stock:expect"), form | {"warehouse": warehouse})
    delivery = ExpectedDelivery.objects.get()

    assert "PO-1" in text(inspector.get(reverse("stock:receive")))
    inspector.post(reverse("stock:start-expected", args=[delivery.pk]))
    receipt = Receipt.objects.get()
    shown = text(scan(inspector, receipt, quantity="5"))

    assert "Short by 7" in shown
    lot = Lot.objects.get()
    label = text(inspector.get(reverse("stock:label", args=[lot.pk])))
    assert "<svg" in label
    assert lot.code in label
    inspector.post(reverse("stock:close", args=[receipt.pk]), {"all": "1"})
    delivery.refresh_from_db()
    assert delivery.closed_at


def test_an_unknown_barcode_is_asked_for_keeps_what_was_typed_and_is_known_ever_after(sku, client):
    receipt = open_receipt(sku.team)

    asked = text(scan(client, receipt, code="]C14006381333931", quantity="7", lot_code="B-9"))
    assert "Nobody has said which SKU 4006381333931 is" in asked
    assert 'value="7"' in asked
    assert 'value="B-9"' in asked
    scan(client, receipt, code="4006381333931", quantity="7", sku="LAMP")
    scan(client, receipt, code="4006381333931")

    assert Barcode.objects.get().sku == sku
    assert Lot.objects.get().on_hand == 8


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"quantity": "-2"}, "Goods in takes 1 or more"),
        ({"quantity": "4006381333931"}, "was a barcode scanned into it"),
        ({"quantity": "two"}, "was a barcode scanned into it"),
        ({"code": " "}, "Nothing was scanned"),
        ({"code": "x" * 401}, "at most 400 characters"),
        ({"client_uuid": "not one"}, "load the page again"),
    ],
)
def test_bad_input_is_said_and_moves_nothing(sku, client, told, says):
    receipt = open_receipt(sku.team)

    assert says in text(scan(client, receipt, **told))
    assert not StockMovement.objects.exists()


def test_a_scan_that_is_sent_twice_counts_once(sku, client):
    receipt, told = open_receipt(sku.team), str(uuid.uuid4())

    scan(client, receipt, client_uuid=told)
    again = text(scan(client, receipt, client_uuid=told))

    assert "counts once" in again
    assert Lot.objects.get().on_hand == 1


def test_a_scan_is_taken_back_from_the_list_of_scans(sku, client):
    receipt = open_receipt(sku.team)
    scan(client, receipt, quantity="3")

    client.post(reverse("stock:take-back", args=[StockMovement.objects.get().pk]))

    assert Lot.objects.get().on_hand == 0


def test_a_delivery_with_unknown_skus_is_kept_for_correction(sku, client):
    form = {"reference": "PO-1", "lines": "LAMP 3\nGHOST 4"}

    shown = text(client.post(reverse("stock:expect"), form))

    assert "There is no SKU called &#x27;GHOST&#x27;" in shown
    assert "GHOST 4" in shown
    assert not ExpectedDelivery.objects.exists()


def test_an_inspector_counts_and_may_not_take_out_or_rule(sku):
    lot, inspector = create_lot(sku=sku), signed_in(sku, Role.INSPECTOR)

    page = text(inspector.get(reverse("stock:lot", args=[lot.pk])))
    inspector.post(reverse("stock:count", args=[lot.pk]), {"counted": "8"})

    assert "Take some out" not in page
    assert "Reject it" not in page
    lot.refresh_from_db()
    assert lot.on_hand == 8


@pytest.mark.parametrize("counted", ["", "-1", "many", "9" * 30])
def test_what_cannot_have_been_counted_is_refused(sku, client, counted):
    lot = create_lot(sku=sku)

    shown = text(client.post(reverse("stock:count", args=[lot.pk]), {"counted": counted}, follow=True))

    assert "Not counted: " in shown
    assert StockMovement.objects.count() == 1


def test_taking_out_can_be_put_back_from_the_movements(sku, client):
    lot = create_lot(sku=sku)
    client.post(reverse("stock:take-out", args=[lot.pk]), {"quantity": "4", "reason": "lost"})
    row = StockMovement.objects.get(kind="taken_out")
    lot.refresh_from_db()
    assert lot.on_hand == 6

    assert "Put back" in text(client.get(reverse("stock:lot", args=[lot.pk])))
    client.post(reverse("stock:take-back", args=[row.pk]))

    lot.refresh_from_db()
    assert lot.on_hand == 10


def test_a_lot_is_rejected_in_one_click_after_the_preview_and_undone_by_another(sku, client):
    bad = create_lot(sku=sku, quantity=1, lot_code="BAD")
    line = create_need(sku=sku, now=timezone.now())
    dealing.deal(sku.team_id, now=timezone.now())

    preview = text(client.get(reverse("stock:reject-preview", args=[bad.pk])))
    assert "Left short" in preview
    assert given(line) == {"BAD": 1}
    rejected = text(
        client.post(reverse("stock:rule", args=[bad.pk]), {"state": "rejected", "why": "smells"}, follow=True)
    )
    assert "smells" in rejected
    assert "Undo" in rejected
    line.order.refresh_from_db()
    assert {each["code"] for each in line.order.reasons} >= {"failed_inspection", "stock_short"}

    client.post(reverse("stock:rule", args=[bad.pk]), {"state": "released"})

    assert given(line) == {"BAD": 1}
    line.order.refresh_from_db()
    assert "stock_short" not in {each["code"] for each in line.order.reasons}


def test_from_an_order_one_walks_back_to_the_lot_and_its_receipt(sku, client):
    lot = create_lot(sku=sku, lot_code="S-7")
    line = create_need(sku=sku)
    dealing.deal(sku.team_id, now=timezone.now())

    panel = text(client.get(reverse("stock:of-order", args=[line.order_id]), headers={"HX-Request": "true"}))
    assert "1 waiting of lot" in panel
    assert reverse("stock:lot", args=[lot.pk]) in panel
    page = text(client.get(reverse("stock:lot", args=[lot.pk])))
    assert reverse("stock:receipt", args=[Receipt.objects.get().pk]) in page
    assert reverse("orders:detail", args=[line.order_id]) in page


def test_an_order_that_is_bought_per_order_has_no_panel_of_goods(sku, client):
    line = create_need(sku=sku)
    url = reverse("stock:of-order", args=[line.order_id])

    assert text(client.get(url, headers={"HX-Request": "true"})).strip() == ""
    assert "bought per order" in text(client.get(url))


def test_a_lot_can_be_kept_for_one_shop(sku, client):
    lot = create_lot(sku=sku)
    shop = factories.create_shop(team=sku.team)

    client.post(reverse("stock:keep-for", args=[lot.pk]), {"shop": shop.slug})
    lot.refresh_from_db()
    assert lot.kept_for == shop
    client.post(reverse("stock:keep-for", args=[lot.pk]), {"shop": "nobody's"})
    lot.refresh_from_db()
    assert lot.kept_for == shop


def test_how_a_sku_is_supplied_is_said_on_its_page(sku, client):
    create_lot(sku=sku)
    row = Supply.objects.get()

    client.post(reverse("stock:set-supply", args=[row.pk]), {"kind": "agent", "is_inspected": "1"})
    client.post(reverse("stock:set-supply", args=[row.pk]), {"kind": "moon"})

    row.refresh_from_db()
    assert (row.kind, row.is_inspected) == ("agent", True)


def test_a_scanner_in_the_search_field_lands_on_the_lot_or_the_sku(sku, client):
    lot = create_lot(sku=sku, lot_code="S-7")

    assert client.get(reverse("stock:list"), {"q": "s-7"}).url == reverse("stock:lot", args=[lot.pk])
    assert client.get(reverse("stock:list"), {"q": "LAMP"}).url == reverse("stock:sku", args=[sku.pk])


def test_the_list_is_paged_by_key_and_every_sku_stands_once(sku, client):
    codes = [f"S-{number:03}" for number in range(55)]
    for code in codes:
        create_lot(sku=factories.create_sku(team=sku.team, code=code), quantity=1)

    first = text(client.get(reverse("stock:list")))
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = text(client.get(older))

    assert [code for code in codes if code in first] == codes[:50]
    assert [code for code in codes if code in second] == codes[50:]
    exported = text(client.get(reverse("stock:export")))
    assert all(code in exported for code in codes)


@pytest.mark.parametrize("after", ["x", "9~", "99999999999999999999~A", "~", "1-1", "-1-5"])
def test_a_broken_link_to_a_page_is_no_error(sku, client, after):
    create_lot(sku=sku)

    assert client.get(reverse("stock:list"), {"after": after}).status_code == 200
    assert client.get(reverse("stock:sku", args=[sku.pk]), {"after": after}).status_code == 200


def test_pages_cost_the_same_however_long_the_history(sku, client):
    lot = create_lot(sku=sku, quantity=500)
    receipt = open_receipt(sku.team)

    def queries() -> list[int]:
        found = []
        for url in (
            reverse("stock:list"),
            reverse("stock:sku", args=[sku.pk]),
            reverse("stock:lot", args=[lot.pk]),
            reverse("stock:receive"),
            reverse("stock:receipt", args=[receipt.pk]),
        ):
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            found.append(len(captured))
        return found

    scan(client, receipt)
    create_need(sku=sku)
    dealing.deal(sku.team_id, now=timezone.now())
    few = queries()
    for _ in range(8):
        scan(client, receipt)
        create_lot(sku=sku)
        create_need(sku=sku)
    dealing.deal(sku.team_id, now=timezone.now())

    assert queries() == few
    assert max(few) <= 24


def test_a_bin_is_kept_beside_how_the_sku_is_supplied(sku):
    lot, client = create_lot(sku=sku), signed_in(sku, Role.OPERATOR)
    supply = lot.sku.supplies.get()

    client.post(reverse("stock:set-supply", args=[supply.pk]), {"kind": "shelf", "bin": " A-04-2 "})

    assert "bin A-04-2" in client.get(reverse("stock:sku", args=[lot.sku_id])).content.decode()
