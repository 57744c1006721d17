"""What a tablet's items do, in any order, sent once or five times, by two packers at once, overtaken by the world."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fulfillment.captures.models import Capture
from fulfillment.captures.taking import NotOurs
from fulfillment.orders.holds import place_hold
from fulfillment.orders.models import Order
from fulfillment.warehouse import dealing
from fulfillment.warehouse.models import (
    Allocation,
    Lot,
    PackClaim,
    PackedItem,
    Packing,
    Supply,
    Warehouse,
    WarehouseAlias,
)
from fulfillment.warehouse.pack import answering, listing, sealing
from fulfillment.warehouse.pack.answering import Said
from fulfillment.warehouse.refusing import NotDone
from fulfillment.warehouse.sites import default_of
from tests import factories
from tests.factories import NOW
from tests.racing import at_once
from tests.warehouse.pack.tablet import Tablet
from tests.warehouse.stock import close_order, create_lot, create_need

LABEL = "9400110200881234567896"
MINUTE = timedelta(minutes=1)
ANY = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sku(db):
    return factories.create_sku(team=factories.create_team(), code="LAMP")


@pytest.fixture
def ana(sku):
    return packer(sku, "ana@glow.example")


@pytest.fixture
def ben(sku):
    return packer(sku, "ben@glow.example")


def packer(sku, email):
    return Tablet(factories.create_member(team=sku.team, email=email), sku.team)


def packed_at(line):
    return Order.objects.values_list("packed_at", flat=True).get(pk=line.order_id)


def kinds(line):
    return set(line.order.events.values_list("kind", flat=True))


def cancel(line):
    Order.objects.filter(pk=line.order_id).update(status="cancelled", stage="cancelled", is_open=False)


def test_an_order_that_is_scanned_filled_and_sealed_is_packed(sku, ana):
    line = create_need(sku=sku, quantity=2)

    assert ana.pack(line, LABEL) == ["taken"] * 4

    box = ana.packing
    assert (box.state, box.label_number, box.units_told, box.packer) == ("sealed", LABEL, 2, ana.by)
    assert (packed_at(line), PackClaim.objects.count()) == (NOW, 0)
    assert {"order.packing_started", "order.packed"} <= kinds(line)


def test_the_label_s_package_is_known_at_the_box_also_where_the_scanner_reads_more_than_the_number(sku, ana):
    line = create_need(sku=sku)
    package = factories.create_package(orders=[line.order], tracking_number=LABEL)

    ana.pack(line, f"42090210{LABEL}")

    assert ana.packing.package == package


@given(order=st.permutations(range(4)), again=st.lists(st.integers(0, 3), max_size=4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_items_in_any_order_and_told_again_make_the_same_box(sku, ana, order, again):
    line, ana.box = create_need(sku=sku, quantity=2), uuid4()
    items = ana.whole(line, "")

    for place in [*order, *again]:
        ana.send(items[place])

    assert (ana.packing.state, PackedItem.objects.filter(packing=ana.packing).count()) == ("sealed", 2)
    assert packed_at(line) == NOW


def test_the_same_item_sent_again_a_week_later_gets_the_same_receipt(sku, ana):
    line = create_need(sku=sku)
    item = ana.start(line.order)
    first = ana.send(item)
    ana.now += timedelta(days=7)

    assert ana.send(item) == first
    assert Capture.objects.count() == 1


@ANY
def test_the_same_item_sent_twice_at_once_is_taken_once(sku, ana):
    line = create_need(sku=sku, quantity=2)
    item = ana.put(line)

    first, second = at_once(*[lambda: ana.send(item)] * 2)

    assert first == second
    assert PackedItem.objects.count() == 1


@ANY
def test_of_two_packers_who_scan_one_order_at_once_one_is_told_who_has_it(sku, ana, ben):
    line = create_need(sku=sku)
    ana.now = ben.now = timezone.now()

    found = at_once(lambda: ana.send(ana.start(line.order)), lambda: ben.send(ben.start(line.order)))

    assert sorted(each["outcome"] for each in found) == ["conflict", "taken"]
    assert any(f"is packing {line.order} since " in each["words"] for each in found)
    assert PackClaim.objects.count() == 1


@ANY
def test_of_two_packers_without_a_network_who_packed_one_order_one_box_goes_and_one_waits(sku, ana, ben):
    line = create_need(sku=sku)
    ana.now = ben.now = timezone.now()

    at_once(lambda: ana.pack(line, LABEL), lambda: ben.pack(line, ""))

    states = sorted((each.state, bool(each.problem)) for each in Packing.objects.all())
    assert states == [("open", True), ("sealed", False)]
    (waiting,) = [box for box, _ in answering.recalled(sku.team)]
    assert answering.to_answer(sku.team) == 1
    answering.answer(waiting, Said.UNPACKED, by=ben.by, now=timezone.now())
    assert answering.recalled(sku.team) == []
    assert answering.to_answer(sku.team) == 0
    assert packed_at(line)


@ANY
def test_a_cancellation_that_comes_while_the_box_is_sealed_leaves_no_parcel_that_goes_unnoticed(sku, ana):
    line = create_need(sku=sku)
    for item in ana.whole(line)[:-1]:
        ana.send(item)
    ana.now = timezone.now()

    at_once(lambda: ana.send(ana.seal(line.order, units=1)), lambda: cancel(line))

    (found,) = answering.recalled(sku.team)
    assert (found[0], found[1].title) == (ana.packing, "Cancelled")


def test_who_takes_an_order_over_gets_the_open_box_and_the_other_one_is_told(sku, ana, ben):
    line = create_need(sku=sku, quantity=2)
    ana.send(ana.start(line.order))
    ana.send(ana.put(line))

    answering.take_over(line.order, "her shift is over", by=ben.by, now=NOW)
    late = ana.send(ana.put(line))
    ben.box = ana.box
    assert [ben.send(item)["outcome"] for item in (ben.put(line), ben.seal(line.order, units=2))] == [
        "taken"
    ] * 2

    assert (late["outcome"], late["words"]) == ("conflict", "Ben has taken this box over: leave it to them.")
    assert (ana.packing.state, packed_at(line)) == ("sealed", NOW)


def test_nobody_takes_over_without_a_reason(sku, ana):
    line = create_need(sku=sku)

    with pytest.raises(NotDone, match="why"):
        answering.take_over(line.order, " ", by=ana.by, now=NOW)


def test_a_claim_that_nobody_scanned_under_for_a_while_is_free(sku, ana, ben):
    line = create_need(sku=sku)
    ana.send(ana.start(line.order))
    ben.now = NOW + 16 * MINUTE

    assert ben.send(ben.start(line.order))["outcome"] == "taken"


def test_a_hold_that_came_before_the_seal_keeps_the_box_and_says_what_to_do(sku, ana):
    line = create_need(sku=sku)
    for item in ana.whole(line)[:-1]:
        ana.send(item)
    place_hold(line.order, reason="by_hand", owner="us", evidence="Fraud check", now=NOW)

    receipt = ana.send(ana.seal(line.order, units=1, label=LABEL))

    assert (receipt["outcome"], receipt["problem"]) == ("conflict", "held")
    assert "Fraud check. Set the box aside" in receipt["text"]
    assert (ana.packing.state, packed_at(line)) == ("open", None)


def test_a_box_whose_address_changed_is_opened_again_and_sealed_with_another_label(sku, ana):
    line = create_need(sku=sku)
    ana.pack(line, LABEL)
    hold = place_hold(line.order, reason="address_changed", owner="us", now=NOW)
    (found,) = answering.recalled(sku.team)
    assert "Its label must not be used" in found[1].text or "No label" in found[1].text

    answering.answer(ana.packing, Said.REOPENED, by=ana.by, now=NOW)
    assert packed_at(line) is None
    hold.released_at = NOW
    hold.save()
    assert ana.send(ana.seal(line.order, units=1, label="9400110200881234567000"))["outcome"] == "taken"

    assert (ana.packing.label_number, packed_at(line)) == ("9400110200881234567000", NOW)


def test_the_label_of_another_order_is_found_out_where_the_tablet_did_not_know_it(sku, ana):
    mine, other = create_need(sku=sku), create_need(sku=sku)
    factories.create_package(orders=[other.order], tracking_number=LABEL)

    assert ana.pack(mine, LABEL) == ["taken", "taken", "conflict"]

    assert (ana.packing.problem, packed_at(mine)) == ("label_of_another", None)


def test_a_label_is_on_one_box_only(sku, ana, ben):
    first, second = create_need(sku=sku), create_need(sku=sku)
    ana.pack(first, LABEL)

    assert ben.pack(second, LABEL)[-1] == "conflict"
    assert ben.packing.problem == "label_of_another"


def test_an_order_that_fills_two_boxes_is_packed_with_the_second(sku, ana):
    line = create_need(sku=sku, quantity=2)
    for item in (ana.start(line.order), ana.put(line), ana.seal(line.order, units=1, label=LABEL)):
        assert ana.send(item)["outcome"] == "taken"
    assert (packed_at(line), "order.partly_packed" in kinds(line)) == (None, True)

    ana.box, ana.now = uuid4(), NOW + MINUTE
    for item in (ana.start(line.order), ana.put(line), ana.seal(line.order, units=1)):
        assert ana.send(item)["outcome"] == "taken"

    assert packed_at(line) == NOW + MINUTE


def test_two_orders_of_one_buyer_share_a_box_and_of_two_buyers_they_do_not(sku, ana):
    same = [create_need(sku=sku, buyer_key="ann") for _ in range(2)]
    stranger = create_need(sku=sku, buyer_key="bob")
    for line in same:
        assert ana.send(ana.start(line.order))["outcome"] == "taken"
    assert ana.send(ana.start(stranger.order))["outcome"] == "refused"

    for item in (*map(ana.put, same), ana.seal(*(line.order for line in same), units=2, label=LABEL)):
        assert ana.send(item)["outcome"] == "taken"

    assert [packed_at(line) for line in same] == [NOW, NOW]


def test_a_unit_too_many_is_kept_and_said(sku, ana):
    line = create_need(sku=sku)
    ana.send(ana.put(line))

    assert ana.send(ana.put(line))["title"] == "It does not belong in there"
    assert ana.packing.problem == "too_much"


def test_what_was_put_back_is_free_for_everybody(sku, ana, ben):
    line = create_need(sku=sku)
    ana.send(ana.start(line.order))
    ana.send(ana.put(line))

    ana.send(ana.item("drop", box=str(ana.box)))

    assert (ana.packing.state, ben.pack(line)) == ("unpacked", ["taken"] * 3)


def test_goods_in_a_box_stay_its_order_s_until_it_is_taken_apart(sku, ana):
    create_lot(sku=sku, quantity=1)
    line, other = create_need(sku=sku), create_need(sku=sku, hours=1)
    Allocation.objects.all().delete()
    dealing.deal(sku.team_id, now=NOW)
    Allocation.objects.all().delete()
    Allocation.objects.create(
        team=sku.team, order_line=line, lot=Lot.objects.get(), quantity=1, allocated_at=NOW
    )
    ana.pack(line)
    cancel(line)
    dealing.deal(sku.team_id, now=NOW)
    assert Allocation.objects.get().order_line == line

    answering.answer(ana.packing, Said.UNPACKED, by=ana.by, now=NOW)
    dealing.deal(sku.team_id, now=NOW)

    assert Allocation.objects.get().order_line == other


def test_what_left_with_the_carrier_left_the_shelf_and_the_house(sku, ana):
    create_lot(sku=sku, quantity=3)
    line = create_need(sku=sku, quantity=2)
    dealing.deal(sku.team_id, now=NOW)
    ana.pack(line)
    close_order(line.order, "in_transit")

    dealing.deal(sku.team_id, now=NOW)
    sealing.let_go()

    assert (Lot.objects.get().on_hand, Allocation.objects.count(), ana.packing.state) == (1, 0, "gone")


def test_nothing_of_another_team_is_packed(sku, ana):
    other = create_need(sku=factories.create_sku(team=factories.create_team(), code="LAMP"))

    assert ana.pack(other) == ["refused"] * 3
    assert Packing.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "payload"),
    [("fly", {}), ("start", {"box": "no"}), ("put", {"box": str(uuid4()), "order": "1"}), ("seal", {"units": -1})],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_a_sentence(sku, ana, kind, payload):
    receipt = ana.send(ana.item(kind, **payload))

    assert receipt["outcome"] == "refused"
    assert receipt["words"].endswith(".")


def test_an_item_is_taken_of_whoever_recorded_it_only(sku, ana, ben):
    item = ana.start(create_need(sku=sku).order)

    with pytest.raises(NotOurs):
        ben.send(item)
    assert Capture.objects.count() == 0


def test_a_clock_hours_ahead_is_not_believed(sku, ana):
    line = create_need(sku=sku)
    item = ana.start(line.order)
    item.captured_at = NOW + timedelta(hours=5)

    ana.send(item)

    assert ana.packing.started_at == NOW
    assert Capture.objects.get().captured_at == NOW + timedelta(hours=5)


def test_an_order_is_found_by_its_number_and_by_what_stands_on_its_label(sku):
    line = create_need(sku=sku, number="#1001")
    factories.create_package(orders=[line.order], tracking_number=LABEL)

    for text in (line.order.external_id, "#1001", f"420 90210 {LABEL}"):
        assert listing.find(sku.team, text) == [line.order_id]
    assert listing.find(sku.team, "") == listing.find(sku.team, "x" * 99) == []


def test_the_list_for_a_tablet_costs_the_same_however_long_it_is(sku, ana, django_assert_num_queries):
    lines = [create_need(sku=sku, hours=n) for n in range(1, 9)]
    ana.send(ana.start(lines[3].order))

    for few in (lines[3:4], lines):
        with django_assert_num_queries(17):
            found = listing.entries(sku.team, [line.order_id for line in few], now=NOW)
        assert [each["id"] for each in found] == [line.order_id for line in few]


def test_goods_are_fetched_from_the_bins_of_the_warehouse_that_the_order_leaves_from(sku):
    line = create_need(sku=sku)
    here, there = (
        default_of(sku.team),
        Warehouse.objects.create(team=sku.team, code="east", name="East", time_zone="UTC", country="US"),
    )
    Supply.objects.create(team=sku.team, warehouse=here, sku=sku, bin="A-01", unit_grams=120)
    Supply.objects.create(team=sku.team, warehouse=there, sku=sku, bin="Z-99")

    def place():
        ((told,),) = [each["lines"] for each in listing.entries(sku.team, [line.order_id], now=NOW)]
        return told["place"], told["grams"]

    assert place() == ("A-01", 120)
    WarehouseAlias.objects.create(team=sku.team, shop=line.order.shop, external_id="E1", warehouse=there)
    Order.objects.filter(pk=line.order_id).update(warehouse_external_id="E1")
    assert place() == ("Z-99", 0)


def test_goods_that_are_short_stop_no_box_and_a_hold_does(sku, ana, django_assert_num_queries):
    line = create_need(sku=sku)
    ana.pack(line)
    place_hold(line.order, reason="stock_short", owner="us", evidence="2 missing", blocks=True, now=NOW)
    with django_assert_num_queries(1):
        assert answering.to_answer(sku.team) == 0

    place_hold(line.order, reason="by_hand", owner="us", evidence="Fraud check", blocks=True, now=NOW)

    assert (answering.to_answer(sku.team), len(answering.recalled(sku.team))) == (1, 1)


def test_first_comes_what_the_next_trucks_take_then_what_its_truck_left_without_then_what_can_wait(sku):
    def need(hours, truck=None, **more):
        truck_at = None if truck is None else NOW + timedelta(hours=truck)
        return create_need(sku=sku, hours=hours, truck_at=truck_at, **more).order_id

    later, late, missed = need(90, truck=80), need(-20, truck=-40), need(6, truck=-5)
    tonight, next_morning, no_truck = need(30, truck=20), need(44, truck=40), need(3)
    need(1, truck=20, packed_at=NOW)
    need(1, truck=20, handed_over_at=NOW)  # it never was at a table

    assert listing.first_to_pack(sku.team, now=NOW) == [no_truck, tonight, next_morning, missed, late, later]


def test_a_number_that_the_channel_does_not_know_waits_to_be_told_until_it_does(sku, ana):
    line = create_need(sku=sku)
    ana.pack(line, LABEL)
    assert answering.untold(sku.team) == [ana.packing]

    package = factories.create_package(orders=[line.order], tracking_number=LABEL)
    sealing.let_go()

    assert (ana.packing.package, answering.untold(sku.team)) == (package, [])
