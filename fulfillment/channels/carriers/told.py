"""What a feed says of one parcel number, whatever its format; and how much of a status is believed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.json import Decoder

from fulfillment.channels.records import TrackingEventRecord
from fulfillment.channels.refusals import REFUSABLE
from fulfillment.tracking.numbers import normalise
from fulfillment.tracking.scans import EventKind, classify

T = TypeVar("T")
MOST_EVENTS = 300  # of one parcel; the longest way seen has under a hundred
LONGEST_NUMBER = 64
AHEAD = timedelta(minutes=10)  # clocks differ; what is later than that has not happened


class Told(Struct, frozen=True, kw_only=True):
    """`is_over`: the feed follows it no longer. `left_out`: what of it could not be read, in a sentence."""

    number: str
    events: tuple[TrackingEventRecord, ...] = ()
    is_over: bool = False
    left_out: str = ""


class Unread(Struct, frozen=True):
    """Nothing of it can be taken; the sentence says why."""

    sentence: str


class Nothing(Struct, frozen=True):
    """Understood, and there is nothing in it for us."""

    word: str


def decoded(decoder: Decoder[T], raw: bytes, otherwise: str) -> T | Unread:
    """`otherwise` begins the sentence where `raw` is not in the decoder's form."""
    try:
        return decoder.decode(raw)
    except REFUSABLE as error:
        return Unread(f"{otherwise}: {str(error)[:200]}.")


def told(
    number: str | int | None, events: Sequence[TrackingEventRecord | str], *, is_over: bool = False
) -> Told | Unread:
    """`events` are records, or sentences of those that could not be read."""
    plain = normalise(str(number or ""))
    if not plain or len(plain) > LONGEST_NUMBER:
        return Unread("It names no parcel number, or one that no carrier has.")
    good = [event for event in events if isinstance(event, TrackingEventRecord)]
    bad = [event for event in events if isinstance(event, str)]
    newest = sorted(good, key=lambda event: event.happened_at)[-MOST_EVENTS:]
    left_out = f"{len(bad)} of {len(events)} events could not be read: {bad[0]}" if bad else ""
    return Told(number=plain, events=tuple(newest), is_over=is_over, left_out=left_out)


# What nobody says of a parcel that no carrier has held. Of the others the words decide first: some carriers file
# "label created" under "in transit".
_CERTAIN = frozenset(
    {
        EventKind.LABEL_CREATED,
        EventKind.OUT_FOR_DELIVERY,
        EventKind.READY_FOR_COLLECTION,
        EventKind.DELIVERED,
        EventKind.RETURNING,
        EventKind.RETURNED,
    }
)


def kind_of(by_status: EventKind | None, description: str) -> EventKind:
    """The kind of an event that has both a status and words. A label is never a scan, whichever of both says so."""
    if by_status in _CERTAIN:
        return by_status
    by_words = classify(description)
    if by_words is EventKind.LABEL_CREATED or by_status is None or by_status is EventKind.UNKNOWN:
        return by_words
    return by_status


def moment(
    texts: Iterable[str | None], *, zone: ZoneInfo, now: datetime, known_at: str | None = None
) -> datetime:
    """The first of `texts` that is a moment. Raises ValueError with a sentence.

    One without an offset is the carrier's local time, of a place that nobody names: it is read in `zone`. A day
    alone is its last second: a scan is rather taken for late than for early. Neither is later than `known_at`, when
    the feed itself learnt of it: the same event has the same moment whenever it is told.
    """
    given = [text.strip() for text in texts if text and text.strip()]
    if not given:
        raise ValueError("it has no moment.")
    parsed = (_parsed(text, zone) for text in given)
    found = next((each for each in parsed if each is not None and each.year > 1999), None)
    if found is None:
        raise ValueError(f"its moment {given[0][:40]!r} is none that we can read.")
    learnt_at = _parsed(known_at.strip(), zone) if known_at else None
    if learnt_at is not None:
        found = min(found, learnt_at)
    if found > now + AHEAD:
        raise ValueError(f"its moment {given[0][:40]!r} lies in the future.")
    return found


def _parsed(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(23, 59, 59), zone).astimezone(UTC)
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
