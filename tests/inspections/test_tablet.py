"""Inspecting in a browser: no network, a browser killed in mid-upload, two tablets on one lot, a session that ends."""

import gzip

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from fulfillment.accounts.roles import Role
from fulfillment.captures import shell
from fulfillment.captures.models import Capture
from fulfillment.inspections.models import Inspection, Sample
from fulfillment.warehouse.models import Lot
from tests.e2e.buttons import eventually
from tests.e2e.inspecting import to_inspect
from tests.e2e.tablets import (  # the fixtures among them
    FIRST_LOAD,
    LOADED,
    at_page,
    browser_type,
    floor,
    kill,
    ready,
    says,
    scan,
    tablet,
    waiting,
)
from tests.inspections.tablets import Tablet
from tests.photos.pictures import picture

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["browser_type", "floor", "tablet"]  # fixtures
PATH, SAMPLE = "/inspections/", 5  # of eight pieces


@pytest.fixture
def shot(tmp_path):
    file = tmp_path / "shot.jpg"
    file.write_bytes(picture(width=1600, height=1200))
    return file


def at_queue(floor, page, role=Role.INSPECTOR):
    return at_page(floor, page, PATH, role)


def all_right(page):
    page.locator("[data-right]").click()


def begin(page, lot):
    """Its code opens it, and its cartons are right."""
    scan(page, lot.code)
    says(page, lot.code, "ok")
    all_right(page)
    expect(page.locator("[data-told=which]")).to_contain_text("Take piece no.")


def piece(page, lot):
    """One that is as it should be: a scan and a tap."""
    scan(page, lot.sku.code)
    says(page, "Right goods", "ok")
    page.keyboard.press("Enter")
    all_right(page)


def fail(page, shot, check="appearance", defect="scratch", severity="critical"):
    """A tap opens the camera; then the tile and how bad it is."""
    row = page.locator(f"li[data-check={check}]")
    with page.expect_file_chooser() as camera:
        row.locator("[data-answer=fail]").click()
    camera.value.set_files(shot)
    row.locator(f"[data-defect={defect}]").click()
    row.locator(f"button[data-severity={severity}]").click()


def finish(page):
    expect(page.locator("[data-finish]")).to_be_visible()
    if (
        page.locator("[data-inspecting]").get_attribute("data-came") == "failed"
    ):  # which stays until it is taken away
        expect(page.locator("[data-flash].tone-breach")).to_be_visible()
        page.keyboard.press("Enter")
    page.locator("[data-finish]").click()
    says(page, "Kept", "ok")


def state(lot):
    return lambda: Lot.objects.get(pk=lot.pk).state


def becomes(lot, wanted):
    return eventually(state(lot), wanted, seconds=20) == wanted


def test_a_lot_that_passes_takes_a_scan_and_a_tap_for_each_piece(floor, tablet):
    lot = to_inspect(floor)
    page = at_queue(floor, tablet)

    begin(page, lot)
    all_right(page)
    says(page, "Show it", "risk")  # nothing shows that it was in anybody's hands
    page.keyboard.press("Enter")
    scan(page, "SOMETHING ELSE")
    says(page, "Wrong goods", "breach")
    page.keyboard.press("Enter")
    for _ in range(SAMPLE):
        piece(page, lot)
    says(page, "Passed", "ok")
    finish(page)

    assert becomes(lot, "released")
    assert Inspection.objects.get(lot=lot).samples.exclude(number=0).count() == SAMPLE
    waiting(page, 0)


def test_one_critical_defect_with_its_picture_rejects_the_lot(floor, tablet, shot):
    lot = to_inspect(floor)
    page = at_queue(floor, tablet)

    begin(page, lot)
    fail(page, shot)
    all_right(page)
    says(page, "Failed", "breach")
    finish(page)

    assert becomes(lot, "rejected")
    waiting(page, 0)
    row = Inspection.objects.get(lot=lot)
    found = row.findings.get()
    assert (found.defect, found.severity, found.number) == ("scratch", "critical", 1)
    assert row.photos.get().finding_uuid == found.client_uuid
    assert row.samples.get(number=1).proof == "photo"


def test_without_a_network_the_page_starts_inspects_and_all_of_it_arrives_later(floor, tablet, shot):
    lot = to_inspect(floor)
    page = at_queue(floor, tablet)

    page.context.set_offline(True)
    page.reload()
    ready(page)
    begin(page, lot)
    piece(page, lot)
    waiting(page, 3)
    page.reload()  # the piece in hand is still in hand
    ready(page)
    page.locator("[data-entries] button").first.click()
    expect(page.locator("[data-told=count]")).to_have_text(f"1 / {SAMPLE}")
    fail(page, shot)
    waiting(page, 4)
    all_right(page)
    finish(page)
    expect(page.locator("[data-outbox] summary")).to_contain_text("7 wait: no network")
    assert Capture.objects.count() == 0
    page.context.set_offline(False)

    assert becomes(lot, "rejected")
    waiting(page, 0)
    assert Inspection.objects.get(lot=lot).photos.count() == 1


def test_a_browser_killed_in_mid_upload_sends_the_rest_once_it_starts_again(
    floor, browser_type, tmp_path, shot
):
    lot = to_inspect(floor)
    profile = tmp_path / "profile"
    context = browser_type(profile)
    page = at_queue(floor, context.new_page())
    context.set_offline(True)
    begin(page, lot)
    for _ in range(SAMPLE - 1):
        piece(page, lot)
    fail(page, shot)
    all_right(page)
    finish(page)
    waiting(page, SAMPLE + 5)
    context.set_offline(False)
    assert eventually(lambda: Sample.objects.count() > 1, True, seconds=20)
    with context.expect_event("close"):
        kill(profile)

    context = browser_type(profile)
    page = context.new_page()
    floor.open(floor.sign_in(page, Role.INSPECTOR), PATH)

    assert becomes(lot, "rejected")
    waiting(page, 0)
    row = Inspection.objects.get(lot=lot)
    assert (row.samples.count(), row.findings.count(), row.photos.count()) == (SAMPLE + 1, 1, 1)
    context.close()


def test_of_two_tablets_on_one_lot_the_second_is_told_and_overwrites_nothing(floor, tablet):
    lot = to_inspect(floor)
    page = at_queue(floor, tablet)
    page.context.set_offline(True)
    begin(page, lot)
    for _ in range(SAMPLE):
        piece(page, lot)
    finish(page)
    other = Tablet(floor.people[Role.OPERATOR], lot)
    other.send_all(other.failing())

    page.context.set_offline(False)

    says(page, "Not taken", "breach")
    expect(page.locator("[data-flash]")).to_contain_text("Yours is kept beside it")
    assert state(lot)() == "rejected"
    assert Inspection.objects.filter(verdict="passed", rules=False).count() == 1


def test_a_session_that_is_over_keeps_the_queue_until_its_inspector_signs_in_again(floor, tablet):
    lot = to_inspect(floor)
    page = at_queue(floor, tablet)
    begin(page, lot)
    waiting(page, 0)
    Session.objects.all().delete()

    piece(page, lot)
    expect(page.locator("[data-outbox] summary")).to_contain_text("1 wait: sign in again")
    floor.sign_in(page, Role.OPERATOR)
    page.evaluate("Outbox.send()")
    expect(page.locator("[data-outbox] summary")).to_contain_text("recorded by somebody else")
    floor.open(floor.sign_in(page, Role.INSPECTOR), PATH)

    assert eventually(Sample.objects.filter(number=1).exists, True, seconds=15)
    expect(page.locator("[data-entries] [data-state]").first).to_contain_text(f"1 / {SAMPLE}")
    waiting(page, 0)


def test_the_tablet_speaks_chinese_to_whoever_reads_it(floor, tablet):
    lot = to_inspect(floor)
    floor.people[Role.INSPECTOR].__class__.objects.filter(pk=floor.people[Role.INSPECTOR].pk).update(
        language="zh-hans"
    )
    page = at_queue(floor, tablet)

    scan(page, lot.code)

    expect(page.locator("h1")).to_have_text("质检")
    expect(page.locator("[data-told=which]")).to_have_text("整批外观")
    waiting(page, 0)  # what is under way when a test ends would be the next one's


def test_the_app_is_small_and_answers_a_tap_with_a_full_queue(floor, tablet):
    lots = [to_inspect(floor) for _ in range(12)]
    bodies = {}
    floor.sign_in(tablet, Role.INSPECTOR)
    tablet.on("response", lambda answer: bodies.update({answer.url: answer.body()}) if answer.ok else None)
    floor.open(tablet, PATH)
    ready(tablet)

    wire = sum(len(gzip.compress(body)) for body in bodies.values())
    print(f"\nfirst load {wire / 1000:.1f} kB in {len(bodies)} answers")
    assert wire < FIRST_LOAD
    assert set(shell.assets()) >= set(tablet.evaluate(LOADED))
    tablet.evaluate(COPY)
    tablet.reload()
    ready(tablet)
    begin(tablet, lots[0])
    took = tablet.evaluate(TAP)
    waiting(tablet, 0)
    assert took < UNANSWERED


COPY = """async () => {
  const [name] = Tablet.names("inspect-queue"), queue = await Outbox.read(name), { entries } = queue;
  const copy = (n) => ({ ...entries[n % entries.length], key: entries[n]?.key ?? `lot:9${n}` });
  queue.entries = Array.from({ length: 200 }, (_, n) => copy(n));
  await Outbox.keep({ [name]: queue });
}"""
UNANSWERED = 1e9
TAP = """() => {
  const button = document.querySelector("li[data-check=function] [data-answer=pass]"), began = performance.now();
  button.click();
  document.body.getBoundingClientRect();
  return button.getAttribute("aria-pressed") === "true" ? performance.now() - began : 1e9;
}"""
