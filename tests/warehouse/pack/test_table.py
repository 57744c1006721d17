"""The packing table with a scanner and nothing else: its network cut in the middle, its browser killed, its session over."""

import gzip
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from fulfillment.accounts.roles import Role
from fulfillment.captures import shell
from fulfillment.orders.models import Order
from fulfillment.warehouse.models import PackedItem, Packing, Supply
from fulfillment.warehouse.sites import default_of
from tests.e2e import packing
from tests.e2e.buttons import eventually
from tests.e2e.tablets import (  # the fixtures among them
    FIRST_LOAD,
    FLASH,
    LOADED,
    VERSION,
    at_page,
    browser_type,
    fill_up,
    floor,
    kill,
    make_room,
    ready,
    says,
    scan,
    tablet,
    waiting,
)
from tests.photos.pictures import picture
from tests.warehouse.pack.scans import TABLE

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LABEL = "9400110200881234567896"
__all__ = ["browser_type", "floor", "tablet"]  # fixtures


def at_table(floor, page):
    return at_page(floor, page, "/pack/")


def is_packed(line):
    return eventually(packing.eventually_packed(line), True, seconds=15)


def test_the_tablet_decides_each_scan_as_the_server_does(floor, tablet):
    page = at_table(floor, tablet)

    found = page.evaluate(
        "({cases, boxes, orders}) => cases.map(([box, code]) => Deciding.decide(code, boxes[box], orders))",
        TABLE,
    )

    assert [tuple(each.values()) for each in found] == [tuple(case[2:]) for case in TABLE["cases"]]


def test_an_order_is_packed_with_the_scanner_alone(floor, tablet):
    lamp, soap = packing.to_pack(floor, 2, 1)
    page = at_table(floor, tablet)

    scan(page, lamp.order.external_id, lamp.sku_code)
    says(page, "2 still to scan", "ok")
    scan(page, "SOMETHING ELSE")
    says(page, "Unknown code", "breach")
    scan(page, lamp.sku_code, lamp.sku_code)
    says(page, "One too many", "breach")
    scan(page, soap.sku_code, "0.45 kg", LABEL)
    says(page, "Sealed", "ok")

    assert is_packed(lamp)
    box = Packing.objects.get(orders=lamp.order_id)
    assert (box.label_number, box.weight_grams, box.items.count()) == (LABEL, 450, 3)
    waiting(page, 0)


def test_without_a_network_the_page_starts_and_packs_and_all_of_it_arrives_later(floor, tablet):
    (line,) = packing.to_pack(floor, 2)
    page = at_table(floor, tablet)

    page.context.set_offline(True)
    page.reload()
    ready(page)
    scan(page, line.order.external_id, line.sku_code)
    waiting(page, 2)  # stored: what a page has not stored when it goes was never said to be in the box
    page.reload()  # the box in hand is still in hand
    ready(page)
    scan(page, line.sku_code, "9400110200881234500001")
    says(page, "Sealed", "ok")
    waiting(page, 4)
    expect(page.locator("[data-outbox] summary")).to_contain_text("4 wait: no network")
    assert Packing.objects.filter(orders=line.order_id).count() == 0
    page.context.set_offline(False)

    assert is_packed(line)
    waiting(page, 0)
    assert PackedItem.objects.filter(order_line=line).count() == 2


def test_a_box_is_photographed_without_a_network_before_and_after_its_seal(floor, tablet, tmp_path):
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(picture(width=4000, height=3000))
    (line,) = packing.to_pack(floor, 1)
    page = at_table(floor, tablet)
    page.context.set_offline(True)

    scan(page, line.order.external_id, line.sku_code)
    expect(page.locator("[data-step]")).to_have_text(
        "All in: weigh it, take its picture, or scan the label to seal it."
    )
    page.locator("[data-snap]").set_input_files(shot)
    expect(page.locator("[data-steps] .is-done")).to_have_text(["Scan", "Photo"])
    scan(page, "9400110200881234500006")
    says(page, "Sealed", "ok")
    expect(page.locator("[data-snapped]")).to_contain_text(f"{line.order}, just sealed · 1 kept")
    page.locator("[data-snap]").set_input_files(shot)
    waiting(page, 5)
    page.context.set_offline(False)

    assert is_packed(line)
    waiting(page, 0)
    box = Packing.objects.get(orders=line.order_id)
    assert [(each.photo.width, each.photo.height) for each in box.photos.all()] == [(2560, 1920)] * 2


def test_a_picture_that_cannot_be_taken_in_holds_up_no_seal(floor, tablet, tmp_path):
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture at all")
    (line,) = packing.to_pack(floor, 1)
    page = at_table(floor, tablet)

    page.context.set_offline(True)
    scan(page, line.order.external_id, line.sku_code)
    page.locator("[data-snap]").set_input_files(broken)
    waiting(page, 3)
    scan(page, "9400110200881234500007")
    waiting(page, 4)
    page.context.set_offline(False)

    assert is_packed(line)
    says(page, "Not taken", "breach")
    expect(page.locator("[data-outbox] summary")).to_contain_text("1 need you")


def test_a_weight_that_cannot_be_and_one_that_is_odd_are_said(floor, tablet):
    (line,) = packing.to_pack(floor, 2)
    Supply.objects.create(team=floor.team, warehouse=default_of(floor.team), sku=line.sku, unit_grams=100)
    page = at_table(floor, tablet)
    scan(page, line.order.external_id, line.sku_code, line.sku_code)

    scan(page, "2 g")
    says(page, "No weight", "breach")
    scan(page, "120 g")
    says(page, "120 g?", "risk")
    scan(page, "250 g", LABEL)

    assert is_packed(line)
    assert Packing.objects.get(orders=line.order_id).weight_grams == 250


def test_a_full_tablet_says_so_counts_nothing_that_it_could_not_keep_and_goes_on_once_there_is_room(
    floor, tablet
):
    (line,) = packing.to_pack(floor, 2)
    page = at_table(floor, tablet)
    page.context.set_offline(True)
    scan(page, line.order.external_id, line.sku_code)
    waiting(page, 2)

    fill_up(page)
    scan(page, line.sku_code)
    says(page, "This tablet cannot keep it (QuotaExceededError): free some of its storage", "breach")
    expect(page.locator("[data-step]")).to_have_text("1 still to scan")
    waiting(page, 2)
    make_room(page)
    scan(page, line.sku_code, LABEL)
    says(page, "Sealed", "ok")
    page.context.set_offline(False)

    assert is_packed(line)
    assert PackedItem.objects.filter(order_line=line).count() == 2


def test_a_browser_that_is_killed_sends_what_it_kept_once_it_starts_again(floor, browser_type, tmp_path):
    (line,) = packing.to_pack(floor, 1)
    context = browser_type(tmp_path)
    page = at_table(floor, context.new_page())
    context.set_offline(True)
    scan(page, line.order.external_id, line.sku_code, "9400110200881234500002")
    waiting(page, 3)
    with context.expect_event("close"):
        kill(tmp_path)

    context = browser_type(tmp_path)
    page = context.new_page()
    floor.open(floor.sign_in(page, Role.OPERATOR), "/pack/")

    assert is_packed(line)
    waiting(page, 0)
    context.close()


def test_a_session_that_is_over_keeps_the_queue_until_somebody_signs_in_again(floor, tablet):
    (line,) = packing.to_pack(floor, 1)
    page = at_table(floor, tablet)
    Session.objects.all().delete()

    scan(page, line.order.external_id, line.sku_code, "9400110200881234500003")
    expect(page.locator("[data-outbox] summary")).to_contain_text("3 wait: sign in again")
    floor.sign_in(page, Role.INSPECTOR)
    page.evaluate("Outbox.send()")
    expect(page.locator("[data-outbox] summary")).to_contain_text("recorded by somebody else")
    assert Packing.objects.filter(orders=line.order_id).count() == 0
    floor.open(floor.sign_in(page, Role.OPERATOR), "/pack/")

    assert is_packed(line)


def test_logging_out_with_a_queue_is_warned_of_and_keeps_it(floor, tablet):
    (line,) = packing.to_pack(floor, 1)
    page = at_table(floor, tablet)
    page.context.set_offline(True)
    scan(page, line.order.external_id)
    waiting(page, 1)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))

    page.locator(".menu summary[aria-label=Account]").click()
    page.get_by_role("button", name="Log out").click()

    assert "1 recorded here wait to be sent" in asked[0]
    waiting(page, 1)


def test_a_new_version_of_the_app_finds_the_full_queue_and_sends_it(floor, tablet, monkeypatch):
    (line,) = packing.to_pack(floor, 1)
    page = at_table(floor, tablet)
    page.context.set_offline(True)
    scan(page, line.order.external_id, line.sku_code, "9400110200881234500004")
    waiting(page, 3)

    monkeypatch.setattr(shell, "PICTURES", ("img/icons.svg",))  # another version
    page.context.set_offline(False)
    floor.open(page, "/pack/")

    assert is_packed(line)
    waiting(page, 0)
    page.evaluate(VERSION, f"firstscan-{shell.shell()['version']}")


def test_a_cancellation_turns_the_screen_red_while_its_goods_lie_in_the_box(floor, tablet):
    (line,) = packing.to_pack(floor, 2)
    page = at_table(floor, tablet)
    scan(page, line.order.external_id, line.sku_code)
    assert eventually(PackedItem.objects.filter(packing__orders=line.order_id).count, 1) == 1
    waiting(page, 0)

    Order.objects.filter(pk=line.order_id).update(status="cancelled", stage="cancelled", is_open=False)

    expect(page.locator(FLASH)).to_contain_text("put them back on the shelf", timeout=15000)
    scan(page, line.sku_code)
    says(page, "Cancelled", "breach")
    page.keyboard.press("Enter")
    page.locator("[data-drop]").click()
    says(page, "Put back")
    assert eventually(lambda: Packing.objects.get(orders=line.order_id).state, "unpacked") == "unpacked"


def test_an_order_that_another_packs_is_refused_and_taken_over_with_a_reason(floor, tablet):
    order = packing.claimed(floor)
    page = at_table(floor, tablet)

    scan(page, order.external_id)
    says(page, f"Inspector is packing {order} since ", "breach")
    page.get_by_role("link", name="Take it over").click()
    page.get_by_label("Why").fill("her shift is over")
    page.get_by_role("button", name="Take it over").click()

    page.wait_for_url(f"**/pack/?order={order.pk}")
    expect(page.locator("[data-name]")).to_have_text(str(order))


def test_a_box_packed_without_a_network_whose_order_was_cancelled_comes_back_red(floor, tablet):
    (line,) = packing.to_pack(floor, 1)
    page = at_table(floor, tablet)
    page.context.set_offline(True)
    scan(page, line.order.external_id, line.sku_code, "9400110200881234500005")
    waiting(page, 3)
    Order.objects.filter(pk=line.order_id).update(status="cancelled", stage="cancelled", is_open=False)

    page.context.set_offline(False)

    says(page, "Cancelled", "breach")
    waiting(page, 0)
    expect(page.locator("[data-outbox] summary")).to_contain_text("need you")
    page.get_by_role("link", name="Say what became of the box").click()
    box = Packing.objects.get(orders=line.order_id)
    page.locator(f"form[action='/pack/boxes/{box.pk}/answer/']").get_by_role(
        "button", name="taken apart"
    ).click()
    page.wait_for_load_state("load")
    box.refresh_from_db()
    assert (box.state, box.problem) == ("unpacked", "cancelled")


def test_the_tablet_app_is_small_enough_for_a_bad_network(floor, tablet):
    bodies = {}
    floor.sign_in(tablet)
    tablet.on("response", lambda answer: bodies.update({answer.url: answer.body()}) if answer.ok else None)
    floor.open(tablet, "/pack/")
    ready(tablet)

    assert len(bodies) > 10
    assert sum(len(gzip.compress(body)) for body in bodies.values()) < FIRST_LOAD
    assert set(shell.assets()) >= set(tablet.evaluate(LOADED))


def test_orders_to_pack_stand_on_pick_lists_by_truck_and_place(floor, tablet):
    (line,) = packing.to_pack(floor, 3, truck_at=timezone.now() + timedelta(minutes=5))

    floor.open(floor.sign_in(tablet), "/pack/waves/")

    expect(tablet.locator(".picks")).to_contain_text(line.sku_code)
