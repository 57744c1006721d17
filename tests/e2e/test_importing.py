"""A file brought, mapped, checked, imported and taken back by somebody in a browser."""

import pytest
from django.urls import reverse
from django.utils import timezone

from fulfillment.catalog.models import Shop
from fulfillment.channels.generic import running
from fulfillment.channels.models import ImportUpload
from fulfillment.orders.models import Order
from tests.channels.browser_import.bringing import as_csv, line

pytestmark = [pytest.mark.e2e, pytest.mark.browser]


def work():
    """What the worker does."""
    for upload_id in running.due(now=timezone.now()):
        running.work(upload_id, clock=timezone.now)


def test_orders_come_from_a_file_and_go_again(page, floor):
    shop, _ = Shop.objects.get_or_create(
        team=floor.team, slug="own", defaults={"name": "Own", "channel": "own_store", "platform": "own_store"}
    )
    floor.open(floor.sign_in(page), reverse("channels:imports"))
    rows = [line(f"E{number}") for number in range(5)]
    content = as_csv([*rows, line("E9", placed="soon"), line("E8", status="on a boat")])
    page.get_by_label("Of the store").select_option("own")
    file = {"name": "november.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("File").set_input_files([file])
    page.get_by_role("button", name="Bring it").click()

    page.get_by_role("heading", name="What the columns mean").wait_for()
    page.get_by_label("on a boat").select_option("in_transit")
    page.get_by_role("button", name="Look again").click()
    assert page.get_by_label("on a boat").input_value() == "in_transit"
    page.get_by_role("button", name="Check the whole file").click()
    page.get_by_text("The whole file is being checked").wait_for()
    work()
    page.get_by_role("button", name="Import 6 orders").click()  # the page found out by itself
    page.get_by_role("heading", name="The orders are coming in").wait_for()
    work()
    page.get_by_role("button", name="Take the import back").click()
    assert Order.objects.filter(shop=shop, external_id__startswith="E").count() == 6
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("heading", name="The import is being taken back").wait_for()
    work()
    page.get_by_role("heading", name="Taken back").wait_for()

    assert not Order.objects.filter(shop=shop, external_id__startswith="E").exists()
    assert ImportUpload.objects.get(file_name="november.csv").state == "undone"
