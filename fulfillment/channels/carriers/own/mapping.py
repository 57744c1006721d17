"""Our own format, in which any program can tell events of one parcel. Pure; never raises.

    {"id": "evt-1", "tracking_number": "9400…", "events": [
        {"happened_at": "2026-11-26T14:03:00-08:00", "kind": "accepted", "description": "Accepted at facility",
         "location": "San Jose, CA", "postal_code": "95110"}]}

`kind` is one of `scans.EventKind`; without one the description decides. The moment must have its offset.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from fulfillment.channels.carriers.told import Told, Unread, decoded, kind_of, moment, told
from fulfillment.channels.records import TrackingEventRecord
from fulfillment.channels.refusals import REFUSABLE
from fulfillment.channels.values import text
from fulfillment.tracking.scans import EventKind


class Event(Struct):
    happened_at: str
    kind: str = ""
    description: str = ""
    location: str = ""
    postal_code: str = ""


class Message(Struct):
    id: str
    tracking_number: str
    events: list[msgspec.Raw]


_MESSAGE = msgspec.json.Decoder(Message)
_EVENT = msgspec.json.Decoder(Event)


def push(raw: bytes, *, zone: ZoneInfo, now: datetime) -> Told | Unread:
    found = decoded(_MESSAGE, raw, "It is not in the documented form")
    if isinstance(found, Unread):
        return found
    return told(found.tracking_number, [_event(each, now) for each in found.events])


def _event(raw: msgspec.Raw, now: datetime) -> TrackingEventRecord | str:
    try:
        found = _EVENT.decode(raw)
        if not _has_offset(found.happened_at):
            return f"its moment {found.happened_at[:40]!r} has no offset, such as Z or -08:00."
        happened_at = moment((found.happened_at,), zone=ZoneInfo("UTC"), now=now)
    except REFUSABLE as error:
        return str(error)[:200]
    if found.kind and found.kind not in set(EventKind):
        return f"its kind {found.kind[:40]!r} is none of {', '.join(EventKind)}."
    description = text(found.description, 500)
    return TrackingEventRecord(
        happened_at=happened_at.astimezone(UTC),
        description=description,
        code=found.kind,
        location=text(found.location),
        postal_code=text(found.postal_code, 20),
        kind=kind_of(EventKind(found.kind) if found.kind else None, description),
    )


def _has_offset(value: str) -> bool:
    return datetime.fromisoformat(value).tzinfo is not None
