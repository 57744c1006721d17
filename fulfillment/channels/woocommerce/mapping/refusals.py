"""How a payload that cannot be mapped is refused: alone, with its bytes and a sentence."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from msgspec import Raw, Struct
from msgspec.json import Decoder

from fulfillment.channels.records import UNREAD, Refusal
from fulfillment.channels.refusals import REFUSABLE, sentence
from fulfillment.channels.values import identifier
from fulfillment.channels.woocommerce.payloads import Id

T = TypeVar("T")


class Envelope(Struct):
    order: Raw = Raw(b"null")
    refund: Raw = Raw(b"null")


class Numbered(Struct):
    id: Id = None


ENVELOPE, NUMBERED = Decoder(Envelope), Decoder(Numbered)


def guarded(kind: str, raw: bytes, mapped: Callable[[bytes], T]) -> T | Refusal:
    """What `mapped` makes of `raw`, or why it cannot."""
    try:
        return mapped(raw)
    except REFUSABLE as error:
        return Refusal(kind=kind, external_id=own_id(kind, raw), sentence=sentence(error), payload=bytes(raw))


def own_id(kind: str, raw: bytes) -> str:
    """The id of what is inside, else one made of its bytes: two unreadable payloads must not pass for one."""
    try:
        envelope = ENVELOPE.decode(raw)
        inner = envelope.refund if kind == "refund" else envelope.order
        found = identifier(NUMBERED.decode(inner).id)
    except REFUSABLE:
        found = ""
    return found or f"{UNREAD}{hashlib.sha256(raw).hexdigest()[:16]}"
