import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.tracking.scans import EventKind, classify, first_scan, is_scan

PUBLISHED = Path(__file__).resolve().parents[3] / "shared/data/tracking"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

LABELS = [
    "Shipping Label Created, USPS Awaiting Item",
    "Pre-Shipment Info Sent to USPS, USPS Awaiting Item",
    "Picked Up by Shipping Partner, USPS Awaiting Item",
    "Order Processed: Ready for UPS",
    "Shipper created a label, UPS has not received the package yet.",
    "Shipment information sent to FedEx",
    "Shipping information received by Australia Post",
    "Electronic info received",
    "The parcel data was entered into the GLS IT system; the parcel was not yet handed over to GLS.",
    "We’re expecting it",
    "Package waiting to be picked up",
    "We attempted to pick up the parcel but were unsuccessful",
    "Votre Colissimo va bientôt nous être confié !",
    "Menunggu penjemputan kurir",
    "等待揽收",
]
WORDS = [
    (EventKind.ACCEPTED, "Accepted at USPS Origin Facility"),
    (EventKind.ACCEPTED, "Picked up"),
    (EventKind.ACCEPTED, "USPS in possession of item"),
    (EventKind.ACCEPTED, "Origin Scan"),
    (EventKind.ACCEPTED, "Đã lấy hàng"),
    (EventKind.ACCEPTED, "快件已揽收"),
    (EventKind.IN_TRANSIT, "Arrived at USPS Regional Facility"),
    (EventKind.IN_TRANSIT, "Departed FedEx location"),
    (EventKind.IN_TRANSIT, "In Transit to Next Facility"),
    (EventKind.IN_TRANSIT, "It will be delivered in the coming days"),
    (EventKind.OUT_FOR_DELIVERY, "Out for Delivery"),
    (EventKind.OUT_FOR_DELIVERY, "On FedEx vehicle for delivery"),
    (EventKind.DELIVERED, "Your package was delivered!\n"),
    (EventKind.DELIVERED, "Giao hàng thành công"),
    (EventKind.DELIVERED, "Votre colis est livré."),
    (EventKind.READY_FOR_COLLECTION, "Available for pickup"),
    (EventKind.EXCEPTION, "Unfortunately we have not been able to deliver your parcel."),
    (EventKind.EXCEPTION, "Delivery exception"),
    (EventKind.RETURNING, "Return to sender in progress"),
    (EventKind.RETURNED, "Returned to sender"),
    (EventKind.UNKNOWN, "Estimated arrival Tuesday"),
    (EventKind.UNKNOWN, "21.20"),
    (EventKind.UNKNOWN, ""),
]


@dataclass(frozen=True)
class Message:
    kind: EventKind
    happened_at: datetime


@pytest.mark.parametrize("text", LABELS)
def test_a_label_event_is_never_a_scan(text):
    assert classify(text) is EventKind.LABEL_CREATED
    assert not is_scan(classify(text))


@pytest.mark.parametrize(("kind", "text"), WORDS)
def test_messages_mean_what_carriers_mean(kind, text):
    assert classify(text) is kind


@pytest.mark.parametrize(
    ("description", "code", "kind"),
    [
        ("JESSICA", "pre-transit", EventKind.LABEL_CREATED),
        ("Picked up", "OC", EventKind.LABEL_CREATED),
        ("", "PU", EventKind.ACCEPTED),
        ("Delivered", "IT", EventKind.DELIVERED),
        ("something new", "it ", EventKind.IN_TRANSIT),
        ("something new", "41", EventKind.UNKNOWN),
        ("something new", None, EventKind.UNKNOWN),
    ],
)
def test_a_labels_code_wins_and_other_codes_speak_where_words_do_not(description, code, kind):
    assert classify(description, code) is kind


def test_only_somebody_holding_the_parcel_is_a_scan():
    never = {EventKind.LABEL_CREATED, EventKind.EXCEPTION, EventKind.UNKNOWN}
    assert {kind for kind in EventKind if not is_scan(kind)} == never
    assert is_scan("accepted")


def test_the_first_scan_is_the_earliest_whatever_the_order_of_the_events():
    label = Message(EventKind.LABEL_CREATED, NOON)
    accepted = Message(EventKind.ACCEPTED, NOON + timedelta(hours=4))
    arrived = Message(EventKind.IN_TRANSIT, NOON + timedelta(hours=9))

    assert first_scan([arrived, label, accepted]) is accepted
    assert first_scan([label]) is None
    assert first_scan([]) is None


@given(st.lists(st.builds(Message, st.sampled_from(EventKind), st.datetimes(timezones=st.just(UTC)))))
def test_a_label_more_never_changes_the_first_scan(events):
    label = Message(EventKind.LABEL_CREATED, datetime(1990, 1, 1, tzinfo=UTC))
    assert first_scan([label, *events]) == first_scan(events)


@given(st.text(max_size=80), st.none() | st.text(max_size=8))
def test_any_message_is_answered(description, code):
    assert classify(description, code) in EventKind


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the recorded parcels lie outside the project")
def test_of_99_fedex_parcels_the_pick_up_is_the_first_scan_and_the_label_never():
    parcels = defaultdict(list)
    with (PUBLISHED / "fedex_events.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            kind = classify(row["description"])
            assert kind is not EventKind.UNKNOWN, row
            assert (kind is EventKind.LABEL_CREATED) == (row["type"] == "OC")
            parcels[row["shipment"]].append((Message(kind, datetime.fromisoformat(row["ts"])), row["type"]))
    assert len(parcels) == 99
    for events in parcels.values():
        scan = first_scan([message for message, _ in events])
        assert ("PU", scan.happened_at) in {(code, message.happened_at) for message, code in events}


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the recorded parcels lie outside the project")
def test_messages_of_26_carriers_agree_with_what_their_integrators_made_of_them():
    means = {
        "pending": {EventKind.LABEL_CREATED},
        "out_for_delivery": {EventKind.OUT_FOR_DELIVERY, EventKind.IN_TRANSIT},
        "delivery_failed": {EventKind.EXCEPTION},
    }
    differing = set()
    for parcel in json.loads((PUBLISHED / "carrier_events.json").read_text()):
        for event in parcel["events"]:
            kind = classify(event.get("description") or "")
            expected = means.get(event.get("status"))
            if expected and kind not in expected:
                differing.add((event["status"], event["description"], kind))
    # three of theirs are wrong or say nothing; a failed attempt is one to us
    assert {text for _, text, _ in differing} == {
        "Processed",
        "Shipment picked up",
        "After an unsuccessful delivery attempt the parcel is back at the recipient depot.",
    }
