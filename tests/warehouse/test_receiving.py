"""Goods in: what a scanner types, what came beside what was announced, lots that are minted or known."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.warehouse import expecting, receive_lists, receiving, recognising
from fulfillment.warehouse.comparing import Verdict, compare
from fulfillment.warehouse.expecting import read_lines
from fulfillment.warehouse.models import Barcode, Lot, Receipt, StockMovement, Supply
from fulfillment.warehouse.receiving import Scan
from fulfillment.warehouse.refusing import NotDone
from fulfillment.warehouse.scanning import cleaned, minted, spellings
from tests import factories
from tests.factories import NOW
from tests.racing import at_once
from tests.warehouse.stock import create_lot, open_receipt

LATER = NOW + timedelta(minutes=5)


def test_what_scanners_add_is_no_part_of_a_code():
    assert cleaned("]C1 SKU-1\r\n") == "SKU-1"
    assert cleaned("\x1d4006381333931\t") == "4006381333931"
    assert cleaned(" \x00 ") == ""


def test_a_upc_is_the_same_code_with_and_without_leading_zeros():
    assert spellings("012345678905") == ["00012345678905", "0012345678905", "012345678905"]
    assert spellings("0012345678905") == spellings("012345678905")
    assert spellings("SKU-0012345678") == ["SKU-0012345678"]


def test_a_minted_code_has_its_day_and_no_sign_that_is_read_as_another():
    assert minted(NOW, [0, 7, 11, 255]) == "L261124-29D" + minted(NOW, [255])[-1]


def test_what_came_is_short_over_wrong_or_right():
    found = compare({1: 10, 2: 5, 3: 4}, {1: 8, 2: 6, 3: 3, 9: 1}, {3: 1})

    assert [(each.sku, each.verdict, each.difference) for each in found] == [
        (1, Verdict.SHORT, 2),
        (2, Verdict.OVER, 1),
        (3, Verdict.RIGHT, 0),
        (9, Verdict.WRONG, 1),
    ]
    assert compare({}, {9: 1}, {})[0].verdict == Verdict.UNANNOUNCED


def test_a_pasted_delivery_is_read_whatever_parts_its_columns():
    read = read_lines("SKU;Quantity\nA-1;40\nB 2\t12\nC,3,7\nA-1 2\n\n")

    assert (read.lines, read.problems) == ({"A-1": 42, "B 2": 12, "C,3": 7}, [])


@pytest.mark.parametrize("line", ["A-1;0", "A-1;-4", "A-1;2.5", "A-1;9999999"])
def test_what_is_no_quantity_is_said_with_its_line(line):
    (problem,) = read_lines(f"B-1;1\n{line}").problems

    assert problem.startswith("Line 2, 'A-1': ")


@given(st.text())
def test_no_pasted_text_is_an_error(text):
    read = read_lines(text)

    assert read.lines or read.problems
    assert all(quantity > 0 for quantity in read.lines.values())


@pytest.fixture
def sku(db):
    return factories.create_sku(team=factories.create_team())


@pytest.fixture
def by(sku):
    return factories.create_member(team=sku.team)


def scan(receipt, sku, quantity=1, *, told=None, **more):
    return receiving.receive(receipt, Scan(sku, quantity, **more), by=None, now=LATER, client_uuid=told)


def test_scans_of_one_sku_fill_one_minted_lot(sku):
    receipt = open_receipt(sku.team)

    rows = [scan(receipt, sku, told=uuid.uuid4()).row for _ in range(3)]

    lot = Lot.objects.get()
    assert {row.lot_id for row in rows} == {lot.pk}
    assert (lot.on_hand, lot.state, lot.code[:8]) == (3, "released", "L261124-")


def test_the_same_scan_sent_again_counts_once(sku):
    receipt, told = open_receipt(sku.team), uuid.uuid4()

    first, again = scan(receipt, sku, 5, told=told), scan(receipt, sku, 5, told=told)

    assert (first.is_new, again.is_new, again.row) == (True, False, first.row)
    assert Lot.objects.get().on_hand == 5


def test_a_receipt_started_twice_by_one_tap_is_one(sku):
    told = uuid.uuid4()

    assert open_receipt(sku.team, client_uuid=told) == open_receipt(sku.team, client_uuid=told)
    assert Receipt.objects.count() == 1


def test_damaged_units_are_on_the_ledger_in_a_lot_that_is_rejected(sku):
    receipt = open_receipt(sku.team)

    scan(receipt, sku, 8, lot_code="S-1")
    scan(receipt, sku, 2, lot_code="S-1", is_damaged=True)

    good, damaged = Lot.objects.order_by("pk")
    assert (good.code, good.state, good.on_hand) == ("S-1", "released", 8)
    assert (damaged.supplier_code, damaged.state, damaged.on_hand) == ("S-1", "rejected", 2)
    assert damaged.rulings.get().why == "damaged on arrival"
    (row,) = receive_lists.compared(receipt)
    assert (row["each"].good, row["each"].damaged) == (8, 2)


def test_the_suppliers_lot_that_comes_again_is_the_same_lot(sku):
    first, second = open_receipt(sku.team), open_receipt(sku.team, now=LATER)

    scan(first, sku, 8, lot_code="S-1")
    scan(second, sku, 2, lot_code="S-1")

    assert Lot.objects.get().on_hand == 10
    assert Lot.objects.get().receipt_lines.count() == 2


def test_a_suppliers_number_that_is_another_skus_lot_gets_a_code_of_ours(sku):
    create_lot(sku=sku, lot_code="1")
    other = factories.create_sku(team=sku.team)

    lot = create_lot(sku=other, lot_code="1")

    assert lot.code != "1"
    assert lot.supplier_code == "1"


def test_what_is_to_be_inspected_is_quarantined_as_it_comes(sku):
    create_lot(sku=sku)
    Supply.objects.update(is_inspected=True)

    assert create_lot(sku=sku).state == "quarantined"


def test_a_closed_receipt_takes_no_scan_until_it_is_opened_again(sku):
    receipt = open_receipt(sku.team)
    assert receiving.close(receipt, is_all=True, now=LATER)
    receipt.refresh_from_db()

    with pytest.raises(NotDone, match="closed"):
        scan(receipt, sku)
    receiving.reopen(receipt)
    receipt.refresh_from_db()
    assert scan(receipt, sku).is_new


def expected(sku, quantity=10, **more):
    told = {"reference": "PO-17", "supplier": None, "expected_on": None, "by": None, "now": NOW}
    return expecting.expect(open_receipt(sku.team).warehouse, {sku: quantity}, **told | more)


def test_what_comes_in_two_trucks_is_compared_with_the_whole_delivery(sku):
    delivery = expected(sku)
    first = open_receipt(sku.team, delivery=delivery)
    scan(first, sku, 6)
    receiving.close(first, is_all=False, now=LATER)

    second = open_receipt(sku.team, delivery=delivery)
    scan(second, sku, 4)

    (row,) = receive_lists.compared(second)
    assert (row["each"].good, row["words"]) == (10, "All there")
    assert second.reference == "PO-17"


def test_a_delivery_is_announced_once(sku):
    expected(sku)

    with pytest.raises(NotDone, match="PO-17 is entered already"):
        expected(sku)


def test_a_barcode_is_learned_once_and_known_in_every_spelling(sku, by):
    team = sku.team
    with pytest.raises(recognising.Unknown, match="Nobody has said which SKU 012345678905 is"):
        recognising.sku_of(team, "012345678905")

    recognising.learn(team, "012345678905", sku.code.lower(), by=by, now=NOW)

    assert recognising.sku_of(team, "0012345678905") == sku
    other = factories.create_sku(team=team)
    recognising.learn(team, "012345678905", other.code, by=by, now=NOW)
    assert Barcode.objects.get().sku == sku


def test_a_barcode_of_another_team_is_unknown_here(sku):
    theirs = factories.create_sku(team=factories.create_team(), code="THEIRS")
    lot = create_lot(sku=theirs, lot_code="THEIR-LOT")

    for text in ("THEIRS", lot.code):
        with pytest.raises(recognising.Unknown):
            recognising.sku_of(sku.team, text)


def test_what_is_scanned_by_mistake_is_told_what_it_is(sku):
    shop = factories.create_shop(team=sku.team)
    order = factories.create_order(shop=shop)
    factories.create_package(orders=[order], tracking_number="9400110200881234567896")
    lot = create_lot(sku=sku)

    for text, says in (
        ("", "Nothing was scanned"),
        ("9" * 90, "90 characters"),
        (lot.code, "label of a lot that is here already"),
        ("9400110200881234567896", "number of a parcel"),
        (order.external_id, "an order of ours"),
    ):
        with pytest.raises(NotDone, match=says):
            recognising.sku_of(sku.team, text)


def test_a_scan_that_was_one_too_many_is_taken_back(sku, by):
    from fulfillment.warehouse import ledger

    receipt = open_receipt(sku.team)
    row = scan(receipt, sku, 3).row
    ledger.take_back(row, by=by, now=LATER)

    assert receive_lists.compared(receipt) == []
    assert list(StockMovement.objects.order_by("pk").values_list("quantity", flat=True)) == [3, -3]


def test_a_tablet_that_has_not_heard_of_the_closing_scans_nothing_more_into_it(db):
    sku = factories.create_sku(team=factories.create_team())
    row = open_receipt(sku.team)
    stale = Receipt.objects.get(pk=row.pk)
    receiving.close(row, is_all=True, now=NOW)

    with pytest.raises(NotDone, match="closed"):
        receiving.receive(stale, Scan(sku, 1), by=None, now=NOW)
    assert not StockMovement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_scan_and_a_closing_at_once_no_unit_comes_after_the_closing():
    sku = factories.create_sku(team=factories.create_team())
    row = open_receipt(sku.team)

    scanned, closed = at_once(
        lambda: receiving.receive(row, Scan(sku, 2), by=None, now=NOW),
        lambda: receiving.close(Receipt.objects.get(pk=row.pk), is_all=True, now=LATER),
        refused=(NotDone,),
    )

    assert closed is True
    assert StockMovement.objects.count() == (0 if isinstance(scanned, NotDone) else 1)


@pytest.mark.django_db(transaction=True)
def test_two_tablets_that_close_one_receipt_at_once_close_it_once():
    row = open_receipt(factories.create_team())

    done = at_once(*[lambda: receiving.close(row, is_all=True, now=NOW)] * 2)

    assert sorted(done) == [False, True]
