"""The orders list: every filter, every page, a fixed number of queries, this team's rows only."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import Hold, Order
from tests import factories
from tests.desk.seen import link, listed, rows_on, signed_in
from tests.factories import NOW

pytestmark = pytest.mark.django_db
OTHERWISE = {
    "stage": "delivered",
    "is_open": False,
    "level": "on_track",
    "carrier": "ups",
    "shipping_type": "seller",
    "kind": "regular",
}


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team(), slug="us", name="Glow US")


@pytest.fixture
def client(shop):
    return signed_in(shop.team)


def only_one(shop, **fields):
    """One order with these fields among three without them."""
    for _ in range(3):
        factories.create_order(shop=shop, **OTHERWISE)
    return factories.create_order(shop=shop, **OTHERWISE | fields)


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("stage=awaiting_scan", {"stage": "awaiting_scan"}),
        ("level=at_risk", {"is_open": True, "level": "at_risk", "severity": 3}),
        ("owner=carrier", {"is_open": True, "owner": "carrier"}),
        ("carrier=usps", {"carrier": "usps"}),
        ("shipping=platform_warehouse", {"shipping_type": "platform_warehouse"}),
        ("kind=pre_order", {"kind": "pre_order"}),
        ("kind=sample", {"is_sample": True}),
        ("kind=replacement", {"is_replacement": True}),
        ("tracking=invalid", {"tracking_problem": "check_digit"}),
        ("open=on", {"is_open": True}),
        ("assignee=nobody", {"is_open": True}),
        ("due=2026-11-24", {"is_open": True, "dispatch_due_at": NOW}),
        ("since=2026-11-24", {"placed_at": datetime(2026, 11, 24, 8, 0, tzinfo=UTC)}),
        ("until=2026-11-20", {"placed_at": datetime(2026, 11, 21, 7, 59, 59, tzinfo=UTC)}),
    ],
)
def test_a_filter_lists_exactly_the_orders_that_have_it(shop, client, query, fields):
    from fulfillment.orders.models import Lane

    Lane.objects.create(team=shop.team, shop=shop, carrier="usps")
    wanted = only_one(shop, **fields)

    assert listed(client, query) == [wanted.pk]


def test_filters_by_shop_and_market(shop, client):
    only_one(shop)
    german = factories.create_shop(team=shop.team, market="DE", slug="de", time_zone="Europe/Berlin")
    wanted = factories.create_order(shop=german)

    assert listed(client, "shop=de") == listed(client, "market=DE") == [wanted.pk]


def test_filters_by_supplier_and_sku_list_an_order_once(shop, client):
    only_one(shop)
    supplier = factories.create_supplier(team=shop.team, code="S9")
    sku = factories.create_sku(team=shop.team, code="LAMP", supplier=supplier)
    wanted = factories.create_order(shop=shop)
    factories.create_line(order=wanted, sku=sku)
    factories.create_line(order=wanted, sku=sku)

    assert listed(client, "supplier=S9") == listed(client, "sku=LAMP") == [wanted.pk]
    assert (
        listed(client, "supplier=S9&sku=LAMP&open=on") == listed(client, "sku=LAMP&sort=due") == [wanted.pk]
    )
    assert listed(client, "sku=LAMP&stage=delivered") == []


def test_filters_by_assignee(shop, client):
    wanted = only_one(shop, assignee=client.user)

    assert listed(client, f"assignee={client.user.pk}") == [wanted.pk]


def test_only_open_holds_count(shop, client):
    held, released = only_one(shop, is_open=True), factories.create_order(shop=shop)
    for order, released_at in ((held, None), (released, NOW)):
        Hold.objects.create(
            team=shop.team, order=order, reason="by_hand", owner="us", placed_at=NOW, released_at=released_at
        )

    assert listed(client, "hold=on") == [held.pk]


def test_filters_by_the_verdict_on_a_package(shop, client):
    pending, valid = only_one(shop), factories.create_order(shop=shop, packages_scanned=1)
    factories.create_package(orders=[pending], verdict="pending", verdict_until_at=NOW)
    factories.create_package(orders=[valid], verdict="valid")

    assert listed(client, "tracking=pending") == [pending.pk]
    assert listed(client, "tracking=valid") == [valid.pk]


def test_a_day_begins_at_the_midnight_of_each_shops_market(shop, client):
    berlin = factories.create_shop(team=shop.team, market="DE", slug="de", time_zone="Europe/Berlin")
    midnight_in_berlin = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    wanted = factories.create_order(shop=berlin, placed_at=midnight_in_berlin)
    factories.create_order(shop=berlin, placed_at=midnight_in_berlin - timedelta(seconds=1))
    factories.create_order(shop=shop, placed_at=midnight_in_berlin)

    assert listed(client, "since=2026-11-24") == [wanted.pk]


def test_what_a_filter_cannot_mean_is_left_out_and_said(shop, client):
    wanted = factories.create_order(shop=shop)

    response = client.get("/orders/?shop=nowhere&since=yesterday")

    assert rows_on(response) == [wanted.pk]
    assert "No such shop: nowhere." in response.content.decode()


def test_a_chip_leads_to_the_list_without_it(shop, client):
    factories.create_order(shop=shop)

    page = client.get("/orders/?shop=us&open=on").content.decode()

    assert 'href="/orders/?open=on" aria-label="Remove the filter Shop: Glow US"' in page


@pytest.mark.parametrize(
    "query", ["", "sort=placed", "open=on&sort=due", "sort=-due", "sku=LAMP", "stage=to_ship"]
)
def test_every_row_stands_once_on_the_pages_in_both_directions(shop, client, query):
    sku = factories.create_sku(team=shop.team, code="LAMP")
    for number in range(128):  # many share a moment; some have no deadline
        placed_at = NOW - timedelta(minutes=number // 7)
        due_at = None if number % 5 == 0 else placed_at + timedelta(days=2)
        order = factories.create_order(shop=shop, placed_at=placed_at, dispatch_due_at=due_at)
        factories.create_line(order=order, sku=sku)
        if number % 3 == 0:
            factories.create_line(order=order, sku=sku)
    wanted = set(Order.objects.values_list("pk", flat=True))

    forwards, seen = client.get(f"/orders/?{query}"), []
    sort = forwards.context["asked"].sort.name
    back, on = forwards.context["pager"]["newer_label"], forwards.context["pager"]["older_label"]
    while True:
        seen += rows_on(forwards)
        if not (url := link(forwards, on)):
            break
        forwards = client.get(url)
    backwards, again = client.get(forwards.context["pager"]["last_url"] or f"/orders/?{query}&last=1"), []
    while True:
        again = rows_on(backwards) + again
        if not (url := link(backwards, back)):
            break
        backwards = client.get(url)

    assert len(seen) == len(wanted)
    assert set(seen) == wanted
    assert again == seen
    column = "dispatch_due_at" if "due" in sort else "placed_at"
    moments = [getattr(Order.objects.get(pk=pk), column) for pk in seen]
    known = [moment for moment in moments if moment]
    assert known == sorted(known, reverse=sort.startswith("-"))


def test_the_count_is_exact_up_to_a_thousand_and_then_says_more(shop, client, monkeypatch):
    for _ in range(60):
        factories.create_order(shop=shop)

    assert "50 orders here of 60<" in client.get("/orders/").content.decode()

    monkeypatch.setattr("fulfillment.desk.keyset.COUNTED", 55)
    assert "50 orders here of 55+<" in client.get("/orders/").content.decode()


def test_a_page_takes_eight_queries_however_many_rows_it_has(shop, client):
    for _ in range(60):
        factories.create_line(order=factories.create_order(shop=shop))
    client.get("/orders/")

    for query in ("", "last=1", "shop=us&open=on", "level=on_track", "sort=due"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/orders/?{query}")
        assert len(queries) <= 8, query


def test_the_address_says_only_what_is_on(client):
    response = client.get("/orders/?shop=us&market=&q=&open=on")

    assert response["Location"] == "/orders/?shop=us&open=on"


def test_another_teams_orders_are_never_listed(shop, client):
    factories.create_order(shop=factories.create_shop(market="US", slug="us"))

    assert listed(client) == listed(client, "shop=us") == []


def test_a_live_refresh_gets_the_list_alone(shop, client):
    factories.create_order(shop=shop)

    page = client.get("/orders/", headers={"HX-Request": "true"}).content.decode()

    assert page.lstrip().startswith('<div id="live"')
    assert "<html" not in page


@pytest.mark.parametrize(
    ("role", "status"), [(Role.OWNER, 200), (Role.MANAGER, 200), (Role.OPERATOR, 200), (Role.INSPECTOR, 403)]
)
def test_who_may_see_the_list(shop, role, status):
    assert signed_in(shop.team, role).get("/orders/").status_code == status


def test_nobody_sees_it_without_signing_in(shop):
    response = Client().get("/orders/")

    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


@pytest.mark.parametrize(
    "place", ["after=x", "after=1-", "before=-1", "after=none-99999999999999999999", "after=9" * 30]
)
def test_a_key_that_is_none_means_the_first_page(shop, client, place):
    order = factories.create_order(shop=shop)

    assert listed(client, place) == [order.pk]


@pytest.mark.parametrize(
    ("query", "says", "clear"),
    [
        ("shop=nope&open=on", "No such shop: nope.", "/orders/?open=on"),
        ("since=yesterday", "Placed from: yesterday is no day.", "/orders/"),
        ("sort=best", "No such order of the list: best.", "/orders/"),
        ("after=zzzz&shop=us", "This link to a part of the list is broken", "/orders/?shop=us"),
    ],
)
def test_what_nobody_knows_is_said_with_a_way_to_be_rid_of_it(shop, client, query, says, clear):
    response = client.get(f"/orders/?{query}")
    text = response.content.decode()

    assert response.status_code == 200
    assert says in text
    assert f'<a href="{clear.replace("&", "&amp;")}">Show without it</a>' in text


def test_a_filter_that_only_links_set_is_kept_by_the_form_and_not_asked_for(shop):
    text = signed_in(shop.team).get("/orders/?truck=none").content.decode()

    assert '<input type="hidden" name="truck" value="none"' in text
    assert ">Truck</label>" not in text
