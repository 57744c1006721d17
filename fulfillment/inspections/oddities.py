"""What of an inspection can hardly have been so: it is shown to whoever reads the inspection, and accuses nobody. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fulfillment.inspections.proof import WHOLE, Seen

LEAST_PER_PIECE = timedelta(seconds=3)  # to take a piece, scan it and look at it once
CLOCK_OFF = timedelta(minutes=15)
ALIKE = 4  # of 64 bits: two pictures of one scene, seconds apart, differ by more
FEW = 3  # pieces that may be quick


class Odd(StrEnum):
    TOO_FAST = "too_fast"
    BEFORE_OPENING = "before_opening"
    CLOCK = "clock"
    SAME_FILE = "same_file"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Oddity:
    kind: Odd
    words: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as it is known of other inspections, too."""

    id: int
    sha256: str
    likeness: str
    of: str  # the inspection, in words


def in_time(seen: Iterable[Seen], *, opened_at: datetime) -> list[Oddity]:
    rows = list(seen)
    pieces = sorted(row.captured_at for row in rows if row.number != WHOLE)
    found = []
    if len(pieces) > FEW and (took := pieces[-1] - pieces[0]) < LEAST_PER_PIECE * (len(pieces) - 1):
        seconds = int(took.total_seconds())
        found.append(Oddity(Odd.TOO_FAST, f"{len(pieces)} pieces were looked at within {seconds} seconds."))
    if early := sum(row.captured_at < opened_at for row in rows):
        words = f"{early} of the answers are older than the opening of the inspection."
        found.append(Oddity(Odd.BEFORE_OPENING, words))
    return found


def of_clock(off: timedelta) -> list[Oddity]:
    """`off`: how much the tablet's clock goes before ours."""
    if abs(off) < CLOCK_OFF:
        return []
    way = "ahead of" if off > timedelta() else "behind"
    minutes = int(abs(off).total_seconds() // 60)
    words = f"The tablet's clock was {minutes} minutes {way} ours; its times were put right by that."
    return [Oddity(Odd.CLOCK, words)]


def of_picture(new: Shot, others: Iterable[Shot]) -> list[Oddity]:
    """At most one: the same file, else the most alike. Goods of one kind look alike, so it only asks to look."""
    nearest: tuple[int, Shot] | None = None
    for other in others:
        if other.id == new.id:
            continue
        if other.sha256 == new.sha256:
            return [Oddity(Odd.SAME_FILE, f"The same picture stands in {other.of}.", str(new.id))]
        bits = distance(new.likeness, other.likeness)
        if bits <= ALIKE and (nearest is None or bits < nearest[0]):
            nearest = bits, other
    if nearest is None:
        return []
    return [
        Oddity(Odd.ALIKE, f"The picture looks much like one of {nearest[1].of}: compare them.", str(new.id))
    ]


def distance(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


LABELS: Mapping[Odd, str] = {
    Odd.TOO_FAST: "Very fast",
    Odd.BEFORE_OPENING: "Answered before it was opened",
    Odd.CLOCK: "The tablet's clock is wrong",
    Odd.SAME_FILE: "A picture used twice",
    Odd.ALIKE: "Pictures much alike",
}
