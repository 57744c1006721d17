"""How a payload that cannot be mapped is refused: alone, with its bytes and a sentence."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder

from fulfillment.channels.records import UNREAD, Refusal
from fulfillment.channels.tiktok.mapping.values import Unmappable, identifier
from fulfillment.channels.tiktok.payloads import Id

T = TypeVar("T")
REFUSABLE = (ValueError, OverflowError, RecursionError)  # msgspec's errors and Unmappable are ValueErrors


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


def sentence(error: Exception) -> str:
    """What is wrong, without repeating the payload: it may hold a buyer's data."""
    if isinstance(error, Unmappable):
        return str(error)
    if isinstance(error, ValidationError):
        return f"A field has an unexpected form: {error}."
    if isinstance(error, DecodeError):
        return "The payload is cut off or is not JSON."
    if isinstance(error, UnicodeError):
        return "The payload holds characters that are not UTF-8."
    return "The payload holds a value that cannot be read."


def external_id(raw: bytes) -> str:
    """The payload's own id, else one made of its bytes: two unreadable payloads must not pass for one."""
    try:
        ids = IDS.decode(raw)
        found = identifier(ids.cancel_id or ids.return_id or ids.package_id or ids.id)
    except REFUSABLE:
        found = ""
    return found or f"{UNREAD}{hashlib.sha256(raw).hexdigest()[:16]}"
