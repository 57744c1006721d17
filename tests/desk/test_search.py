"""The search box: what people type, scan and paste."""

import pytest
from django.db import connection

from fulfillment.channels.models import QuarantinedItem
from fulfillment.orders.folding import fold
from fulfillment.orders.models import Buyer
from tests import factories
from tests.desk.seen import listed, signed_in
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team())


@pytest.fixture
def client(shop):
    return signed_in(shop.team)


@pytest.fixture
def order(shop):
    factories.create_order(shop=shop)
    return factories.create_order(shop=shop, external_id="576941299999991234", number="#1042")


def create_buyer(shop, name):
    buyer = Buyer.objects.create(team=shop.team, shop=shop, key=name, name=name)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_buyer SET search = to_tsvector('simple', %s) WHERE id = %s", [fold(name), buyer.pk]
        )
    return buyer


@pytest.mark.parametrize(
    "typed", ["576941299999991234", " 576941299999991234\n", "5769 4129 9999 9912 34", "#1042", "1042"]
)
def test_one_order_by_id_or_number_opens_it(client, order, typed):
    response = client.get("/orders/", {"q": typed})

    assert response.status_code == 302
    assert response["Location"] == f"/orders/{order.pk}/"


@pytest.mark.parametrize("typed", ["1Z999AA10123456784", "1z 999 aa1 01 2345 6784", "1Z999-AA1-0123456784"])
def test_a_scanned_tracking_number_opens_its_order(client, order, typed):
    factories.create_package(orders=[order], tracking_number="1Z999AA10123456784")

    assert client.get("/orders/", {"q": typed})["Location"] == f"/orders/{order.pk}/"


def test_a_number_of_combined_orders_lists_all_of_them(shop, client, order):
    other = factories.create_order(shop=shop)
    factories.create_package(orders=[order, other], tracking_number="1Z999AA10123456784")

    assert set(listed(client, "q=1Z999AA10123456784")) == {order.pk, other.pk}


@pytest.mark.parametrize("typed", ["muller", "Müller", "MÜLL", "zoe mull", "mull zo"])
def test_a_buyer_is_found_by_the_beginnings_of_words_without_accents(shop, client, order, typed):
    order.buyer = create_buyer(shop, "Zoë Müller-Lüdenscheidt")
    order.save()

    response = client.get("/orders/", {"q": typed})

    assert f'data-row="{order.pk}"' in response.content.decode()
    assert "<tr data-row=" not in client.get("/orders/", {"q": "zoe smith"}).content.decode()


def test_a_name_shared_by_many_buyers_is_found_too(shop, client, order, monkeypatch):
    monkeypatch.setattr("fulfillment.desk.search.MOST_BUYERS", 1)
    orders = [factories.create_order(shop=shop, buyer=create_buyer(shop, f"Maria {n}x")) for n in "abc"]

    assert set(listed(client, "q=maria")) == {each.pk for each in orders}


def test_a_sku_lists_its_orders(shop, client, order):
    factories.create_line(order=order, sku=factories.create_sku(team=shop.team, code="GLOW-7"))

    assert listed(client, "q=glow-7") == listed(client, "q=GLOW-7") == [order.pk]


def test_pasted_ids_list_exactly_those_and_name_the_unknown(shop, client, order):
    others = [factories.create_order(shop=shop) for _ in range(70)]
    pasted = "\r\n".join([order.external_id, *(each.external_id for each in others), "999, 888"])

    response = client.get("/orders/", {"q": pasted})

    page = response.content.decode()
    assert page.count("<tr data-row=") == 71
    assert "2 not found" in page
    assert "999 888" in page


def test_only_the_first_hundred_are_searched_and_that_is_said(client, order):
    pasted = " ".join([order.external_id, *map(str, range(1000, 1120))])

    assert "21 more were pasted" in client.get("/orders/", {"q": pasted}).content.decode()
    # The browser leaves out what no address holds, and says how much.
    assert "150 more were pasted" in client.get("/orders/", {"q": pasted, "beyond": "129"}).content.decode()
    assert client.get("/orders/", {"q": pasted, "beyond": "-1 OR"}).status_code == 200


@pytest.mark.parametrize("typed", ["57694129999", "#104", "1Z999-AA10", "1z999aa10"])
def test_the_beginning_of_an_id_lists_what_begins_so_and_opens_nothing_by_itself(client, order, typed):
    factories.create_package(orders=[order], tracking_number="1Z999AA10123456784")

    response = client.get("/orders/", {"q": typed})

    assert "begins so" in response.content.decode()
    assert f'data-row="{order.pk}"' in response.content.decode()


@pytest.mark.parametrize("typed", ["576", "57694_2", "5769%", "69412", "Z999AA1"])
def test_what_is_too_short_or_no_beginning_lists_nothing(client, order, typed):
    factories.create_package(orders=[order], tracking_number="1Z999AA10123456784")

    assert "<tr data-row=" not in client.get("/orders/", {"q": typed}).content.decode()


@pytest.mark.parametrize("typed", ["nobody", "'", "a & b | !", "\\", "%", "🙂", "x" * 9000, "12 34", "\x00"])
def test_what_matches_nothing_says_so(client, order, typed):
    response = client.get("/orders/", {"q": typed})

    assert response.status_code == 200
    assert typed == "\x00" or "<tr data-row=" not in response.content.decode()


def test_another_teams_orders_are_never_found(client, order):
    theirs = factories.create_shop(slug="theirs")
    secret = factories.create_order(
        shop=theirs, external_id="777", buyer=create_buyer(theirs, "Secret Person")
    )
    factories.create_package(orders=[secret], tracking_number="SECRET123")
    factories.create_line(order=secret, sku=factories.create_sku(team=theirs.team, code="SECRET-SKU"))

    for typed in ("777", "SECRET123", "secret", "SECRET-SKU"):
        response = client.get("/orders/", {"q": typed})
        assert response.status_code == 200
        assert "<tr data-row=" not in response.content.decode()


def quarantined(shop, **fields):
    defaults = {"kind": "order", "external_id": "577000", "sentence": "No.", "first_seen_at": NOW}
    return QuarantinedItem.objects.create(
        team=shop.team, shop=shop, last_seen_at=NOW, **{"payload": b'{"n": "9400110"}'} | defaults | fields
    )


@pytest.mark.parametrize("typed", ["577000", "5770 00", "9400110", "576941299999991234 577000"])
def test_what_came_and_could_not_be_read_is_pointed_to(shop, client, order, typed):
    item = quarantined(shop)
    quarantined(factories.create_shop(), external_id="577000")
    quarantined(shop, external_id="577001", payload=b"{}")

    text = client.get("/orders/", {"q": typed}).content.decode()

    assert text.count("Not read yet: in quarantine") == 1
    assert f'href="/channels/quarantine/{item.pk}/"' in text


def test_what_was_settled_is_not_pointed_to(shop, client):
    quarantined(shop, resolved_at=NOW)

    assert "in quarantine" not in client.get("/orders/", {"q": "577000"}).content.decode()


def test_signs_that_no_database_holds_are_searched_for_in_vain(client):
    assert client.get("/orders/", {"q": "577000\0"}).status_code == 200
