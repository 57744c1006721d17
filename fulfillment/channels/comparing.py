"""What two sides say of the orders of one day: where they differ, why, and when to compare again. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

OFTEN, SELDOM, RARELY = timedelta(hours=1), timedelta(hours=6), timedelta(days=1)
WHILE_DIFFERENT = timedelta(minutes=20)
FRESH_DAYS, WEEK, DAYS = 2, 7, 30  # orders of the last days change most; after a month nothing is compared


class Entry(Struct, frozen=True):
    """One order in short form: the channel's own word for its state, and its update time; "" where it cannot be read."""

    external_id: str
    status: str
    updated_at: datetime | None = None


class Kind(StrEnum):
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    OTHER_STATE = "other_state"


class Cause(StrEnum):
    """Why; each with whose turn it is and what closes it in `WORDS`."""

    QUARANTINED = "quarantined"
    ASKED_FOR = "asked_for"
    NEVER_TOLD = "never_told"
    CHANGE_MISSED = "change_missed"
    CHANGED_SILENTLY = "changed_silently"
    NOT_LISTED = "not_listed"


class Words(Struct, frozen=True):
    sentence: str
    owner: str
    fix: str


WORDS = {
    Cause.QUARANTINED: Words("It waits in quarantine, which says why", "us", "Look at it in quarantine"),
    Cause.ASKED_FOR: Words(
        "It is on the list to be fetched, and the channel has not answered yet", "channel", "Fetch it now"
    ),
    Cause.NEVER_TOLD: Words("Neither a message nor a list told of it", "channel", "Fetch it"),
    Cause.CHANGE_MISSED: Words("It changed there, and no list told of the change", "channel", "Fetch it"),
    Cause.CHANGED_SILENTLY: Words(
        "It changed there without a new update time, so no list could tell", "channel", "Fetch it"
    ),
    Cause.NOT_LISTED: Words(
        "The channel no longer lists it: deleted, merged or hidden there", "channel", "Ask for it by its id"
    ),
}


class Difference(Struct, frozen=True):
    external_id: str
    kind: Kind
    cause: Cause
    status_there: str = ""
    status_here: str = ""
    changed_there_at: datetime | None = None


class Comparison(Struct, frozen=True):
    """`states`: (theirs, ours) by the channel's word; `too_new`: changed there after our last list, so nobody's fault."""

    theirs: int
    ours: int
    states: Mapping[str, tuple[int, int]]
    too_new: int
    differences: tuple[Difference, ...]


def compare(
    theirs: Iterable[Entry],
    ours: Iterable[Entry],
    *,
    read_up_to: datetime,
    asked_for: Collection[str],
    quarantined: Collection[str],
) -> Comparison:
    """Both sides' orders of one day. What changed there after `read_up_to` cannot be known here yet."""
    there = {entry.external_id: entry for entry in theirs}
    here = {entry.external_id: entry for entry in ours}
    found: list[Difference] = []
    too_new = 0
    for external_id in sorted(there.keys() | here.keys()):
        one = _difference(
            there.get(external_id), here.get(external_id), asked_for=asked_for, quarantined=quarantined
        )
        if one is None:
            continue
        if one.changed_there_at is not None and one.changed_there_at > read_up_to:
            too_new += 1
        else:
            found.append(one)
    return Comparison(len(there), len(here), _states(there, here), too_new, tuple(found))


def _difference(
    there: Entry | None, here: Entry | None, *, asked_for: Collection[str], quarantined: Collection[str]
) -> Difference | None:
    if there is None:
        assert here is not None
        cause = Cause.QUARANTINED if here.external_id in quarantined else Cause.NOT_LISTED
        return Difference(here.external_id, Kind.MISSING_THERE, cause, status_here=here.status)
    held_up = _held_up(there.external_id, asked_for=asked_for, quarantined=quarantined)
    if here is None:
        return Difference(
            there.external_id,
            Kind.MISSING_HERE,
            held_up or Cause.NEVER_TOLD,
            there.status,
            "",
            there.updated_at,
        )
    if not there.status or word(there.status) == word(here.status):
        return None
    is_newer = there.updated_at and here.updated_at and there.updated_at > here.updated_at
    cause = held_up or (Cause.CHANGE_MISSED if is_newer else Cause.CHANGED_SILENTLY)
    return Difference(there.external_id, Kind.OTHER_STATE, cause, there.status, here.status, there.updated_at)


def _held_up(external_id: str, *, asked_for: Collection[str], quarantined: Collection[str]) -> Cause | None:
    if external_id in quarantined:
        return Cause.QUARANTINED
    return Cause.ASKED_FOR if external_id in asked_for else None


def word(status: str) -> str:
    """The state alone: some channels' words carry the reason of a hold behind it."""
    return status.split(maxsplit=1)[0] if status else ""


def _states(there: Mapping[str, Entry], here: Mapping[str, Entry]) -> dict[str, tuple[int, int]]:
    theirs = Counter(word(entry.status) or "unreadable" for entry in there.values())
    ours = Counter(word(entry.status) for entry in here.values())
    return {state: (theirs[state], ours[state]) for state in sorted(theirs.keys() | ours.keys())}


def next_at(placed_on: date, *, today: date, now: datetime, is_different: bool) -> datetime | None:
    """When the orders placed on that day are compared again; None: never, unless somebody asks."""
    age = (today - placed_on).days
    if age > DAYS:
        return None
    if is_different:
        return now + WHILE_DIFFERENT
    return now + (OFTEN if age < FRESH_DAYS else SELDOM if age < WEEK else RARELY)
