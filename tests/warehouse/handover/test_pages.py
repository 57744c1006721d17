"""The dock's pages: what a departure shows, what its forms do, its paper and its list."""

import csv
import io
import json
import re
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import Order
from fulfillment.warehouse.departing import FORMAT
from fulfillment.warehouse.handover import incidents, lists, loading
from fulfillment.warehouse.handover.lists import Departure
from fulfillment.warehouse.handover.words import Incident
from fulfillment.warehouse.models import (
    Manifest,
    ManifestClosing,
    ManifestLine,
    ManifestPhoto,
    PickupIncident,
)
from tests import factories
from tests.factories import NOW
from tests.photos.pictures import picture
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
def window(team):
    return create_window(team=team)


@pytest.fixture
def dock(team, client):
    client.force_login(factories.create_member(team=team, role=Role.OPERATOR))
    return client


def address(name, window, departs_at=DEPARTS):
    return reverse(f"truck:{name}", args=[window.pk, departs_at.strftime(FORMAT)])


def must_be_on(window, parcel, departs_at=DEPARTS):
    Order.objects.filter(package_orders__package=parcel).update(
        truck_at=departs_at, truck=factories.create_truck(team=window.team, told={"window": window.pk})
    )


def stand(window, manifest=None):
    return lists.stand(Departure(window, DEPARTS, manifest), now=NOW)


def text(answer):
    return answer.content.decode()


def test_what_must_be_on_it_is_packed_on_it_or_short(window, team):
    there, short = create_parcel(team=team), create_parcel(team=team)
    for each in (there, short):
        must_be_on(window, each)
    Order.objects.filter(pk=order_of(short).pk).update(packed_at=NOW)
    manifest = manifest_of(window)
    loaded(manifest, there)

    found = stand(window, manifest)

    assert (found.must, found.packed, found.on_it, found.short) == (2, 1, 1, 1)
    assert found.missing == [order_of(short)]
    assert stand(window).short == 2


def test_a_parcel_that_a_truck_left_here_is_loaded_first_onto_the_next(window, team):
    manifest, parcel = manifest_of(window), create_parcel(team=team)
    line = loaded(manifest, parcel)
    incidents.leave_behind(manifest, by=None, now=LEFT, why="full")
    later = DEPARTS + timedelta(days=7)
    next_one = Departure(window, later, manifest_of(window, later))

    assert lists.stand(next_one, now=LEFT).waiting == [line]
    assert lists.stand(Departure(window, DEPARTS, manifest), now=LEFT).waiting == []  # not first onto its own
    loaded(next_one.manifest, parcel, now=LEFT)
    assert lists.stand(next_one, now=LEFT).waiting == []


def test_a_box_that_its_channel_has_not_told_of_waits_for_no_truck_once_one_took_it(window, team):
    orders = [order_of(create_parcel(team=team)) for _ in range(2)]
    boxes = [create_box(window=window, order=each, number=f"1ZBOX{n}") for n, each in enumerate(orders)]
    for each in orders:
        each.package_orders.all().delete()
    manifest = manifest_of(window)
    for box in boxes:
        loading.load(manifest, box.label_number, by=None, now=LOADING)
    incidents.leave_behind(manifest, by=None, now=LEFT, why="full")
    later = DEPARTS + timedelta(days=7)
    next_one = Departure(window, later, manifest_of(window, later))
    loading.load(next_one.manifest, boxes[1].label_number, by=None, now=LEFT)

    assert [each.packing for each in lists.stand(next_one, now=LEFT).waiting] == [boxes[0]]


def test_the_page_costs_the_same_however_many_parcels(window, team, dock, django_assert_max_num_queries):
    manifest = manifest_of(window)
    for _ in range(12):
        parcel = create_parcel(team=team)
        must_be_on(window, parcel)
        loaded(manifest, parcel)
        must_be_on(window, create_parcel(team=team))

    with django_assert_max_num_queries(30):
        assert dock.get(address("load", window)).status_code == 200
    with django_assert_max_num_queries(26):
        lists.stand(Departure(window, DEPARTS, manifest), now=NOW)


def test_a_departure_that_no_timetable_knows_is_not_there(window, dock):
    assert dock.get(address("load", window, DEPARTS + timedelta(hours=1))).status_code == 404
    assert dock.get(reverse("truck:load", args=[window.pk, "soon"])).status_code == 404


def item(client, code):
    """A scan as the tablet's outbox sends it."""
    told = {
        "client_uuid": str(uuid4()), "kind": "load", "captured_at": timezone.now().isoformat(), "payload": {"code": code},
        "owner": int(client.session["_auth_user_id"]),
    }  # fmt: skip
    return {"item": json.dumps(told)}


def test_a_scan_says_what_it_came_to(window, team, dock):
    parcel = create_parcel(team=team)
    sent = item(dock, parcel.tracking_number)

    taken, again = (dock.post(address("scan", window), sent).json() for _ in range(2))
    twice = dock.post(address("scan", window), {"code": parcel.tracking_number})
    unknown = dock.post(address("scan", window), item(dock, "<b>1Z</b>")).json()

    assert (taken["outcome"], again["outcome"], unknown["outcome"]) == ("taken", "taken", "refused")
    assert "On the truck: 1 now" in taken["html"]
    assert "counts once" in again["html"]
    assert "<html" in text(twice)
    assert "data-refused" in text(twice)
    assert "No parcel of ours has the number &lt;b&gt;1Z&lt;/b&gt;" in unknown["html"]
    assert "No parcel of ours has the number <b>1Z</b>" in unknown["words"]
    assert ManifestLine.objects.count() == 1


def test_a_refused_scan_that_is_sent_again_is_refused_with_the_same_words(window, dock):
    sent = item(dock, "NOTHING-OF-OURS")

    first, again = (dock.post(address("scan", window), sent).json() for _ in range(2))

    assert first["words"] == again["words"]
    assert "data-refused" in again["html"]


def test_a_scan_costs_the_same_however_many_orders_must_be_on_the_truck(
    window, team, dock, django_assert_max_num_queries
):
    parcels = [create_parcel(team=team) for _ in range(20)]
    for each in parcels:
        must_be_on(window, each)
    manifest_of(window)
    sent = item(dock, parcels[0].tracking_number)

    with django_assert_max_num_queries(28):  # with savepoints, session, membership and the item's receipt
        dock.post(address("scan", window), sent)


def load_now(team, window):
    """A departure that left a moment ago, with one parcel on it."""
    manifest = manifest_of(window)
    return manifest, loaded(manifest, create_parcel(team=team), now=timezone.now() - timedelta(minutes=5))


def now_there(window):
    return timezone.localtime(timezone=ZoneInfo(window.warehouse.time_zone))


def test_a_closed_manifest_shows_its_proof_and_is_opened_again_with_a_reason(window, team, dock):
    manifest, _ = load_now(team, window)
    signature = create_photo(team=team)
    told = {
        "left_at": f"{now_there(window):%H:%M}", "driver": "Ray Diaz", "counted": "2",
        "signature_uuid": signature.client_uuid, "photo": SimpleUploadedFile("r.jpg", picture()),
    }  # fmt: skip

    answer = dock.post(address("close", window), told, follow=True)

    assert "is closed: 1 handed over, signed by Ray Diaz, 2 counted, receipt photographed" in text(answer)
    assert "The driver counted 2, 1 was scanned." in text(answer)
    row = ManifestClosing.objects.get()
    assert row.signature == signature
    again = dock.post(reverse("truck:reopen", args=[manifest.pk]), {"why": "one more came"}, follow=True)
    assert "is open again" in text(again)
    assert Manifest.objects.get().closed_at is None


def test_a_second_tablet_that_closes_is_told_who_did(window, team, dock):
    load_now(team, window)
    said = {"left_at": f"{now_there(window):%H:%M}"}

    first, second = (
        dock.post(address("close", window), said | {"driver": name}, follow=True) for name in ("Ray", "Ann")
    )

    assert "is closed: 1 handed over" in text(first)
    assert "Not closed again: " in text(second)
    assert ManifestClosing.objects.get().driver == "Ray"


def test_a_parcel_whose_order_was_cancelled_on_the_truck_is_to_be_taken_off_and_told_of_once_it_left(
    window, team, dock
):
    manifest, parcel = manifest_of(window), create_parcel(team=team)
    line = loaded(manifest, parcel)
    Order.objects.filter(pk=order_of(parcel).pk).update(stage="cancelled", status="cancelled")

    page = text(dock.get(address("load", window)))
    assert "it must not go any more" in page
    assert reverse("truck:take-off", args=[line.pk]) in page.split("overtaken")[1].split("</ul>")[0]

    closed(manifest)
    assert "Left, and must not have" in text(dock.get(address("load", window)))


def test_a_form_that_cannot_be_taken_says_why_and_keeps_what_was_entered(window, team, dock):
    load_now(team, window)

    answer = dock.post(address("close", window), {"left_at": "25:00", "driver": "Ray Diaz"})
    gone = dock.post(
        address("close", window),
        {"left_at": f"{now_there(window):%H:%M}", "signature_uuid": uuid4(), "driver": "Ray Diaz"},
    )

    assert (answer.status_code, gone.status_code) == (200, 200)
    assert "Ray Diaz" in text(answer)
    assert "not arrived" in text(gone)
    assert not ManifestClosing.objects.exists()


def test_what_went_wrong_asks_for_its_pictures_until_they_are_there(window, dock):
    told = {"kind": "full", "at": "15:01", "note": "No room"}
    page = text(dock.post(address("incident", window), told, follow=True))
    assert "the full vehicle: no picture yet" in page

    shot = {"shows": "vehicle", "photo": SimpleUploadedFile("v.jpg", picture())}
    page = text(dock.post(address("evidence", window), shot, follow=True))

    assert "the full vehicle: no picture yet" not in page
    assert (PickupIncident.objects.count(), ManifestPhoto.objects.count()) == (1, 1)


def test_the_paper_holds_what_an_appeal_asks_for(window, team, dock):
    manifest, parcel = manifest_of(window), create_parcel(team=team)
    order = order_of(parcel)
    loaded(manifest, parcel)
    told = {"happened_at": LEFT, "note": "Only half went in", "by": None, "now": LEFT}
    incidents.record_incident(manifest, "full", **told)
    closed(manifest, counted=1, reference="SF-77", signature=create_photo(team=team))

    answer = dock.get(reverse("truck:paper", args=[manifest.pk]))

    pages = PdfReader(io.BytesIO(answer.content)).pages
    said = "\n".join(page.extract_text() for page in pages)
    for each in (
        parcel.tracking_number, order.external_id, "Ray Diaz", "SF-77", "Tue 24 Nov 15:02 PST", "Only half went in",
    ):  # fmt: skip
        assert each in said.replace("\n", " "), each
    assert any(page.images for page in pages)


def test_the_list_holds_order_ids_and_hand_over_times(window, team, dock):
    manifest, parcel = manifest_of(window), create_parcel(team=team)
    second = create_parcel(team=team)
    both = [order_of(parcel), order_of(second)]
    parcel.package_orders.all().delete()
    combined = create_parcel(team=team, orders=both, tracking_number="=1+1")
    loaded(manifest, combined)
    closed(manifest, reference="SF-77")

    answer = dock.get(reverse("truck:list", args=[manifest.pk]))

    header, row = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    found = dict(zip(header, row, strict=True))
    assert found["Order ids"] == ", ".join(sorted(each.external_id for each in both))
    assert found["Tracking number"] == "'=1+1"
    assert (found["Handed over (UTC)"], found["Carrier's receipt"]) == ("2026-11-24T23:02:00Z", "SF-77")
    assert found["Handed over (local)"] == "2026-11-24 15:02"


def test_a_truck_that_never_came_is_not_called_open(window, team, dock):
    manifest = manifest_of(window)
    incidents.record_incident(
        manifest, Incident.NEVER, happened_at=LEFT, note="Nobody called", by=None, now=LEFT
    )

    assert "did not come" in text(dock.get(reverse("truck:manifests")))


def older_of(page):
    return reverse("truck:manifests") + re.search(r'href="(\?after=[^"]+)">Older', page)[1]


def test_of_trucks_that_leave_at_one_moment_none_is_lost_between_two_pages(team, dock, monkeypatch):
    monkeypatch.setattr("fulfillment.warehouse.handover.pages.OLDER", 2)
    rows = [manifest_of(create_window(team=team, carrier=carrier)) for carrier in ("ups", "usps", "fedex")]

    first = text(dock.get(reverse("truck:manifests")))
    rest = text(dock.get(older_of(first)))

    assert [(f">{each}<" in first, f">{each}<" in rest) for each in rows] == [
        (False, True),
        (True, False),
        (True, False),
    ]


def test_manifests_are_paged_by_their_departure(window, team, dock, monkeypatch):
    monkeypatch.setattr("fulfillment.warehouse.handover.pages.OLDER", 2)
    rows = [manifest_of(window, DEPARTS + timedelta(days=7 * week)) for week in range(3)]

    first = text(dock.get(reverse("truck:manifests")))
    rest = text(dock.get(older_of(first)))

    assert [f">{each}<" in first for each in rows] == [False, True, True]
    assert [f">{each}<" in rest for each in rows] == [True, False, False]
