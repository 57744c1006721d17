"""What buyers send back: by order or parcel, into a lot of its own that leads back to where it came from."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import Order, Refund
from fulfillment.warehouse import dealing, order_goods, returning
from fulfillment.warehouse.models import Lot, Receipt, StockMovement, Supply
from fulfillment.warehouse.receiving import Scan
from fulfillment.warehouse.refusing import NotDone
from fulfillment.warehouse.sites import default_of
from tests import factories
from tests.factories import NOW
from tests.warehouse.stock import close_order, create_lot, create_need

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def sku(db):
    return factories.create_sku(team=factories.create_team(), code="LAMP")


def sold(sku, quantity=2, **more):
    """A line of an order that went out."""
    line = create_need(sku=sku, quantity=quantity, **more)
    dealing.deal(sku.team_id, now=NOW)
    close_order(line.order, "delivered")
    dealing.deal(sku.team_id, now=LATER)
    return line


def begin(line):
    return returning.open_return(line.order, default_of(line.team), by=None, now=LATER)


def back(receipt, sku, quantity=1, **more):
    return returning.receive_back(receipt, Scan(sku, quantity, **more), by=None, now=LATER)


def test_what_came_back_waits_in_a_lot_that_leads_to_the_line_and_the_lot_it_went_out_of(sku):
    first = create_lot(sku=sku, quantity=5, lot_code="FIRST")
    line = sold(sku)

    back(begin(line), sku, 2)

    found = Lot.objects.get(returned_line=line)
    assert (found.state, found.on_hand, found.returned_lot) == ("quarantined", 2, first)
    assert found.receipt_lines.get().receipt.returned_order == line.order
    assert [each.state for each in found.rulings.all()] == ["quarantined"]
    parts = order_goods.lines(line.order)[0]["lots"]
    assert [(each["lot"].code, each.get("is_back", False)) for each in parts] == [
        ("FIRST", False), (found.code, True)
    ]  # fmt: skip


def test_of_a_line_that_was_served_from_two_lots_nobody_says_which_came_back(sku):
    create_lot(sku=sku, quantity=1)
    create_lot(sku=sku, quantity=1)
    line = sold(sku)

    back(begin(line), sku)

    assert Lot.objects.get(returned_line=line).returned_lot is None


def test_a_damaged_return_is_rejected_beside_the_one_that_is_looked_at(sku):
    create_lot(sku=sku, quantity=5)
    receipt = begin(sold(sku))

    back(receipt, sku)
    back(receipt, sku, is_damaged=True)

    assert sorted(Lot.objects.filter(returned_line__isnull=False).values_list("state", "on_hand")) == [
        ("quarantined", 1), ("rejected", 1)
    ]  # fmt: skip


def test_no_more_comes_back_than_was_sold(sku):
    create_lot(sku=sku, quantity=5)
    receipt = begin(sold(sku, 2))
    back(receipt, sku, 2)

    with pytest.raises(NotDone, match=r"2 × LAMP were sold and 2 are back"):
        back(receipt, sku)


def test_a_return_that_was_taken_back_may_be_scanned_again(sku):
    create_lot(sku=sku, quantity=5)
    client = Client()
    client.force_login(factories.create_member(team=sku.team, role=Role.INSPECTOR))
    receipt = begin(sold(sku, 1))
    moved = back(receipt, sku)
    client.post(reverse("stock:take-back", args=[moved.row.pk]))

    back(receipt, sku)

    assert Lot.objects.get(returned_line__isnull=False).on_hand == 1


def test_goods_that_the_order_never_had_are_refused(sku):
    other = factories.create_sku(team=sku.team, code="VASE")

    with pytest.raises(NotDone, match="had no VASE"):
        back(begin(sold(sku)), other)
    assert not StockMovement.objects.filter(sku=other).exists()


def test_a_return_makes_no_shelf_of_what_is_bought_per_order(sku):
    """Else every open order of it would be short from that scan on."""
    back(begin(sold(sku)), sku)

    assert Supply.objects.get(sku=sku).kind == "per_order"


def test_the_parcel_that_it_went_in_names_the_order_too(sku):
    line = create_need(sku=sku)
    factories.create_package(orders=[line.order], tracking_number="1Z999AA10123456784")

    assert returning.find_order(sku.team, "1z 999 aa1 0123456784") == line.order
    with pytest.raises(NotDone, match="No order and no parcel of ours is called 77"):
        returning.find_order(sku.team, "77")


def test_a_parcel_of_two_orders_asks_which(sku):
    orders = [create_need(sku=sku).order, create_need(sku=sku).order]
    factories.create_package(orders=orders, tracking_number="1Z999AA10123456784")

    with pytest.raises(NotDone, match="is of several orders"):
        returning.find_order(sku.team, "1Z999AA10123456784")


def test_an_order_of_another_team_is_not_found(sku):
    foreign = create_need(sku=factories.create_sku(team=factories.create_team(), code="LAMP"))

    with pytest.raises(NotDone):
        returning.find_order(sku.team, foreign.order.external_id)


def test_an_inspector_takes_a_return_in_from_the_order_to_the_scan(sku):
    create_lot(sku=sku, quantity=5)
    line = sold(sku)
    Order.objects.filter(pk=line.order_id).update(number="#1007")
    Refund.objects.create(
        team=sku.team, shop=line.order.shop, order=line.order, order_external_id=line.order.external_id,
        external_id="R1", status="open", reason_text="It arrived scratched", remote_updated_at=NOW,
    )  # fmt: skip
    client = Client()
    client.force_login(factories.create_member(team=sku.team, role=Role.INSPECTOR))
    start = {"back-order": "#1007", "back-warehouse": str(default_of(sku.team).pk)}

    page = client.post(reverse("stock:start-return"), start, follow=True).content.decode()
    receipt = Receipt.objects.get(returned_order=line.order)
    told = {"code": "LAMP", "quantity": "1", "client_uuid": str(uuid.uuid4())}
    for _ in range(2):  # the second is the same scan sent again
        shown = client.post(reverse("stock:receipt", args=[receipt.pk]), told, follow=True).content.decode()

    assert "It arrived scratched" in page
    assert "none back yet" in page
    assert "1 back" in shown
    lot = client.get(reverse("stock:lot", args=[Lot.objects.get(returned_line=line).pk])).content.decode()
    assert "Sent back with" in lot
    original = client.get(
        reverse("stock:lot", args=[Lot.objects.get(returned_line=None).pk])
    ).content.decode()
    assert "What came back of it" in original


def test_the_same_order_opens_one_receipt_of_its_return(sku):
    line = sold(sku)

    assert begin(line) == begin(line)
