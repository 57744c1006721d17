"""How a payload that cannot be mapped is refused: alone, with its bytes and a sentence."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from msgspec.json import Decoder

from fulfillment.channels.records import Refusal
from fulfillment.channels.refusals import REFUSABLE, sentence
from fulfillment.channels.shopify.mapping.values import number
from fulfillment.channels.shopify.payloads import Node

T = TypeVar("T")
NODE = Decoder(Node)


def guarded(kind: str, raw: bytes, mapped: Callable[[bytes], T], *, external_id: str = "") -> T | Refusal:
    """What `mapped` makes of `raw`, or why it cannot."""
    try:
        return mapped(raw)
    except REFUSABLE as error:
        return refusal(kind, raw, error, external_id=external_id)


def refusal(kind: str, raw: bytes, error: Exception, *, external_id: str = "") -> Refusal:
    found = external_id or own_id(raw)
    return Refusal(kind=kind, external_id=found, sentence=sentence(error), payload=bytes(raw))


def own_id(raw: bytes) -> str:
    """The payload's own id, else one made of its bytes: two unreadable payloads must not pass for one."""
    try:
        found = number(NODE.decode(raw).id)
    except REFUSABLE:
        found = ""
    return found or f"unread-{hashlib.sha256(raw).hexdigest()[:16]}"
