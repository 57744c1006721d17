"""Single values of a payload in our types. What cannot be read safely raises `Unmappable` with a sentence."""

import html
import math
import re
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Raw

from fulfillment.channels.values import (
    Unmappable,
    country,
    currency,
    identifier,
    text,
)
from fulfillment.channels.values import amount as exact_amount
from fulfillment.channels.woocommerce.payloads import Id, Meta, Metas, Moment, Word

__all__ = [
    "Unmappable",
    "amount",
    "country",
    "currency",
    "moment",
    "quantity",
    "required",
    "required_id",
    "text",
    "title",
]

FIRST_YEAR, LAST_YEAR = 2003, 2100
MOST_UNITS = 1_000_000
MARKUP = re.compile(r"<[^>]{0,200}>")


def moment(value: Moment, name: str, *, zone: str = "UTC") -> datetime | None:
    """A moment as aware UTC: text with its zone, text without in `zone`, or unix seconds. Empty ones were not said."""
    if value is None or value in ("", 0, "0") or str(value).startswith("0000-00-00"):
        return None
    found = _seconds(value, name) if str(value).isdecimal() else _iso(str(value), name, zone)
    if not FIRST_YEAR <= found.year < LAST_YEAR:
        raise Unmappable(f"{name} lies in the year {found.year}.")
    return found


def _iso(value: str, name: str, zone: str) -> datetime:
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        raise Unmappable(f"{name} is not a moment in ISO 8601.") from None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=_zone(zone))).astimezone(UTC)
    except OverflowError:
        raise Unmappable(f"{name} lies in the year {found.year}.") from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise Unmappable("The store's time zone is not known.") from None


def _seconds(value: str | int, name: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError):
        raise Unmappable(f"{name} is no moment.") from None


def required(value: Moment, name: str) -> datetime:
    found = moment(value, name)
    if found is None:
        raise Unmappable(f"{name} is missing.")
    return found


def required_id(value: Id, name: str) -> str:
    found = identifier(value)
    if not found:
        raise Unmappable(f"{name} is missing.")
    return found


def amount(value: Word) -> Decimal | None:
    return None if isinstance(value, bool) else exact_amount(value)


def quantity(value: Word) -> int:
    """Whole units; half a metre of cloth is one thing to pack. 0 where nobody can say."""
    try:
        found = float(str(value))
    except ValueError:
        return 0
    if not math.isfinite(found) or abs(found) > MOST_UNITS:
        raise Unmappable("A quantity is no number of units.")
    return math.ceil(abs(found))


def title(value: Word, limit: int = 200) -> str:
    """A name as people read it: WordPress keeps names with markup and entities."""
    found = text(value, 2000)
    return (
        text(html.unescape(MARKUP.sub("", found)), limit) if "<" in found or "&" in found else found[:limit]
    )


def metas(found: Metas) -> list[Meta]:
    return list(found.values()) if isinstance(found, dict) else found or []


def meta(found: Metas, *keys: str) -> Raw | None:
    """The first value under any of the keys that says something."""
    for key in keys:
        for item in metas(found):
            if item.key == key and bytes(item.value) not in (b"null", b'""', b"[]", b"false", b"{}"):
                return item.value
    return None


def meta_text(found: Metas, *keys: str) -> str:
    value = meta(found, *keys)
    return scalar(value) if value is not None else ""


def scalar(value: Raw) -> str:
    """A raw value as text; "" for lists and objects."""
    decoded = msgspec.json.decode(value)
    return "" if isinstance(decoded, list | dict) else text(decoded)


def listed(value: Raw | None) -> list[Raw]:
    """A list's items; PHP makes an object of a list that has a hole, and text of one that is stored twice over."""
    if value is None:
        return []
    found = bytes(value)
    if found[:1] == b'"':
        inner = msgspec.json.decode(found, type=str).strip()
        found = inner.encode() if inner[:1] in ("[", "{") else b"[]"
    if found[:1] == b"{":
        return list(msgspec.json.decode(found, type=dict[str, Raw]).values())
    return msgspec.json.decode(found, type=list[Raw]) if found[:1] == b"[" else []
