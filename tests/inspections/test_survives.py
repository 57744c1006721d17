"""What a tablet's inspections survive: a new version, a log-out, a crash, a closed tab, a wrong clock, a full tablet."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Error, expect

from fulfillment.accounts.roles import Role
from fulfillment.captures import shell
from fulfillment.inspections.models import Inspection, Sample
from tests.e2e.buttons import eventually
from tests.e2e.inspecting import to_inspect
from tests.e2e.tablets import (  # the fixtures among them
    VERSION,
    browser_type,
    floor,
    ready,
    says,
    tablet,
    waiting,
)
from tests.inspections.test_tablet import (
    PATH,
    SAMPLE,
    all_right,
    at_queue,
    becomes,
    begin,
    fail,
    finish,
    piece,
    shot,
)

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["browser_type", "floor", "shot", "tablet"]  # fixtures
HOURS_WRONG = 5
# As Chromium answers once a tablet is full; its own quota is checked too late for a test to fill.
FULL = """() => { IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); }; }"""


def begun_offline(floor, page, shot):
    """A defect with its picture and a piece wait on a tablet without a network."""
    lot = to_inspect(floor)
    at_queue(floor, page)
    page.context.set_offline(True)
    begin(page, lot)
    fail(page, shot)
    all_right(page)
    page.keyboard.press("Enter")
    waiting(page, 5)
    return lot


def arrives(lot):
    """Each of the five once; the verdict is still to come."""
    assert eventually(Sample.objects.filter(inspection__lot=lot).count, 2, seconds=20) == 2
    row = Inspection.objects.get(lot=lot)
    assert eventually(row.photos.count, 1, seconds=20) == 1
    assert row.findings.count() == 1


def test_a_new_version_of_the_app_finds_the_full_queue_and_sends_it(floor, tablet, shot, monkeypatch):
    lot = begun_offline(floor, tablet, shot)

    monkeypatch.setattr(shell, "PICTURES", ("img/icons.svg",))  # another version
    tablet.context.set_offline(False)
    floor.open(tablet, PATH)

    arrives(lot)
    waiting(tablet, 0)
    tablet.evaluate(VERSION, f"firstscan-{shell.shell()['version']}")


def test_logging_out_is_warned_of_and_what_waits_is_sent_once_its_inspector_is_back(floor, tablet, shot):
    lot = begun_offline(floor, tablet, shot)
    asked = []
    tablet.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    tablet.locator(".menu summary[aria-label=Account]").click()
    tablet.get_by_role("button", name="Log out").click()
    assert "5 recorded here wait to be sent. They are kept on this tablet" in asked[0]
    waiting(tablet, 5)

    tablet.context.clear_cookies()  # logged out all the same
    tablet.context.set_offline(False)
    tablet.evaluate("Outbox.send()")
    expect(tablet.locator("[data-outbox] summary")).to_contain_text("5 wait: sign in again")
    assert not Inspection.objects.exists()
    floor.open(floor.sign_in(tablet, Role.INSPECTOR), PATH)

    arrives(lot)
    waiting(tablet, 0)


@pytest.mark.parametrize("end", ["closed", "crashed"])
def test_a_tab_that_is_closed_or_crashes_keeps_what_waits_and_the_piece_in_hand(floor, tablet, shot, end):
    lot = begun_offline(floor, tablet, shot)
    context = tablet.context
    if end == "crashed":
        with tablet.expect_event("crash"), pytest.raises(Error):
            tablet.goto("chrome://crash")
    tablet.close()

    page = context.new_page()
    page.goto(floor.url + PATH)  # still without a network
    ready(page)
    waiting(page, 5)
    page.locator("[data-entries] button").first.click()
    expect(page.locator("[data-told=count]")).to_have_text(f"1 / {SAMPLE}")
    context.set_offline(False)

    arrives(lot)
    waiting(page, 0)


@pytest.mark.parametrize("hours", [HOURS_WRONG, -HOURS_WRONG])
def test_a_clock_that_is_wrong_by_hours_is_put_right_and_said(floor, tablet, hours):
    lot = to_inspect(floor)
    tablet.clock.install(time=datetime.now(UTC) + timedelta(hours=hours))
    page = at_queue(floor, tablet)
    begin(page, lot)
    for _ in range(SAMPLE):
        piece(page, lot)
    finish(page)

    assert becomes(lot, "released")
    waiting(page, 0)
    row = Inspection.objects.get(lot=lot)
    for at in (row.opened_at, row.finished_at, *row.samples.values_list("captured_at", flat=True)):
        assert abs(datetime.now(UTC) - at) < timedelta(minutes=5)
    assert "clock" in {each.kind for each in row.flags.all()}


def test_a_tablet_without_room_says_so_and_loses_nothing_that_it_kept(floor, tablet, shot):
    lot = to_inspect(floor)
    page = at_queue(floor, tablet)
    page.context.set_offline(True)
    begin(page, lot)
    piece(page, lot)
    waiting(page, 3)
    page.evaluate(FULL)
    row = page.locator("li[data-check=appearance]")
    with page.expect_file_chooser() as camera:
        row.locator("[data-answer=fail]").click()
    camera.value.set_files(shot)
    says(page, "Not stored", "breach")
    expect(page.locator("[data-flash]")).to_contain_text("free some of its storage")
    waiting(page, 3)

    page.context.set_offline(False)
    waiting(page, 0)
    assert Sample.objects.filter(inspection__lot=lot).count() == 2
