"""In which order papers are printed: by truck, then as pickers walk. Pure: no Django here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from fulfillment.warehouse.walking import path_key

LAST = datetime(9999, 1, 1, tzinfo=UTC)


class Walk(NamedTuple):
    """One order as far as its place in the pile goes; `bins` of its lines, as their signs say."""

    order: int
    truck_at: datetime | None
    truck: str
    due_at: datetime | None
    bins: tuple[str, ...]
    skus: tuple[str, ...]


def first_bin(walk: Walk) -> str:
    """Where its picking begins; blank where none of its goods has a bin."""
    return min(filter(None, walk.bins), key=path_key, default="")


def arranged(walks: Iterable[Walk]) -> list[Walk]:
    """The earliest truck first, within it by bin, then by SKU: alike orders lie together. Without a bin: last."""
    return sorted(walks, key=_place)


def _place(walk: Walk) -> tuple[object, ...]:
    bins = sorted(path_key(sign) for sign in walk.bins if sign)
    skus = sorted(walk.skus)
    return (
        walk.truck_at or LAST,
        walk.truck,
        not bins,
        bins,
        len(skus),
        skus,
        walk.due_at or LAST,
        walk.order,
    )
