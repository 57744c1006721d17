"""Every shared sample of a payload maps, or is refused with a sentence."""

import json

import pytest

from fulfillment.channels.records import OrderRecord, Refusal
from fulfillment.channels.tiktok import mapping
from fulfillment.channels.tiktok.pages import items
from tests.channels.tiktok.payload_files import SAMPLES, needs_samples

LISTS = {
    "orders": mapping.order,
    "packages": mapping.package,
    "cancellations": mapping.cancellation,
    "return_orders": mapping.refund,
}
pytestmark = needs_samples


def data(path) -> bytes:
    """The answer's data; examples of partial failures and requests have none that is an object of lists."""
    found = json.loads(path.read_bytes()).get("data")
    return json.dumps(found if isinstance(found, dict) else {}).encode()


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.name)
def test_every_sample_maps_or_is_refused_with_a_sentence(path):
    """Files of other endpoints hold other things: read as an order they must be refused, not crash."""
    raw = data(path)
    for key, read in LISTS.items():
        found = [read(item) for item in items(raw, key)]
        assert all(f.sentence if isinstance(f, Refusal) else f.external_id for f in found)
    assert isinstance(mapping.order(path.read_bytes()), Refusal)
    assert isinstance(mapping.tracking_events(raw), list)


@pytest.mark.parametrize(
    "name",
    [
        "order_search_202309_response.json",
        "order_detail_202507_response.json",
        "real_order_search_202309_vn_sanitized.json",
    ],
)
def test_whole_orders_map(name):
    (raw,) = items(data(SAMPLES / name), "orders")

    assert isinstance(mapping.order(raw), OrderRecord)


def test_the_real_order_has_its_three_units_and_its_market_local_deadlines():
    (raw,) = items(data(SAMPLES / "real_order_search_202309_vn_sanitized.json"), "orders")
    order = mapping.order(raw)

    assert [(line.quantity, line.cancelled_quantity) for line in order.lines] == [(3, 3)]
    assert f"{order.ready_due_at:%F %T}" == "2023-09-29 16:59:59"
    assert f"{order.scan_due_at:%F %T}" == "2023-09-30 16:59:59"


def test_the_shortened_real_detail_is_refused_for_its_missing_moment():
    (raw,) = items(data(SAMPLES / "real_order_detail_202507_vn_sanitized.json"), "orders")

    assert mapping.order(raw).sentence == "create_time is missing."


def test_the_package_detail_and_the_tracking_map():
    assert mapping.package(data(SAMPLES / "package_detail_202309_response.json")).status == "ready"
    (event,) = mapping.tracking_events(data(SAMPLES / "order_tracking_202309_response.json"))
    assert event.description == "Your package was delivered!"
