"""A truck left: what it took is handed over once, with its proof; opened again, it is not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fulfillment.orders.models import Order, OrderEvent
from fulfillment.warehouse.handover import closing, incidents, loading
from fulfillment.warehouse.handover.closing import Said
from fulfillment.warehouse.handover.words import Evidence, Incident, is_proven, proof_of, told_early, wanted
from fulfillment.warehouse.models import (
    Manifest,
    ManifestClosing,
    ManifestLine,
    PickupIncident,
)
from fulfillment.warehouse.refusing import NotDone
from tests import factories
from tests.racing import at_once
from tests.warehouse.handover.docks import (
    DEPARTS,
    LEFT,
    LOADING,
    closed,
    create_box,
    create_parcel,
    create_photo,
    create_window,
    loaded,
    manifest_of,
    order_of,
)


@pytest.fixture
def team(db):
    return factories.create_team()


@pytest.fixture
def manifest(team):
    return manifest_of(create_window(team=team))


def codes(order):
    return [each["code"] for each in Order.objects.get(pk=order.pk).reasons]


def test_proof_is_told_in_words_and_our_own_word_is_none():
    signed = proof_of(driver="Ray Diaz", counted=42, reference="SF-1", is_signed=True, has_receipt=True)

    assert signed == "signed by Ray Diaz, 42 counted, receipt SF-1, receipt photographed"
    assert proof_of(driver="", counted=None, reference="", is_signed=False, has_receipt=False) == "no proof"
    assert not is_proven(reference="", is_signed=False, has_receipt=False)
    assert is_proven(reference="SF-1", is_signed=False, has_receipt=False)


def test_what_left_is_handed_over_and_its_order_says_when_and_by_which_proof(manifest, team):
    parcel = create_parcel(team=team)
    loaded(manifest, parcel)

    closed(manifest, signature=create_photo(team=team), counted=1)

    order = order_of(parcel)
    assert (order.handed_over_at, order.handover_proof) == (LEFT, "signed by Ray Diaz, 1 counted")
    assert "handed_over_unscanned" in codes(order)
    assert "not_scanned" not in codes(order)
    event = OrderEvent.objects.get(order=order, kind="parcel.handed_over")
    assert (event.happened_at, event.data["evidence"]) == (LEFT, "UPS pick-up: signed by Ray Diaz, 1 counted")


def test_the_orders_of_a_truck_are_locked_by_id_before_any_is_written(manifest, team):
    loaded(manifest, create_parcel(team=team))

    with CaptureQueriesContext(connection) as captured:
        closed(manifest)

    wrote = [each["sql"] for each in captured if "orders_order" in each["sql"] and "UPDATE" in each["sql"]]
    assert wrote[0].strip().endswith("ORDER BY id FOR NO KEY UPDATE")


def test_an_order_of_two_parcels_is_handed_over_with_the_second(manifest, team):
    first = create_parcel(team=team)
    order = order_of(first)
    second = create_parcel(team=team, orders=[order])
    loaded(manifest, first)
    closed(manifest)
    assert Order.objects.get(pk=order.pk).handed_over_at is None

    later = manifest_of(manifest.window, DEPARTS + timedelta(days=7))
    after = LEFT + timedelta(days=7)
    loaded(later, second, now=after)
    closed(later, now=after)

    assert Order.objects.get(pk=order.pk).handed_over_at == after


def test_a_combined_parcel_hands_over_all_its_orders(manifest, team):
    one, other = order_of(create_parcel(team=team)), order_of(create_parcel(team=team))
    for each in (one, other):
        each.package_orders.all().delete()
    loaded(manifest, create_parcel(team=team, orders=[one, other]))

    closed(manifest)

    assert set(Order.objects.filter(handed_over_at=LEFT)) == {one, other}


@pytest.mark.parametrize(
    ("left_at", "says"),
    [(LEFT + timedelta(hours=1), "later than now"), (LOADING - timedelta(hours=1), "scanned onto it after")],
)
def test_a_time_that_cannot_be_is_refused(manifest, team, left_at, says):
    loaded(manifest, create_parcel(team=team))

    with pytest.raises(NotDone, match=says):
        closing.close(manifest, Said(left_at=left_at), by=None, now=LEFT)
    assert Manifest.objects.get().closed_at is None


def test_an_empty_manifest_is_not_closed(manifest):
    with pytest.raises(NotDone, match="Nothing is on it"):
        closed(manifest)


def test_the_second_who_closes_is_told_who_did(manifest, team):
    by = factories.create_member(team=team, email="ana@glow.example")
    loaded(manifest, create_parcel(team=team))
    closing.close(manifest, Said(left_at=LEFT), by=by, now=LEFT)

    with pytest.raises(NotDone, match=r"ana@glow\.example said first .* 1 parcel;"):
        closed(manifest)


@pytest.mark.django_db(transaction=True)
def test_two_tablets_that_close_at_once_leave_one_closing():
    team = factories.create_team()
    manifest, parcel = manifest_of(create_window(team=team)), create_parcel(team=team)
    loaded(manifest, parcel)

    found = at_once(*[lambda: closed(manifest)] * 2, refused=(NotDone,))

    assert sorted(type(each).__name__ for each in found) == ["ManifestClosing", "NotDone"]
    assert ManifestClosing.objects.count() == 1
    assert OrderEvent.objects.filter(kind="parcel.handed_over").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_scan_and_a_closing_at_once_leave_no_parcel_between():
    team = factories.create_team()
    manifest, parcel = manifest_of(create_window(team=team)), create_parcel(team=team)
    loaded(manifest, create_parcel(team=team))

    at_once(lambda: closed(manifest), lambda: loaded(manifest, parcel, now=LEFT), refused=(NotDone,))

    row = ManifestLine.objects.filter(package=parcel).first()
    assert row is None or row.handed_over_at == LEFT
    assert ManifestClosing.objects.get().scanned == ManifestLine.objects.filter(handed_over_at=LEFT).count()


def test_opened_again_nothing_counts_as_handed_over_and_what_was_said_stays(manifest, team):
    parcel = create_parcel(team=team)
    loaded(manifest, parcel)
    closed(manifest)

    closing.reopen(manifest, "One parcel stood behind the door", by=None, now=LEFT + timedelta(minutes=9))

    order = order_of(parcel)
    assert (order.handed_over_at, order.handover_proof) == (None, "")
    assert "not_scanned" in codes(order)
    (row,) = ManifestClosing.objects.all()
    assert row.reopened_why == "One parcel stood behind the door"
    assert OrderEvent.objects.filter(order=order, kind="parcel.handover_reopened").exists()
    closed(manifest, now=LEFT + timedelta(minutes=20))
    assert order_of(parcel).handed_over_at == LEFT + timedelta(minutes=20)
    assert ManifestClosing.objects.count() == 2


def test_it_is_opened_again_with_a_reason_only(manifest, team):
    loaded(manifest, create_parcel(team=team))
    closed(manifest)

    with pytest.raises(NotDone, match="Say why"):
        closing.reopen(manifest, " ", by=None, now=LEFT)


@pytest.mark.parametrize(
    ("minutes", "told", "says"),
    [(-5, set(), ""), (19, set(), ""), (20, set(), "left 20 m before"), (1310, set(), "left 21 h 50 m before"),
     (90, {"early"}, ""), (90, {"full"}, "left 1 h 30 m before")],
)  # fmt: skip
def test_a_truck_that_left_before_its_time_asks_to_be_told(minutes, told, says):
    found = told_early(DEPARTS, DEPARTS - timedelta(minutes=minutes), told)

    assert (says in found, bool(found)) == (True, bool(says))


def test_each_incident_asks_for_its_own_evidence_once():
    asked = wanted([Incident.EARLY, Incident.FULL], {Evidence.READY})

    assert [(each.evidence, each.is_there) for each in asked] == [
        ("ready", True),
        ("chat", False),
        ("vehicle", False),
    ]


def test_a_truck_that_never_came_leaves_all_behind_for_the_next(manifest, team):
    parcel = create_parcel(team=team)
    loaded(manifest, parcel)

    told = {"happened_at": LEFT, "note": "Called at 15:20", "by": None, "now": LEFT}
    assert incidents.record_incident(manifest, Incident.NEVER, **told)
    assert not incidents.record_incident(
        manifest, Incident.NEVER, **told | {"now": LEFT + timedelta(minutes=1)}
    )

    assert PickupIncident.objects.count() == 1
    order = order_of(parcel)
    assert order.left_behind_at == LEFT
    assert OrderEvent.objects.filter(order=order, kind="parcel.left_behind").count() == 1
    later = manifest_of(manifest.window, DEPARTS + timedelta(days=7))
    loaded(later, parcel, now=LEFT)
    closed(later)
    order.refresh_from_db()
    assert (order.left_behind_at, order.handed_over_at) == (None, LEFT)


def test_a_full_truck_leaves_some_behind(manifest, team):
    stays, goes = create_parcel(team=team), create_parcel(team=team)
    line = loaded(manifest, stays)
    loaded(manifest, goes)

    assert incidents.leave_behind(manifest, by=None, now=LOADING, why="It was full", lines=[line.pk]) == 1
    closed(manifest)

    assert (order_of(stays).handed_over_at, order_of(goes).handed_over_at) == (None, LEFT)


def test_a_truck_that_left_with_parcels_did_come(manifest, team):
    loaded(manifest, create_parcel(team=team))
    closed(manifest)

    with pytest.raises(NotDone, match="did come"):
        incidents.record_incident(manifest, Incident.NEVER, happened_at=LEFT, note="", by=None, now=LEFT)
    with pytest.raises(NotDone, match="has left"):
        incidents.leave_behind(manifest, by=None, now=LEFT, why="It was full")


def test_a_box_that_its_channel_has_not_told_of_is_handed_over_by_its_own_label(manifest, team):
    order = order_of(create_parcel(team=team))
    order.package_orders.all().delete()
    box = create_box(window=manifest.window, order=order, number="1ZBOX")

    line = loading.load(manifest, "1zbox", by=None, now=LOADING).line
    closed(manifest)

    assert (line.package, line.packing) == (None, box)
    assert Order.objects.get(pk=order.pk).handed_over_at == LEFT
