"""What became of a batch."""

from __future__ import annotations

from msgspec import Struct, field


class Taken(Struct, kw_only=True):
    """Row ids and external ids; a record is in exactly one of inserted, updated, stale, unchanged, quarantined.

    `updated_ids` are rows that took the record's values, `stale` those that had been told something newer,
    `unchanged` those that had been told just this. `changed_order_ids` is what the watch was woken for.
    """

    inserted_ids: list[int] = field(default_factory=list)
    updated_ids: list[int] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    quarantined: list[str] = field(default_factory=list)
    changed_order_ids: set[int] = field(default_factory=set)

    def add(self, other: Taken) -> None:
        self.inserted_ids += other.inserted_ids
        self.updated_ids += other.updated_ids
        self.stale += other.stale
        self.unchanged += other.unchanged
        self.quarantined += other.quarantined
        self.changed_order_ids |= other.changed_order_ids
