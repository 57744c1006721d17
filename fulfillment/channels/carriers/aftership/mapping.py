"""AfterShip's JSON (2026-01) as what it says of a parcel. Pure; never raises.

A webhook is `{"event": "tracking_update", "event_id", "msg": TRACKING, "ts"}`, an answer of `GET /trackings` lists
TRACKING objects; a TRACKING has `tracking_number`, `tag`, `checkpoints`. `checkpoint_time` may come without offset or
as a day alone. Unconfirmed against a live account: the meaning of the sub-tags Exception_010 and _011 (returning,
returned) and InTransit_002 (acceptance scan); one that means something else still is no first scan too early, for
an exception is none and in transit was one anyway.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from fulfillment.channels.carriers.told import Nothing, Told, Unread, decoded, kind_of, moment, told
from fulfillment.channels.records import TrackingEventRecord
from fulfillment.channels.refusals import REFUSABLE
from fulfillment.channels.values import text
from fulfillment.tracking.scans import EventKind

SUBTAGS = {
    "InTransit_002": EventKind.ACCEPTED,
    "Exception_010": EventKind.RETURNING,
    "Exception_011": EventKind.RETURNED,
}
TAGS = {
    "Pending": EventKind.UNKNOWN,
    "InfoReceived": EventKind.LABEL_CREATED,
    "InTransit": EventKind.IN_TRANSIT,
    "OutForDelivery": EventKind.OUT_FOR_DELIVERY,
    "AvailableForPickup": EventKind.READY_FOR_COLLECTION,
    "Delivered": EventKind.DELIVERED,
    "AttemptFail": EventKind.EXCEPTION,
    "Exception": EventKind.EXCEPTION,
    "Expired": EventKind.UNKNOWN,
}


class Checkpoint(Struct):
    checkpoint_time: str | None = None
    created_at: str | None = None
    message: str | None = None
    location: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | int | None = None
    postal_code: str | int | None = None
    tag: str | None = None
    subtag: str | None = None


class Tracking(Struct):
    tracking_number: str | int
    active: bool | None = None
    checkpoints: list[msgspec.Raw] | None = None


class Message(Struct):
    event: str
    msg: msgspec.Raw


_MESSAGE = msgspec.json.Decoder(Message, strict=False)
_TRACKING = msgspec.json.Decoder(Tracking, strict=False)
_CHECKPOINT = msgspec.json.Decoder(Checkpoint, strict=False)


def push(raw: bytes, *, zone: ZoneInfo, now: datetime) -> Told | Unread | Nothing:
    found = decoded(_MESSAGE, raw, "It is not a message of AfterShip")
    if isinstance(found, Unread):
        return found
    if found.event != "tracking_update":
        return Nothing(found.event[:60])
    return parcel(bytes(found.msg), zone=zone, now=now)


def parcel(raw: bytes, *, zone: ZoneInfo, now: datetime) -> Told | Unread:
    found = decoded(_TRACKING, raw, "It does not say of a parcel what AfterShip says")
    if isinstance(found, Unread):
        return found
    events = [_event(each, zone, now) for each in found.checkpoints or []]
    return told(found.tracking_number, events, is_over=found.active is False)


def _event(raw: msgspec.Raw, zone: ZoneInfo, now: datetime) -> TrackingEventRecord | str:
    try:
        found = _CHECKPOINT.decode(raw)
        happened_at = moment((found.checkpoint_time,), zone=zone, now=now, known_at=found.created_at)
    except REFUSABLE as error:
        return str(error)[:200]
    description = text(found.message, 500)
    by_status = SUBTAGS.get(found.subtag or "") or TAGS.get(found.tag or "")
    return TrackingEventRecord(
        happened_at=happened_at,
        description=description,
        code=text(found.subtag or found.tag),
        location=text(found.location or ", ".join(filter(None, (found.city, found.state)))),
        postal_code=text(found.postal_code or found.zip, 20),
        kind=kind_of(by_status, description),
    )
