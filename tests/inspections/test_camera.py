"""Where the browser can read codes from a picture, the tablet's camera is a scanner; with a light, where it has one."""

import pytest
from playwright.sync_api import expect

from tests.e2e.cameras import reads
from tests.e2e.inspecting import to_inspect
from tests.e2e.tablets import floor, says, tablet  # the fixtures among them
from tests.inspections.test_tablet import at_queue

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["floor", "tablet"]  # fixtures
OPENER, FINDER = "[data-camera]", "[data-finder]"
DENIED = (
    """navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));"""
)
TORCH = """window.lit = [];
MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
MediaStreamTrack.prototype.applyConstraints = (asked) => { lit.push(asked.advanced[0].torch); return Promise.resolve(); };"""
STREAMS = "() => document.querySelector('[data-finder] video').srcObject"


def test_what_the_camera_reads_opens_the_lot_and_the_camera_goes_off(floor, tablet):
    lot = to_inspect(floor)
    tablet.add_init_script(reads(lot.code))
    page = at_queue(floor, tablet)

    page.locator(OPENER).click()

    says(page, lot.code, "ok")
    expect(page.locator(FINDER)).to_be_hidden()
    assert page.evaluate(STREAMS) is None


def test_without_a_reader_of_codes_no_camera_is_offered(floor, tablet):
    page = at_queue(floor, tablet)

    expect(page.locator(OPENER)).to_be_hidden()


def test_a_camera_that_may_not_be_used_says_what_to_do(floor, tablet):
    tablet.add_init_script(reads("LOT-1") + DENIED)
    page = at_queue(floor, tablet)

    page.locator(OPENER).click()

    expect(page.locator(FINDER)).to_contain_text("allow it for this page in the browser (NotAllowedError)")
    page.locator(FINDER).get_by_role("button", name="Close").click()
    expect(page.locator(FINDER)).to_be_hidden()


def test_the_light_goes_on_and_off(floor, tablet):
    tablet.add_init_script(
        "window.BarcodeDetector = class { detect() { return Promise.resolve([]); } };" + TORCH
    )
    page = at_queue(floor, tablet)
    page.locator(OPENER).click()
    light = page.locator(FINDER).get_by_role("button", name="Light")

    light.click()
    expect(light).to_have_attribute("aria-pressed", "true")
    light.click()
    expect(light).to_have_attribute("aria-pressed", "false")

    assert page.evaluate("lit") == [True, False]
