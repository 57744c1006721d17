"""What a carrier's message means, and which message is the first scan. A label event is never a scan.

A scan says that somebody held the parcel. What is not understood is no scan: better to ask for proof than to
believe in a hand-over that nobody saw.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

TABLE = Path(__file__).with_name("carriers") / "messages.toml"


class EventKind(StrEnum):
    LABEL_CREATED = "label_created"  # announced to the carrier: nobody has held it yet
    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_COLLECTION = "ready_for_collection"  # waits for the buyer at a pick-up point
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    RETURNING = "returning"
    RETURNED = "returned"
    UNKNOWN = "unknown"


# An exception is left out: labels are voided and pick-ups fail before anybody has held the parcel.
SCANS = frozenset(EventKind) - {EventKind.LABEL_CREATED, EventKind.EXCEPTION, EventKind.UNKNOWN}

DELIVERED = frozenset({EventKind.DELIVERED})


class Event(Protocol):
    """Whatever has a kind and a moment: a stored TrackingEvent, a record from a channel."""

    @property
    def kind(self) -> str: ...
    @property
    def happened_at(self) -> datetime: ...


AnyEvent = TypeVar("AnyEvent", bound=Event)


def is_scan(kind: str) -> bool:
    return kind in SCANS


def first_scan(events: Iterable[AnyEvent]) -> AnyEvent | None:
    """The earliest event that is a scan, however the events are ordered; None where nobody scanned."""
    return min(
        (event for event in events if is_scan(event.kind)), key=lambda event: event.happened_at, default=None
    )


@lru_cache(maxsize=16384)
def classify(description: str, code: str | None = None) -> EventKind:
    """The kind of a message, by its words in several languages and, where these say nothing, by its code."""
    by_code = _CODES.get((code or "").strip().upper(), EventKind.UNKNOWN)
    if by_code is EventKind.LABEL_CREATED:
        return by_code
    text = _plain(description)
    for kind, pattern in _MEANINGS:
        if pattern.search(text):
            return kind
    return by_code


def _plain(text: str) -> str:
    """Lower case without accents; every other sign becomes a space. Letters of all scripts stay."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    kept = (c if c.isalnum() or _is_thai_vowel(c) else " " for c in folded if c < "\u0300" or c > "\u036f")
    return " ".join("".join(kept).split())


def _is_thai_vowel(character: str) -> bool:
    return "\u0e30" <= character <= "\u0e4e"


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Whole words in scripts that put spaces between words, anywhere in those that do not."""
    plain = [_plain(phrase) for phrase in phrases]
    worded = [re.escape(phrase) for phrase in plain if phrase.isascii()]
    unspaced = [re.escape(phrase) for phrase in plain if not phrase.isascii()]
    parts = [rf"\b(?:{'|'.join(worded)})\b"] if worded else []
    return re.compile("|".join(parts + unspaced))


def _read() -> tuple[list[tuple[EventKind, re.Pattern[str]]], dict[str, EventKind]]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    meanings = [(EventKind(row["kind"]), _pattern(row["phrases"])) for row in table["meaning"]]
    codes = {code: EventKind(kind) for kind, listed in table["codes"].items() for code in listed}
    return meanings, codes


_MEANINGS, _CODES = _read()
