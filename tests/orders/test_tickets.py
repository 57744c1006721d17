"""What people say of a ticket stands: a later telling brings news and overwrites none of it."""

from datetime import timedelta

import pytest

from fulfillment.accounts.scopes import Scope
from fulfillment.channels import pruning
from fulfillment.orders import ticket_acts
from fulfillment.orders.models import Buyer, Order, OrderEvent, Ticket
from fulfillment.orders.topics import Topic
from tests.channels.api.asking import Program, order, own_store
from tests.factories import NOW, create_member, create_order, create_shop

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def shop():
    return create_shop(channel="tiktok")


@pytest.fixture
def tell(shop):
    program = Program(shop.team, Scope.TICKETS)

    def tell(**fields):
        usual = {"id": "T1", "kind": "complaint", "order_id": "1001", "text": "Where is my order?"}
        times = {"opened_at": (NOW - 5 * HOUR).isoformat(), "updated_at": (NOW - 5 * HOUR).isoformat()}
        program.bring(shop, "tickets", usual | times | fields)
        return Ticket.objects.get(external_id=fields.get("id", "T1"))

    return tell


def kinds(of):
    return list(OrderEvent.objects.filter(order=of).order_by("pk").values_list("kind", flat=True))


def test_a_topic_that_somebody_chose_stays_and_the_rules_reading_is_kept_beside_it(shop, tell):
    owned = create_order(shop=shop, external_id="1001")
    person = create_member(team=shop.team)

    assert ticket_acts.reclassify(tell(), topic=Topic.DAMAGED, by=person, now=NOW)
    told = tell(text="It is broken, please cancel", updated_at=(NOW + HOUR).isoformat(), reason="wrong_item")

    assert (told.topic, told.read_topic, told.read_by) == ("damaged", "wrong_or_missing", "code")
    assert told.text == "It is broken, please cancel"
    assert kinds(owned)[-1] == "ticket.reclassified"
    assert OrderEvent.objects.get(kind="ticket.reclassified").actor == person
    assert ticket_acts.read_again(told, by=person, now=NOW + 2 * HOUR)
    assert tell(updated_at=(NOW + HOUR).isoformat(), text="Lovely").topic == "unknown"


def test_what_somebody_answered_stays_closed_until_the_buyer_writes_again(shop, tell):
    create_order(shop=shop, external_id="1001")
    person = create_member(team=shop.team)

    assert ticket_acts.answer(tell(), by=person, now=NOW)
    assert not ticket_acts.answer(tell(), by=person, now=NOW)
    assert tell(text="Where is my order? Hello?").status == "closed"
    again = tell(text="Still nothing!", updated_at=(NOW + HOUR).isoformat())

    assert (again.status, again.closed_at, again.closed_by) == ("open", None, None)


def test_a_question_stands_among_the_reasons_of_its_open_order_until_it_is_answered(shop, tell):
    owned = create_order(shop=shop, external_id="1001", scan_due_at=NOW + 900 * HOUR)
    person = create_member(team=shop.team)
    asked = tell()

    def reasons():
        owned.refresh_from_db()
        return [each["code"] for each in owned.reasons]

    ticket_acts.reclassify(asked, topic=Topic.WHERE_IS_MY_ORDER, by=person, now=NOW)
    assert "buyer_asks_where" in reasons()
    ticket_acts.reclassify(asked, topic=Topic.FIT, by=person, now=NOW + HOUR)
    assert "buyer_asks_where" not in reasons()
    ticket_acts.read_again(asked, by=person, now=NOW + 2 * HOUR)
    assert "buyer_asks_where" in reasons()
    ticket_acts.answer(asked, by=person, now=NOW + 3 * HOUR)
    assert "buyer_asks_where" not in reasons()


def test_a_ticket_waits_for_its_order_by_id_or_by_the_number_that_people_use(shop, tell):
    tell(id="T1", order_id="gid-7")
    tell(id="T2", order_id="1001")
    tell(id="T3", order_id="1002")
    own = own_store(shop.team, slug="own")
    program = Program(shop.team)
    for name in ("T2", "T3"):
        told = {"id": name, "order_id": "1001", "kind": "ticket"}
        program.bring(own, "tickets", told | {"opened_at": NOW.isoformat(), "updated_at": NOW.isoformat()})
    program.bring(own, "orders", order("gid-7", number="#1001"))
    ours = Order.objects.get(external_id="gid-7")

    assert set(Ticket.objects.filter(order=ours).values_list("external_id", flat=True)) == {"T2", "T3"}
    assert set(Ticket.objects.filter(order=ours).values_list("shop", flat=True)) == {own.pk}
    later = {"id": "T4", "order_id": "#1001", "kind": "ticket"}
    program.bring(own, "tickets", later | {"opened_at": NOW.isoformat(), "updated_at": NOW.isoformat()})
    assert Ticket.objects.get(external_id="T4").order == ours


def test_an_order_that_somebody_chose_stays_and_another_shops_order_cannot_be_chosen(shop, tell):
    ours = create_order(shop=shop, external_id="2002", number="#77")
    create_order(shop=create_shop(team=shop.team), external_id="3003")
    person = create_member(team=shop.team)
    asked = tell(order_id="")

    assert ticket_acts.find_order(asked, "3003") is None
    assert ticket_acts.find_order(asked, "77") == ours
    ticket_acts.link(asked, ours, by=person, now=NOW)
    told = tell(order_id="", updated_at=(NOW + HOUR).isoformat())

    assert (told.order, told.order_external_id) == (ours, "2002")
    assert "ticket.linked" in kinds(ours)
    assert ticket_acts.unlink(told, by=person, now=NOW + HOUR)
    told.refresh_from_db()
    assert (told.order, told.order_external_id) == (None, "")


def test_the_words_of_an_erased_buyer_are_gone_also_those_that_decided_and_also_when_the_order_comes_later():
    store = own_store()
    program = Program(store.team)
    program.bring(store, "orders", order("1001"))
    told = {"kind": "ticket", "text": "Ann Lee here: broken!", "opened_at": NOW.isoformat()}
    program.bring(store, "tickets", told | {"id": "T1", "order_id": "1001", "updated_at": NOW.isoformat()})
    program.bring(store, "tickets", told | {"id": "T2", "order_id": "late", "updated_at": NOW.isoformat()})
    assert Ticket.objects.get(external_id="T1").read_on == ["broken"]

    Buyer.objects.filter(shop=store).erase(now=NOW)
    program.bring(store, "orders", order("late"))

    rows = Ticket.objects.order_by("external_id").values_list("text", "read_on", "topic")
    assert [row for row in rows if row[2] != "damaged"] == []
    assert Ticket.objects.get(external_id="T1").text == ""
    late = Ticket.objects.get(external_id="T2")
    assert (late.text == "") == (late.order.buyer.erased_at is not None)


def test_the_words_of_what_belongs_to_no_order_age_out_and_what_was_read_of_them_stays(shop, tell):
    """An order that the channel never tells has no buyer with whom they would go."""
    create_order(shop=shop, external_id="1001")
    linked, nobodys = tell(), tell(id="T2", order_id="9999")
    fresh = tell(id="T3", order_id="9998", updated_at=(NOW + HOUR).isoformat())
    told_at = nobodys.remote_updated_at

    pruning.prune(now=told_at + pruning.KEEP_WORDS)
    nobodys.refresh_from_db()
    assert nobodys.text

    pruning.prune(now=told_at + pruning.KEEP_WORDS + HOUR)

    for ticket in (linked, nobodys, fresh):
        ticket.refresh_from_db()
    assert (nobodys.text, nobodys.read_on, nobodys.topic) == ("", [], "where_is_my_order")
    assert linked.text
    assert fresh.text
