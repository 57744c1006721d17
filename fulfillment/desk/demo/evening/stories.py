"""What went wrong on which evening: chosen so that no carrier's scan contradicts it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

OVERNIGHT = timedelta(hours=11)  # what was scanned within it has left with its truck
MOST_LEFT = 3

Key = tuple[int, datetime]  # window and departure
Seen = tuple[datetime | None, int]  # first scan, if any, and package


class Stories(NamedTuple):
    late: Key | None = None
    never: Key | None = None
    stood: frozenset[int] = frozenset()  # packages that the truck which never came left here
    short: Key | None = None
    left: frozenset[int] = frozenset()  # packages that the full truck had no room for


def choose(departures: Mapping[Key, Sequence[Seen]], shared: Mapping[Key, Key]) -> Stories:
    """The last great truck was late, one never came, one was full. `shared`: who takes any carrier's at that moment.

    Of a truck that never came the shared one took what was scanned in that night; the rest stood here.
    """
    newest = sorted(departures, key=lambda key: (key[1], len(departures[key]), key[0]), reverse=True)
    late = next(iter(newest), None)
    never = next(
        (key for key in newest if late not in (key, shared.get(key, late)) and _after(key, departures[key])),
        None,
    )
    stood = _after(never, departures[never]) if never else []
    told = {late, never, shared.get(never) if never else None}
    short = next((key for key in newest if key not in told and _stayed(key, departures[key])), None)
    left = _stayed(short, departures[short])[:MOST_LEFT] if short else []
    return Stories(late, never, frozenset(stood), short, frozenset(left))


def _stayed(key: Key, seen: Sequence[Seen]) -> list[int]:
    """Those that may have stood here the night, where others left."""
    found = _after(key, seen)
    return found if 0 < len(found) < len(seen) else []


def _after(key: Key, seen: Sequence[Seen]) -> list[int]:
    return [package for scan_at, package in seen if scan_at is None or scan_at > key[1] + OVERNIGHT]
