"""Inspections on the supplier's own page: theirs and nobody else's, with the report, while the link lives."""

import pytest
from django.utils import timezone

from fulfillment.warehouse.models import Lot
from sourcing.portal import doors
from tests import factories
from tests.inspections.tablets import Tablet
from tests.warehouse.stock import create_lot


@pytest.fixture
def team(db):
    return factories.create_team()


def failed(team, name):
    """A lot of a supplier of that name that failed."""
    supplier = factories.create_supplier(team=team, code=name, name=f"{name} Works")
    sku = factories.create_sku(team=team, code=f"{name}-LAMP", supplier=supplier)
    lot = create_lot(sku=sku, quantity=8, lot_code=f"LOT-{name}")
    Lot.objects.filter(pk=lot.pk).update(supplier=supplier)
    lot.refresh_from_db()
    tablet = Tablet(factories.create_member(team=team), lot)
    tablet.send_all(tablet.failing())
    return tablet.row, supplier


def test_a_supplier_reads_what_was_found_in_their_goods_and_in_nobody_elses(team, client):
    mine, supplier = failed(team, "BRIGHT")
    other, _ = failed(team, "DARK")
    door = doors.make(supplier, now=timezone.now())
    page = client.get(f"/supplier/{door.token}/reports/").content.decode()

    assert "LOT-BRIGHT" in page
    assert "Failed" in page
    assert "LOT-DARK" not in page
    assert f"/supplier/{door.token}/reports/" in client.get(f"/supplier/{door.token}/").content.decode()
    assert "不合格" in client.get(f"/supplier/{door.token}/reports/?lang=zh").content.decode()
    paper = client.get(f"/supplier/{door.token}/reports/{mine.pk}/")
    assert paper.content.startswith(b"%PDF")
    assert client.get(f"/supplier/{door.token}/reports/{other.pk}/").status_code == 404


def test_a_link_that_was_revoked_shows_no_report(team, client):
    mine, supplier = failed(team, "BRIGHT")
    door = doors.make(supplier, now=timezone.now())
    doors.revoke(supplier, now=timezone.now())

    for path in ("reports/", f"reports/{mine.pk}/"):
        assert client.get(f"/supplier/{door.token}/{path}").status_code == 404


def test_before_anything_was_inspected_the_page_says_so(team, client):
    door = doors.make(factories.create_supplier(team=team), now=timezone.now())
    assert "We have not looked at any" in client.get(f"/supplier/{door.token}/reports/").content.decode()


def test_the_page_asks_as_often_for_many_inspections(team, client, django_assert_max_num_queries):
    row, supplier = failed(team, "BRIGHT")
    for n in range(4):
        lot = create_lot(sku=row.sku, quantity=8, lot_code=f"L{n}")
        Lot.objects.filter(pk=lot.pk).update(supplier=supplier)
        lot.refresh_from_db()
        tablet = Tablet(row.inspector, lot)
        tablet.send_all(tablet.failing())
    door = doors.make(supplier, now=timezone.now())
    with django_assert_max_num_queries(4):
        assert client.get(f"/supplier/{door.token}/reports/").content.decode().count("(PDF)") == 5
