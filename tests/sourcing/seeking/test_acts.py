"""A wanted product on its way: each step once, dated, owned, and taken back where that can be."""

from uuid import uuid4

import pytest
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Sku
from fulfillment.warehouse.refusing import NotDone
from sourcing.models import Offer, Quote, SourcingRequest
from sourcing.portal import doors
from sourcing.seeking import acts, undoing
from tests import factories
from tests.racing import at_once
from tests.sourcing.seeking.making import asked, quoted, sought


@pytest.fixture
def team(db):
    return factories.create_team()


@pytest.fixture
def manager(team):
    return factories.create_member(team=team, role=Role.MANAGER)


def stage(row):
    return SourcingRequest.objects.get(pk=row.pk).stage


def now():
    return timezone.now()


def test_from_the_question_to_the_offer_each_step_is_written_down(team, manager):
    row = sought(team, by=manager)
    assert stage(row) == "wanted"
    quote = quoted(row)
    assert stage(row) == "quoted"
    acts.ask_sample(quote, by=manager, now=now())
    acts.send_sample(quote, "SF123", now=now())
    assert stage(row) == "sample"
    acts.look_at_sample(quote, is_good=True, words="as drawn", by=manager, now=now())
    assert stage(row) == "decide"
    offer = acts.approve(quote, "LAMP-1", by=manager, now=now())

    assert stage(row) == "offered"
    assert (offer.sku.code, offer.sku.title, offer.lead_hours) == ("LAMP-1", "Folding lamp", 168)
    assert [str(each.unit_price) for each in offer.breaks.all()] == ["4.2000"]
    kinds = list(row.steps.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["wanted", "asked", "quoted", "sample", "sample_sent", "looked", "approved"]


def test_every_step_that_can_be_is_taken_back_in_turn(team, manager):
    row = sought(team, by=manager)
    quote = quoted(row)
    acts.ask_sample(quote, by=manager, now=now())
    acts.look_at_sample(quote, is_good=True, words="fine", by=manager, now=now())
    acts.approve(quote, "LAMP-1", by=manager, now=now())

    for standing in ("decide", "sample", "quoted"):
        undoing.undo(row, undoing.undoable(row).pk, by=manager, now=now())
        assert stage(row) == standing

    assert undoing.undoable(row) is None  # what a supplier said cannot be unsaid
    assert Offer.objects.get().ended_at


def test_a_step_is_not_taken_back_once_something_came_after_it(team, manager):
    row = sought(team, by=manager)
    asked(row)
    old = undoing.undoable(row)
    asked(row, "Quick Trade")

    with pytest.raises(NotDone):
        undoing.undo(row, old.pk, by=manager, now=now())
    assert Quote.objects.count() == 2


def test_a_question_that_is_taken_back_is_gone_from_the_suppliers_page(team, manager, client):
    row = sought(team, by=manager)
    quote = asked(row)
    undoing.undo(row, undoing.undoable(row).pk, by=manager, now=now())

    page = client.get(f"/supplier/{doors.make(quote.supplier, now=now()).token}/").content.decode()
    assert stage(row) == "wanted"
    assert "Folding lamp" not in page


def test_a_closed_request_takes_no_quotes_until_it_is_opened_again(team, manager):
    row = sought(team, by=manager)
    quote = quoted(row)
    acts.close(row, "out of fashion", by=manager, now=now())

    with pytest.raises(NotDone, match="closed"):
        acts.ask_sample(quote, by=manager, now=now())
    undoing.undo(row, undoing.undoable(row).pk, by=manager, now=now())
    acts.ask_sample(quote, by=manager, now=now())
    assert stage(row) == "sample"


def test_a_bad_sample_is_not_approved_and_a_new_one_may_be_asked(team, manager):
    row = sought(team, by=manager)
    quote = quoted(row)
    acts.ask_sample(quote, by=manager, now=now())
    with pytest.raises(NotDone):
        acts.ask_sample(quote, by=manager, now=now())
    acts.look_at_sample(quote, is_good=False, words="too dim", by=manager, now=now())

    with pytest.raises(NotDone):
        acts.approve(quote, "LAMP-1", by=manager, now=now())
    acts.ask_sample(quote, by=manager, now=now())
    assert stage(row) == "sample"
    assert not Sku.objects.exists()


def test_a_supplier_is_asked_once_however_often_somebody_presses(team, manager):
    row = sought(team, by=manager)
    supplier = asked(row).supplier

    assert acts.ask(row, [supplier], by=manager, now=now()) == []
    assert Quote.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_make_one_offer(team, manager):
    row = sought(team, by=manager)
    quotes = [quoted(row), quoted(row, "Quick Trade")]

    def approve(place):
        try:
            return acts.approve(quotes[place], "LAMP-1", by=manager, now=now())
        except NotDone:
            return None

    done = at_once(lambda: approve(0), lambda: approve(1))

    assert Offer.objects.count() == 1
    assert sum(each is not None for each in done) == 1


@pytest.mark.django_db(transaction=True)
def test_one_form_pressed_twice_at_once_is_one_request(team):
    key, wanted = uuid4(), acts.Wanted(title="Lamp", quantity=3)

    def make():
        return acts.make(team, wanted, key=key, by=None, now=now()).pk

    at_once(make, make)

    assert SourcingRequest.objects.count() == 1
