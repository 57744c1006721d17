"""Pictures of boxes: kept with their box whenever they come, once however often, and nothing depends on them."""

import json
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fulfillment.channels.forgetting import forget
from fulfillment.orders.models import Buyer, Order
from fulfillment.photos.models import Photo
from fulfillment.warehouse.models import PackedPhoto, Packing
from tests import factories
from tests.photos.pictures import picture
from tests.warehouse.pack.tablet import Tablet
from tests.warehouse.stock import create_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return create_need(sku=factories.create_sku(team=factories.create_team(), code="LAMP"))


@pytest.fixture
def ana(line):
    return Tablet(factories.create_member(team=line.order.team, email="ana@glow.example"), line.order.team)


def snap(ana, line, content=None, name="photo"):
    """The item and its picture, as the tablet's outbox sends them: a function that posts both."""
    item = {
        "client_uuid": str(uuid4()), "kind": "photo", "captured_at": ana.now.isoformat(), "owner": ana.by.pk,
        "payload": {"box": str(ana.box), "orders": [line.order_id]},
    }  # fmt: skip

    def post(client):
        client.force_login(ana.by)
        file = SimpleUploadedFile("photo.jpg", picture() if content is None else content)
        return client.post(reverse("pack:items"), {"item": json.dumps(item), name: file}).json()

    return post


def test_a_picture_is_kept_with_its_box_once(line, ana, client):
    ana.pack(line)
    post = snap(ana, line)

    assert [post(client)["outcome"], post(client)["outcome"]] == ["taken", "taken"]

    assert PackedPhoto.objects.get().packing == ana.packing
    assert Photo.objects.get().taken_at == ana.now
    assert ana.packing.state == "sealed"


def test_a_picture_that_comes_before_all_else_of_its_box_waits_there_for_the_rest(line, ana, client):
    assert snap(ana, line)(client)["outcome"] == "taken"
    assert ana.pack(line) == ["taken"] * 3

    assert (Packing.objects.count(), ana.packing.state, ana.packing.photos.count()) == (1, "sealed", 1)


def test_a_picture_proves_what_a_box_that_was_taken_apart_looked_like(line, ana, client):
    ana.send(ana.start(line.order))
    ana.send(ana.item("drop", box=str(ana.box)))

    assert snap(ana, line)(client)["outcome"] == "taken"
    assert (ana.packing.state, ana.packing.photos.count()) == ("unpacked", 1)


def test_pictures_of_a_forgotten_buyers_box_are_gone_and_that_it_was_packed_stays(
    line, ana, client, django_capture_on_commit_callbacks
):
    ana.pack(line)
    snap(ana, line)(client)
    photo = Photo.objects.get()
    order = Order.objects.filter(pk=line.order_id)

    with django_capture_on_commit_callbacks(execute=True):
        forget(Buyer.objects.filter(orders__in=order), order, now=ana.now)

    assert not Photo.objects.exists()
    assert not storages["photos"].exists(photo.name)
    assert not storages["photos"].exists(photo.small_name)
    assert ana.packing.state == "sealed"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [(b"no picture", "photo", "no photograph"), (None, "something", "This picture is of no box")],
)
def test_what_is_no_picture_is_refused_with_a_sentence(line, ana, client, content, name, says):
    ana.send(ana.start(line.order))

    receipt = snap(ana, line, content, name)(client)

    assert receipt["outcome"] == "refused"
    assert says in receipt["words"]


def test_a_form_without_an_item_is_none(ana, client):
    client.force_login(ana.by)

    assert client.post(reverse("pack:items"), {"other": "x"}).status_code == 400
