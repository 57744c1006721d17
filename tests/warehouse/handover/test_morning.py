"""The morning after: what was not scanned, one question to the carrier, claims to their outcome."""

from datetime import timedelta
from decimal import Decimal
from smtplib import SMTPRecipientsRefused
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import OrderEvent
from fulfillment.tracking.models import Package, TrackingEvent
from fulfillment.warehouse import learning
from fulfillment.warehouse.handover import asking, claim_papers, claiming, questions, scan_times, unscanned
from fulfillment.warehouse.handover.claim_states import CLOSED, NEXT, ClaimState, is_lost
from fulfillment.warehouse.handover.scan_hours import Seen, by, by_hour, figure
from fulfillment.warehouse.models import (
    CarrierContact,
    CarrierQuestion,
    Claim,
    ClaimStep,
    ManifestLine,
    PackedPhoto,
    Packing,
)
from fulfillment.warehouse.refusing import NotDone
from fulfillment.warehouse.sites import houses_of
from tests import factories
from tests.photos.pictures import picture
from tests.racing import at_once
from tests.warehouse.handover.docks import (
    LEFT,
    closed,
    create_parcel,
    create_photo,
    create_window,
    loaded,
    manifest_of,
    order_of,
)

MORNING = LEFT + timedelta(hours=16)


def handed_over(team, *, parcels=1):
    """The lines of a closed manifest."""
    manifest = manifest_of(create_window(team=team))
    lines = [loaded(manifest, create_parcel(team=team)) for _ in range(parcels)]
    closed(manifest, counted=parcels, reference="SF-77")
    return list(ManifestLine.objects.filter(pk__in=[each.pk for each in lines]).order_by("pk"))


def create_box(line):
    """A box of the parcel, with its picture."""
    box = Packing.objects.create(
        team=line.team,
        warehouse=line.manifest.warehouse,
        client_uuid=uuid4(),
        started_at=LEFT,
        package=line.package,
    )
    return PackedPhoto.objects.create(team=line.team, packing=box, photo=create_photo(team=line.team))


def asked_at(line, email="pickups@ups.example"):
    return CarrierContact.objects.create(
        team=line.team, warehouse=line.manifest.warehouse, carrier=line.carrier, email=email
    )


@pytest.fixture
def team(db):
    return factories.create_team()


@pytest.fixture
def manager(team, client):
    user = factories.create_member(team=team, role=Role.MANAGER, email="ana@glow.example")
    client.force_login(user)
    return user


def ask(line, by, now=MORNING):
    return asking.ask(line.manifest.warehouse, line.carrier, by=by, now=now)


def test_what_was_handed_over_and_not_scanned_is_listed_by_carrier_with_its_proof(team):
    first, second = handed_over(team, parcels=2)
    Package.objects.filter(pk=second.package_id).update(first_scan_at=MORNING - timedelta(hours=1))

    (group,) = unscanned.groups_of(team, now=MORNING)

    assert (group.name, group.parcels, group.to_ask, group.address) == ("UPS", 1, 1, "")
    (row,) = group.rows
    assert (row.line, row.closing.proof) == (
        first,
        "taken by Ray Diaz, 2 counted, receipt SF-77",
    )
    assert row.due_at == order_of(row.line.package).dispatch_due_at
    assert unscanned.groups_of(team, now=LEFT + timedelta(hours=5)) == []


def test_after_ten_days_without_a_scan_a_parcel_is_lost():
    assert not is_lost(LEFT, LEFT + timedelta(days=10))
    assert is_lost(LEFT, LEFT + timedelta(days=10, minutes=1))


def test_of_parcels_whose_scans_nobody_tells_it_is_not_known_whether_they_were_scanned(team):
    (line,) = handed_over(team)
    Package.objects.filter(pk=line.package_id).update(verdict="unknown")

    assert unscanned.groups_of(team, now=MORNING) == []


def test_what_is_lost_is_claimed_with_one_click_each_parcel_once(team, manager, client):
    first, second = handed_over(team, parcels=2)
    claiming.open_claim(first, by=None, now=MORNING)
    ManifestLine.objects.filter(manifest=first.manifest).update(
        handed_over_at=timezone.now() - timedelta(days=11)
    )
    named = {"warehouse": first.manifest.warehouse_id, "carrier": "ups"}
    assert b"Claim the 1 lost" in client.get(reverse("truck:unscanned")).content

    client.post(reverse("truck:claim-lost"), named)
    page = client.post(reverse("truck:claim-lost"), named, follow=True)

    assert b"each lost parcel has its claim" in page.content
    assert set(Claim.objects.values_list("line", flat=True)) == {first.pk, second.pk}


def test_a_scan_settles_its_line_with_the_place_where_it_was(team):
    (line,) = handed_over(team)
    scan_at = LEFT + timedelta(hours=5)
    Package.objects.filter(pk=line.package_id).update(first_scan_at=scan_at)
    TrackingEvent.objects.create(
        team=team,
        package_id=line.package_id,
        kind="accepted",
        happened_at=scan_at,
        location="Ontario CA",
        source="carrier",
    )

    assert unscanned.settle(now=MORNING) == 1
    assert unscanned.settle(now=MORNING) == 0

    line.refresh_from_db()
    assert (line.first_scan_at, line.depot) == (scan_at, "Ontario CA")
    assert unscanned.waiting(team, now=MORNING).count() == 0
    assert scan_times.scanned(team, since=LEFT - timedelta(days=1)) == [Seen("ups", "Ontario CA", 2, 15, 5.0)]


def test_the_list_costs_the_same_however_long_the_history(team, django_assert_max_num_queries):
    handed_over(team, parcels=9)

    with django_assert_max_num_queries(7):
        unscanned.groups_of(team, now=MORNING)


def test_one_click_asks_once_with_the_list_and_the_orders_know(team, manager):
    lines = handed_over(team, parcels=2)
    asked_at(lines[0])

    row = ask(lines[0], manager)
    with pytest.raises(NotDone, match="already"):
        ask(lines[0], manager)

    assert row.subject == "2 UPS parcels of Ontario without an acceptance scan"
    assert all(each.number in row.body for each in lines)
    assert "receipt SF-77" in row.body
    assert OrderEvent.objects.filter(kind="carrier.asked").count() == 2
    assert order_of(lines[0].package).carrier_asked_at == MORNING
    assert ask(lines[0], manager, now=MORNING + timedelta(days=2)).pk != row.pk


def test_the_mail_leaves_once_and_answers_come_to_whoever_asked(team, manager):
    (line,) = handed_over(team)
    asked_at(line)
    ask(line, manager)

    assert (questions.mail(now=MORNING), questions.mail(now=MORNING)) == (1, 0)

    (letter,) = mail.outbox
    assert (letter.to, letter.reply_to) == (["pickups@ups.example"], ["ana@glow.example"])
    assert CarrierQuestion.objects.get().told_at == MORNING


def test_a_refused_address_is_said_and_not_tried_for_ever(team, manager, monkeypatch):
    (line,) = handed_over(team)
    asked_at(line)
    ask(line, manager)

    def refuse(self, messages):
        raise SMTPRecipientsRefused({})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    assert (questions.mail(now=MORNING), questions.mail(now=MORNING)) == (0, 0)
    assert "refused this address" in CarrierQuestion.objects.get().problem


def test_without_an_address_nobody_is_asked(team, manager):
    (line,) = handed_over(team)

    with pytest.raises(NotDone, match="enter its address"):
        ask(line, manager)
    assert not OrderEvent.objects.filter(kind="carrier.asked").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_send_one_mail():
    team = factories.create_team()
    (line,), by = handed_over(team), factories.create_member(team=team)
    asked_at(line)

    found = at_once(*[lambda: ask(line, by)] * 2, refused=(NotDone,))

    assert sorted(type(each).__name__ for each in found) == ["CarrierQuestion", "NotDone"]


@pytest.mark.django_db(transaction=True)
def test_two_who_open_a_claim_at_once_open_one():
    (line,) = handed_over(factories.create_team())

    found = at_once(*[lambda: claiming.open_claim(line, by=None, now=MORNING)] * 2)

    assert found[0] == found[1]
    assert ClaimStep.objects.count() == 1


def test_every_state_leads_on_but_paid():
    assert [state for state, after in NEXT.items() if not after] == [ClaimState.PAID]
    assert set(NEXT) == set(ClaimState)
    assert {after for each in NEXT.values() for after in each} | {ClaimState.OPENED} == set(ClaimState)
    assert set(ClaimState) > CLOSED


def test_a_claim_is_followed_to_its_money(team):
    (line,) = handed_over(team)
    claim = claiming.open_claim(line, by=None, now=MORNING)

    claiming.step(claim, ClaimState.ASKED, reference="UPS-1", by=None, now=MORNING)
    claiming.step(claim, ClaimState.ACCEPTED, by=None, now=MORNING)
    with pytest.raises(NotDone, match="how much"):
        claiming.step(claim, ClaimState.PAID, by=None, now=MORNING)
    claiming.step(claim, ClaimState.PAID, amount=Decimal("41.50"), currency="USD", by=None, now=MORNING)

    claim.refresh_from_db()
    assert (claim.state, claim.amount, claim.currency, claim.reference) == (
        "paid",
        Decimal("41.50"),
        "USD",
        "UPS-1",
    )
    assert claim.closed_at == MORNING
    with pytest.raises(NotDone, match="does not come next"):
        claiming.step(claim, ClaimState.ASKED, by=None, now=MORNING)
    told = OrderEvent.objects.get(order=order_of(line.package), kind="claim.closed")
    assert told.data["evidence"] == f"{claim}: paid, 41.50 USD"
    assert unscanned.waiting(team, now=MORNING).count() == 0


def test_a_claim_has_what_proved_the_hand_over_and_what_is_brought_to_it_once(team, manager, client):
    (line,) = handed_over(team)
    claim = claiming.open_claim(line, by=None, now=MORNING)
    box = create_box(line)
    url = reverse("truck:claim-papers", args=[claim.pk])

    for _ in range(2):
        client.post(url, {"document": SimpleUploadedFile("answer.pdf", b"%PDF-1.7 no trace")})
        client.post(url, {"photo": SimpleUploadedFile("box.jpg", picture())})
    page = client.get(reverse("truck:claim", args=[claim.pk])).content.decode()

    assert [words for _, words in claim_papers.proofs_of(claim)] == ["The box as it was packed"]
    assert reverse("photos:small", args=[box.photo_id]) in page
    document, photo = claim.papers.order_by("content")
    answer = client.get(reverse("truck:claim-paper", args=[document.pk]))
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7 no trace", "application/pdf")
    assert "attachment" in answer["Content-Disposition"]
    assert photo.photo is not None


@pytest.mark.parametrize(
    ("sent", "says"),
    [({"document": b"MZ"}, "as a PDF"), ({"photo": b"MZ"}, "no photograph"), ({}, "take a picture first")],
)
def test_what_is_no_paper_is_refused_with_a_sentence(team, manager, client, sent, says):
    (line,) = handed_over(team)
    claim = claiming.open_claim(line, by=None, now=MORNING)
    files = {name: SimpleUploadedFile("x", content) for name, content in sent.items()}

    page = client.post(reverse("truck:claim-papers", args=[claim.pk]), files, follow=True)

    assert says in page.content.decode()
    assert not claim.papers.exists()


def test_what_was_not_handed_over_has_no_claim(team):
    line = loaded(manifest_of(create_window(team=team)), create_parcel(team=team))

    with pytest.raises(NotDone, match="owes nothing"):
        claiming.open_claim(line, by=None, now=MORNING)


def test_the_pages_of_the_morning_work(team, manager, client):
    (line,) = handed_over(team)
    house = line.manifest.warehouse
    named = {"warehouse": house.pk, "carrier": "ups"}

    assert b"Say where UPS is asked" in client.get(reverse("truck:unscanned")).content
    page = client.post(reverse("truck:contact"), named | {"address": "nonsense"}, follow=True)
    assert b"one that begins with https://" in page.content
    page = client.post(reverse("truck:contact"), named | {"address": "a@ups.example"}, follow=True)
    assert b"Ask about 1" in page.content
    page = client.post(reverse("truck:ask"), named, follow=True)
    assert b"The carrier is asked" in page.content
    page = client.post(reverse("truck:open-claim", args=[line.pk]), follow=True)
    claim = Claim.objects.get()
    assert f"Claim {claim}".encode() in page.content
    told = {"state": "refused", "currency": "USD", "note": "No trace"}
    page = client.post(reverse("truck:claim", args=[claim.pk]), told, follow=True)
    assert b"No trace" in page.content
    listed = client.get(reverse("truck:claims")).content.decode()
    assert ("refused" in listed, "<small>UPS</small>" in listed) == (True, True)


def test_who_may_follow_no_claim_reads_the_list_without_links_into_it(team, client):
    (line,) = handed_over(team)
    claim = claiming.open_claim(line, by=None, now=timezone.now())
    client.force_login(factories.create_member(team=team, role=Role.INSPECTOR))

    page = client.get(reverse("truck:claims")).content.decode()

    assert str(claim) in page
    assert reverse("truck:claim", args=[claim.pk]) not in page


def test_another_teams_warehouse_is_not_there(team, manager, client):
    (line,) = handed_over(factories.create_team())

    named = {"warehouse": line.manifest.warehouse.pk, "carrier": "ups", "address": "a@b.example"}
    assert client.post(reverse("truck:contact"), named).status_code == 404
    assert client.post(reverse("truck:ask"), named | {"warehouse": "x"}).status_code == 404


def test_a_recorded_hand_over_is_what_scan_times_are_learned_from(team):
    create_window(team=team)
    (shop,) = team.shops.all() or [factories.create_shop(team=team)]
    scan_at = LEFT + timedelta(hours=4)
    labelled_at = LEFT - timedelta(days=6)  # an earlier truck came by, and did not take it

    def hours(handed_over_at):
        told = [(shop.pk, "", "ups", handed_over_at, labelled_at, scan_at)]
        return learning.observed(told, houses_of(team), now=scan_at)

    (learned,) = {round(each, 2) for found in hours(LEFT).values() for each in found}
    assert learned == 4.0
    assert {round(each, 2) for found in hours(None).values() for each in found} != {4.0}


def test_the_picture_tells_the_same_numbers_as_its_table():
    seen = [Seen("ups", "Ontario", 2, 15, hours) for hours in (1.0, 2.0, 3.0, 4.0, 9.0)] + [
        Seen("usps", "", 5, 17, 40.0)
    ]

    cells = by_hour(seen)

    assert [(each.name, each.parcels, each.median) for each in cells.values()] == [
        ("Tue 15:00", 5, 3.0),
        ("Fri 17:00", 1, 40.0),
    ]
    assert (cells[2, 15].eight_in_ten, cells[5, 17].eight_in_ten) == (5.0, None)
    drawn = figure(cells)["data"][0]
    assert (drawn["x"], drawn["y"]) == (["15:00", "17:00"], ["Fri", "Tue"])
    assert drawn["z"] == [[None, 40.0], [3.0, None]]
    assert [each.name for each in by(seen, "depot")] == ["Ontario"]
