"""How goods should look: a picture that managers keep, and that a tablet shows beside the checks, without a network too."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import expect

from fulfillment.accounts.roles import Role
from fulfillment.inspections import entries, queueing, references
from fulfillment.inspections.models import Reference
from fulfillment.inspections.saying import Say
from fulfillment.photos.models import Photo
from tests import factories
from tests.e2e.inspecting import to_inspect
from tests.e2e.tablets import floor, ready, tablet, waiting
from tests.factories import NOW
from tests.inspections.test_tablet import at_queue, begin
from tests.photos.pictures import picture
from tests.warehouse.handover.docks import create_photo
from tests.warehouse.stock import create_lot

__all__ = ["floor", "tablet"]  # fixtures


@pytest.fixture
def lot(db):
    team = factories.create_team()
    return create_lot(sku=factories.create_sku(team=team, code="LAMP"), is_quarantined=True)


def told(team):
    return entries.told(team, queueing.waiting(team), Say("en"), now=NOW)["entries"]


def test_an_entry_names_its_picture_and_one_without_names_none(lot):
    assert told(lot.team)[0]["picture"] == ""
    photo = create_photo(team=lot.team)
    references.keep(lot.sku, photo, by=None, now=NOW)
    assert told(lot.team)[0]["picture"] == f"/photos/{photo.pk}/small/?kept"


@pytest.mark.django_db(transaction=True)
def test_another_picture_takes_its_place_and_the_one_before_is_gone(client):
    team = factories.create_team()
    sku = factories.create_sku(team=team, code="LAMP")
    client.force_login(factories.create_member(team=team, role=Role.MANAGER))
    for shade in range(2):
        file = SimpleUploadedFile("look.jpg", picture(width=640 + shade * 64, height=480))
        client.post(reverse("inspections:keep-look", args=[sku.pk]), {"photo": file})

    assert Reference.objects.get(sku=sku).photo == Photo.objects.get()


def test_what_is_no_picture_is_said_and_the_one_that_stands_stays(lot, client):
    client.force_login(factories.create_member(team=lot.team, role=Role.MANAGER))
    photo = create_photo(team=lot.team)
    references.keep(lot.sku, photo, by=None, now=NOW)
    sent = {"photo": SimpleUploadedFile("look.jpg", b"not a picture")}
    answer = client.post(reverse("inspections:keep-look", args=[lot.sku_id]), sent, follow=True)

    assert "This is no photograph" in answer.content.decode()
    assert Reference.objects.get(sku=lot.sku).photo == photo


@pytest.mark.e2e
@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_tablet_shows_it_beside_the_checks_without_a_network(floor, tablet):
    lot = to_inspect(floor)
    references.keep(lot.sku, create_photo(team=floor.team), by=None, now=NOW)
    page = at_queue(floor, tablet)
    page.evaluate(KEPT)
    page.context.set_offline(True)
    page.reload()
    ready(page)

    assert page.evaluate(DRAWN, "[data-entries] .look")
    begin(page, lot)
    expect(page.locator("[data-inspecting] .look")).to_be_visible()
    assert page.evaluate(DRAWN, "[data-inspecting] .look")
    page.context.set_offline(False)
    waiting(page, 0)


KEPT = """async () => {
  while (!(await (await caches.open("pictures")).keys()).length) await new Promise((go) => setTimeout(go, 50));
}"""
DRAWN = """async (which) => {
  const image = document.querySelector(which);
  await image.decode();
  return image.naturalWidth > 0;
}"""
