"""A published figure beside ours: how far apart they are, and which orders make the difference. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from metrics.counts import Counts


class Side(StrEnum):
    BOTH = "both"
    THEIRS = "theirs"
    OURS = "ours"


class OurWord(Struct, frozen=True):
    """What we say of an order: whether it counts against the shop in these days, and why."""

    harms: bool
    words: str


class Explained(Struct, frozen=True, kw_only=True):
    """An order by its outside id; `words` is what we say of it."""

    external_id: str
    side: Side
    words: str


UNKNOWN_HERE = "no such order has arrived here"


def apart(theirs: Decimal, ours: Counts) -> Decimal | None:
    """Theirs less ours, in points of a percent; None where we counted nothing."""
    return None if ours.rate is None else (theirs - ours.rate) * 100


def explain(told: Collection[str], ours: Mapping[str, OurWord]) -> list[Explained]:
    """Every order that either side counts against the shop: what only they count first, what both count last.

    `ours` has what we say of every order that they name or that we count against the shop.
    """
    named = set(told)
    found = []
    for external_id in sorted(named | {key for key, word in ours.items() if word.harms}):
        word = ours.get(external_id)
        harms = word is not None and word.harms
        side = Side.BOTH if harms and external_id in named else Side.OURS if harms else Side.THEIRS
        found.append(
            Explained(external_id=external_id, side=side, words=word.words if word else UNKNOWN_HERE)
        )
    rank = {Side.THEIRS: 0, Side.OURS: 1, Side.BOTH: 2}
    return sorted(found, key=lambda each: (rank[each.side], each.external_id))
