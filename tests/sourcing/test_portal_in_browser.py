"""Suppliers press their page's buttons in a real browser, which says where it comes from as the page lets it."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from fulfillment.inspections.models import ReportDispute
from sourcing.models import Confirmation
from sourcing.portal import doors
from tests import factories
from tests.sourcing.making import offered
from tests.sourcing.test_portal_reports import failed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def at_the_door(page, live_server, supplier, path=""):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/supplier/{doors.make(supplier, now=timezone.now()).token}/{path}?lang=en")


def test_goods_are_promised_with_one_press(page, live_server):
    offer = offered(team=factories.create_team())
    at_the_door(page, live_server, offer.supplier)

    page.locator("[name=units]").fill("30")
    page.get_by_role("button", name="I have them").click()

    expect(page.locator("#messages")).to_contain_text("promised")
    assert Confirmation.objects.get(offer=offer).quantity == 30


def test_a_report_is_disputed(page, live_server):
    report, supplier = failed(factories.create_team(), "BRIGHT")
    at_the_door(page, live_server, supplier, "reports/")

    page.get_by_text("You see it differently?").click()
    page.locator("[name=words]").fill("The plug was for another country.")
    page.get_by_role("button", name="Tell us").click()

    expect(page.locator("#messages")).to_contain_text("we look at it")
    assert ReportDispute.objects.get().inspection == report
