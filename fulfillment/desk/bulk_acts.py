"""What can be done to many orders: its words and its key, and the bar that offers it under a list."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 1000
OF_BOARD, OF_ORDERS = "board", "orders"


@dataclass(frozen=True, slots=True)
class BulkAct:
    """`slug` in the address; label and key of its button; `heading` of its preview around a count; what it means;
    what it does to one order."""

    slug: str
    label: str
    key: str
    heading: str
    meaning: str
    will: str


BULK_ACTS = {
    each.slug: each
    for each in (
        BulkAct(
            "hold", "Hold", "h", "Hold {}",
            "They must not ship until somebody releases them. Their deadlines run on.", "is put on hold",
        ),
        BulkAct(
            "release", "Release", "r", "Release {}",
            "Every hold on them that a person may lift is lifted, and they may ship.", "is released",
        ),
        BulkAct(
            "snooze", "Snooze", "s", "Snooze {}",
            "They leave the board until then; one that passes its deadline meanwhile comes back sooner.", "leaves the board",
        ),
        BulkAct("assign", "Assign", "a", "Assign {}", "It is that member’s turn. Nobody is written to.", "is assigned"),
        BulkAct(
            "ask-carrier", "Note asking carrier", "c", "Note that the carrier was asked about {}",
            "It stands at each of them, and the board asks for it again after a day. Nothing is sent from here.",
            "is noted",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """`query` are the filters of the list `of`; `total` the orders they leave, of which the page has `shown`."""

    of: str
    query: str
    shown: int
    total: int
    is_more: bool = False  # there are more than `total`

    @property
    def acts(self) -> list[BulkAct]:
        return list(BULK_ACTS.values())

    @property
    def whole(self) -> int:
        """How many "all" are; nothing where the page has them all."""
        return min(self.total, MOST) if self.total > self.shown else 0

    @property
    def words(self) -> str:
        which = "the first" if self.is_more or self.total > MOST else "all"
        where = "on the board" if self.of == OF_BOARD else "in this list"
        return f"{which} {self.whole:,} {where}"
