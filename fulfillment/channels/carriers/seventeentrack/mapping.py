"""17TRACK's JSON (v2.4) as what it says of a parcel. Pure; never raises.

A push is `{"event": "TRACKING_UPDATED" | "TRACKING_STOPPED", "data": {number, carrier, track_info}}`; an answer of
`gettrackinfo` has the same `data` objects under `data.accepted`. Events stand under `track_info.tracking.providers`,
one list a carrier. Unconfirmed against a live account: that v2.4 names all these fields as v2.2 does (the public
pages of v2.2 were read); therefore every field but the number may be missing and unknown ones are passed over.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from fulfillment.channels.carriers.told import Nothing, Told, Unread, decoded, kind_of, moment, told
from fulfillment.channels.records import TrackingEventRecord
from fulfillment.channels.refusals import REFUSABLE
from fulfillment.channels.values import text
from fulfillment.tracking.scans import EventKind

# By the part before "_" where the whole is not listed. `InTransit_Other` is theirs for "moving, and no more known".
KINDS = {
    "InfoReceived": EventKind.LABEL_CREATED,
    "InTransit_PickedUp": EventKind.ACCEPTED,
    "InTransit": EventKind.IN_TRANSIT,
    "OutForDelivery": EventKind.OUT_FOR_DELIVERY,
    "AvailableForPickup": EventKind.READY_FOR_COLLECTION,
    "Delivered": EventKind.DELIVERED,
    "DeliveryFailure": EventKind.EXCEPTION,
    "Exception_Returning": EventKind.RETURNING,
    "Exception_Returned": EventKind.RETURNED,
    "Exception": EventKind.EXCEPTION,
    "NotFound": EventKind.UNKNOWN,
    "Expired": EventKind.UNKNOWN,
}


class Address(Struct):
    postal_code: str | None = None


class Event(Struct):
    time_iso: str | None = None
    time_utc: str | None = None
    description: str | None = None
    location: str | None = None
    sub_status: str | None = None
    stage: str | None = None
    address: Address | None = None


class Provider(Struct):
    events: list[msgspec.Raw] | None = None


class Tracking(Struct):
    providers: list[Provider] | None = None


class TrackInfo(Struct):
    tracking: Tracking | None = None


class Parcel(Struct):
    number: str | int
    track_info: TrackInfo | None = None


class Push(Struct):
    event: str
    data: msgspec.Raw


_PUSH = msgspec.json.Decoder(Push, strict=False)
_PARCEL = msgspec.json.Decoder(Parcel, strict=False)
_EVENT = msgspec.json.Decoder(Event, strict=False)


def push(raw: bytes, *, zone: ZoneInfo, now: datetime) -> Told | Unread | Nothing:
    found = decoded(_PUSH, raw, "It is not a message of 17TRACK")
    if isinstance(found, Unread):
        return found
    if found.event not in ("TRACKING_UPDATED", "TRACKING_STOPPED"):
        return Nothing(found.event[:60])
    return parcel(bytes(found.data), zone=zone, now=now, is_over=found.event == "TRACKING_STOPPED")


def parcel(raw: bytes, *, zone: ZoneInfo, now: datetime, is_over: bool = False) -> Told | Unread:
    found = decoded(_PARCEL, raw, "It does not say of a parcel what 17TRACK says")
    if isinstance(found, Unread):
        return found
    tracking = found.track_info.tracking if found.track_info else None
    providers = (tracking.providers if tracking else None) or []
    events = [_event(each, zone, now) for provider in providers for each in provider.events or []]
    return told(found.number, events, is_over=is_over)


def _event(raw: msgspec.Raw, zone: ZoneInfo, now: datetime) -> TrackingEventRecord | str:
    try:
        found = _EVENT.decode(raw)
        happened_at = moment((found.time_utc, found.time_iso), zone=zone, now=now)
    except REFUSABLE as error:
        return str(error)[:200]
    description = text(found.description, 500)
    status = found.sub_status or found.stage or ""
    return TrackingEventRecord(
        happened_at=happened_at,
        description=description,
        code=text(status),
        location=text(found.location),
        postal_code=text(found.address.postal_code if found.address else None, 20),
        kind=kind_of(_status(status), description),
    )


def _status(word: str) -> EventKind | None:
    found: Any = KINDS.get(word) or KINDS.get(word.partition("_")[0])
    return found
