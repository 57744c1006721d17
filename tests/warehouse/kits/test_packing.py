"""A kit at the packing table: scanned beside the goods, used once for each order, out of the ledger, and back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from fulfillment.orders.models import OrderEvent
from fulfillment.warehouse import dealing
from fulfillment.warehouse.kit_states import Per
from fulfillment.warehouse.kits import plain
from fulfillment.warehouse.kits import reading as kits
from fulfillment.warehouse.models import KitUse, Lot, PlainOrder, StockMovement
from fulfillment.warehouse.pack import answering, kitting, listing, reading
from fulfillment.warehouse.pack.answering import Said
from tests import factories
from tests.warehouse.kits import making
from tests.warehouse.pack.tablet import Tablet
from tests.warehouse.stock import create_lot, create_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def sku():
    return factories.create_sku(team=factories.create_team(), code="LAMP")


@pytest.fixture
def ana(sku):
    return Tablet(
        factories.create_member(team=sku.team, email="ana@glow.example"), sku.team, now=timezone.now()
    )


@pytest.fixture
def card(sku):
    return making.item(making.kit(team=sku.team), code="CARD", units=10)


def need(sku, quantity=1):
    """A line of an order to pack, whose goods are there."""
    create_lot(sku=sku, quantity=quantity)
    line = create_need(sku=sku, quantity=quantity, now=timezone.now(), rule_version="tiktok-us")
    dealing.deal(sku.team_id, now=timezone.now())
    return line


def kit_line(line, item):
    return -(line.order_id * kitting.MOST_ITEMS + item.pk)


def put_kit(ana, line, item):
    told = {"box": str(ana.box), "order": line.order_id, "line": kit_line(line, item), "code": "CARD"}
    return ana.item("put", **told)


def pack(ana, line, item, *, kits=1):
    items = [ana.start(line.order), *(ana.put(line) for _ in range(line.quantity))]
    items += [put_kit(ana, line, item) for _ in range(kits)]
    items.append(ana.seal(line.order, units=line.quantity + kits))
    return items


def on_hand(item):
    return sum(Lot.objects.filter(sku=item.sku).values_list("on_hand", flat=True))


def entry(ana, line):
    return listing.entries(ana.team, [line.order_id], now=timezone.now())[0]


def test_the_tablet_shows_the_kit_as_a_line_to_scan_and_a_step(sku, ana, card):
    line = need(sku)
    making.approved(card)
    told = entry(ana, line)
    assert [step["code"] for step in told["steps"]] == ["scan", "kit", "weigh", "photo", "label"]
    shown = told["lines"][1]
    assert (shown["id"], shown["sku"], shown["need"], shown["codes"]) == (
        kit_line(line, card), "thank-you card", 1, ["CARD"],
    )  # fmt: skip
    assert shown["picture"].startswith("/photos/")


def test_sealed_with_its_kit_the_order_is_packed_and_the_ledger_loses_it_once(sku, ana, card):
    line = need(sku)
    art = making.approved(card)
    sent = pack(ana, line, card)

    assert {ana.send(item)["outcome"] for item in [*sent, *sent]} == {"taken"}

    line.order.refresh_from_db()
    assert line.order.packed_at
    use = KitUse.objects.get()
    assert (use.order_id, use.item, use.quantity, use.artwork) == (line.order_id, card, 1, art)
    assert on_hand(card) == 10
    for _ in range(2):
        dealing.deal(sku.team_id, now=timezone.now())
    assert on_hand(card) == 9
    assert StockMovement.objects.get(kind="kit_used").reason == "1 parcel"


def test_items_in_any_order_use_the_kit_once(sku, ana, card):
    line = need(sku)
    for item in reversed(pack(ana, line, card)):
        ana.send(item)
    assert KitUse.objects.count() == 1
    line.order.refresh_from_db()
    assert line.order.packed_at


def test_the_database_lets_an_order_use_an_item_once(sku, ana, card):
    line = need(sku)
    for item in pack(ana, line, card):
        ana.send(item)
    again = KitUse.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError, match="kit_use_once"), transaction.atomic():
        again.save()


def test_what_a_box_took_is_nobody_else_s_before_the_ledger_knows(sku, ana, card):
    line = need(sku)
    for item in pack(ana, line, card, kits=1):
        ana.send(item)
    assert [each.free for each in kits.stock(sku.team_id, [card.sku_id])] == [9]


def test_a_box_that_is_taken_apart_gives_its_kit_back(sku, ana, card):
    line = need(sku)
    for item in pack(ana, line, card):
        ana.send(item)
    dealing.deal(sku.team_id, now=timezone.now())

    answering.answer(ana.packing, Said.UNPACKED, by=ana.by, now=timezone.now())
    dealing.deal(sku.team_id, now=timezone.now())

    assert on_hand(card) == 10
    assert entry(ana, line)["lines"][1]["need"] == 1


def test_taken_apart_before_the_ledger_knew_nothing_moves(sku, ana, card):
    line = need(sku)
    for item in pack(ana, line, card):
        ana.send(item)
    answering.answer(ana.packing, Said.UNPACKED, by=ana.by, now=timezone.now())
    dealing.deal(sku.team_id, now=timezone.now())
    assert on_hand(card) == 10
    assert not StockMovement.objects.filter(kind__in=["kit_used", "put_back"]).exists()


def test_an_order_that_fills_two_boxes_needs_its_kit_in_the_first_only(sku, ana, card):
    line = need(sku, 2)
    for item in [
        ana.start(line.order),
        ana.put(line),
        put_kit(ana, line, card),
        ana.seal(line.order, units=2),
    ]:
        assert ana.send(item)["outcome"] == "taken"
    assert [each["need"] for each in entry(ana, line)["lines"]] == [1, 0]


def test_an_order_that_was_packed_without_its_kit_says_so(sku, ana, card):
    line = need(sku)
    for item in [ana.start(line.order), ana.put(line), ana.seal(line.order, units=1)]:
        ana.send(item)
    line.order.refresh_from_db()
    assert line.order.packed_at
    assert OrderEvent.objects.get(order=line.order, kind="kit.left_out").data["note"] == "thank-you card"


def test_an_order_that_goes_plain_needs_no_kit_and_one_scanned_before_is_no_problem(sku, ana):
    card = making.item(making.kit(team=sku.team), code="CARD")
    line = need(sku)
    plain.allow(sku.team, [line.order_id], "late", by=ana.by, now=timezone.now())
    assert PlainOrder.objects.count() == 1
    assert len(entry(ana, line)["lines"]) == 1
    assert {ana.send(item)["outcome"] for item in pack(ana, line, card)} == {"taken"}


def test_a_kit_that_is_missing_stops_the_packing(sku, ana):
    making.item(making.kit(team=sku.team), code="CARD")
    line = need(sku)
    told = ana.send(ana.start(line.order))
    assert told["outcome"] == "conflict"
    assert "thank-you card is missing" in told["text"]


def test_an_item_of_another_team_is_refused(sku, ana, card):
    line = need(sku)
    ana.send(ana.start(line.order))
    other = making.item(making.kit(team=factories.create_team()))
    assert ana.send(put_kit(ana, line, other))["outcome"] == "refused"


def test_a_kit_for_each_unit_is_scanned_as_often(sku, ana):
    bag = making.item(making.kit(team=sku.team, skus=[sku]), code="BAG", per=Per.UNIT, units=9)
    line = need(sku, 3)
    assert entry(ana, line)["lines"][1]["need"] == 3
    for item in pack(ana, line, bag, kits=3):
        ana.send(item)
    assert KitUse.objects.get().quantity == 3


def test_units_that_the_ledger_does_not_have_do_not_leave_it(sku, ana, card):
    line = need(sku)
    for item in pack(ana, line, card, kits=1):
        ana.send(item)
    Lot.objects.filter(sku=card.sku).update(state="rejected")
    dealing.deal(sku.team_id, now=timezone.now())
    assert on_hand(card) == 10
    assert KitUse.objects.get().moved_at


def test_a_team_without_kits_pays_one_query_for_them(sku, ana, django_assert_num_queries):
    line = need(sku)
    with django_assert_num_queries(10):
        reading.read(sku.team, [line.order_id])
