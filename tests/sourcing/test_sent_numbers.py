"""Numbers that suppliers gave for parcels to buyers, until a channel knows them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.channels.models import NumberList
from fulfillment.orders.models import Order
from fulfillment.outbox.models import OutboundWrite
from sourcing.models import PurchaseLine, SupplierProfile
from sourcing.purchasing.answering import ship
from sourcing.purchasing.placing import place
from sourcing.sent_numbers import Parcel, Sent, not_told, parcels
from tests import factories
from tests.sourcing.making import offered, said, to_ship

pytestmark = pytest.mark.django_db
FIRST, SECOND = "9400110200881234567896", "1Z999AA10123456784"


@pytest.fixture
def sku():
    return factories.create_sku(team=factories.create_team(), code="LAMP")


@pytest.fixture
def offer(sku):
    row = offered(team=sku.team, sku=sku)
    SupplierProfile.objects.create(team=sku.team, supplier=row.supplier, sends_to="buyers")
    said(row)
    row.refresh_from_db()
    return row


def bought(offer, order):
    wanted = {line.pk: offer.pk for line in order.lines.all()}
    place(offer.team, wanted, key=uuid4(), by=None, now=timezone.now())
    return PurchaseLine.objects.get(order_line__order=order)


def sent(offer, number=FIRST, **fields) -> Order:
    order = to_ship(offer.sku, **fields)
    ship(bought(offer, order), number, by=None, now=timezone.now())
    return order


def waiting(offer, **later) -> list[Parcel]:
    return not_told(offer.team, now=timezone.now() + timedelta(**later))


def test_a_parcel_to_a_buyer_waits_with_its_order_and_shop(offer):
    order = sent(offer)

    assert waiting(offer) == [Parcel(order.external_id, order.shop.slug, FIRST)]


def test_a_parcel_to_our_warehouse_is_no_channels_business(offer):
    SupplierProfile.objects.update(sends_to="warehouse")
    sent(offer)

    assert waiting(offer) == []


def test_what_the_channel_shows_already_waits_no_more(offer):
    factories.create_package(orders=[sent(offer)], tracking_number=FIRST)

    assert waiting(offer) == []


@pytest.mark.parametrize(("state", "left"), [("waiting", 0), ("done", 0), ("refused", 1), ("withdrawn", 1)])
def test_what_was_asked_of_the_channel_waits_only_where_it_came_to_nothing(offer, state, left):
    order = sent(offer)
    now = timezone.now()
    OutboundWrite.objects.create(
        team=offer.team, shop=order.shop, kind="shipment.create", key="k", subject=order.external_id, state=state,
        payload={"tracking_number": FIRST}, created_at=now, not_before_at=now,
    )  # fmt: skip

    assert len(waiting(offer)) == left


def test_neither_closed_orders_nor_old_parcels_nor_another_teams_wait(offer):
    order = sent(offer)
    other = factories.create_team()

    assert not_told(other, now=timezone.now()) == []
    assert waiting(offer, days=31) == []
    Order.objects.filter(pk=order.pk).update(is_open=False)
    assert waiting(offer) == []


def test_a_parcel_that_holds_less_than_the_order_says_what_it_holds(offer):
    order = to_ship(offer.sku)
    lace = factories.create_sku(team=offer.team, code="LACE")
    factories.create_line(order=order, sku=lace, quantity=2, sku_code="LACE")
    line = order.lines.get(sku=offer.sku)
    place(offer.team, {line.pk: offer.pk}, key=uuid4(), by=None, now=timezone.now())
    ship(PurchaseLine.objects.get(order_line=line), SECOND, by=None, now=timezone.now())

    assert waiting(offer) == [Parcel(order.external_id, order.shop.slug, SECOND, "LAMP", "1")]


def test_what_two_purchases_put_into_one_parcel_is_one_row_with_all_its_units():
    lamp, one = Sent(1, "A1", "glow", FIRST, "LAMP", 2), Sent(1, "A1", "glow", FIRST, "LAMP", 2)

    assert parcels([lamp, one], {1: 7}) == [Parcel("A1", "glow", FIRST, "LAMP", "4")]
    assert parcels([lamp, one], {1: 4}) == [Parcel("A1", "glow", FIRST)]


def test_only_units_that_the_supplier_accepted_are_in_the_parcel(offer):
    order = to_ship(offer.sku, quantity=3)
    line = bought(offer, order)
    PurchaseLine.objects.filter(pk=line.pk).update(accepted_quantity=2)
    line.refresh_from_db()
    ship(line, FIRST, by=None, now=timezone.now())

    assert waiting(offer) == [Parcel(order.external_id, order.shop.slug, FIRST, "LAMP", "2")]


def test_the_cost_is_two_queries_however_many_wait(offer, django_assert_num_queries):
    for _ in range(4):
        sent(offer, FIRST)

    with django_assert_num_queries(2):
        assert len(waiting(offer)) == 4


def test_bringing_them_makes_one_list_that_is_looked_at_before_anything_is_sent(offer, client):
    sent(offer)
    client.force_login(factories.create_member(team=offer.team, role=Role.OPERATOR))

    assert "1 parcel from suppliers" in client.get(reverse("supplier-numbers:waiting")).content.decode()
    for _ in range(2):
        answer = client.post(reverse("supplier-numbers:bring"))
        assert answer.status_code == 302
    [numbers] = NumberList.objects.all()
    assert answer.url == reverse("uploads:list", args=[numbers.pk])
    assert (numbers.size, OutboundWrite.objects.count()) == (1, 0)
