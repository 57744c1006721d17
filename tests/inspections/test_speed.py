"""A full tablet: a warm start without network on a slow processor, a tap with a full queue, a day sent over a bad network.

Each prints how long it took and asserts what must be there afterwards: time tells nothing on a machine that does other
work beside. `pytest -s -n 0` shows the figures; `INSPECTIONS=200` sends a day as large as the promise is (some minutes).
"""

import os
from time import monotonic, sleep

import pytest

from fulfillment.captures.models import Capture
from fulfillment.inspections.models import Finding, Inspection, InspectionPhoto, Sample
from fulfillment.photos.models import Photo
from tests.e2e.inspecting import to_inspect
from tests.e2e.tablets import floor, ready, tablet  # the fixtures among them
from tests.inspections.test_tablet import COPY, TAP, UNANSWERED, at_queue, begin

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
__all__ = ["floor", "tablet"]  # fixtures
SLOWER = 4
DAY = int(os.environ.get("INSPECTIONS", "50"))
SHOTS, DROPS = 3, 20


def test_with_200_waiting_it_starts_without_network_and_answers_a_tap_on_a_slow_processor(floor, tablet):
    lots = [to_inspect(floor) for _ in range(12)]
    page = at_queue(floor, tablet)
    page.evaluate(COPY)
    page.context.set_offline(True)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    took = []
    for _ in range(3):
        page.reload(wait_until="commit")
        took.append(page.evaluate(SHOWN))
    ready(page)
    waiting = page.locator("[data-entries] li").count()
    begin(page, lots[0])
    tapped = page.evaluate(TAP)
    print(f"\nwarm start {min(took):.0f} ms, tap {tapped:.0f} ms, at {SLOWER} times slower")

    assert waiting == 200
    assert tapped < UNANSWERED
    page.context.set_offline(False)


def test_a_day_of_inspections_arrives_once_although_the_network_drops_twenty_times(floor, tablet):
    lot = to_inspect(floor)
    page = at_queue(floor, tablet)
    page.context.set_offline(True)
    page.evaluate(RECORD, [DAY, SHOTS, lot.sku_id, lot.sku.code])
    items = DAY * (4 + SHOTS)
    began = monotonic()
    for drop in range(DROPS):
        page.context.set_offline(False)
        until(lambda least=items * (drop + 1) // (DROPS + 1): Capture.objects.count() >= least)
        page.context.set_offline(True)
        page.wait_for_timeout(150)
    page.context.set_offline(False)
    until(lambda: Capture.objects.count() >= items)
    took = monotonic() - began
    print(f"\n{DAY} inspections, {DAY * SHOTS} photos, {DROPS} drops: {took:.0f} s")

    assert set(Capture.objects.values_list("outcome", flat=True)) == {"taken"}
    assert Capture.objects.count() == items
    assert Inspection.objects.settled().count() == Inspection.objects.count() == DAY
    assert (Sample.objects.count(), Finding.objects.count()) == (2 * DAY, 0)
    assert InspectionPhoto.objects.count() == Photo.objects.count() == DAY * SHOTS


def until(is_so, seconds=600):
    ends = monotonic() + seconds
    while not is_so():
        assert monotonic() < ends, "it never came to it"
        sleep(0.02)


SHOWN = """async () => {
  while (!document.querySelector("[data-entries] li")) await new Promise(requestAnimationFrame);
  return performance.now();
}"""
# Pictures that differ, large enough for parts to be needed now and then.
RECORD = """async ([day, shots, sku, code]) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const pen = canvas.getContext("2d");
  const picture = (n) => {
    for (let x = 0; x < 12; x++) {
      pen.fillStyle = `hsl(${(n * 37 + x * 29) % 360} 70% ${30 + (n + x * 7) % 50}%)`;
      pen.fillRect((x * 61 + n * 13) % 640, (x * 47 + n * 29) % 480, 200, 160);
    }
    pen.fillStyle = "#000";
    pen.font = "60px sans-serif";
    pen.fillText(`${n}`, 40, 80);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  };
  const right = { variant: "pass", function: "pass", appearance: "pass", accessories: "pass", packaging: "pass" };
  for (let n = 0; n < day; n++) {
    const opened_at = new Date().toISOString();
    const about = { uuid: crypto.randomUUID(), subject: `sku:${sku}`, size: 1, opened_at, version: null };
    const item = (kind, payload, more = {}) => ({ kind, words: kind, payload: { about, ...payload }, ...more });
    const items = [
      item("open", {}),
      item("unit", { number: 0, answers: { cartons: "pass" } }),
      item("unit", { number: 1, answers: right, proof: "scan", proof_text: code }),
      item("finish", { samples: 2, findings: 0, verdict: "passed" }),
    ];
    for (let shot = 0; shot < shots; shot++) {
      items.push(item("photo", { number: 1 }, { blob: await picture(n * shots + shot) }));
    }
    await Outbox.add(items);
  }
}"""
