"""Orders are held for as long as nobody promises their goods."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from fulfillment.orders.holds import release_hold
from fulfillment.orders.models import Hold, Order, OrderEvent
from sourcing.confirming import AlreadyOffered, end_offer, make_offer, retract
from sourcing.models import Confirmation, Offer
from sourcing.promising import settle_holds
from sourcing.tasks import hold_unpromised
from tests import factories
from tests.racing import at_once
from tests.sourcing.making import TERMS, offered, said, to_ship
from tests.warehouse.stock import create_lot

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def team():
    return factories.create_team()


@pytest.fixture
def sku(team):
    return factories.create_sku(team=team, code="GLOW-1")


def evidence(order: Order) -> str | None:
    hold = Hold.objects.open().filter(order=order, reason="no_live_promise").first()
    return hold.evidence if hold else None


def test_a_sku_that_nobody_offers_holds_nothing(team, sku):
    order = to_ship(sku)
    settle_holds(team, now=timezone.now())
    assert evidence(order) is None


def test_an_order_waits_from_the_offer_on_until_somebody_promises_its_goods(team, sku):
    order = to_ship(sku, 2)
    offer = offered(team=team, sku=sku)
    assert evidence(order) == "2 × GLOW-1: Bright Agents was never asked whether it has them"

    said(offer, 2)

    assert evidence(order) is None
    kinds = OrderEvent.objects.filter(order=order, kind__startswith="promise.").values_list("kind", flat=True)
    assert sorted(kinds) == ["promise.given", "promise.missing"]


def test_what_is_promised_goes_to_the_earliest_deadlines(team, sku):
    late, early = to_ship(sku, 2, due_in=40), to_ship(sku, 2, due_in=4)
    offer = offered(team=team, sku=sku)

    said(offer, 3)

    assert evidence(early) is None
    assert (
        evidence(late) == "1 × GLOW-1: the 3 that Bright Agents promised go to orders with earlier deadlines"
    )


def test_a_promise_that_ran_out_and_one_of_none_hold_it_again(team, sku):
    order, offer = to_ship(sku), offered(team=team, sku=sku)
    said(offer, 5, hours=10)
    settle_holds(team, now=timezone.now() + 11 * HOUR)
    assert "promised held until" in evidence(order)

    said(offer, 0)
    assert "that none are left" in evidence(order)


def test_units_that_left_since_are_no_longer_promised(team, sku):
    offer = offered(team=team, sku=sku)
    said(offer, 3, now=timezone.now() - HOUR)
    gone = to_ship(sku, 2)
    Order.objects.filter(pk=gone.pk).update(ready_at=timezone.now(), stage="awaiting_scan", status="ready")
    waits = to_ship(sku, 2)

    settle_holds(team, now=timezone.now())

    assert evidence(waits).startswith("1 × GLOW-1")


def test_what_lies_on_our_shelf_is_never_held_for_a_promise(team, sku):
    order = to_ship(sku)
    create_lot(sku=sku, quantity=5)
    offered(team=team, sku=sku)
    assert evidence(order) is None


def test_what_is_labelled_already_is_not_held(team, sku):
    order = to_ship(
        sku, status="ready", ready_at=timezone.now(), labelled_at=timezone.now(), packages_total=1
    )
    assert order.stage == "awaiting_scan"
    offered(team=team, sku=sku)
    assert evidence(order) is None


def test_whoever_released_it_by_hand_is_not_told_again(team, sku):
    order = to_ship(sku)
    offered(team=team, sku=sku)
    by = factories.create_member(team=team)
    release_hold(Hold.objects.open().get(order=order), now=timezone.now(), by=by)

    hold_unpromised()

    assert evidence(order) is None


def test_a_word_taken_back_was_never_said_and_may_stand_again(team, sku):
    order, offer = to_ship(sku), offered(team=team, sku=sku)
    by, word = factories.create_member(team=team), said(offer)

    assert retract(word, by=by, now=timezone.now())
    assert not retract(word, by=by, now=timezone.now())
    assert evidence(order)
    assert retract(word, by=by, now=timezone.now(), is_taken_back=False)
    assert evidence(order) is None


def test_an_offer_that_ended_holds_nothing_and_is_offered_again(team, sku):
    order, offer = to_ship(sku), offered(team=team, sku=sku)
    by = factories.create_member(team=team)

    assert end_offer(offer, by=by, now=timezone.now())
    assert evidence(order) is None
    assert end_offer(offer, by=by, now=timezone.now(), is_over=False)
    assert evidence(order)


def test_one_supplier_offers_a_sku_once(team, sku):
    offer = offered(team=team, sku=sku)
    with pytest.raises(AlreadyOffered, match="offers GLOW-1 already"):
        make_offer(sku, offer.supplier, TERMS, by=None, now=timezone.now())


def test_two_suppliers_promises_are_added(team, sku):
    order = to_ship(sku, 5)
    said(offered(team=team, sku=sku), 2)
    said(offered(team=team, sku=sku, name="Second Source"), 3)
    assert evidence(order) is None


def test_another_teams_promise_covers_nothing_of_ours(team, sku):
    order = to_ship(sku)
    offered(team=team, sku=sku)
    other = factories.create_team()
    said(offered(team=other, sku=factories.create_sku(team=other, code="GLOW-1")))
    hold_unpromised()
    assert evidence(order)


def test_holds_cost_the_same_however_many_orders_wait(team, sku, django_assert_max_num_queries):
    offer = offered(team=team, sku=sku)
    shop = factories.create_shop(team=team)
    for _ in range(12):
        to_ship(sku, shop=shop)
    with django_assert_max_num_queries(30):
        settle_holds(team, now=timezone.now())
    assert Hold.objects.open().filter(reason="no_live_promise").count() == 12
    with django_assert_max_num_queries(30):
        said(offer, 12)


@pytest.mark.django_db(transaction=True)
def test_a_form_pressed_twice_at_once_is_one_word():
    team = factories.create_team()
    offer = offered(team=team)
    key = uuid4()

    found = at_once(*[lambda: said(offer, 7, client_uuid=key)] * 3)

    assert Confirmation.objects.count() == 1
    assert {each.pk for each in found} == {Offer.objects.get().latest_id}


@pytest.mark.django_db(transaction=True)
def test_two_who_write_down_an_offer_at_once_make_one():
    team = factories.create_team()
    sku, supplier = factories.create_sku(team=team), factories.create_supplier(team=team)

    found = at_once(
        *[lambda: make_offer(sku, supplier, TERMS, by=None, now=timezone.now())] * 2,
        refused=(AlreadyOffered,),
    )

    assert Offer.objects.count() == 1
    assert sum(isinstance(each, AlreadyOffered) for each in found) == 1
