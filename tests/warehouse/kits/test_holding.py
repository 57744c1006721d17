"""Orders whose kit is missing are held, and let go plain by whoever may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulfillment.orders.models import Hold, Order, OrderEvent
from fulfillment.orders.watch import watch_due
from fulfillment.warehouse import dealing, expecting
from fulfillment.warehouse.kit_states import Per
from fulfillment.warehouse.kits import changing, holding, plain
from fulfillment.warehouse.models import PlainOrder
from fulfillment.warehouse.refusing import NotDone
from fulfillment.warehouse.sites import default_of
from tests import factories
from tests.racing import at_once
from tests.sourcing.making import to_ship
from tests.warehouse.kits import making

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def team():
    return factories.create_team()


@pytest.fixture
def shop(team):
    return factories.create_shop(team=team)


@pytest.fixture
def sku(team):
    return factories.create_sku(team=team, code="GLOW-1")


@pytest.fixture
def manager(team):
    return factories.create_member(team=team, role="manager")


def hold_of(order: Order) -> Hold | None:
    return Hold.objects.open().filter(order=order, reason="kit_missing").first()


def deal(team) -> None:
    dealing.deal(team.pk, now=timezone.now())


def test_an_order_waits_for_its_kit_and_is_let_go_when_that_comes_in(team, sku):
    order, kit = to_ship(sku), making.kit(team=team)
    card = making.item(kit, code="CARD")
    hold = hold_of(order)
    assert (
        hold.evidence == "1 × thank-you card is missing in Main warehouse: no delivery with it is announced"
    )
    watch_due(now=timezone.now())
    order.refresh_from_db()
    assert (order.level, order.next_action) == ("due_soon", "ship_plain")

    changing.came_in(card, 1, by=None, now=timezone.now())

    assert hold_of(order) is None
    kinds = OrderEvent.objects.filter(order=order, kind__startswith="kit.").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["kit.missing", "kit.found"]


def test_the_earliest_deadline_gets_the_kit_that_is_there(team, sku):
    kit = making.kit(team=team)
    making.item(kit, units=1)
    late, early = to_ship(sku, due_in=40), to_ship(sku, due_in=4)
    deal(team)
    assert hold_of(early) is None
    assert hold_of(late)


def test_a_kit_for_each_unit_needs_as_many(team, sku):
    order = to_ship(sku, 3)
    making.item(making.kit(team=team, skus=[sku]), per=Per.UNIT, quantity=2, units=4)
    assert hold_of(order).evidence.startswith("2 × thank-you card are missing")


def test_what_is_packed_or_labelled_is_never_held(team, sku):
    packed = to_ship(sku)
    Order.objects.filter(pk=packed.pk).update(packed_at=timezone.now())
    labelled = to_ship(
        sku, status="ready", ready_at=timezone.now(), labelled_at=timezone.now(), packages_total=1
    )
    making.item(making.kit(team=team))
    assert hold_of(packed) is None
    assert hold_of(labelled) is None


def test_a_printed_item_waits_for_its_artwork_to_be_approved(team, sku, manager):
    order = to_ship(sku)
    card = making.item(making.kit(team=team), units=5, is_printed=True)
    art = making.artwork(card)
    assert hold_of(order).evidence == "no artwork of thank-you card is approved"

    changing.approve(art, by=manager, now=timezone.now())
    assert hold_of(order) is None

    changing.retire(art, by=manager, now=timezone.now())
    assert hold_of(order)


def test_a_kit_that_is_announced_in_time_is_waited_for_and_one_that_comes_late_is_not(team, sku, manager):
    kit = making.kit(team=team)
    card = making.item(kit, code="CARD")
    soon, far = to_ship(sku, due_in=30), to_ship(sku, due_in=24 * 12)
    on = (timezone.now() + 5 * DAY).date()
    expecting.expect(
        default_of(team), {card.sku: 90}, reference="PO-7", supplier=None, expected_on=on, by=None, now=timezone.now()
    )  # fmt: skip
    deal(team)
    assert hold_of(soon).action == "ship_plain"
    assert hold_of(far).action == "see_kit"
    assert "by PO-7" in hold_of(far).evidence

    assert plain.allow(team, [soon.pk, far.pk], "campaign ends", by=manager, now=timezone.now()) == 1
    assert hold_of(soon) is None
    assert hold_of(far)


def test_going_plain_is_recorded_with_who_and_why_and_can_be_taken_back(team, sku, manager):
    order = to_ship(sku)
    making.item(making.kit(team=team))
    plain.allow(team, [order.pk], "no cards before Tuesday", by=manager, now=timezone.now())
    assert hold_of(order) is None
    event = OrderEvent.objects.get(order=order, kind="kit.plain_allowed")
    assert (event.actor, event.data["note"]) == (manager, "no cards before Tuesday")

    row = PlainOrder.objects.get(order=order)
    assert plain.take_back(row, by=manager, now=timezone.now())
    assert not plain.take_back(row, by=manager, now=timezone.now())
    assert hold_of(order)


def test_nobody_goes_plain_without_a_reason_or_need(team, sku, manager):
    order, other = to_ship(sku), to_ship(factories.create_sku(team=factories.create_team()))
    making.item(making.kit(team=team))
    with pytest.raises(NotDone, match="Say why"):
        plain.allow(team, [order.pk], "  ", by=manager, now=timezone.now())
    with pytest.raises(NotDone, match="None of these"):
        plain.allow(team, [other.pk], "please", by=manager, now=timezone.now())


def test_what_went_plain_and_is_packed_cannot_be_taken_back(team, sku, manager):
    order = to_ship(sku)
    making.item(making.kit(team=team))
    plain.allow(team, [order.pk], "late", by=manager, now=timezone.now())
    Order.objects.filter(pk=order.pk).update(packed_at=timezone.now())
    with pytest.raises(NotDone, match="packed already"):
        plain.take_back(PlainOrder.objects.get(order=order), by=manager, now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_who_let_an_order_go_at_once_are_recorded_once(team, sku, manager):
    order = to_ship(sku)
    making.item(making.kit(team=team))

    def let_go():
        try:
            plain.allow(team, [order.pk], "late", by=manager, now=timezone.now())
        except NotDone as refusal:
            return str(refusal)
        return "done"

    told = sorted(at_once(let_go, let_go))

    assert told[1] == "done"
    assert told[0].startswith("None of these")
    assert PlainOrder.objects.filter(order=order).count() == 1


def test_another_shop_s_orders_do_not_wait_for_a_shop_s_kit(team, sku, shop):
    ours, other = to_ship(sku, shop=shop), to_ship(sku)
    making.item(making.kit(team=team, shop=shop))
    assert hold_of(ours)
    assert hold_of(other) is None


def test_a_kit_that_ended_holds_nothing_and_is_used_again(team, sku, manager):
    order, kit = to_ship(sku), making.kit(team=team)
    making.item(kit)
    changing.end(kit, by=manager, now=timezone.now())
    assert hold_of(order) is None
    changing.end(kit, by=manager, now=timezone.now(), is_over=False)
    assert hold_of(order)


def test_two_kits_for_the_same_parcels_are_refused_with_a_sentence(team, sku, shop):
    making.kit(team=team)
    making.kit(team=team, shop=shop)
    making.kit(team=team, skus=[sku])
    with pytest.raises(NotDone, match="of the whole team"):
        making.kit(team=team)
    with pytest.raises(NotDone, match=f"of {shop}"):
        making.kit(team=team, shop=shop)
    with pytest.raises(NotDone, match="GLOW-1 is in the kit"):
        making.kit(team=team, skus=[sku])


def test_an_item_is_in_a_kit_once_and_comes_back(team, manager):
    kit = making.kit(team=team)
    first = making.item(kit, code="CARD")
    with pytest.raises(NotDone, match="in this kit already"):
        making.item(kit, code="CARD")
    changing.end_item(first, by=manager, now=timezone.now())
    making.item(kit, code="CARD")
    with pytest.raises(NotDone, match="under another name"):
        changing.end_item(first, by=manager, now=timezone.now(), is_over=False)


def test_a_kit_cannot_consist_of_what_it_goes_with(team, sku):
    with pytest.raises(NotDone, match="a code of its own"):
        making.item(making.kit(team=team, skus=[sku]), code=sku.code)


def test_holding_twelve_orders_asks_as_much_as_holding_two(team, sku):
    making.item(making.kit(team=team))

    def queries_of(orders):
        for _ in range(orders):
            to_ship(sku)
        with CaptureQueriesContext(connection) as told:
            holding.settle_holds(team.pk, now=timezone.now())
        return len(told)

    assert queries_of(2) == queries_of(10)
    assert Hold.objects.open().filter(reason="kit_missing").count() == 12
