"""What feeds told, on the parcels: in any order, twice, before the order, and with bad ones among them."""

import json
from datetime import timedelta
from itertools import permutations

import pytest

from fulfillment.channels.carriers import taking
from fulfillment.channels.carriers.receiving import store
from fulfillment.channels.models import CarrierMessage
from fulfillment.tracking.models import TrackingEvent
from tests.channels.carriers.making import create_feed, event, own_message
from tests.factories import NOW, create_order, create_package, create_shop, create_team

pytestmark = pytest.mark.django_db
NUMBER = "9400111899223197428490"
LABEL = event(NOW - timedelta(hours=9), "label_created", "Label created")
ACCEPTED = event(NOW - timedelta(hours=6), "accepted")
MOVED = event(NOW - timedelta(hours=2), "in_transit", "Departed facility")


@pytest.fixture
def team():
    return create_team()


@pytest.fixture
def feed(team):
    return create_feed(team=team, now=NOW)


def parcel(team, number=NUMBER, **fields):
    order = create_order(shop=create_shop(team=team), status="ready")
    return create_package(
        orders=[order], tracking_number=number, shipped_at=NOW - timedelta(hours=9), **fields
    )


def tell(feed, *bodies):
    for body in bodies:
        store(feed, body, now=NOW)
    while taking.take_waiting(feed, now=NOW):
        pass


def outcomes():
    return list(CarrierMessage.objects.order_by("pk").values_list("outcome", flat=True))


@pytest.mark.parametrize("order", list(permutations([LABEL, ACCEPTED, MOVED])))
def test_out_of_order_and_twice_the_first_scan_is_the_same(team, feed, order):
    package = parcel(team)

    tell(feed, *(own_message(NUMBER, each, id=f"e{n}") for n, each in enumerate((*order, *order))))

    package.refresh_from_db()
    assert package.first_scan_at == NOW - timedelta(hours=6)
    assert package.first_event_at == NOW - timedelta(hours=9)
    assert TrackingEvent.objects.filter(package=package, source="carrier").count() == 3
    order_of_it = package.orders.get()
    assert (order_of_it.packages_scanned, order_of_it.last_first_scan_at) == (1, NOW - timedelta(hours=6))
    assert set(outcomes()) == {"taken"}


def test_a_label_alone_is_no_scan(team, feed):
    package = parcel(team)

    tell(feed, own_message(NUMBER, LABEL))

    package.refresh_from_db()
    assert (package.first_event_at, package.first_scan_at) == (NOW - timedelta(hours=9), None)


def test_a_message_for_a_parcel_never_seen_is_read_when_it_is(team, feed):
    tell(feed, own_message(NUMBER, ACCEPTED))
    assert outcomes() == ["unmatched"]
    package = parcel(team)

    taking.match_again(feed)
    tell(feed)

    package.refresh_from_db()
    assert package.first_scan_at == NOW - timedelta(hours=6)
    assert outcomes() == ["taken"]


def test_another_teams_parcel_of_the_same_number_hears_nothing(team, feed):
    theirs = parcel(create_team())

    tell(feed, own_message(NUMBER, ACCEPTED))

    theirs.refresh_from_db()
    assert theirs.first_scan_at is None
    assert outcomes() == ["unmatched"]


def test_one_number_on_parcels_of_two_shops_tells_both_and_a_cancelled_one_nothing(team, feed):
    one, other = parcel(team), parcel(team)
    cancelled = parcel(team, status="cancelled")

    tell(feed, own_message(NUMBER, ACCEPTED))

    for package in (one, other, cancelled):
        package.refresh_from_db()
    assert one.first_scan_at == other.first_scan_at == NOW - timedelta(hours=6)
    assert cancelled.first_scan_at is None


def test_a_bad_message_waits_with_its_sentence_and_the_rest_is_taken(team, feed):
    package = parcel(team)
    half = own_message(NUMBER, ACCEPTED, {"happened_at": "yesterday"}, id="half")

    tell(feed, b"\xff\x00not json", half, own_message(NUMBER, MOVED, id="good"))

    package.refresh_from_db()
    assert package.first_scan_at == NOW - timedelta(hours=6)
    assert outcomes() == ["refused", "refused", "taken"]
    bad, half_row = CarrierMessage.objects.filter(outcome="refused").order_by("pk")
    assert bad.sentence.startswith("It is not in the documented form")
    assert bytes(bad.body) == b"\xff\x00not json"
    assert half_row.sentence.startswith("1 of 2 events could not be read")


def test_texts_that_no_database_takes_are_stored_without_what_is_wrong(team, feed):
    package = parcel(team)
    odd = ACCEPTED | {"description": "Accepted\u0000here", "location": "\U0001f4e6" * 400}

    tell(feed, own_message(NUMBER, odd))

    assert package.events.get().description == "Acceptedhere"


def test_more_messages_are_no_more_queries(team, feed, django_assert_max_num_queries):
    def fill(first, last):
        for n in range(first, last):
            parcel(team, number=f"94001118992231974{n:05}")
            body = json.loads(own_message(f"94001118992231974{n:05}", LABEL, ACCEPTED, id=f"e{n}"))
            store(feed, json.dumps(body).encode(), now=NOW)

    fill(0, 2)
    with django_assert_max_num_queries(20) as few:
        taking.take_waiting(feed, now=NOW)
    fill(2, 42)
    with django_assert_max_num_queries(20) as many:
        taking.take_waiting(feed, now=NOW)

    assert len(few.captured_queries) == len(many.captured_queries)
    assert set(outcomes()) == {"taken"}
