"""Asking the carrier: what it takes stands in one place, and the row says afterwards that it was done."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from fulfillment.orders.models import Order
from fulfillment.orders.watch import watch_due
from tests import factories
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def order():
    now = timezone.now()
    shop = factories.create_shop(team=factories.create_team())
    order = factories.create_order(
        shop=shop, status="ready", ready_at=now - 30 * HOUR, placed_at=now - 40 * HOUR, scan_due_at=now + 3 * HOUR,
        packages_total=2, packages_scanned=1, labelled_at=now - 30 * HOUR, carrier="usps",
    )  # fmt: skip
    parcel(order, "9400136105440283711107", first_scan_at=None)
    parcel(order, "9400136105440283711114", first_scan_at=now - HOUR)
    parcel(order, "9400136105440283711121", first_scan_at=None, status="cancelled")
    judge()
    return order


@pytest.fixture
def client(order):
    client = signed_in(order.team)
    client.user.first_name, client.user.last_name = "Mia", ""
    client.user.save()
    return client


def parcel(order, number, **fields):
    return factories.create_package(
        orders=[order], tracking_number=number, shipped_at=timezone.now() - 30 * HOUR, **fields
    )


def judge():
    while watch_due(now=timezone.now()):
        pass


def row_of(client, order):
    return re.search(rf'<tr data-row="{order.pk}".*?</tr>', client.get("/").content.decode(), re.DOTALL)[0]


def test_the_row_asks_to_ask_the_carrier_and_leads_to_what_that_takes(order, client):
    row = row_of(client, order)
    assert "Ask the carrier" in row
    assert f'href="/orders/{order.pk}/carrier/"' in row


def test_it_names_the_parcels_without_a_scan_with_their_page_at_the_carrier(order, client):
    text = client.get(f"/orders/{order.pk}/carrier/").content.decode()
    assert "9400136105440283711107" in text
    assert "9400136105440283711114" not in text
    assert "9400136105440283711121" not in text
    link = re.search(
        r'<a class="button" href="(https://[^"]+)" target="_blank" rel="noopener noreferrer">', text
    )
    assert "usps.com" in link[1]
    assert "(new tab)" in text
    assert "Parcel 9400136105440283711107, label made" in text


def test_after_it_the_row_says_who_asked_and_when_and_does_not_ask_again_at_once(order, client):
    client.post(f"/orders/{order.pk}/ask-carrier/", {"note": "case 12"})
    row = row_of(client, order)
    assert re.search(r"Carrier asked \w{3} \d\d:\d\d P[SD]T by Mia", row)
    assert "Follow up" in row
    assert "Ask the carrier" not in row
    assert "1 of 2 packages scanned" in row

    text = client.get(f"/orders/{order.pk}/carrier/").content.decode()
    assert "case 12" in text
    assert "Note that I asked again" in text


def test_it_can_be_undone_there_by_who_asked(order, client):
    client.post(f"/orders/{order.pk}/ask-carrier/")
    url = re.search(r"/orders/acts/\d+/undo/", client.get(f"/orders/{order.pk}/carrier/").content.decode())[0]
    assert "/undo/" not in signed_in(order.team).get(f"/orders/{order.pk}/carrier/").content.decode()

    client.post(url)
    assert "Ask the carrier" in row_of(client, order)


def test_after_a_day_the_row_asks_again(order, client):
    client.post(f"/orders/{order.pk}/ask-carrier/")
    long_ago = timezone.now() - 25 * HOUR
    Order.objects.update(carrier_asked_at=long_ago, next_check_at=timezone.now())
    judge()
    row = row_of(client, order)
    assert "Ask again" in row
    assert "Carrier asked" in row


def test_the_order_page_says_it_too(order, client):
    assert "Ask the carrier" in client.get(f"/orders/{order.pk}/").content.decode()
    client.post(f"/orders/{order.pk}/ask-carrier/")
    text = client.get(f"/orders/{order.pk}/").content.decode()
    assert re.search(r"Carrier asked \w{3} \d\d:\d\d P[SD]T by Mia", text)
    assert "Follow up" in text


def test_where_no_parcel_is_known_it_says_so(client, order):
    other = factories.create_order(shop=order.shop, status="ready", ready_at=timezone.now())
    text = client.get(f"/orders/{other.pk}/carrier/").content.decode()
    assert "its channel gave no tracking number" in text


def test_the_list_and_the_board_of_the_command_line_say_it_too(client, order, capsys):
    from django.core.management import call_command

    client.post(f"/orders/{order.pk}/ask-carrier/")
    assert re.search(r"Carrier asked .{13,14} by Mia", client.get("/orders/").content.decode())
    call_command("board", team=order.team.slug)
    assert re.search(r"carrier asked \w{3} \d\d:\d\d P[SD]T by", capsys.readouterr().out)
