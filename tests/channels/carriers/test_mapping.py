"""What feeds tell, as records: from recorded messages, and from whatever else may come."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.carriers import kinds
from fulfillment.channels.carriers.aftership import mapping as aftership
from fulfillment.channels.carriers.own import mapping as own
from fulfillment.channels.carriers.seventeentrack import mapping as seventeentrack
from fulfillment.channels.carriers.told import Nothing, Told, Unread, kind_of
from fulfillment.tracking.scans import EventKind, first_scan

PAYLOADS = Path(__file__).parents[2] / "payloads"
ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def recorded(name):
    return (PAYLOADS / name).read_bytes()


def of_17track(*events, **parcel):
    info = {"tracking": {"providers": [{"events": list(events)}]}}
    data = {"number": "RR123456785CN", "track_info": info} | parcel
    return json.dumps({"event": "TRACKING_UPDATED", "data": data}).encode()


def test_17tracks_push_tells_label_acceptance_and_departure():
    told = seventeentrack.push(recorded("seventeentrack/push_updated.json"), zone=ZONE, now=NOW)

    assert told.number == "9400111899223197428490"
    assert [event.kind for event in told.events] == ["label_created", "accepted", "in_transit"]
    first = first_scan(told.events)
    assert first.happened_at == datetime(2026, 11, 24, 3, 40, tzinfo=UTC)
    assert (first.postal_code, first.code) == ("95110", "InTransit_PickedUp")
    assert told.left_out == ""


def test_a_push_that_17track_stops_says_that_it_is_over():
    told = seventeentrack.push(recorded("seventeentrack/push_stopped.json"), zone=ZONE, now=NOW)

    assert (told.number, told.events, told.is_over) == ("9400111899223197428490", (), True)


def test_another_event_of_17track_is_understood_as_nothing_for_us():
    assert seventeentrack.push(b'{"event":"ACCOUNT_NEWS","data":{}}', zone=ZONE, now=NOW) == Nothing(
        "ACCOUNT_NEWS"
    )


def test_aftership_tells_a_label_without_offset_and_an_acceptance_with_one():
    told = aftership.push(recorded("aftership/webhook.json"), zone=ZONE, now=NOW)

    assert told.number == "1Z999AA10123456784"
    assert [event.kind for event in told.events] == ["label_created", "accepted"]
    assert told.events[0].happened_at == datetime(2026, 11, 23, 23, 2, tzinfo=UTC)  # read in the team's zone
    assert first_scan(told.events).happened_at == datetime(2026, 11, 24, 3, 51, tzinfo=UTC)


def test_a_day_alone_is_never_later_than_when_the_feed_learnt_of_it():
    checkpoint = {
        "checkpoint_time": "2026-11-23",
        "created_at": "2026-11-23T21:00:00Z",
        "tag": "InTransit",
        "message": "Arrived at hub",
    }
    body = {"tracking_number": "1Z999AA10123456784", "checkpoints": [checkpoint]}

    told = aftership.parcel(json.dumps(body).encode(), zone=ZONE, now=NOW)

    assert told.events[0].happened_at == datetime(2026, 11, 23, 21, 0, tzinfo=UTC)


def test_our_own_format_takes_kinds_or_words():
    body = {
        "id": "e1",
        "tracking_number": "9400 1118 9922 3197 4284 90",
        "events": [
            {"happened_at": "2026-11-24T10:00:00-08:00", "kind": "accepted"},
            {"happened_at": "2026-11-24T18:30:00Z", "description": "Out for delivery"},
        ],
    }

    told = own.push(json.dumps(body).encode(), zone=ZONE, now=NOW)

    assert told.number == "9400111899223197428490"
    assert [event.kind for event in told.events] == ["accepted", "out_for_delivery"]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ({"happened_at": "2026-11-24T10:00:00", "kind": "accepted"}, "has no offset"),
        ({"happened_at": "2026-11-25T10:00:00Z", "kind": "accepted"}, "lies in the future"),
        ({"happened_at": "2026-11-24T10:00:00Z", "kind": "teleported"}, "is none of label_created"),
        ({"kind": "accepted"}, "happened_at"),
        ("scanned", "Expected `object`"),
    ],
)
def test_an_event_that_cannot_be_read_is_said_and_the_others_are_taken(event, why):
    good = {"happened_at": "2026-11-24T10:00:00Z", "kind": "accepted"}
    body = {"id": "e1", "tracking_number": "RR123456785CN", "events": [event, good]}

    told = own.push(json.dumps(body).encode(), zone=ZONE, now=NOW)

    assert len(told.events) == 1
    assert told.left_out.startswith("1 of 2 events could not be read: ")
    assert why in told.left_out


@pytest.mark.parametrize(
    ("by_status", "words", "kind"),
    [
        (EventKind.LABEL_CREATED, "Picked up", EventKind.LABEL_CREATED),
        (EventKind.IN_TRANSIT, "Shipping label created", EventKind.LABEL_CREATED),
        (EventKind.ACCEPTED, "Awaiting item", EventKind.LABEL_CREATED),
        (EventKind.IN_TRANSIT, "Zorg", EventKind.IN_TRANSIT),
        (EventKind.DELIVERED, "Order received by neighbour", EventKind.DELIVERED),
        (EventKind.EXCEPTION, "Delivered", EventKind.EXCEPTION),
        (EventKind.UNKNOWN, "Out for delivery", EventKind.OUT_FOR_DELIVERY),
        (None, "Arrived at facility", EventKind.IN_TRANSIT),
        (None, "", EventKind.UNKNOWN),
    ],
)
def test_a_label_is_never_a_scan_whoever_says_so(by_status, words, kind):
    assert kind_of(by_status, words) is kind


def test_a_scan_later_than_now_is_left_out():
    ahead = {
        "time_utc": "2026-11-24T21:00:00Z",
        "description": "Accepted",
        "sub_status": "InTransit_PickedUp",
    }

    told = seventeentrack.push(of_17track(ahead), zone=ZONE, now=NOW)

    assert told.events == ()
    assert "lies in the future" in told.left_out


def test_of_a_very_long_way_the_newest_events_stay():
    events = [
        {"time_utc": (NOW - timedelta(minutes=n)).isoformat(), "description": f"Arrived {n}"}
        for n in range(400)
    ]

    told = seventeentrack.push(of_17track(*events), zone=ZONE, now=NOW)

    assert len(told.events) == 300
    assert told.events[-1].description == "Arrived 0"


TEXTS = (
    st.none() | st.text(max_size=30) | st.sampled_from(["2026-11-24", "2026-11-24T10:00:00", "InTransit_X"])
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
EVENT = st.dictionaries(
    st.sampled_from(
        ["time_utc", "time_iso", "description", "sub_status", "address", "checkpoint_time", "tag", "happened_at", "kind"]
    ),
    TEXTS | JSON,
    max_size=6,
)  # fmt: skip
SHAPED = st.builds(
    lambda number, events: {
        "event": "TRACKING_UPDATED",
        "id": "x",
        "tracking_number": number,
        "events": events,
        "data": {"number": number, "track_info": {"tracking": {"providers": [{"events": events}]}}},
        "msg": {"tracking_number": number, "checkpoints": events},
    },
    TEXTS | JSON,
    st.lists(EVENT | JSON, max_size=4) | JSON,
)


@given(kind=st.sampled_from(sorted(kinds.KINDS)), body=SHAPED | JSON, is_answer=st.booleans())
def test_whatever_comes_is_read_or_refused_with_a_sentence(kind, body, is_answer):
    raw = json.dumps(body).encode()

    found = kinds.read(kind, raw, is_answer=is_answer, zone=ZONE, now=NOW)

    assert isinstance(found, Told | Unread | Nothing)
    if isinstance(found, Told):
        assert all(each.happened_at.tzinfo and each.happened_at.year > 1998 for each in found.events)
        assert all(each.kind in set(EventKind) for each in found.events)
    if isinstance(found, Unread):
        assert found.sentence.endswith(".")
    assert kinds.message_id(kind, raw)


@given(kind=st.sampled_from(sorted(kinds.KINDS)), raw=st.binary(max_size=200))
def test_bytes_that_are_no_json_are_refused(kind, raw):
    assert isinstance(kinds.read(kind, raw, is_answer=False, zone=ZONE, now=NOW), Unread | Nothing | Told)
    assert kinds.message_id(kind, raw)
