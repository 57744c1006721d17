"""The kinds of feeds: a new one is a folder and a row here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from fulfillment.channels.carriers.aftership import mapping as aftership
from fulfillment.channels.carriers.aftership import signing as aftership_signing
from fulfillment.channels.carriers.own import mapping as own
from fulfillment.channels.carriers.own import signing as own_signing
from fulfillment.channels.carriers.seventeentrack import mapping as seventeentrack
from fulfillment.channels.carriers.seventeentrack import signing as seventeentrack_signing
from fulfillment.channels.carriers.told import Nothing, Told, Unread

Read = Told | Unread | Nothing


class Kind(Struct, frozen=True, kw_only=True):
    """`push` and `parcel` read a webhook's body and one parcel of an answer; `id_field` names a message's own id."""

    label: str
    is_genuine: Callable[[Mapping[str, str], bytes, Mapping[str, str], datetime], bool]
    push: Callable[..., Read]
    parcel: Callable[..., Read] | None = None  # None: there is nobody to ask
    id_field: str = ""


KINDS: dict[str, Kind] = {
    "seventeentrack": Kind(
        label="17TRACK",
        is_genuine=lambda secrets, body, headers, now: seventeentrack_signing.is_genuine(
            secrets, body, headers
        ),
        push=seventeentrack.push,
        parcel=seventeentrack.parcel,
    ),
    "aftership": Kind(
        label="AfterShip",
        is_genuine=lambda secrets, body, headers, now: aftership_signing.is_genuine(secrets, body, headers),
        push=aftership.push,
        parcel=aftership.parcel,
        id_field="event_id",
    ),
    "own": Kind(
        label="Own program",
        is_genuine=lambda secrets, body, headers, now: own_signing.is_genuine(
            secrets, body, headers, now=now
        ),
        push=own.push,
        id_field="id",
    ),
}
LONGEST_ID = 100


def label(kind: str) -> str:
    return KINDS[kind].label


def is_genuine(
    kind: str, secrets: Mapping[str, str], body: bytes, headers: Mapping[str, str], *, now: datetime
) -> bool:
    by_name = {name.lower(): value for name, value in headers.items()}
    return KINDS[kind].is_genuine(secrets, body, by_name, now)


def message_id(kind: str, body: bytes) -> str:
    """The sender's own id where there is one, else what the body is: sent again, it is the same message."""
    try:
        found: Any = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        own_id = msgspec.json.decode(bytes(found[KINDS[kind].id_field]), type=str)
    except (msgspec.MsgspecError, KeyError, UnicodeError, RecursionError):
        own_id = ""
    if own_id and len(own_id) <= LONGEST_ID and "\0" not in own_id:
        return own_id
    return hashlib.sha256(body).hexdigest()


def read(kind: str, body: bytes, *, is_answer: bool, zone: ZoneInfo, now: datetime) -> Read:
    """What a stored body says; never raises."""
    found = KINDS[kind]
    reader = found.parcel if is_answer and found.parcel else found.push
    return reader(body, zone=zone, now=now)
