"""The list in its order, page by page: what can still be corrected by its closing window, then the rest, newest first.

A page begins after the key of a row, so each costs the same. A key names the section that the row stood in: a window
that closes while somebody turns pages moves its package to the second section, and no other one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from fulfillment.tracking.attention import Narrowing, correctable, past_correcting
from fulfillment.tracking.models import Package

SIZE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Section:
    """Rows in the order of one index. `letter` stands for it in keys."""

    letter: str
    rows: QuerySet[Package]
    column: str
    goes_down: bool = False

    def slice(self, key: Key | None, size: int, *, backwards: bool) -> list[Package]:
        """Up to `size` rows beyond the key, nearest first."""
        down = self.goes_down != backwards
        rows = self.rows.order_by(*(("-" if down else "") + name for name in (self.column, "pk")))
        if key is not None:
            more = "lt" if down else "gt"
            further = Q(**{f"{self.column}__{more}": key.moment}) | Q(
                **{self.column: key.moment, f"pk__{more}": key.pk}
            )
            rows = rows.filter(Q(**{f"{self.column}__{more}e": key.moment}) & further)
        return list(rows.select_related("shop").prefetch_related("orders")[:size])


@dataclass(frozen=True, slots=True)
class Key:
    letter: str
    moment: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.letter}-{(self.moment - EPOCH) // MICROSECOND}-{self.pk}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: after or before a key, or at one of the ends."""

    key: Key | None = None
    backwards: bool = False


START = Place()


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[tuple[str, Package]]  # with the letter of its section
    before: Key | None  # of the page before and after, where there is one
    after: Key | None


def sections(asked: Narrowing) -> list[Section]:
    rows = asked.packages()
    if asked.kind == "pending":
        return [Section("w", rows.filter(verdict_until_at__isnull=False), "verdict_until_at")]
    return [
        Section("c", correctable(rows, now=asked.now), "correct_by_at"),
        Section("p", past_correcting(rows, now=asked.now), "shipped_at", goes_down=True),
    ]


def place_of(given: Mapping[str, str]) -> Place:
    """From `after`, `before` or `last` of a URL; anything that is no key means the first page."""
    if given.get("last"):
        return Place(backwards=True)
    for name in ("after", "before"):
        letter, moment, pk = [*given.get(name, "").split("-"), "", ""][:3]
        if letter and moment.isdecimal() and pk.isdecimal() and len(moment) < 18 and len(pk) < 19:
            return Place(Key(letter, EPOCH + int(moment) * MICROSECOND, int(pk)), backwards=name == "before")
    return START


def page_at(asked: Narrowing, place: Place, *, size: int = SIZE) -> Page:
    """At most one query a section."""
    listed = sections(asked)
    if place.key and place.key.letter not in {section.letter for section in listed}:
        place = START  # a key of another list
    found = _beyond(listed, place, size + 1)
    is_more, found = len(found) > size, found[:size]
    if place.backwards:
        found.reverse()
    has_before, has_after = (is_more, place.key) if place.backwards else (place.key, is_more)
    return Page(
        found,
        before=_key(*found[0]) if found and has_before else None,
        after=_key(*found[-1]) if found and has_after else None,
    )


def all_of(asked: Narrowing, *, first: int = 200, size: int = 2000) -> Iterator[list[Package]]:
    """The whole list slice by slice, each as cheap as the first."""
    place, size_now = START, first
    while True:
        page = page_at(asked, place, size=size_now)
        yield [row for _, row in page.rows]
        if page.after is None:
            return
        place, size_now = Place(page.after), size


def _beyond(listed: list[Section], place: Place, size: int) -> list[tuple[str, Package]]:
    """Through the sections from that of the key on, in the direction of the place, until there are `size` rows."""
    in_turn = listed[::-1] if place.backwards else listed
    letters = [section.letter for section in in_turn]
    found: list[tuple[str, Package]] = []
    for section in in_turn[letters.index(place.key.letter) if place.key else 0 :]:
        key = place.key if place.key and place.key.letter == section.letter else None
        if size > len(found):
            rows = section.slice(key, size - len(found), backwards=place.backwards)
            found += [(section.letter, row) for row in rows]
    return found


def _key(letter: str, row: Package) -> Key:
    column = {"c": row.correct_by_at, "p": row.shipped_at, "w": row.verdict_until_at}[letter]
    assert column is not None  # each section asks for it
    return Key(letter, column, row.pk)
