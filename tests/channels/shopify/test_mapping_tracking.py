"""Fulfillment events as carriers' messages."""

import pytest

from fulfillment.channels.records import Refusal, TrackingEventRecord
from fulfillment.channels.shopify import mapping
from fulfillment.channels.shopify.mapping import statuses
from fulfillment.tracking.scans import EventKind, classify, is_scan
from tests.channels.shopify.payload_files import ORDER_ID, decoded, payload, raw


def test_events_are_told_in_words_with_their_place() -> None:
    label, transit, delivered = mapping.tracking_events(payload("tracking.json"), ORDER_ID)
    assert isinstance(transit, TrackingEventRecord)
    assert isinstance(delivered, TrackingEventRecord)
    assert transit.description == "In transit: Arrived at USPS facility"
    assert transit.location == "Oakland, CA, US"
    assert transit.postal_code == ""  # the carrier's depot, not the buyer's door
    assert delivered.postal_code == "95110"
    assert isinstance(label, TrackingEventRecord)


@pytest.mark.parametrize(
    ("status", "scanned"),
    [
        ("LABEL_PURCHASED", False),
        ("LABEL_PRINTED", False),
        ("CONFIRMED", False),
        ("DELAYED", False),
        ("FAILURE", False),
        ("CARRIER_PICKED_UP", True),
        ("IN_TRANSIT", True),
        ("OUT_FOR_DELIVERY", True),
        ("ATTEMPTED_DELIVERY", True),
        ("DELIVERED", True),
    ],
)
def test_label_events_never_count_as_scans(status: str, scanned: bool) -> None:
    words, code = statuses.EVENT[status]
    assert is_scan(classify(words, code)) is scanned


def test_a_label_is_a_label_whatever_an_app_wrote_beside_it() -> None:
    tracking = decoded("tracking.json")
    events = tracking["fulfillments"][0]["events"]["nodes"]
    events[0]["message"] = "Picked up and in transit"
    (label, *_) = mapping.tracking_events(raw(tracking), ORDER_ID)
    assert classify(label.description, label.code) is EventKind.LABEL_CREATED


def test_of_several_fulfillments_nobody_says_whose_parcel_an_event_is_about() -> None:
    tracking = decoded("tracking.json")
    tracking["fulfillments"] *= 2
    assert mapping.tracking_events(raw(tracking), ORDER_ID) == []
    tracking["fulfillments"][0] = tracking["fulfillments"][0] | {"status": "CANCELLED"}
    assert len(mapping.tracking_events(raw(tracking), ORDER_ID)) == 3


def test_an_event_that_cannot_be_read_is_refused_alone() -> None:
    tracking = decoded("tracking.json")
    tracking["fulfillments"][0]["events"]["nodes"][1]["happenedAt"] = None
    found = mapping.tracking_events(raw(tracking), ORDER_ID)
    assert [type(event) for event in found] == [TrackingEventRecord, Refusal, TrackingEventRecord]


def test_an_unknown_event_keeps_its_word_and_is_no_scan() -> None:
    tracking = decoded("tracking.json")
    tracking["fulfillments"][0]["events"]["nodes"] = [
        {"id": "1", "status": "BRAND_NEW", "happenedAt": "2026-11-22T06:30:00Z"}
    ]
    (found,) = mapping.tracking_events(raw(tracking), ORDER_ID)
    assert found.description == "BRAND_NEW"
    assert not is_scan(classify(found.description, found.code))
