"""An evening and its morning, worked by hand in a browser: from goods in to the carrier's money, the network cut twice."""

from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from fulfillment.policies.calendars import moment
from fulfillment.warehouse import dealing
from fulfillment.warehouse.departing import FORMAT
from fulfillment.warehouse.handover import questions
from fulfillment.warehouse.models import Claim, ManifestLine, PackedItem, Packing
from fulfillment.warehouse.sites import default_of
from tests import factories
from tests.e2e import truck
from tests.e2e.buttons import eventually
from tests.e2e.floor import Floor
from tests.e2e.telling import shop_of
from tests.photos.pictures import picture

SUNDAY = 7
pytestmark = [pytest.mark.e2e, pytest.mark.browser]


class Evening:
    """Two orders of three lamps for a truck that is still to come, and the tablet of whoever works."""

    def __init__(self, floor: Floor, page, shot: Path, name: str) -> None:
        self.floor, self.page, self.shot, self.name = floor, page, shot, name
        self.lamp, self.mug = (self.sku(each) for each in ("LAMP", "MUG"))
        self.window, self.departs_at = self.truck()
        self.orders, self.numbers = [], []
        for place, quantity in enumerate((2, 1)):
            self.order(place, quantity)

    def sku(self, word):
        return factories.create_sku(
            team=self.floor.team, code=f"{word}-{self.name}", title=f"Glow {word.lower()}, warm white"
        )

    def truck(self):
        house = default_of(self.floor.team)
        rows = truck.windows_of(self.floor, house, at="22:50" if self.name == "P" else "22:55")
        zone = ZoneInfo(house.time_zone)
        day = timezone.localtime(timezone=zone).date() + timedelta(days=1)
        if (
            day.isoweekday() == SUNDAY
        ):  # no other truck comes then, so the world's orders would be on this one
            day += timedelta(days=1)
        row = next(each for each in rows if each.weekday == day.isoweekday())
        return row, moment(day, row.local_time, zone).astimezone(UTC)

    def order(self, place, quantity):
        told = {
            "window": self.window.pk,
            "name": "UPS",
            "zone": "UTC",
            "words": {"truck": f"UPS {self.name}", "act_by": "22:30"},
        }
        due = self.departs_at + timedelta(hours=20, minutes=place)
        order = factories.create_order(
            shop=shop_of(self.floor), placed_at=timezone.now() - timedelta(hours=2), stage="to_ship", dispatch_due_at=due,
            scan_due_at=due, ready_due_at=due, next_check_at=None, truck_at=self.departs_at, act_by_at=self.departs_at,
            truck=factories.create_truck(team=self.floor.team, told=told),
        )  # fmt: skip
        factories.create_line(order=order, sku=self.lamp, quantity=quantity)
        number = f"1Z999AA1{ord(self.name):04d}{place:06d}"
        now = timezone.now()
        factories.create_package(
            orders=[order], carrier="ups", tracking_number=number, status="ready", shipped_at=now
        )
        self.orders.append(order)
        self.numbers.append(number)

    def open(self, path):
        self.floor.open(self.page, path)

    def scan(self, *codes):
        for code in codes:
            self.page.keyboard.type(code)
            self.page.keyboard.press("Enter")

    def receive(self, code, quantity, *, damaged=False):
        page = self.page
        page.locator("[name=code]").fill(code)
        page.locator("[name=quantity]").fill(str(quantity))
        page.locator("[name=is_damaged]").set_checked(damaged)
        with page.expect_navigation():
            page.get_by_role("button", name="Receive").click()


@pytest.fixture(params=["L", "P"])
def evening(request, floor, browser, tmp_path):
    width, height = {"L": (1024, 768), "P": (768, 1024)}[request.param]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(15000)
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(picture(width=1600, height=1200))
    floor.sign_in(page)
    yield Evening(floor, page, shot, request.param)
    context.close()


def test_an_evening_and_its_morning_are_worked_in_the_browser(evening):
    goods_in(evening)
    dealing.deal_due_teams(now=timezone.now())
    fetch(evening)
    pack(evening)
    hand_over(evening)
    claim(evening)


def goods_in(evening):
    """Four of five lamps came, one of them broken, and a mug that nobody announced."""
    page = evening.page
    evening.open(reverse("stock:expect"))
    page.locator("[name=reference]").fill(f"PO {evening.name}")
    page.locator("[name=lines]").fill(f"{evening.lamp.code}, 5")
    page.locator(
        "main form button.primary, main form .actions button, main form .buttons button"
    ).first.click()
    page.get_by_text("5 units are expected").wait_for()
    page.get_by_role("button", name=f"Receive PO {evening.name}").click()
    evening.receive(evening.lamp.code, 3)
    evening.receive(evening.lamp.code, 1, damaged=True)
    evening.receive(evening.mug.code, 1)
    expect(page.locator(".received")).to_contain_text("1 damaged")
    page.locator(".received li", has_text=evening.lamp.code).get_by_role(
        "link", name="print the label"
    ).first.click()
    expect(page.locator("svg.qr")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="That was all of it").click()
    page.get_by_text("is closed").first.wait_for()


def fetch(evening):
    page = evening.page
    key = f"{evening.departs_at:%Y%m%dT%H%M%SZ}-{evening.window.pk}"
    evening.open(f"{reverse('pack:waves')}?truck={key}")
    lamps = page.locator(".picks tr", has_text=evening.lamp.code)
    expect(lamps.locator(".units")).to_have_text("3")
    page.get_by_role("button", name="Take wave 1").click()
    page.get_by_role("button", name="All fetched").wait_for()
    page.get_by_role("button", name="All fetched").click()
    page.get_by_text("is fetched").wait_for()


def pack(evening):
    """The first box with the network, the second one without."""
    page, (first, second), (mine, other) = evening.page, evening.orders, evening.numbers
    evening.open(reverse("pack:table"))
    expect(page.locator("body[data-ready]")).to_have_count(1)
    evening.scan(first.external_id, evening.lamp.code, evening.mug.code)
    expect(page.locator("[data-flash].tone-breach")).to_be_visible()
    evening.scan(evening.lamp.code, "420 g")
    page.locator("[data-snap]").set_input_files(evening.shot)
    expect(page.locator("[data-steps] .is-done")).to_have_count(3)
    evening.scan(other)
    expect(page.locator("[data-flash]")).to_contain_text("Label of another order")
    page.keyboard.press("Enter")
    page.context.set_offline(True)
    evening.scan(mine, second.external_id, evening.lamp.code, other)
    expect(page.locator("[data-flash].tone-ok")).to_contain_text("Sealed")
    expect(page.locator("[data-outbox] summary")).to_contain_text("no network")
    page.locator("[data-flash]").click()
    page.context.set_offline(False)
    sealed = Packing.objects.filter(orders__in=evening.orders, state="sealed")
    assert eventually(sealed.count, 2, 15) == 2
    expect(page.locator('[data-outbox][data-waiting="0"]')).to_have_count(1)
    assert PackedItem.objects.filter(packing__in=sealed).count() == 3


def hand_over(evening):
    page = evening.page
    path = reverse("truck:load", args=[evening.window.pk, evening.departs_at.strftime(FORMAT)])
    evening.open(path)
    evening.scan(evening.numbers[0], "NO-SUCH-PARCEL-1")
    page.locator("[data-refused]").wait_for()
    page.context.set_offline(True)
    evening.scan(evening.numbers[1])
    page.get_by_text("1 wait: no network").wait_for()
    page.context.set_offline(False)
    page.get_by_text("On the truck: 2 now").wait_for()
    pad = page.locator("canvas[data-signature]")
    pad.scroll_into_view_if_needed()
    at = pad.bounding_box()
    page.mouse.move(at["x"] + 20, at["y"] + 30)
    page.mouse.down()
    page.mouse.move(at["x"] + 160, at["y"] + 60, steps=6)
    page.mouse.up()
    form = page.locator('form[action$="/close/"]')
    form.locator("[name=driver]").fill("Ray Diaz")
    form.locator("[name=counted]").fill("2")
    form.locator("[type=file]").set_input_files(evening.shot)
    form.get_by_text("Kept.", exact=False).wait_for()
    form.get_by_role("button", name="Close the manifest").click()
    page.get_by_text("signed by Ray Diaz").first.wait_for()


def claim(evening):
    """Nobody scanned them in the night."""
    page, lines = evening.page, ManifestLine.objects.filter(number__in=evening.numbers)
    lines.update(handed_over_at=timezone.now() - timedelta(hours=15))
    evening.open(reverse("truck:unscanned"))
    if page.locator("[name=address]").first.is_hidden():
        page.locator(".ask-whom summary").first.click()
    page.locator("[name=address]").first.fill("pickups@ups.example")
    page.get_by_role("button", name="Keep the address").first.click()
    page.get_by_text("From now on").wait_for()
    page.get_by_role("button", name="Ask about 2").click()
    page.get_by_text("The carrier is asked").wait_for()
    questions.mail(now=timezone.now())
    assert all(number in mail.outbox[-1].body for number in evening.numbers)
    page.get_by_role("button", name=f"Open a claim for {evening.numbers[0]}").click()
    page.get_by_role("heading", name="What speaks for it").wait_for()
    expect(page.locator(".papers .shots img")).to_have_count(3)
    for state, more in (("asked", {}), ("accepted", {}), ("paid", {"amount": "38.00"})):
        page.locator("[name=state]").select_option(state)
        for name, value in more.items():
            page.locator(f"[name={name}]").fill(value)
        page.get_by_role("button", name="Note it").click()
        page.get_by_text("noted").wait_for()
        page.reload()
    row = Claim.objects.get(line__number=evening.numbers[0])
    assert (row.state, str(row.amount)) == ("paid", "38.00")
    evening.open(reverse("truck:unscanned"))
    expect(page.get_by_text(evening.numbers[1], exact=True)).to_be_visible()
    expect(page.get_by_text(evening.numbers[0], exact=True)).to_have_count(0)
