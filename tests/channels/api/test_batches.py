"""What programs bring: each item answered for by itself."""

import json

import pytest

from fulfillment.accounts.scopes import Scope
from fulfillment.channels.models import QuarantinedItem
from fulfillment.channels.retrying import can_be_read, read_again
from fulfillment.orders.models import Buyer, Cancellation, Order, OrderEvent, OrderLine, Refund, Ticket
from fulfillment.tracking.models import Package, TrackingEvent
from tests.channels.api.asking import AT, Program, order, own_store, package, results
from tests.factories import create_shop

pytestmark = pytest.mark.django_db


def test_an_order_is_created_then_unchanged_then_updated_and_an_older_telling_changes_nothing():
    shop = own_store()
    program = Program(shop.team)

    assert results(program.bring(shop, "orders", order())) == ["created"]
    assert results(program.bring(shop, "orders", order())) == ["unchanged"]
    assert results(program.bring(shop, "orders", order(status="ready", minutes=5))) == ["updated"]
    late = program.bring(shop, "orders", order(status="cancelled", minutes=1))

    assert results(late) == ["unchanged"]
    assert "newer" in late.json()["results"][0]["message"]
    stored = Order.objects.get(shop=shop)
    assert (stored.status, stored.buyer.name) == ("ready", "Wilhelmina Quist")
    assert OrderLine.objects.get(order=stored).quantity == 2


def test_a_bad_item_says_where_and_why_and_never_stops_the_others():
    shop = own_store()
    bad = [
        order("2", lines=[{"id": "1", "quantity": 0}]),
        order("3", placed_at="2026-11-24 18:00:00"),
        order("4", status="lost"),
        order("5", colour="red"),
        {"id": "6"},
        order("7", total="NaN"),
        order("8", lines=[{"id": "1"}, {"id": "1"}]),
        "nine",
        order("1"),
    ]

    answer = Program(shop.team).bring(shop, "orders", order("1"), *bad, order("10")).json()

    assert [each["result"] for each in answer["results"]] == ["created", *["refused"] * 9, "created"]
    assert (answer["created"], answer["refused"]) == (2, 9)
    fields = [each.get("field", "") for each in answer["results"]]
    assert fields[1:5] == ["$.lines[0].quantity", "$.placed_at", "$.status", "$"]
    assert fields[6:8] == ["$.total", "$.lines"]
    assert "colour" in answer["results"][4]["message"]
    assert "item 0" in answer["results"][9]["message"]
    assert set(Order.objects.values_list("external_id", flat=True)) == {"1", "10"}


def test_what_was_refused_waits_in_quarantine_until_it_comes_right_and_can_be_read_again():
    shop = own_store()
    program = Program(shop.team)
    program.bring(shop, "orders", order("1", status="lost"), order("2", status="lost"))
    first, second = QuarantinedItem.objects.filter(shop=shop).order_by("external_id")

    assert first.sentence.startswith("$.status: Invalid enum value")
    results(program.bring(shop, "orders", order("1")))
    first.refresh_from_db()
    assert first.resolution == "superseded"

    assert can_be_read(second)
    assert not read_again(second, now=AT)
    second.payload = json.dumps(order("2")).encode()  # as if our own reading had been mended
    second.save()
    assert read_again(second, now=AT)
    assert Order.objects.filter(shop=shop, external_id="2").exists()


def test_what_only_the_database_can_refuse_is_answered_too():
    shop = own_store()

    answer = Program(shop.team).bring(shop, "orders", order("1"), order("2", number="a\0b")).json()

    assert [each["result"] for each in answer["results"]] == ["created", "refused"]
    assert "NUL" in answer["results"][1]["message"]


def test_packages_bring_carriers_messages_once_in_any_order_and_a_label_is_no_scan():
    shop = own_store()
    program = Program(shop.team)
    program.bring(shop, "orders", order())
    label = {
        "happened_at": "2026-11-24T19:00:00Z",
        "description": "Shipping label created, USPS awaiting item",
    }
    scan = {"happened_at": "2026-11-25T01:00:00Z", "description": "Accepted at USPS Origin Facility"}

    assert results(program.bring(shop, "packages", package(events=[label]))) == ["created"]
    row = Package.objects.get(shop=shop)
    assert row.first_scan_at is None
    assert results(program.bring(shop, "packages", package(events=[scan, label]))) == ["updated"]
    assert results(program.bring(shop, "packages", package(events=[label, scan]))) == ["unchanged"]

    row.refresh_from_db()
    assert row.first_scan_at.isoformat() == "2026-11-25T01:00:00+00:00"
    assert TrackingEvent.objects.filter(package=row).count() == 2
    assert [order.external_id for order in row.orders.all()] == ["1001"]


def test_many_packages_with_messages_cost_as_many_queries_as_few(django_assert_max_num_queries):
    shop = own_store()
    program = Program(shop.team)
    event = {"happened_at": "2026-11-25T01:00:00Z", "description": "Accepted at USPS Origin Facility"}
    program.bring(shop, "orders", *[order(str(number)) for number in range(60)])
    few = [package(f"a{number}", str(number), events=[event]) for number in range(2)]
    many = [package(f"b{number}", str(number), events=[event]) for number in range(60)]
    program.bring(shop, "packages", *few)

    with django_assert_max_num_queries(60):
        assert results(program.bring(shop, "packages", *many)) == ["created"] * 60


def test_refunds_and_cancellations_may_come_before_their_order():
    shop = own_store()
    program = Program(shop.team)
    told = {"id": "R1", "order_id": "1001", "updated_at": AT.isoformat(), "requested_at": AT.isoformat()}

    assert results(
        program.bring(shop, "refunds", told | {"status": "requested", "amount": "5", "currency": "USD"})
    ) == ["created"]
    assert results(
        program.bring(shop, "cancellations", told | {"status": "requested", "initiator": "buyer"})
    ) == ["created"]
    program.bring(shop, "orders", order())

    stored = Order.objects.get(shop=shop)
    assert Refund.objects.get().order == Cancellation.objects.get().order == stored
    assert results(program.bring(shop, "refunds", told | {"status": "completed"})) == ["updated"]


def test_tickets_are_classified_linked_and_told_in_the_orders_history_also_of_a_channels_shop():
    shop = create_shop(channel="tiktok")
    program = Program(shop.team, Scope.TICKETS)
    told = {"id": "T1", "order_id": "1001", "updated_at": AT.isoformat(), "opened_at": AT.isoformat()}
    from tests.factories import create_order

    assert results(program.bring(shop, "tickets", told | {"text": "Hi, where is my order?"})) == ["created"]
    assert Ticket.objects.get().order is None
    stored = create_order(shop=shop, external_id="1001")
    again = told | {
        "text": "Hi, where is my order?",
        "updated_at": "2026-11-24T19:00:00Z",
        "status": "closed",
        "closed_at": "2026-11-24T19:00:00Z",
    }
    assert results(program.bring(shop, "tickets", again)) == ["updated"]
    assert results(program.bring(shop, "tickets", again)) == ["unchanged"]

    ticket = Ticket.objects.get()
    assert (ticket.topic, ticket.status, ticket.order) == ("where_is_my_order", "closed", stored)
    assert set(OrderEvent.objects.filter(order=stored).values_list("kind", flat=True)) == {
        "ticket.opened",
        "ticket.closed",
    }


def test_the_words_of_a_buyer_who_was_erased_are_gone_and_do_not_come_back():
    shop = own_store()
    program = Program(shop.team)
    ticket = {
        "id": "T1",
        "order_id": "1001",
        "updated_at": AT.isoformat(),
        "opened_at": AT.isoformat(),
        "text": "It is broken",
    }
    program.bring(shop, "orders", order())
    program.bring(shop, "tickets", ticket)

    Buyer.objects.filter(shop=shop).erase(now=AT)
    assert Ticket.objects.get().text == ""
    program.bring(shop, "tickets", ticket | {"updated_at": "2026-11-24T19:00:00Z"})

    assert (Ticket.objects.get().text, Ticket.objects.get().topic) == ("", "damaged")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b"\xff\xfe", 400, "not_json"),
        (b"[]", 400, "not_json"),
        (b"{}", 422, "wrong_body"),
        (b'{"orders": {}}', 422, "wrong_body"),
        (b'{"orders": [], "more": 1}', 422, "wrong_body"),
        (b'{"orders": [' + b",".join([b"{}"] * 501) + b"]}", 422, "too_many_items"),
        (b"[" * 100_000, 400, "not_json"),
        (b" " * (5 * 1024 * 1024 + 1), 413, "too_large"),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_used_is_refused_in_json(body, status, code):
    shop = own_store()

    answer = Program(shop.team).post(f"shops/{shop.slug}/orders", body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer["Content-Type"] == "application/json"


def test_an_empty_batch_is_no_mistake():
    shop = own_store()

    assert Program(shop.team).bring(shop, "orders").json()["results"] == []


def test_orders_of_a_shop_that_a_channel_tells_are_not_taken_here():
    shop = create_shop(channel="tiktok")

    answer = Program(shop.team).bring(shop, "orders", order())

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_own_store")
    assert "TikTok Shop" in answer.json()["error"]["message"]


def test_a_country_that_does_not_exist_refuses_its_order_alone():
    shop = own_store()
    program = Program(shop.team)
    wrong, british = order("1"), order("2")
    wrong["buyer"]["country"], british["buyer"]["country"] = "XX", "UK"

    answer = program.bring(shop, "orders", wrong, british)

    assert results(answer) == ["refused", "created"]
    assert "is no country's two letters" in answer.json()["results"][0]["message"]
    assert Order.objects.get(shop=shop).country == "GB"
