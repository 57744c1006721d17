"""Walking a list whose rows move while it is read. Pure but for the question.

WooCommerce pages by offset only, and an order that changes jumps to the end. So a walk by update time always asks for
the first page from where it stands; only inside one second, where more rows stand than fit a page, and for walks by
id it pages by offset, with rows read twice so that a row that slipped forward is seen to be missing.
Sources: woocommerce issue 33386; measured on 10.5: `modified_after` is exclusive and counts in seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from msgspec import Raw, Struct
from msgspec.json import Decoder

from fulfillment.channels.errors import BadAnswer, Refused
from fulfillment.channels.woocommerce.client import PER_PAGE, stamp

READ_TWICE = 10
STEPS_BACK = 20
SECOND = timedelta(seconds=1)
Ask = Callable[[Mapping[str, object]], tuple[list[Raw], int | None]]


class Peek(Struct):
    """What a walk looks at in a row."""

    id: int
    date_modified_gmt: str | None = None


PEEK = Decoder(Peek)


class Walk(Struct, frozen=True):
    """Where a walk by id stands: the next row's offset, and the largest id seen."""

    offset: int = 0
    last_id: int = 0


class Place(Struct, frozen=True):
    """Where a walk by update time stands; `inside`: in the middle of one crowded second."""

    at: datetime
    inside: Walk | None = None


class Step(Struct, frozen=True):
    """Some rows; an empty `token` ends the walk."""

    rows: list[Raw]
    token: str = ""
    total: int | None = None


def by_update(ask: Ask, *, since: datetime, until: datetime, token: str) -> Step:
    """The next rows updated from `since` to `until`, both taken in, oldest update first."""
    place = read_place(token) if token else Place(since.astimezone(UTC).replace(microsecond=0))
    if place.inside is not None:
        return _inside(ask, place.at, place.inside)
    found, total = ask(
        {
            "modified_after": stamp(place.at - SECOND),
            "modified_before": stamp(until + SECOND),
            "orderby": "modified",
            "order": "asc",
        }
    )
    whole = total if not token else None
    if not found or (len(found) < PER_PAGE and (total is None or total <= len(found))):
        return Step(found, "", whole)
    updates = [moment for row in found if (moment := updated_at(row))]
    if not updates:
        raise BadAnswer("The store's list of orders shows no update times.")
    if min(updates) < place.at - SECOND:
        raise Refused(200, "the store ignores the time filter", "Update WooCommerce: 5.8 or later is needed.")
    latest = max(updates)
    onward = Place(latest) if latest > place.at else Place(place.at, Walk())
    return Step(found, write_place(onward), whole)


def _inside(ask: Ask, at: datetime, walk: Walk) -> Step:
    """Rows of one second, by id."""
    only = {"modified_after": stamp(at - SECOND), "modified_before": stamp(at + SECOND)}
    found, onward = by_id(ask, only, walk)
    return Step(found, write_place(Place(at, onward) if onward else Place(at + SECOND)))


def by_id(ask: Ask, params: Mapping[str, object], walk: Walk) -> tuple[list[Raw], Walk | None]:
    """The next rows by id, and where to go on; None at the end.

    A page must begin at or before the last id seen: where it does not, rows left the list meanwhile and others moved
    into their places, so it is read again from further back.
    """
    offset = walk.offset
    for _ in range(STEPS_BACK):
        found, total = ask(dict(params) | {"orderby": "id", "order": "asc", "offset": offset})
        ids = [seen.id for row in found if (seen := peek(row))]
        if offset == 0 or (ids and ids[0] <= walk.last_id):
            is_last = len(found) < PER_PAGE if total is None else offset + len(found) >= total
            if is_last or not found:
                return found, None
            again = min(READ_TWICE, len(found) // 2)
            return found, Walk(offset + len(found) - again, max(ids, default=walk.last_id))
        offset = max(0, offset - PER_PAGE)
    raise BadAnswer("The store's list changes faster than it can be read.")


def peek(row: Raw) -> Peek | None:
    """None where the row cannot be read: it stands in nobody's way, the mapping refuses it with its reason."""
    try:
        return PEEK.decode(row)
    except (ValueError, RecursionError):
        return None


def updated_at(row: Raw) -> datetime | None:
    seen = peek(row)
    try:
        found = datetime.fromisoformat((seen.date_modified_gmt if seen else "") or "")
    except ValueError:
        return None
    return found.replace(tzinfo=UTC, microsecond=0)


def write_place(place: Place) -> str:
    walk = place.inside
    return stamp(place.at) + (f"|{walk.offset}|{walk.last_id}" if walk else "")


def read_place(token: str) -> Place:
    at, *rest = token.split("|")
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return Place(moment, Walk(int(rest[0]), int(rest[1])) if rest else None)


def write_walk(walk: Walk | None) -> str:
    return f"{walk.offset}|{walk.last_id}" if walk else ""


def read_walk(token: str) -> Walk:
    return Walk(*map(int, token.split("|"))) if token else Walk()
