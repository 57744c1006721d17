"""Copies of one order are linked, and then worked on, sent and counted once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from fulfillment.channels.ingest import take_orders
from fulfillment.channels.uploads import gathering, preflight
from fulfillment.orders.copies import Refused, ask_again, dismiss, link, suggested, unlink
from fulfillment.orders.models import NotACopy, Order, OrderCopy
from fulfillment.orders.watch import watch_due
from fulfillment.outbox.asking import Wish, ask
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind
from metrics import facts
from metrics.models import Fact
from tests import factories
from tests.channels.told import NOW, at, told_buyer, told_order
from tests.desk.seen import signed_in
from tests.desk.test_acts import undo

pytestmark = pytest.mark.django_db
ID = "576461413038785752"


@pytest.fixture
def tiktok():
    return factories.create_shop()


@pytest.fixture
def shopify(tiktok):
    return factories.create_shop(team=tiktok.team, channel="shopify", platform="own_store", name="Glow Store")


@pytest.fixture
def member(tiktok):
    return factories.create_member(team=tiktok.team)


def judge():
    while watch_due(now=NOW):
        pass
    while facts.judge_changed():
        pass


def tell(shop, name, **fields):
    take_orders(shop=shop, records=[told_order(name, **fields)], now=NOW)
    judge()
    return Order.objects.get(shop=shop, external_id=name)


def refused(act):
    """Whether the database refuses it."""
    try:
        with transaction.atomic():
            act()
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError:
        return True
    return False


def pair(tiktok, shopify):
    return tell(tiktok, ID), tell(shopify, "S1", copied_from=ID, number="#1001")


@pytest.mark.parametrize("copy_first", [True, False])
def test_a_copy_that_names_its_original_is_linked_whichever_comes_first(tiktok, shopify, copy_first):
    both = [(tiktok, ID, ""), (shopify, "S1", ID)]
    for shop, name, original in reversed(both) if copy_first else both:
        tell(shop, name, copied_from=original)
    copy, original = Order.objects.get(external_id="S1"), Order.objects.get(external_id=ID)

    row = OrderCopy.objects.get(order=copy)
    assert (row.original, row.is_told) == (original, True)
    assert (copy.is_open, original.is_open) == (False, True)
    assert [reason["code"] for reason in copy.reasons] == ["copy_of_another_order"]
    assert "copy_of_another_order" not in [reason["code"] for reason in original.reasons]


def test_told_again_it_stays_one_link(tiktok, shopify):
    pair(tiktok, shopify)
    tell(shopify, "S1", copied_from=ID, updated_at=at(30))

    assert OrderCopy.objects.count() == 2
    assert not Order.objects.get(external_id="S1").is_open


def test_another_teams_order_is_never_the_original(tiktok):
    stranger = factories.create_shop()
    tell(tiktok, ID)
    tell(stranger, "S1", copied_from=ID)

    assert not OrderCopy.objects.exists()


def test_a_copy_counts_in_no_rate_and_says_why(tiktok, shopify):
    sent = {"status": "in_transit", "ready_at": at(60), "scanned_at": at(90), "scan_due_at": at(2000)}
    tell(tiktok, ID, **sent)
    copy = tell(shopify, "S1", **sent)
    before = Fact.objects.get(metric="late-dispatch-rate", unit_id=copy.pk)
    assert before.in_denominator
    tell(shopify, "S1", copied_from=ID, updated_at=at(99), **sent)

    fact = Fact.objects.get(metric="late-dispatch-rate", unit_id=copy.pk)
    assert (fact.in_denominator, fact.why) == (False, "copy_of_another_order")
    assert Fact.objects.filter(metric="late-dispatch-rate", in_denominator=True).count() == 1


def test_no_number_goes_to_a_copy_and_what_waited_is_withdrawn(tiktok, shopify):
    copy = tell(shopify, "S1")
    wish = Wish(Kind.SHIPMENT_CREATE, "k", "S1", {"tracking_number": "9400100000000000000000"})
    ask(shopify, [wish], by=None, now=NOW)
    tell(tiktok, ID)
    copy = tell(shopify, "S1", copied_from=ID, updated_at=at(40))

    assert OutboundWrite.objects.get().state == "withdrawn"
    found = gathering.gather(shopify.team, [copy], [], now=NOW).orders[copy.pk]
    upload = preflight.Upload("9400100000000000000000", "usps")
    shop = gathering.gather(shopify.team, [copy], [], now=NOW).shops[shopify.pk]
    assert "copy" in [
        finding.code for finding in preflight.look(upload, found, shop, now=NOW) if finding.refuses
    ]


def test_neither_chains_nor_circles_are_possible(tiktok, shopify, member):
    original, copy = pair(tiktok, shopify)
    third = factories.create_order(shop=tiktok)
    rows = {"team_id": tiktok.team_id, "linked_at": NOW}
    for order, of in ((third, copy), (third, factories.create_order(shop=tiktok))):
        assert refused(lambda: OrderCopy.objects.create(order=order, original=of, **rows))  # noqa: B023
    assert refused(lambda: OrderCopy.objects.filter(order=original).update(original=copy))


def test_a_copy_of_a_copy_joins_the_original(tiktok, shopify, member):
    original, copy = pair(tiktok, shopify)
    third = factories.create_order(shop=factories.create_shop(team=tiktok.team))
    link(third, copy, by=member, now=NOW)

    assert OrderCopy.objects.get(order=third).original == original
    with pytest.raises(Refused, match="has copies of its own"):
        link(original, third, by=member, now=NOW)
    with pytest.raises(Refused, match="is a copy already"):
        link(copy, original, by=member, now=NOW)


def test_unlinked_it_is_work_again_and_stays_so_whatever_its_channel_names(tiktok, shopify, member):
    original, copy = pair(tiktok, shopify)
    assert unlink(copy, by=member, now=NOW) == original.pk
    copy.refresh_from_db()
    assert copy.is_open
    tell(shopify, "S1", copied_from=ID, updated_at=at(50))

    assert not OrderCopy.objects.exists()
    assert NotACopy.objects.count() == 2


def test_alike_on_two_channels_is_suggested_to_a_person_and_never_linked_by_itself(tiktok, shopify):
    one = tell(tiktok, ID)
    other = tell(shopify, "S1", placed_at=one.placed_at + timedelta(minutes=3))
    tell(shopify, "S2", placed_at=one.placed_at + timedelta(hours=3))

    assert not OrderCopy.objects.exists()
    assert suggested(one) == [other]
    client = signed_in(tiktok.team)
    assert (
        "This is its copy"
        not in client.get(f"/orders/{Order.objects.get(external_id='S2').pk}/").content.decode()
    )

    pressed = client.post(f"/orders/{other.pk}/copy/", {"original": one.pk}, follow=True)
    assert "is a copy of" in pressed.content.decode()
    assert OrderCopy.objects.get(order=other).original == one
    assert "A copy of" in client.get("/orders/").content.decode()

    assert "Undone." in undo(client, pressed).content.decode()
    assert not OrderCopy.objects.exists()
    assert suggested(one) == [other]

    pressed = client.post(f"/orders/{other.pk}/copy/", {"original": one.pk}, follow=True)
    gone = client.post(f"/orders/{other.pk}/copy/unlink/", follow=True)
    assert suggested(one) == []
    undo(client, gone)
    assert OrderCopy.objects.get(order=other).original == one


def test_a_copy_is_found_in_an_hour_in_which_hundreds_pay_the_same(tiktok, shopify):
    one = tell(tiktok, ID)
    for at_minute in range(25):
        buyer = told_buyer(external_id=f"b{at_minute}", name=f"Buyer Number{at_minute}")
        tell(shopify, f"C{at_minute}", placed_at=one.placed_at + timedelta(seconds=at_minute), buyer=buyer)
    other = tell(shopify, "S1", placed_at=one.placed_at + timedelta(minutes=3))

    assert suggested(one) == [other]


def test_a_suggestion_is_dismissed_for_both_and_that_can_be_undone(tiktok, shopify):
    one = tell(tiktok, ID)
    other = tell(shopify, "S1", placed_at=one.placed_at + timedelta(minutes=3))
    client = signed_in(tiktok.team)
    assert "Two orders" in client.get(f"/orders/{one.pk}/").content.decode()

    pressed = client.post(f"/orders/{one.pk}/copy/dismiss/", {"other": other.pk}, follow=True)

    assert "are two orders: they are not suggested again." in pressed.content.decode()
    assert suggested(one) == suggested(other) == []
    assert "Said not to be one" in client.get(f"/orders/{other.pk}/").content.decode()
    assert "Undone." in undo(client, pressed).content.decode()
    assert suggested(one) == [other]


def test_what_is_linked_is_unlinked_before_it_is_told_apart(tiktok, shopify, member):
    original, copy = pair(tiktok, shopify)
    with pytest.raises(Refused, match="are linked"):
        dismiss(copy, original, by=member, now=NOW)
    with pytest.raises(Refused, match="two orders of the same team"):
        dismiss(copy, copy, by=member, now=NOW)
    assert not ask_again(copy, original.pk, by=member, now=NOW)


@pytest.mark.parametrize("asked", ["", "x", "99999999999999999999", "0"])
def test_an_order_that_is_not_there_cannot_be_named(tiktok, asked):
    order = factories.create_order(shop=tiktok)

    assert signed_in(tiktok.team).post(f"/orders/{order.pk}/copy/", {"original": asked}).status_code == 404


def test_many_copies_are_linked_in_as_many_statements_as_two(tiktok, shopify, django_assert_max_num_queries):
    count = 30
    ids = [f"57646141303878{n:04}" for n in range(count)]
    take_orders(shop=tiktok, records=[told_order(name) for name in ids], now=NOW)
    copies = [told_order(f"S{n}", copied_from=name) for n, name in enumerate(ids)]
    with django_assert_max_num_queries(45):
        take_orders(shop=shopify, records=copies, now=NOW)

    assert OrderCopy.objects.count() == 2 * count
