"""Parcels onto a manifest: what may go, and a sentence of its own for everything that may not."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from fulfillment.orders.holds import place_hold
from fulfillment.orders.models import Cancellation, Order
from fulfillment.warehouse.handover import loading, overtaken
from fulfillment.warehouse.handover.barcodes import numbers_in
from fulfillment.warehouse.handover.clocks import believed
from fulfillment.warehouse.handover.refusals import Parcel, SeenOrder, refusal
from fulfillment.warehouse.models import Manifest, ManifestLine
from fulfillment.warehouse.refusing import NotDone
from tests import factories
from tests.factories import NOW
from tests.racing import at_once
from tests.warehouse.handover.docks import (
    DEPARTS,
    LOADING,
    closed,
    create_box,
    create_parcel,
    create_window,
    loaded,
    manifest_of,
    order_of,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def team(db):
    return factories.create_team()


@pytest.fixture
def manifest(team):
    return manifest_of(create_window(team=team))


def said(manifest, text):
    with pytest.raises(NotDone) as refusal:
        loading.load(manifest, text, by=None, now=LOADING)
    return str(refusal.value)


def test_a_usps_label_says_the_zip_before_the_number_and_a_fedex_label_fills_up_with_zeros():
    usps = "9400111899223197428490"

    assert numbers_in(f"42090210{usps}") == [f"42090210{usps}", usps]
    assert usps in numbers_in(f"420902101234{usps}")
    assert "999999999999" in numbers_in("96" + "0" * 20 + "999999999999")
    assert numbers_in("1z 999-aa1 0123456784") == ["1Z999AA10123456784"]
    assert numbers_in("") == []


def test_a_devices_clock_is_believed_unless_it_jumped():
    for told, right in [
        (None, NOW), (NOW - 90 * MINUTE, NOW - 90 * MINUTE), (NOW + MINUTE, NOW), (NOW + 60 * MINUTE, NOW),
        (NOW - timedelta(days=2), NOW),
    ]:  # fmt: skip
        assert believed(told, now=NOW) == right


@pytest.mark.parametrize(
    ("parcel", "code"),
    [
        (Parcel("N", "ups", (SeenOrder("1"),), on="M-1"), "twice"),
        (Parcel("N", "ups", (SeenOrder("1"),), on="M-2"), "other_manifest"),
        (Parcel("N", "ups", (SeenOrder("1"),), on="M-2", was_handed_over=True), "gone"),
        (Parcel("N", "ups", (SeenOrder("1"),), is_scanned=True), "scanned"),
        (Parcel("N", "ups", (SeenOrder("1"), SeenOrder("2", is_cancelled=True))), "cancelled"),
        (Parcel("N", "ups", (SeenOrder("1", held_because="by hand"),)), "held"),
        (Parcel("N", "ups", (SeenOrder("1", asks_to_cancel=True),)), "asks_to_cancel"),
        (Parcel("N", "ups", (SeenOrder("1"),), is_cancelled=True), "void"),
        (Parcel("N", "ups"), "void"),
        (Parcel("N", "usps", (SeenOrder("1"),)), "foreign"),
        (Parcel("N", "ups", (SeenOrder("1"),), problem="Too much in it."), "box"),
        (Parcel("N", "ups", (SeenOrder("1"),)), None),
        (Parcel("N", "", (SeenOrder("1"),)), None),
    ],
)
def test_what_may_not_go_is_told_apart(parcel, code):
    found = refusal(parcel, manifest="M-1", carrier="ups")

    assert (found.code if found else None) == code


def test_a_truck_of_any_carrier_takes_every_carrier():
    assert refusal(Parcel("N", "usps", (SeenOrder("1"),)), manifest="M-1", carrier="") is None


def test_a_parcel_is_on_the_manifest_once(manifest, team):
    parcel = create_parcel(team=team)

    line = loaded(manifest, parcel)

    assert (line.number, line.carrier, line.loaded_at) == (parcel.tracking_number, "ups", LOADING)
    assert "it counts once" in said(manifest, parcel.tracking_number.lower())
    assert ManifestLine.objects.count() == 1


def test_the_same_scan_sent_again_is_the_same_line(manifest, team):
    parcel, sent = create_parcel(team=team), uuid.uuid4()

    first, second = (
        loading.load(manifest, parcel.tracking_number, by=None, now=LOADING, client_uuid=sent)
        for _ in range(2)
    )

    assert (first.is_new, second.is_new, first.line) == (True, False, second.line)


def test_what_is_no_parcel_of_ours_is_said(manifest, team):
    foreign = create_parcel(team=factories.create_team())
    order = order_of(create_parcel(team=team))
    sku = factories.create_sku(team=team, code="LAMP-1")

    assert "No parcel of ours" in said(manifest, foreign.tracking_number)
    assert "paper of order" in said(manifest, order.external_id)
    assert "on the goods" in said(manifest, sku.code)
    assert "Nothing was scanned" in said(manifest, "\r\n")
    assert "200 characters" in said(manifest, "9" * 200)


def test_a_parcel_on_another_manifest_must_be_taken_off_there_first(manifest, team):
    parcel, other = create_parcel(team=team), manifest_of(manifest.window, DEPARTS + timedelta(days=7))
    line = loaded(other, parcel)

    assert f"stands on {other}" in said(manifest, parcel.tracking_number)
    loading.take_off(line, now=LOADING)
    assert loaded(manifest, parcel).manifest == manifest
    with pytest.raises(NotDone, match="not on"):
        loading.take_off(line, now=LOADING)


def test_what_was_handed_over_says_with_which_truck(manifest, team):
    parcel, other = create_parcel(team=team), manifest_of(manifest.window, DEPARTS + timedelta(days=7))
    loaded(manifest, parcel)
    closed(manifest)

    assert "handed over with the UPS pick-up of Tue 24 Nov 15:00" in said(other, parcel.tracking_number)
    assert "is closed" in said(manifest, parcel.tracking_number)


def test_cancelled_held_and_asked_for_orders_stay_here(manifest, team):
    cancelled, held, asked = (create_parcel(team=team) for _ in range(3))
    Order.objects.filter(pk=order_of(cancelled).pk).update(stage="cancelled")
    place_hold(order_of(held), reason="by_hand", owner="us", action="release_hold", evidence="x", now=NOW)
    order = order_of(asked)
    Cancellation.objects.create(
        team=team, shop=order.shop, order=order, order_external_id=order.external_id, external_id="c", status="requested",
        initiator="buyer", requested_at=NOW, remote_updated_at=NOW,
    )  # fmt: skip

    assert "is cancelled" in said(manifest, cancelled.tracking_number)
    assert "on hold" in said(manifest, held.tracking_number)
    assert "asked to cancel" in said(manifest, asked.tracking_number)
    assert not ManifestLine.objects.exists()


@pytest.mark.parametrize(
    ("status", "initiator"), [("requested", "unknown"), ("needs_attention", "buyer"), ("requested", "buyer")]
)
def test_whatever_channel_tells_of_a_request_its_parcel_stays_until_it_is_answered(
    manifest, team, status, initiator
):
    """As at the packing table, and in the list of requests."""
    asked = create_parcel(team=team)
    order = order_of(asked)
    Cancellation.objects.create(
        team=team, shop=order.shop, order=order, order_external_id=order.external_id, external_id="c", status=status,
        initiator=initiator, requested_at=NOW, remote_updated_at=NOW,
    )  # fmt: skip

    assert "asked to cancel" in said(manifest, asked.tracking_number)


def test_of_two_parcels_with_one_number_the_one_that_waits_is_meant(manifest, team):
    old = create_parcel(team=team, first_scan_at=NOW - timedelta(days=90))
    new = create_parcel(team=team, tracking_number=old.tracking_number)

    assert loaded(manifest, new).package == new


def test_a_scan_asks_a_few_questions_however_many_orders_are_open(manifest, team):
    parcels = [create_parcel(team=team) for _ in range(3)]
    loaded(manifest, parcels[0])

    def asked(parcel):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            loaded(manifest, parcel, client_uuid=uuid.uuid4())
        return len(queries)

    few = asked(parcels[1])
    for _ in range(30):
        create_parcel(team=team)
    assert asked(parcels[2]) == few
    assert few <= 14  # savepoints among them


@pytest.mark.django_db(transaction=True)
def test_two_tablets_that_scan_one_parcel_onto_two_trucks_at_once_leave_it_on_one():
    team = factories.create_team()
    window, parcel = create_window(team=team), create_parcel(team=team)
    one, other = manifest_of(window), manifest_of(window, DEPARTS + timedelta(days=7))

    found = at_once(lambda: loaded(one, parcel), lambda: loaded(other, parcel), refused=(NotDone,))

    assert sorted(type(each).__name__ for each in found) == ["ManifestLine", "NotDone"]
    assert ManifestLine.objects.on_it().count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_a_parcel_on_one_manifest_past_our_code():
    team = factories.create_team()
    parcel, manifest = create_parcel(team=team), manifest_of(create_window(team=team))
    told = {"team": team, "package": parcel, "number": "N", "loaded_at": NOW, "received_at": NOW}

    def write():
        return ManifestLine.objects.create(manifest=manifest, **told)

    found = at_once(write, write, refused=(IntegrityError,))

    assert sum(isinstance(each, IntegrityError) for each in found) == 1


@pytest.mark.django_db(transaction=True)
def test_two_tablets_that_open_a_departure_at_once_work_on_one_manifest():
    window = create_window(team=factories.create_team())

    found = at_once(*[lambda: manifest_of(window)] * 2)

    assert found[0] == found[1]
    assert Manifest.objects.count() == 1


def test_what_must_not_go_any_more_since_it_was_scanned_is_said_until_it_is_taken_off(manifest, team):
    cancelled, held, fine = (create_parcel(team=team) for _ in range(3))
    lines = [loaded(manifest, each) for each in (cancelled, held, fine)]
    assert overtaken.on(manifest) == []

    Order.objects.filter(pk=order_of(cancelled).pk).update(stage="cancelled")
    place_hold(order_of(held), reason="by_hand", owner="us", action="release_hold", evidence="x", now=NOW)

    found = overtaken.on(manifest)
    assert [each.line for each in found] == lines[:2]
    assert "is cancelled" in found[0].sentence
    assert "on hold" in found[1].sentence
    for each in found:
        loading.take_off(each.line, now=NOW)
    assert overtaken.on(manifest) == []


def test_of_a_box_that_no_channel_told_of_its_own_order_is_asked(manifest, team):
    orders = [order_of(create_parcel(team=team)) for _ in range(2)]
    for n, each in enumerate(orders):
        each.package_orders.all().delete()
        create_box(window=manifest.window, order=each, number=f"1ZBOX{n}")
        loading.load(manifest, f"1ZBOX{n}", by=None, now=NOW)
    Order.objects.filter(pk=orders[1].pk).update(stage="cancelled")

    assert [each.line.number for each in overtaken.on(manifest)] == ["1ZBOX1"]


@pytest.mark.django_db(transaction=True)
def test_a_cancellation_that_comes_while_its_parcel_is_scanned_leaves_it_here_or_says_so():
    team = factories.create_team()
    manifest, parcel = manifest_of(create_window(team=team)), create_parcel(team=team)
    order = order_of(parcel)

    done = at_once(
        lambda: loaded(manifest, parcel),
        lambda: Order.objects.filter(pk=order.pk).update(stage="cancelled"),
        refused=(NotDone,),
    )[0]

    assert isinstance(done, NotDone) or [each.line for each in overtaken.on(manifest)] == [done]
