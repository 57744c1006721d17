"""One failing lot in a browser, from the tablet to the hold, the board, the supplier's report and the refund reason."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from fulfillment.accounts.roles import Role
from fulfillment.inspections.models import Inspection
from fulfillment.orders.models import Hold
from fulfillment.orders.watch import watch_due
from fulfillment.warehouse import dealing
from fulfillment.warehouse.models import Lot
from metrics import facts
from tests import factories
from tests.e2e.buttons import eventually
from tests.e2e.tablets import at_page, floor, says, scan, tablet, waiting  # the fixtures among them
from tests.metrics.refunds.test_defect_pages import refund
from tests.photos.pictures import picture
from tests.warehouse.stock import create_lot, create_need

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["floor", "tablet"]  # fixtures
HOUR = timedelta(hours=1)


class Story:
    """A lot that two open orders were given, and that one went out of for which its buyer wants the money back."""

    def __init__(self, floor):
        self.team, now = floor.team, timezone.now()
        self.shop = factories.create_shop(team=self.team, slug="glow-us", name="Glow US")
        supplier = factories.create_supplier(team=self.team, code="BRIGHT", name="Bright Works")
        self.sku = factories.create_sku(team=self.team, code="LAMP-7", title="Glow lamp", supplier=supplier)
        self.lot = create_lot(sku=self.sku, quantity=12, lot_code="BAD-7", received_at=now - 100 * HOUR)
        Lot.objects.filter(pk=self.lot.pk).update(supplier=supplier)
        self.sent = self._sent(now)
        self.held = [create_need(sku=self.sku, shop=self.shop, hours=hours, now=now) for hours in (20, 30)]
        other = factories.create_sku(team=self.team, code="MUG-7")
        create_lot(sku=other, quantity=5, received_at=now)
        self.other = create_need(sku=other, shop=self.shop, now=now)
        watch_due(now=now)
        dealing.deal(self.team.pk, now=now)

    def _sent(self, now):
        at = now - 60 * HOUR
        order = factories.create_order(
            shop=self.shop, dispatched_at=at, scanned_at=at, dispatch_due_at=at + HOUR, status="in_transit",
            placed_at=at - 20 * HOUR,
        )  # fmt: skip
        line = factories.create_line(order=order, sku=self.sku)
        self.lot.movements.create(
            team=self.team, warehouse=self.lot.warehouse, sku=self.sku, kind="shipped", quantity=-1, order_line=line,
            moved_at=at,
        )  # fmt: skip
        self.refund = refund(order, requested_at=now - 20 * HOUR, remote_updated_at=now - 20 * HOUR)
        return order


def test_a_failing_lot_is_followed_from_the_tablet_to_the_refund_reason(floor, tablet, tmp_path):
    story = Story(floor)
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(picture(width=1600, height=1200))
    at_the_tablet(floor, tablet, story, shot)
    row = Inspection.objects.get(lot=story.lot)
    on_the_board(floor, tablet, story, row)
    to_the_supplier(tablet, row)
    to_the_refund(floor, tablet, story, row)


def at_the_tablet(floor, page, story, shot):
    """A scan opens the lot, a tap the camera; the verdict leaves and the lot is rejected."""
    at_page(floor, page, "/inspections/", Role.INSPECTOR)
    scan(page, story.lot.code)
    says(page, story.lot.code, "ok")
    page.locator("[data-right]").click()
    check = page.locator("li[data-check=function]")
    with page.expect_file_chooser() as camera:
        check.locator("[data-answer=fail]").click()
    camera.value.set_files(shot)
    check.locator("[data-defect=dead]").click()
    check.locator("button[data-severity=critical]").click()
    page.locator("[data-right]").click()
    says(page, "Failed", "breach")
    page.keyboard.press("Enter")
    page.locator("[data-finish]").click()
    says(page, "Kept", "ok")
    waiting(page, 0)
    assert eventually(lambda: Lot.objects.get(pk=story.lot.pk).state, "rejected", seconds=20) == "rejected"


def on_the_board(floor, page, story, row):
    """The orders that were given the lot are held with their deadline, and no other; the board leads to the choices."""
    held = set(Hold.objects.open().filter(reason="failed_inspection").values_list("order", flat=True))
    assert held == {line.order_id for line in story.held}
    floor.sign_in(page, Role.MANAGER)
    floor.open(page, "/")
    links = page.locator(f'a[href="{reverse("following:of-order", args=[story.held[0].order_id])}"]')
    links.first.click()
    expect(page).to_have_url(floor.url + reverse("following:follows", args=[row.pk]))
    expect(page.get_by_role("button", name="Ship it all the same")).to_have_count(2)
    expect(page.locator("main")).to_contain_text("left")
    expect(page.get_by_role("button", name="Take them out, ship the rest")).to_be_visible()


def to_the_supplier(page, row):
    """What is asked of them stands in their report, with the picture."""
    page.get_by_label("What is done").fill("Every lamp is switched on before boxing")
    page.get_by_label("Until").fill(f"{timezone.localdate() + timedelta(days=9)}")
    page.get_by_role("button", name="Note the action").click()
    expect(page.locator("main")).to_contain_text("Every lamp is switched on before boxing")
    link = page.get_by_role("link", name="Report for the supplier").get_attribute("href")
    reader = PdfReader(BytesIO(page.request.get(page.url.split("/inspections/")[0] + link).body()))
    text = " ".join(sheet.extract_text() for sheet in reader.pages)
    for words in (
        "BAD-7",
        "LAMP-7",
        "Does not work",
        "critical",
        "Every lamp is switched on",
        "Bright Works",
    ):
        assert words in text
    assert sum(len(sheet.images) for sheet in reader.pages) == 1


def to_the_refund(floor, page, story, row):
    """The defect stands against the reason; its figure opens the order, which leads back to the inspection."""
    while facts.judge_changed():
        pass
    floor.open(page, reverse("refunds:defects"))
    line = page.locator("tbody tr", has_text="Does not work")
    expect(line).to_contain_text("behind 1 order")
    line.get_by_role("link", name="1 of 1").last.click()
    expect(page.locator("tbody")).to_contain_text("Defective")
    page.get_by_role("link", name="Lot and inspection").click()
    page.get_by_role("link", name=str(row)).click()
    expect(page.locator("h1")).to_have_text(str(row))
    floor.open(page, reverse("refunds:rows"))
    page.get_by_role("link", name="Defective").click()
    expect(page).to_have_url(floor.url + reverse("refunds:request", args=[story.refund.pk]))
    expect(page.locator("main")).to_contain_text("BAD-7")
    expect(page.get_by_role("link", name=str(row))).to_be_visible()
