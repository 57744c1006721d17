"""What follows a lot that failed: its orders are held and no others, what still makes them, the report, who acts."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from fulfillment.inspections.models import CorrectiveAction
from fulfillment.orders.models import Hold
from fulfillment.orders.watch import watch_due
from fulfillment.warehouse import dealing, holding
from fulfillment.warehouse.holding_words import Given, to_hold
from fulfillment.warehouse.models import Lot
from tests import factories
from tests.factories import NOW
from tests.inspections.tablets import Tablet, shot
from tests.warehouse.stock import create_lot, create_need, given


@pytest.mark.parametrize(
    ("lines", "after", "packed", "short"),
    [
        ([Given(1, 11, 1, False)], {}, [], [1]),
        ([Given(1, 11, 1, False)], {11: 1}, [], []),  # it was given another lot
        ([Given(1, 11, 2, False)], {11: 1}, [], [1]),
        ([Given(1, 11, 1, True)], {11: 1}, [1], []),  # the bad piece is in the parcel all the same
        ([Given(1, 11, 1, True), Given(1, 12, 1, False)], {}, [1], []),
        ([Given(2, 21, 1, False), Given(1, 11, 1, False)], {11: 1}, [], [2]),
        ([], {}, [], []),
    ],
)
def test_held_is_who_has_no_goods_or_bad_ones_in_the_parcel(lines, after, packed, short):
    assert to_hold(lines, after) == (packed, short)


@pytest.fixture
def goods(db):
    team = factories.create_team()
    return factories.create_sku(team=team, code="LAMP", supplier=factories.create_supplier(team=team))


@pytest.fixture
def lot(goods):
    """Ten, six of them given to orders."""
    return create_lot(sku=goods, quantity=10, lot_code="BAD-1")


@pytest.fixture
def lines(goods, lot):
    rows = [create_need(sku=goods, quantity=2, hours=hours) for hours in (30, 20, 40)]
    watch_due(now=NOW)
    dealing.deal(goods.team_id, now=NOW)
    assert [given(row) for row in rows] == [{"BAD-1": 2}] * 3
    return rows


@pytest.fixture
def manager(goods, client):
    user = factories.create_member(team=goods.team, role="manager")
    client.force_login(user)
    return user


def fail(lot):
    tablet = Tablet(factories.create_member(team=lot.team), lot)
    receipts = tablet.send_all(tablet.failing())
    assert {each["outcome"] for each in receipts} == {"taken"}
    return tablet.row


def held(line):
    return Hold.objects.open().filter(order=line.order, reason="failed_inspection").first()


def test_a_lot_that_fails_holds_the_orders_it_was_given_to_and_no_others(goods, lot, lines):
    other = create_need(sku=factories.create_sku(team=goods.team, code="OTHER"))
    row = fail(lot)

    assert [held(line).evidence for line in lines] == ["1 critical; choose what still makes it"] * 3
    assert held(other) is None
    line = lines[0]
    line.order.refresh_from_db()
    assert line.order.next_action == "see_inspection"
    assert line.order.reasons[0]["code"] == "failed_inspection"
    assert row.rules


def test_who_is_given_another_lot_at_once_is_not_held(goods, lot, lines):
    create_lot(sku=goods, quantity=4, lot_code="GOOD-1")
    fail(lot)

    first, second, third = lines
    assert (given(second), given(first), given(third)) == ({"GOOD-1": 2}, {"GOOD-1": 2}, {})
    assert [held(line) is None for line in lines] == [True, True, False]

    create_lot(sku=goods, quantity=5, lot_code="GOOD-2", received_at=NOW + timedelta(hours=1))
    holding.let_go_of_served(now=NOW)
    assert held(third) is not None
    dealing.deal(goods.team_id, now=NOW)
    holding.let_go_of_served(now=NOW)
    assert held(third) is None


def test_a_parcel_that_is_labelled_is_opened_whatever_lot_its_order_is_given(goods, lot, lines):
    create_lot(sku=goods, quantity=10, lot_code="GOOD-1")
    lines[0].order.stage = "awaiting_scan"
    lines[0].order.save(update_fields=["stage"])
    fail(lot)
    holding.let_go_of_served(now=NOW)

    assert held(lines[0]).subject == "parcel with BAD-1"
    assert "open it and change the goods" in held(lines[0]).evidence
    assert [held(line) for line in lines[1:]] == [None, None]


def test_an_inspection_in_its_place_that_passes_lets_them_go(goods, lot, lines):
    row = fail(lot)
    tablet = Tablet(factories.create_member(team=lot.team), lot)
    tablet.send_all([tablet.open()])
    again = tablet.row
    again.supersedes = row
    again.save(update_fields=["supersedes"])
    tablet.send_all(tablet.passing(5)[1:])

    assert tablet.row.verdict == "passed"
    assert [held(line) for line in lines] == [None] * 3
    assert [given(line) for line in lines] == [{"BAD-1": 2}] * 3


def test_goods_of_one_order_that_fail_before_packing_hold_that_order_only(goods, lot, lines):
    line = lines[0]
    tablet = Tablet(factories.create_member(team=lot.team), lot, subject=f"order:{line.order.pk}", size=2)
    tablet.send_all(tablet.failing())

    assert held(line).subject == str(tablet.row)
    assert [held(each) for each in lines[1:]] == [None, None]
    again = Tablet(factories.create_member(team=lot.team), lot, subject=f"order:{line.order.pk}", size=2)
    again.send_all(again.passing(2))
    assert held(line) is None


def test_sorted_piece_by_piece_what_passed_ships_and_it_can_be_undone(goods, lot, lines, manager, client):
    row = fail(lot)
    page = reverse("following:follows", args=[row.pk])
    assert "What still makes it" in client.get(page).content.decode()

    for wrong in ("0", "11", "many", ""):
        answer = client.post(reverse("following:sort", args=[lot.pk]), {"bad": wrong}, follow=True)
        assert "Not sorted: say how many pieces were bad, from 1 to 10" in answer.content.decode()

    answer = client.post(reverse("following:sort", args=[lot.pk]), {"bad": "5"}, follow=True)
    assert "5 bad taken out" in answer.content.decode()
    assert Lot.objects.get(pk=lot.pk).on_hand == 5
    assert [given(line) for line in lines] == [{"BAD-1": 2}, {"BAD-1": 2}, {}]  # by deadline
    assert [held(line) is None for line in lines] == [True, True, False]

    undo = answer.content.decode().split('action="/inspections/')[1].split('"')[0]
    answer = client.post(f"/inspections/{undo}", follow=True)
    assert "As it was" in answer.content.decode()
    assert (Lot.objects.get(pk=lot.pk).on_hand, Lot.objects.get(pk=lot.pk).state) == (10, "rejected")
    assert all(held(line) for line in lines)
    assert "Not undone" in client.post(f"/inspections/{undo}", follow=True).content.decode()


def test_the_page_asks_the_database_as_often_for_many_orders(
    goods, lot, lines, manager, client, django_assert_max_num_queries
):
    row = fail(lot)
    page = reverse("following:follows", args=[row.pk])
    client.get(page)
    with django_assert_max_num_queries(22):
        assert client.get(page).content.decode().count("Ship it all the same") == 3
    found = client.get(reverse("following:of-order", args=[lines[0].order.pk]))
    assert found.url == page


def test_a_corrective_action_is_noted_once_done_and_not_done_after_all(goods, lot, manager, client):
    row = fail(lot)
    page = reverse("following:follows", args=[row.pk])
    told = {
        "what": "Plug checked before boxing", "owner": "Ms Lin", "due_on": "2126-12-04",
        "client_uuid": "00000000-0000-4000-8000-000000000009",
    }  # fmt: skip
    assert "within a year" in client.post(page, told).content.decode()
    told["due_on"] = f"{__import__('datetime').date.today() + timedelta(days=9)}"
    for _ in range(2):
        client.post(page, told)
    action = CorrectiveAction.objects.get()
    done = reverse("following:done", args=[action.pk])
    client.post(done)
    assert CorrectiveAction.objects.get().done_by == manager
    client.post(done)
    assert CorrectiveAction.objects.get().done_at is None


def test_the_supplier_gets_a_report_with_defects_numbers_and_pictures(goods, lot, manager, client):
    tablet = Tablet(factories.create_member(team=lot.team), lot)
    tablet.send_all(tablet.failing())
    tablet.send(tablet.item("photo", number=1, check="variant", asked="7A3F"), shot())
    CorrectiveAction.objects.create(
        team=lot.team, inspection=tablet.row, client_uuid=tablet.uuid, what="New gauge", owner="Ms Lin", due_on=NOW,
        asked_at=NOW,
    )  # fmt: skip

    answer = client.get(reverse("following:report", args=[tablet.row.pk]))
    reader = PdfReader(BytesIO(answer.content))
    text = " ".join(page.extract_text() for page in reader.pages)

    for words in (
        "failed",
        "BAD-1",
        "LAMP",
        "Wrong variant",
        "critical",
        "New gauge",
        "Piece 1",
        "ISO 2859-1",
    ):
        assert words in text
    assert sum(len(page.images) for page in reader.pages) == 1


def reject(client, lot, **told):
    return client.post(reverse("stock:rule", args=[lot.pk]), {"state": "rejected", **told}, follow=True)


def test_a_lot_that_a_person_rejects_holds_its_orders_and_no_others(goods, lot, lines, manager, client):
    other = create_need(sku=factories.create_sku(team=goods.team, code="OTHER"))
    reject(client, lot, why="smells of glue.")

    assert [held(line).evidence for line in lines] == [
        "rejected by hand: smells of glue; choose what still makes it"
    ] * 3
    assert held(other) is None
    found = client.get(reverse("following:of-order", args=[lines[0].order.pk]))
    assert found.url == reverse("following:of-lot", args=[lot.pk])
    page = client.get(found.url).content.decode()
    assert page.count("Ship it all the same") == 3
    assert "smells of glue" in page


def test_a_rejection_that_is_undone_lets_its_orders_go(goods, lot, lines, manager, client):
    reject(client, lot)
    assert all(held(line) for line in lines)
    client.post(reverse("stock:rule", args=[lot.pk]), {"state": "released"})

    assert [held(line) for line in lines] == [None] * 3
    assert [given(line) for line in lines] == [{"BAD-1": 2}] * 3


def test_a_rejection_that_meets_other_goods_holds_who_has_them_in_the_parcel_only(
    goods, lot, lines, manager, client
):
    create_lot(sku=goods, quantity=10, lot_code="GOOD-1")
    lines[0].order.stage = "awaiting_scan"
    lines[0].order.save(update_fields=["stage"])
    reject(client, lot)

    assert [bool(held(line)) for line in lines] == [True, False, False]
    assert held(lines[0]).subject == "parcel with BAD-1"


def test_a_lot_that_a_person_rejected_is_sorted_like_one_that_failed(goods, lot, lines, manager, client):
    reject(client, lot)
    answer = client.post(reverse("following:sort", args=[lot.pk]), {"bad": "4"}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("following:of-lot", args=[lot.pk])
    assert "4 bad taken out" in answer.content.decode()
    assert [held(line) for line in lines] == [None] * 3


def test_looking_at_what_a_rejection_would_do_holds_nobody(goods, lot, lines, manager, client):
    assert "3 are left short" in client.get(reverse("stock:reject-preview", args=[lot.pk])).content.decode()
    assert [held(line) for line in lines] == [None] * 3


def test_an_open_hold_leads_to_its_lot_before_one_that_was_let_go(goods, lot, lines, manager, client):
    reject(client, lot)
    client.post(reverse("stock:rule", args=[lot.pk]), {"state": "released"})
    second = create_lot(sku=goods, quantity=10, lot_code="BAD-2")
    Hold.objects.create(
        team=goods.team, order=lines[0].order, reason="failed_inspection", subject="lot BAD-2", owner="us",
        placed_at=NOW, action="see_inspection",
    )  # fmt: skip
    found = client.get(reverse("following:of-order", args=[lines[0].order.pk]))
    assert found.url == reverse("following:of-lot", args=[second.pk])
