"""An address that changes after first sight is recorded once, without its words, and holds what has not left yet."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from fulfillment.channels.ingest import take_orders
from fulfillment.orders.acknowledging import acknowledge, take_back
from fulfillment.orders.address_changes import Receiver
from fulfillment.orders.models import AddressChange, Buyer, Hold, Order, OrderEvent
from fulfillment.orders.watch import watch_due
from tests import factories
from tests.channels.told import NOW, at, told_buyer, told_order, told_package

pytestmark = pytest.mark.django_db
ID = "576461413038785752"
MOVED = told_buyer(line1="2 New Street", postal_code="95112")
AGAIN = told_buyer(line1="3 Last Lane")


@pytest.fixture
def shop():
    return factories.create_shop()


def tell(shop, minutes, buyer, *, now=NOW, **fields):
    taken = take_orders(
        shop=shop, records=[told_order(updated_at=at(minutes), buyer=buyer, **fields)], now=now
    )
    assert not taken.quarantined
    return taken


def judged(now=NOW):
    while watch_due(now=now):
        pass
    return Order.objects.get()


def open_holds():
    return list(Hold.objects.open().filter(reason="address_changed"))


def test_the_first_address_is_no_change(shop):
    tell(shop, 5, told_buyer())

    assert not AddressChange.objects.exists()
    assert not open_holds()


def test_another_address_is_recorded_and_blocks_the_order_until_acknowledged(shop):
    tell(shop, 5, told_buyer())
    tell(shop, 10, MOVED)

    (change,) = AddressChange.objects.all()
    assert change.parts == ["line1", "postal_code"]
    assert (change.before.line1, change.after.line1) == ("1199 Coleman Ave", "2 New Street")
    (hold,) = open_holds()
    assert (hold.blocks, hold.owner, hold.action, hold.evidence) == (
        True, "us", "acknowledge_address", "street, postal code",
    )  # fmt: skip
    order = judged()
    assert (order.level, order.next_action) == ("on_hold", "acknowledge_address")


def test_neither_event_nor_hold_say_the_address(shop):
    tell(shop, 5, told_buyer())
    tell(shop, 10, MOVED)
    judged()

    said = json.dumps(
        [list(OrderEvent.objects.values_list("data", "key")), list(Hold.objects.values_list("evidence"))]
    )
    said += json.dumps(Order.objects.get().reasons)
    assert "New Street" not in said
    assert "Coleman" not in said
    assert "95112" not in said
    assert OrderEvent.objects.get(kind="address.changed").data == {
        "parts": ["line1", "postal_code"], "is_labelled": False,
    }  # fmt: skip


def test_the_same_payload_twice_is_no_second_change(shop):
    for minutes, buyer in ((5, told_buyer()), (10, MOVED), (10, MOVED), (12, MOVED)):
        tell(shop, minutes, buyer)

    assert AddressChange.objects.count() == Hold.objects.count() == 1


def test_an_older_address_that_comes_late_changes_nothing(shop):
    tell(shop, 10, MOVED)
    tell(shop, 5, told_buyer())

    assert not AddressChange.objects.exists()


def test_case_spaces_and_another_mail_address_are_no_change_of_address(shop):
    tell(shop, 5, told_buyer())
    tell(shop, 10, told_buyer(line1="1199  coleman AVE ", external_id="", email="new@example.com"))

    assert not AddressChange.objects.exists()


def test_a_masked_address_is_none(shop):
    masked = told_buyer(name="Z** M*****", line1="*****", postal_code="")
    tell(shop, 5, masked)
    tell(shop, 10, told_buyer())
    tell(shop, 15, masked)

    assert not AddressChange.objects.exists()


def test_a_label_that_existed_is_said(shop):
    labelled = {"status": "ready", "ready_at": at(7), "packages": (told_package(shipped_at=at(7)),)}
    tell(shop, 8, told_buyer(), **labelled)
    tell(shop, 10, MOVED, **labelled)

    assert AddressChange.objects.get().is_labelled
    assert open_holds()[0].evidence == "street, postal code; a label exists and may carry the old address"


@pytest.mark.parametrize("status", ["in_transit", "delivered", "cancelled", "unpaid"])
def test_what_is_not_ours_to_ship_is_recorded_and_not_held(shop, status):
    tell(shop, 5, told_buyer(), status=status)
    judged()
    tell(shop, 10, MOVED, status=status)

    assert AddressChange.objects.get().hold is None
    assert not open_holds()


def test_a_change_after_the_first_wants_to_be_seen_anew(shop):
    tell(shop, 5, told_buyer())
    tell(shop, 10, MOVED)
    (first,) = open_holds()
    tell(shop, 15, AGAIN, now=NOW + timedelta(minutes=1))
    (second,) = open_holds()
    member = factories.create_member(team=shop.team)

    assert second != first
    assert acknowledge(first, by=member, now=NOW).hold is None  # it shows an address that has changed since
    assert acknowledge(second, by=member, now=NOW).hold == second.pk
    assert not AddressChange.objects.waiting_for(Receiver.TEAM).exists()
    assert not open_holds()


def test_acknowledging_is_remembered_lifts_the_hold_and_can_be_undone(shop):
    tell(shop, 5, told_buyer())
    tell(shop, 10, MOVED)
    order, member, (hold,) = judged(), factories.create_member(team=shop.team), open_holds()

    done = acknowledge(hold, by=member, now=NOW)
    order.refresh_from_db()
    (known,) = AddressChange.objects.get().acknowledgements.all()
    assert (known.receiver, known.acknowledged_by, known.acknowledged_at) == ("team", member, NOW)
    assert order.next_action == "upload_number"

    assert take_back(order, done, by=member, now=NOW + timedelta(seconds=1))
    order.refresh_from_db()
    assert order.next_action == "acknowledge_address"
    kinds = list(OrderEvent.objects.filter(source="person").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["address.acknowledged", "address.acknowledgement_undone"]


def test_the_hold_is_lifted_by_the_last_who_must_know(shop):
    tell(shop, 5, told_buyer())
    tell(shop, 10, MOVED)
    AddressChange.objects.update(receivers=["team", "supplier"])
    member, (hold,) = factories.create_member(team=shop.team), open_holds()

    assert acknowledge(hold, by=member, now=NOW).hold is None
    assert [each.order_id for each in AddressChange.objects.waiting_for(Receiver.SUPPLIER)] == [hold.order_id]
    assert acknowledge(hold, by=None, now=NOW, receiver=Receiver.SUPPLIER).hold == hold.pk


def test_erasing_the_buyer_leaves_the_change_without_its_words(shop):
    tell(shop, 5, told_buyer())
    tell(shop, 10, MOVED)
    Buyer.objects.all().erase(now=NOW)

    change = AddressChange.objects.select_related("before").get()
    assert (change.parts, change.before.line1) == (["line1", "postal_code"], "")


def test_many_changes_in_one_batch_take_as_many_statements_as_two(shop):
    def statements(count, minutes):
        records = [
            told_order(f"{count}-{n}", updated_at=at(minutes), buyer=told_buyer(line1=f"{minutes} Street"))
            for n in range(count)
        ]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            take_orders(shop=shop, records=records, now=NOW)
        return len(seen)

    for count in (2, 40):
        statements(count, 5)
    assert statements(2, 10) == statements(40, 10)
    assert len(open_holds()) == 42


def test_whatever_the_order_of_payloads_the_open_hold_is_about_the_address_that_stands(shop):
    told = [(5, told_buyer()), (10, MOVED), (15, AGAIN), (15, AGAIN)]

    @settings(max_examples=12, deadline=None)
    @given(st.permutations(told))
    def check(order):
        Order.objects.all().delete()
        for minutes, buyer in order:
            tell(shop, minutes, buyer)
        placed = Order.objects.get(external_id=ID)
        changes = list(AddressChange.objects.order_by("told_at"))
        assert placed.buyer.line1 == "3 Last Lane"
        assert len(open_holds()) == (1 if changes else 0)
        if changes:
            assert changes[-1].after == placed.buyer
            assert changes[-1].hold == open_holds()[0]

    check()
