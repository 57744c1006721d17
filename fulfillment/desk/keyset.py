"""Pages by key: the 50 orders after or before the one last seen. Each page costs the same wherever it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

SIZE = 50
NEVER_MISSING = {"placed_at", "opened_at"}
COUNTED = 1000  # a count beyond this costs more than it tells
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of rows that one index serves, read from either end. Equal moments are told apart by id; a row
    without one stands after all others, and before them where the order goes down."""

    name: str  # as the URL says it
    column: str
    goes_down: bool

    def order_by(self, place: Place, *, key: str = "pk") -> list[str]:
        sign = "-" if self.goes_down != place.backwards else ""
        return [sign + self.column, sign + key]


PLACED = Sort("-placed", "placed_at", True)
SORTS = {
    sort.name: sort
    for sort in (
        PLACED,
        Sort("placed", "placed_at", False),
        Sort("due", "dispatch_due_at", False),
        Sort("-due", "dispatch_due_at", True),
    )
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: from the row with this key on, or from one of the ends."""

    moment: datetime | None = None
    pk: int = 0
    backwards: bool = False

    @property
    def is_end(self) -> bool:
        return not self.pk


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Any]
    has_newer: bool
    has_older: bool


START = Place()


def place_of(asked: Mapping[str, str]) -> Place:
    """From `after`, `before` or `last` of a URL; anything that is no key means the first page."""
    if asked.get("last"):
        return Place(backwards=True)
    for name in ("after", "before"):
        moment, dash, pk = asked.get(name, "").partition("-")
        if dash and pk.isdecimal() and len(pk) < 19 and (moment == "none" or _is_moment(moment)):
            at = None if moment == "none" else EPOCH + int(moment) * MICROSECOND
            return Place(at, int(pk), backwards=name == "before")
    return Place()


def key_of(row: Any, sort: Sort) -> str:
    """A row's key as a URL carries it; exact to the microsecond."""
    moment = getattr(row, sort.column)
    return f"{'none' if moment is None else (moment - EPOCH) // MICROSECOND}-{row.pk}"


def beyond(sort: Sort, place: Place, *, key: str = "pk") -> Q:
    """The rows that come after the place, or before it where it looks backwards."""
    if place.is_end:
        return Q()
    column, more = sort.column, "lt" if sort.goes_down != place.backwards else "gt"
    missing = Q(**{f"{column}__isnull": True})
    if place.moment is None:
        rest = missing & Q(**{f"{key}__{more}": place.pk})
        return rest | ~missing if more == "lt" else rest
    further = Q(**{f"{column}__{more}": place.moment}) | Q(
        **{column: place.moment, f"{key}__{more}": place.pk}
    )
    if column in NEVER_MISSING:  # the bound is what the index is entered by
        return Q(**{f"{column}__{more}e": place.moment}) & further
    return further | missing if more == "gt" else further


def page_of(rows: list[Any], place: Place, size: int) -> Page:
    """`rows` are up to size + 1, read in the direction of the place."""
    is_more, rows = len(rows) > size, rows[:size]
    if place.backwards:
        return Page(rows[::-1], has_newer=is_more, has_older=not place.is_end)
    return Page(rows, has_newer=not place.is_end, has_older=is_more)


def counted(keys: QuerySet[Any], *, is_sorted: bool) -> int:
    """How many there are, up to one more than is worth counting; sorted only where repeats must meet."""
    return (keys if is_sorted else keys.order_by())[: COUNTED + 1].count()


def _is_moment(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and len(text) < 18
