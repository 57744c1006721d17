"""Batches of papers in the browser: chosen by truck or by name, left and found again, and files that are attached."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulfillment.channels import tasks
from fulfillment.channels.labels import printing
from fulfillment.channels.models import LabelBatch, LabelFile
from fulfillment.warehouse.departing import key_of
from tests import factories
from tests.channels.labels.making_orders import TRUCK, create_order, pdf
from tests.desk.seen import signed_in


@pytest.fixture
def shop(db, monkeypatch):
    monkeypatch.setattr(tasks.print_labels, "delay", lambda *_: None)
    return factories.create_shop(team=factories.create_team(), channel="generic")


def due_now(shop, **more):
    return create_order(shop=shop, truck_at=timezone.now().replace(microsecond=0, second=0), **more)


def post(client, **told):
    told = {"client_uuid": str(uuid4()), "with_slips": "on", **told}
    return client.post("/labels/", told, follow=True)


def test_the_orders_of_a_truck_are_printed_and_the_pdf_opened(shop):
    order = due_now(shop)
    client = signed_in(shop.team)
    page = client.get("/labels/").content.decode()
    assert "1 not printed yet, of 1" in page

    shown = post(client, truck=key_of(TRUCK["window"], order.truck_at)).content.decode()
    batch = LabelBatch.objects.get()
    assert "You may leave this page" in shown
    assert client.get(f"/labels/{batch.pk}/papers.pdf").status_code == 404
    printing.work(batch.pk, clock=timezone.now)

    assert "Open the PDF" in client.get(f"/labels/{batch.pk}/").content.decode()
    answer = client.get(f"/labels/{batch.pk}/papers.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]
    assert "UPS pick-up" in client.get("/labels/").content.decode()
    assert "0 not printed yet, of 1" in client.get("/labels/").content.decode()


def test_what_was_printed_is_left_out_unless_it_is_asked_for_again(shop):
    order = due_now(shop)
    client = signed_in(shop.team)
    post(client, orders=order.external_id)
    printing.work(LabelBatch.objects.get().pk, clock=timezone.now)

    refused = post(client, orders=order.external_id).content.decode()
    again = post(client, orders=order.external_id, again="on").content.decode()

    assert "There is nothing to print" in refused
    assert "The papers are being made" in again


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({}, "Choose a truck, or paste the orders"),
        ({"truck": "7-nonsense"}, "7-nonsense is not one of the available choices"),
        ({"orders": "77"}, "There is nothing to print"),
    ],
)
def test_what_cannot_be_asked_for_is_said_and_makes_nothing(shop, told, says):
    assert says in post(signed_in(shop.team), **told).content.decode()
    assert not LabelBatch.objects.exists()


def test_orders_that_nobody_knows_are_named_beside_those_that_are_printed(shop):
    order = due_now(shop)

    page = post(signed_in(shop.team), orders=f"{order.external_id} 77 78 79 80").content.decode()

    assert "Not known, so not among them: 77, 78, 79 and 1 more." in page


def test_a_label_is_attached_looked_at_and_removed(shop):
    order = due_now(shop)
    client = signed_in(shop.team)
    for _ in range(2):  # brought twice, attached once
        file = SimpleUploadedFile("ups.pdf", pdf())
        page = client.post(f"/labels/{order.pk}/attach/", {"file": file}, follow=True).content.decode()

    assert "ups.pdf" in page
    row = LabelFile.objects.get()
    assert client.get(f"/labels/files/{row.pk}/").content.startswith(b"%PDF-")
    client.post(f"/labels/files/{row.pk}/remove/")
    assert client.get(f"/labels/files/{row.pk}/").status_code == 404
    client.post(f"/labels/{order.pk}/attach/", {"file": SimpleUploadedFile("ups.pdf", pdf())})
    assert client.get(f"/labels/files/{row.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"file": SimpleUploadedFile("a.zpl", b"^XA^XZ")}, "This is ZPL"),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "The file is empty"),
        ({}, "Choose the label"),
    ],
)
def test_a_file_that_is_no_label_is_refused_with_a_sentence(shop, files, says):
    order = due_now(shop)

    page = signed_in(shop.team).post(f"/labels/{order.pk}/attach/", files, follow=True).content.decode()

    assert says in page
    assert not LabelFile.objects.exists()


def test_the_list_of_batches_costs_the_same_however_many_there_are(shop, django_assert_num_queries):
    client = signed_in(shop.team)
    post(client, orders=due_now(shop).external_id)
    client.get("/labels/")
    with CaptureQueriesContext(connection) as few:
        client.get("/labels/")
    usual = len(few)
    for _ in range(4):
        post(client, orders=due_now(shop).external_id)
    with django_assert_num_queries(usual):
        client.get("/labels/")
