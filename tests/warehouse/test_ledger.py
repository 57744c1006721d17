"""Stock is a ledger: what a lot has is the sum of its movements, never below nothing, whoever writes at once."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from fulfillment.warehouse import dealing, ledger
from fulfillment.warehouse.models import Allocation, Count, Lot, StockMovement
from fulfillment.warehouse.refusing import NotDone
from tests import factories, racing
from tests.factories import NOW
from tests.warehouse.stock import create_lot, create_need

LATER = NOW + timedelta(minutes=5)
pytestmark = pytest.mark.django_db


@pytest.fixture
def sku():
    return factories.create_sku(team=factories.create_team())


@pytest.fixture
def by(sku):
    return factories.create_member(team=sku.team)


def take(lot, quantity, by, **more):
    return ledger.take_out(
        lot, quantity, "Lost", by=by, now=LATER, client_uuid=more.get("uuid", uuid.uuid4())
    )


def on_hand(lot) -> int:
    lot.refresh_from_db()
    summed = StockMovement.objects.filter(lot=lot).aggregate(n=Sum("quantity"))["n"]
    assert lot.on_hand == summed
    return lot.on_hand


def test_what_is_taken_out_leaves_the_lot_and_can_be_put_back_once(sku, by):
    lot = create_lot(sku=sku, quantity=10)

    row = take(lot, 4, by).row
    assert on_hand(lot) == 6
    ledger.take_back(row, by=by, now=LATER)
    assert on_hand(lot) == 10
    with pytest.raises(NotDone, match="taken back already"):
        ledger.take_back(row, by=by, now=LATER)
    assert on_hand(lot) == 10


@pytest.mark.parametrize("quantity", [0, -3])
def test_a_negative_number_is_refused_with_a_sentence(sku, by, quantity):
    lot = create_lot(sku=sku)

    with pytest.raises(NotDone, match="cannot be taken out"):
        take(lot, quantity, by)
    assert on_hand(lot) == 10


def test_more_than_there_is_is_refused_with_what_there_is(sku, by):
    lot = create_lot(sku=sku, quantity=5)

    with pytest.raises(NotDone, match=f"{lot.code} has 5, so 6"):
        take(lot, 6, by)
    assert on_hand(lot) == 5


def test_the_same_client_uuid_moves_once(sku, by):
    lot, told = create_lot(sku=sku), uuid.uuid4()

    first, again = take(lot, 2, by, uuid=told), take(lot, 2, by, uuid=told)

    assert (first.is_new, again.is_new, again.row) == (True, False, first.row)
    assert on_hand(lot) == 8


def test_the_database_refuses_to_edit_a_movement(sku):
    lot = create_lot(sku=sku)

    for change in ({"quantity": 99}, {"moved_at": LATER}, {"reason": "nicer"}):
        with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
            StockMovement.objects.filter(lot=lot).update(**change)


def test_a_count_reconciles_shelf_and_ledger_by_a_movement(sku, by):
    lot, told = create_lot(sku=sku, quantity=10), uuid.uuid4()

    row, is_new = ledger.count(lot, 7, by=by, now=LATER, client_uuid=told)
    again, was_new = ledger.count(lot, 7, by=by, now=LATER, client_uuid=told)

    assert (row.on_hand, row.counted, row.movement.quantity, is_new) == (10, 7, -3, True)
    assert (again, was_new) == (row, False)
    assert on_hand(lot) == 7


def test_a_count_that_finds_what_the_ledger_says_moves_nothing(sku, by):
    lot = create_lot(sku=sku, quantity=10)

    row, _ = ledger.count(lot, 10, by=by, now=LATER, client_uuid=None)

    assert row.movement is None
    assert StockMovement.objects.filter(lot=lot).count() == 1


def test_what_is_counted_away_is_taken_from_whoever_can_wait_longest(sku, by):
    lot = create_lot(sku=sku, quantity=4)
    urgent, patient = create_need(sku=sku, quantity=2, hours=5), create_need(sku=sku, quantity=2, hours=50)
    dealing.deal(sku.team_id, now=NOW)

    ledger.count(lot, 3, by=by, now=LATER, client_uuid=None)

    assert list(Allocation.objects.values_list("order_line", flat=True)) == [urgent.pk]
    dealing.deal(sku.team_id, now=LATER)
    assert patient.order.holds.get().reason == "stock_short"


def at_once(*acts):
    return racing.at_once(*acts, refused=(NotDone, IntegrityError))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_last_units_at_once_one_is_refused(sku, by):
    lot = create_lot(sku=sku, quantity=5)

    found = at_once(*[lambda: take(Lot.objects.get(pk=lot.pk), 3, by)] * 2)

    assert sum(isinstance(each, NotDone) for each in found) == 1
    assert on_hand(lot) == 2


@pytest.mark.django_db(transaction=True)
def test_two_writers_past_our_code_cannot_bring_a_lot_below_nothing(sku):
    lot = create_lot(sku=sku, quantity=5)
    told = {"team": sku.team, "warehouse": lot.warehouse, "sku": sku, "lot": lot, "kind": "taken_out"}

    def write():
        return StockMovement.objects.create(quantity=-3, moved_at=LATER, **told)

    found = at_once(write, write)

    assert sum(isinstance(each, IntegrityError) for each in found) == 1
    assert on_hand(lot) == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_movement_and_count_sent_twice_at_once_stand_once(sku, by):
    lot, told, counted = create_lot(sku=sku, quantity=9), uuid.uuid4(), uuid.uuid4()

    moved = at_once(*[lambda: take(Lot.objects.get(pk=lot.pk), 2, by, uuid=told)] * 2)
    assert sorted(each.is_new for each in moved) == [False, True]
    at_once(*[lambda: ledger.count(lot, 5, by=by, now=LATER, client_uuid=counted)] * 2)

    assert Count.objects.count() == 1
    assert on_hand(lot) == 5


@pytest.mark.django_db(transaction=True)
def test_two_writers_past_our_code_cannot_give_a_line_or_of_a_lot_too_much(sku):
    lot, other = create_lot(sku=sku, quantity=3), create_lot(sku=sku, quantity=3)
    line, second = create_need(sku=sku, quantity=2), create_need(sku=sku, quantity=2)

    def give(to, of):
        return lambda: Allocation.objects.create(
            team=sku.team, order_line=to, lot=of, quantity=2, allocated_at=NOW
        )

    of_one_line = at_once(give(line, lot), give(line, other))
    assert sum(isinstance(each, IntegrityError) for each in of_one_line) == 1
    Allocation.objects.all().delete()
    of_one_lot = at_once(give(line, lot), give(second, lot))
    assert sum(isinstance(each, IntegrityError) for each in of_one_lot) == 1
    lot.refresh_from_db()
    assert (lot.allocated, Allocation.objects.count()) == (2, 1)
