"""How a payload that cannot be mapped is refused: alone, with its bytes and a sentence."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct
from msgspec.json import Decoder

from fulfillment.channels.records import UNREAD, Refusal
from fulfillment.channels.refusals import REFUSABLE, sentence
from fulfillment.channels.tiktok.payloads import Id
from fulfillment.channels.values import identifier

T = TypeVar("T")


class Ids(Struct):
    id: Id = None
    package_id: Id = None
    cancel_id: Id = None
    return_id: Id = None


IDS = Decoder(Ids)


def guarded(kind: str, raw: bytes, mapped: Callable[[bytes], T]) -> T | Refusal:
    """What `mapped` makes of `raw`, or why it cannot."""
    try:
        return mapped(raw)
    except REFUSABLE as error:
        return Refusal(kind=kind, external_id=external_id(raw), sentence=sentence(error), payload=bytes(raw))


def external_id(raw: bytes) -> str:
    """The payload's own id, else one made of its bytes: two unreadable payloads must not pass for one."""
    try:
        ids = IDS.decode(raw)
        found = identifier(ids.cancel_id or ids.return_id or ids.package_id or ids.id)
    except REFUSABLE:
        found = ""
    return found or f"{UNREAD}{hashlib.sha256(raw).hexdigest()[:16]}"
