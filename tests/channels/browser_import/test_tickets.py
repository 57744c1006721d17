"""A help desk's file becomes tickets by the same steps as a file of orders, and is taken back by the same."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fulfillment.channels.generic import undoing
from fulfillment.channels.models import ImportUpload
from fulfillment.orders import ticket_acts
from fulfillment.orders.models import OrderEvent, Ticket
from fulfillment.orders.topics import Topic
from tests.channels.browser_import.bringing import as_csv
from tests.factories import create_member, create_order, create_shop

pytestmark = pytest.mark.django_db
HEADER = ("Ticket ID", "Created At", "Type", "Order Number", "Message", "Status", "Solved At")


def line(name, *, text="Where is my order?", **values):
    usual = {"at": "2026-11-20 09:00", "kind": "ticket", "order": "1001"}
    told = usual | {"text": text, "status": "open", "closed": ""} | values
    return [name, *(told[key] for key in ("at", "kind", "order", "text", "status", "closed"))]


@pytest.fixture
def shop(desk):
    return create_shop(team=desk.team, slug="glow", channel="tiktok")


@pytest.fixture
def bring(desk, shop):
    def bring(rows, header=HEADER, holds="tickets"):
        file = SimpleUploadedFile("tickets.csv", as_csv(rows, header=header))
        sent = {"shop": shop.slug, "file": file, "holds": holds}
        return desk.client.post(reverse("channels:imports"), sent)

    return bring


@pytest.fixture
def imported(desk, bring):
    def imported(rows, header=HEADER):
        assert bring(rows, header).status_code == 302
        upload = ImportUpload.objects.order_by("-brought_at").first()
        return desk.press("run", desk.check(upload))

    return imported


def test_a_help_desks_file_is_guessed_previewed_checked_and_imported_for_a_channels_shop(desk, bring, shop):
    order = create_order(shop=shop, external_id="gid-1", number="#1001")
    rows = [
        line("T1", kind="Complaint", text="It came broken"),
        line("T2", order="", status="Solved", closed="2026-11-21 10:00"),
        line("T3", at="soon"),
        line("T4", kind="Carrier pigeon", status="whatever"),
    ]
    assert bring(rows).status_code == 302
    upload = ImportUpload.objects.get()

    assert "It came broken" in desk.screen(upload).content.decode()
    desk.check(upload)
    assert (upload.orders_done, upload.orders_refused, Ticket.objects.count()) == (3, 1, 0)
    page = desk.page(upload)
    assert "Import 3 tickets" in page
    assert "&#x27;Carrier pigeon&#x27; is unknown; taken as a ticket" in page
    desk.press("run", upload)

    found = {row.external_id: row for row in Ticket.objects.all()}
    assert found.keys() == {"T1", "T2", "T4"}
    assert (found["T1"].kind, found["T1"].topic, found["T1"].order) == ("complaint", "damaged", order)
    assert found["T1"].opened_at == datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # 9:00 in Los Angeles
    assert (found["T2"].status, found["T2"].order) == ("closed", None)


def test_reviews_are_known_by_their_stars(imported):
    header = ("Review ID", "Review Date", "Stars", "SKU", "Review")
    rows = [["R1", "2026-11-20", "5", "LAMP", "Lovely"], ["R2", "2026-11-20", "2/5", "LAMP", "Slow delivery"]]

    imported([*rows, ["R3", "2026-11-20", "12", "LAMP", "?"]], header)

    found = Ticket.objects.order_by("external_id").values_list("kind", "rating", "topic", "sku_code")
    assert list(found) == [("review", 5, "praise", "LAMP"), ("review", 2, "late", "LAMP")]


def test_taken_back_what_it_made_is_gone_what_it_changed_is_as_before_and_what_a_person_said_stays(
    desk, imported, shop
):
    order = create_order(shop=shop, external_id="1001")
    imported([line("old", text="Broken!")])
    before = Ticket.objects.values().get(external_id="old")

    upload = imported(
        [line("old", text="Wrong item", closed="2026-11-22 09:00"), line("new"), line("said", text="Hello")]
    )
    said = Ticket.objects.get(external_id="said")
    person = create_member(team=desk.team)
    ticket_acts.reclassify(said, topic=Topic.FIT, by=person, now=datetime.now(UTC))
    desk.press("undo", upload)

    assert upload.undone == {"taken_back": 2, "kept": 1}
    assert Ticket.objects.values().get(external_id="old") == before
    assert set(Ticket.objects.values_list("external_id", flat=True)) == {"old", "said"}
    assert upload.run.imported.get().kept == undoing.NEWER
    keys = OrderEvent.objects.filter(order=order, kind__startswith="ticket.").values_list("key", flat=True)
    assert not [key for key in keys if key.endswith(":new")]


def test_an_order_that_comes_later_does_not_keep_a_ticket_from_being_taken_back(desk, imported, shop):
    upload = imported([line("T1", order="later")])
    order = create_order(shop=shop, external_id="later", placed_at=datetime.now(UTC) - timedelta(hours=1))
    Ticket.objects.update(order=order)

    desk.press("undo", upload)

    assert not Ticket.objects.exists()


def test_orders_of_a_channels_shop_are_refused_and_a_file_without_times_is_said(desk, bring, shop):
    refused = bring([line("1")], holds="orders")
    assert "orders are read from its channel" in refused.content.decode()
    assert bring([["x", "y"]], ("Colour", "Note")).status_code == 302
    upload = ImportUpload.objects.get()

    said = desk.client.post(
        reverse("channels:import-map", args=[upload.pk]), desk.form(upload) | {"check": ""}
    )

    assert "Choose the column of the ticket" in said.content.decode()
    assert "when a ticket was opened" in said.content.decode()
