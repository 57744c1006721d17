"""Orders to suppliers: placed once, answered, sent and recalled."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import Hold, Order, OrderLine
from fulfillment.warehouse.refusing import NotDone
from sourcing.models import Purchase, PurchaseLine, SupplierProfile
from sourcing.promising import left, settle_holds
from sourcing.purchasing import gathering, recalling, sending
from sourcing.purchasing.answering import Taken, answer, ship
from sourcing.purchasing.placing import place
from tests import factories
from tests.racing import at_once
from tests.sourcing.making import offered, said, to_ship


@pytest.fixture
def sku(db):
    return factories.create_sku(team=factories.create_team(), code="LAMP")


@pytest.fixture
def offer(sku):
    row = offered(team=sku.team, sku=sku)
    SupplierProfile.objects.create(team=sku.team, supplier=row.supplier, contact_mail="mei@bright.example")
    said(row)
    row.refresh_from_db()
    return row


@pytest.fixture
def by(sku):
    return factories.create_member(team=sku.team, role=Role.OPERATOR)


def buy(offer, *orders, key=None, by=None):
    wanted = {line.pk: offer.pk for each in orders for line in each.lines.all()}
    return place(offer.team, wanted, key=key or uuid4(), by=by, now=timezone.now())


def bought(offer, quantity=3):
    order = to_ship(offer.sku, quantity)
    [row] = buy(offer, order).purchases
    return row, row.lines.get(), order


def is_held(order):
    return Hold.objects.open().filter(order=order, reason="no_live_promise").exists()


def test_what_is_bought_has_a_number_a_price_and_a_letter_and_is_offered_to_nobody_else(offer, by):
    orders = [to_ship(offer.sku, 3), to_ship(offer.sku)]

    done = buy(offer, *orders, by=by)

    [row] = done.purchases
    assert (str(row), row.currency, row.supplier) == ("PO-00001", "USD", offer.supplier)
    assert sorted(row.lines.values_list("quantity", "unit_price")) == [
        (1, Decimal("4.2")),
        (3, Decimal("4.2")),
    ]
    assert row.letters.get().email == "mei@bright.example"
    assert left(offer.team, [offer], now=timezone.now()) == {offer.pk: 36}
    assert gathering.to_buy(offer.team) == []
    assert [each.events.filter(kind="goods.bought").count() for each in orders] == [1, 1]


def test_what_is_bought_is_not_held_when_the_promise_ends(offer):
    kept, waiting = to_ship(offer.sku), to_ship(offer.sku)
    buy(offer, kept)

    settle_holds(offer.team, now=timezone.now() + timedelta(days=3))

    assert (is_held(kept), is_held(waiting)) == (False, True)


def test_the_same_press_again_is_the_same_purchase(offer):
    order, key = to_ship(offer.sku), uuid4()

    first, again = buy(offer, order, key=key), buy(offer, order, key=key)

    assert first.purchases == again.purchases
    assert Purchase.objects.count() == 1


def test_another_press_for_the_same_order_buys_nothing_and_says_so(offer):
    order = to_ship(offer.sku)
    buy(offer, order)

    again = buy(offer, order)

    assert again.purchases == []
    assert "It is bought" in again.refused[0]


def test_no_more_is_bought_than_is_promised_whatever_was_chosen(offer):
    said(offer, 2)
    orders = [to_ship(offer.sku, 2), to_ship(offer.sku, 2)]

    done = buy(offer, *orders)

    assert [line.quantity for line in done.purchases[0].lines.all()] == [2]
    assert len(done.refused) == 1


def test_nothing_is_bought_without_a_live_promise_or_of_another_team(offer):
    order = to_ship(offer.sku)
    said(offer, 40, hours=-1)
    foreign = to_ship(factories.create_sku(team=factories.create_team(), code="LAMP"))

    done = buy(offer, order, foreign)

    assert done.purchases == []
    assert len(done.refused) == 1
    assert "The promise is over" in done.refused[0]


@pytest.mark.django_db(transaction=True)
def test_two_people_a_retry_and_a_message_of_the_channel_leave_one_purchase(offer, by):
    """The channel's message wakes the order and settles its holds while two people press, one of them twice."""
    order, key = to_ship(offer.sku), uuid4()

    at_once(
        lambda: buy(offer, order, key=key, by=by),
        lambda: buy(offer, order, key=key, by=by),
        lambda: buy(offer, order),
        lambda: settle_holds(offer.team, now=timezone.now()),
    )

    assert Purchase.objects.count() == 1
    assert PurchaseLine.objects.count() == 1
    assert Purchase.objects.get().letters.count() == 1


def test_the_database_refuses_a_second_purchase_of_a_line(offer):
    _, line, _ = bought(offer)
    line.pk = None

    with pytest.raises(IntegrityError, match="bought_once"), transaction.atomic():
        line.save()


def test_what_a_supplier_does_not_take_may_be_bought_elsewhere_once(offer):
    row, line, order = bought(offer, 3)
    other = offered(team=offer.team, sku=offer.sku, name="Quick Trade")
    said(other)

    answer(row, {line.pk: Taken(2, "one broke")}, hand_over_on=None, words="", by=None, now=timezone.now())
    again, twice = buy(other, order), buy(other, order)

    rest = again.purchases[0].lines.get()
    assert (rest.quantity, rest.part) == (1, 1)
    assert twice.purchases == []
    assert gathering.to_buy(offer.team) == []


def test_what_nobody_takes_is_held_again(offer):
    row, line, order = bought(offer, 3)
    said(offer, 0)
    assert not is_held(order)

    answer(row, {line.pk: Taken(0)}, hand_over_on=None, words="", by=None, now=timezone.now())

    assert is_held(order)


def test_a_parcel_is_taken_with_a_number_that_a_carrier_could_have_written(offer):
    row, line, _ = bought(offer)

    with pytest.raises(NotDone, match="check digit"):
        ship(line, "9400110200881234567890", by=None, now=timezone.now())
    with pytest.raises(NotDone, match="No carrier"):
        ship(line, "soon", by=None, now=timezone.now())
    ship(line, "1Z 5R8 9390 3575 6712 7", by=None, now=timezone.now())

    assert PurchaseLine.objects.get(pk=line.pk).tracking_number == "1Z5R89390357567127"
    with pytest.raises(NotDone, match="waits for an answer"):
        answer(row, {}, hand_over_on=None, words="", by=None, now=timezone.now())


def test_what_buyers_cancel_is_recalled_once_unless_it_was_sent(offer, by):
    row, line, order = bought(offer)
    sent_row, sent_line, sent = bought(offer)
    ship(sent_line, "1Z5R89390357567127", by=by, now=timezone.now())
    Order.objects.filter(pk__in=[order.pk, sent.pk]).update(status="cancelled")

    ended = [recalling.recall_cancelled(now=timezone.now()) for _ in range(2)]

    assert ended == [1, 0]
    assert PurchaseLine.objects.get(pk=line.pk).ended_why == "The buyer cancelled"
    assert Purchase.objects.get(pk=row.pk).ended_at is not None
    assert row.letters.filter(event="purchase.recalled").count() == 1
    assert Purchase.objects.get(pk=sent_row.pk).ended_at is None


def test_what_a_person_recalls_may_be_bought_again(offer, by):
    row, _, order = bought(offer)

    assert recalling.recall(row, by=by, now=timezone.now()) == 1
    assert recalling.recall(row, by=by, now=timezone.now()) == 0
    assert len(buy(offer, order).purchases) == 1


def test_an_order_that_left_settles_its_purchase(offer):
    _, line, order = bought(offer)
    Order.objects.filter(pk=order.pk).update(ready_at=timezone.now())

    recalling.settle_sent()

    assert PurchaseLine.objects.get(pk=line.pk).shipped_at is not None


def test_a_letter_leaves_once_with_the_list_as_pdf_and_sheet(offer, by):
    order = to_ship(offer.sku, 3)
    OrderLine.objects.filter(order=order).update(title="=1+1")
    [row] = buy(offer, order, by=by).purchases

    sent = [sending.send(now=timezone.now()) for _ in range(2)]

    assert sent == [1, 0]
    [letter] = mail.outbox
    assert (letter.to, letter.reply_to) == (["mei@bright.example"], [by.email])
    (paper, pdf, _), (sheet, text, _) = letter.attachments
    assert (paper, sheet) == ("PO-00001.pdf", "PO-00001.csv")
    assert pdf.startswith(b"%PDF")
    assert "LAMP" in text
    assert "3 x LAMP" in letter.body
    assert row.letters.get().told_at


def test_a_plan_for_many_orders_costs_as_many_queries_as_for_one(offer):
    shop = factories.create_shop(team=offer.team)
    said(offer, 500)
    orders = [to_ship(offer.sku, shop=shop) for _ in range(12)]
    counts = []
    for some in (orders[:1], orders):
        with CaptureQueriesContext(connection) as asked:
            found = gathering.plan(offer.team, [each.pk for each in some], now=timezone.now())
        counts.append(len(asked))

    assert [each.why for each in found.choices] == [None] * 12
    assert counts[0] == counts[1] <= 6


def test_five_hundred_orders_are_placed_in_a_fixed_number_of_queries(offer, by, client):
    client.force_login(by)
    shop = factories.create_shop(team=offer.team)
    counts = []
    for _ in range(2):
        to_ship(offer.sku, shop=shop)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get("/sourcing/buy/")
        counts.append(len(asked))

    assert answer.status_code == 200
    assert counts[0] == counts[1]


def test_a_form_that_is_not_whole_or_names_another_teams_lines_orders_nothing(offer, by, client):
    client.force_login(by)
    stranger = offered(team=factories.create_team())
    said(stranger)
    line = to_ship(stranger.sku).lines.get()

    for told in (
        {"key": "x", f"line-{line.pk}": offer.pk},
        {"key": str(uuid4()), f"line-{line.pk}": stranger.pk, "line-x": "-1", "line-9": "9" * 40},
    ):
        assert client.post("/sourcing/buy/place/", told).status_code == 302

    assert not Purchase.objects.exists()


def test_an_answer_of_more_than_was_ordered_or_less_than_nothing_is_refused(offer, by, client):
    client.force_login(by)
    row, line, _ = bought(offer)

    for units in ("4", "-1", "x"):
        page = client.post(f"/sourcing/purchases/{row.pk}/", {f"units-{line.pk}": units})
        assert page.status_code == 200
        assert b"error" in page.content
    client.post(f"/sourcing/purchases/{row.pk}/", {f"units-{line.pk}": "2", "hand_over_on": "2026-12-01"})

    line.refresh_from_db()
    assert line.accepted_quantity == 2
