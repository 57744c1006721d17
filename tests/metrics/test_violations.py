"""The register of violations and the papers of an appeal, as the warehouse recorded them."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client

from fulfillment.accounts.roles import Role
from fulfillment.warehouse.models import CarrierQuestion, ManifestLine, ManifestPhoto
from metrics.models import Violation
from metrics.violations import dossier, packing
from metrics.violations.documents import ASKED_FOR, checklist
from metrics.violations.states import ACTS, NEXT, TONES, WORDS, State
from tests.factories import create_member, create_order, create_shop, create_team
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return create_team()


@pytest.fixture
def handed_over(team):
    """An order on a truck that left, with a signature, a picture of the vehicle and a question to the carrier."""
    window = create_window(team=team)
    parcel = create_parcel(team=team)
    manifest = manifest_of(window)
    loaded(manifest, parcel)
    ManifestPhoto.objects.create(team=team, manifest=manifest, photo=create_photo(team=team), shows="vehicle")
    closed(manifest, signature=create_photo(team=team))
    question = CarrierQuestion.objects.create(
        team=team, warehouse=window.warehouse, carrier="ups", email="desk@ups.example", subject="Where are they?",
        body="Handed over on Tuesday.", asked_at=LEFT + timedelta(days=1),
    )  # fmt: skip
    ManifestLine.objects.filter(manifest=manifest).update(question=question)
    return order_of(parcel)


def client_of(team, role=Role.MANAGER):
    client = Client()
    client.force_login(create_member(team=team, role=role))
    return client


def entered(client, shop, **more):
    told = {"shop": shop.slug, "title": "Late dispatch", "happened_on": "2026-11-20"}
    return client.post("/metrics/violations/add/", told | more)


def test_every_state_has_words_and_a_way_on():
    assert set(WORDS) == set(ACTS) == set(NEXT) == set(TONES) == set(State)
    assert all(NEXT[state] for state in State)


def test_a_violation_is_kept_once_by_its_number_and_goes_on_step_by_step(team):
    shop, client = create_shop(team=team), client_of(team)
    for _ in range(2):
        entered(client, shop, reference="V-1", points="2", appeal_until_on="2026-12-20", orders="A1, A2 A1")

    row = Violation.objects.get()
    assert (row.order_ids, row.points, row.state) == (["A1", "A2"], 2, State.OPEN)
    for state, note in ((State.APPEALED, "sent on Monday"), (State.LIFTED, "taken back")):
        client.post(f"/metrics/violations/{row.pk}/step/", {"state": state, "note": note})
        row.refresh_from_db()
        assert (row.state, row.note) == (state, note)
    client.post(f"/metrics/violations/{row.pk}/step/", {"state": State.OPEN})
    row.refresh_from_db()
    assert row.state == State.LIFTED
    assert client.get("/metrics/violations/").context["points"] == 0


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"happened_on": "soon"}, {"points": "-1"}, {"appeal_until_on": "2026-11-01"}]
)
def test_what_makes_no_sense_is_said_and_not_kept(team, wrong):
    assert entered(client_of(team), create_shop(team=team), **wrong).status_code == 400
    assert not Violation.objects.exists()


def test_the_papers_hold_what_the_warehouse_recorded(team, handed_over):
    found = dossier.of_orders(team, [handed_over.external_id, "unknown-1"], handed_over.shop_id)

    assert found.unknown == ["unknown-1"]
    assert [file.order for file in found.files] == [handed_over]
    assert {each.document.code for each in checklist(found.counts()) if each.count} == {
        "manifest", "signature", "vehicle", "carrier",
    }  # fmt: skip
    assert found.files[0].rule_version.startswith("tiktok-us/")


def test_the_zip_has_the_paper_the_lists_and_the_pictures(team, handed_over):
    client = client_of(team)
    entered(client, handed_over.shop, orders=handed_over.external_id)
    row = Violation.objects.get()

    assert client.get(f"/metrics/violations/{row.pk}/").status_code == 200
    assert client.get(f"/metrics/violations/{row.pk}/appeal.pdf").content.startswith(b"%PDF-")
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"/metrics/violations/{row.pk}/appeal.zip").content))

    names = archive.namelist()
    assert {"appeal.pdf", "timeline.csv", "manifest.csv"} <= set(names)
    assert sum(name.startswith("photos/") for name in names) == 2
    assert handed_over.external_id in archive.read("manifest.csv").decode()
    alone = client.get(f"/metrics/violations/order/{handed_over.pk}/papers.zip").content
    assert "appeal.pdf" in zipfile.ZipFile(io.BytesIO(alone)).namelist()


def test_fifty_orders_need_no_more_queries_than_one(team, handed_over, django_assert_max_num_queries):
    shop = handed_over.shop
    many = [create_order(shop=shop).external_id for _ in range(30)]
    with django_assert_max_num_queries(16):
        found = dossier.of_orders(team, [handed_over.external_id, *many], shop.pk)
        packing.timeline(found)
    assert len(found.files) == 31


def test_every_paper_that_is_asked_for_says_how_it_comes_about():
    assert all(each.missing and each.label for each in ASKED_FOR)
