"""The lists in TikTok Shop's answers, cut into raw items first: one bad item never spoils its page."""

from typing import TypeVar

import msgspec
from msgspec import Raw, Struct
from msgspec.json import Decoder

from fulfillment.channels.errors import BadAnswer

T = TypeVar("T")


class Page(Struct, frozen=True):
    """`items` are the JSON of one order (package, …) each; an empty `next_token` ends the list."""

    items: tuple[bytes, ...]
    next_token: str = ""
    total: int | None = None


class AuthorizedShop(Struct, frozen=True):
    id: str | int
    name: str = ""
    region: str = ""
    seller_type: str = ""
    cipher: str = ""
    code: str = ""

    def __repr__(self) -> str:
        return f"AuthorizedShop(id={self.id!r}, region={self.region!r})"


class WebhookSetting(Struct, frozen=True):
    event_type: str
    address: str


class ShippingProvider(Struct, frozen=True):
    id: str | int
    name: str = ""


class RejectReason(Struct, frozen=True):
    name: str
    text: str = ""


class CombinablePackage(Struct, frozen=True):
    id: str | int
    order_ids: tuple[str | int, ...] = ()


class MustSplit(Struct, frozen=True):
    type: str = ""
    max_count: str | int | None = None


class SplitAttributes(Struct, frozen=True):
    order_id: str | int
    can_split: bool = False
    reason: str = ""
    must_split: bool = False
    must_split_reasons: tuple[MustSplit, ...] | None = None


UNREADABLE = (ValueError, RecursionError)  # msgspec's errors are ValueErrors
FIELDS = Decoder(dict[str, Raw])
ITEMS = Decoder(list[Raw] | None)
TOKEN = Decoder(str | int | None)


def page(data: bytes, key: str) -> Page:
    """One page of a search; a missing list is an empty one, as the channel omits what is empty."""
    fields = _fields(data)
    return Page(_items(fields, key), str(_scalar(fields, "next_page_token") or ""), _count(fields))


def items(data: bytes, key: str) -> tuple[bytes, ...]:
    return _items(_fields(data), key)


def listed(data: bytes, key: str, kind: type[T]) -> tuple[T, ...]:
    """A short list whose every item must be readable."""
    try:
        return tuple(msgspec.json.decode(item, type=kind) for item in items(data, key))
    except UNREADABLE:
        raise BadAnswer(
            f"The channel's list of {key.replace('_', ' ')} is not in the documented form."
        ) from None


def _fields(data: bytes) -> dict[str, Raw]:
    try:
        return FIELDS.decode(data) if data != b"null" else {}
    except UNREADABLE:
        raise BadAnswer("The channel's answer holds no object where its data should be.") from None


def _items(fields: dict[str, Raw], key: str) -> tuple[bytes, ...]:
    try:
        return tuple(bytes(item) for item in ITEMS.decode(fields.get(key, b"null")) or ())
    except UNREADABLE:
        raise BadAnswer(f"The channel's answer holds no list of {key.replace('_', ' ')}.") from None


def _scalar(fields: dict[str, Raw], key: str) -> str | int | None:
    try:
        found: str | int | None = TOKEN.decode(fields.get(key, b"null"))
    except UNREADABLE:
        raise BadAnswer(f"The channel's {key} is neither text nor a number.") from None
    return found


def _count(fields: dict[str, Raw]) -> int | None:
    value = _scalar(fields, "total_count")
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() else None
