"""Things of one kind in one shop, found by creation or update time without looking at all of them."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Key = tuple[int, str]
LAST = "\U0010ffff"


@dataclass(frozen=True)
class Search:
    """``ge`` and ``lt`` bound times per field; ``after`` is the key of the last thing already handed out."""

    field: str
    descending: bool
    size: int
    create: tuple[int | None, int | None] = (None, None)
    update: tuple[int | None, int | None] = (None, None)
    after: Key | None = None
    keep: Callable[[Any], bool] | None = None


class Index:
    def __init__(self) -> None:
        self.items: dict[str, Any] = {}
        self._created_of: dict[str, int] = {}
        self._updated_of: dict[str, int] = {}
        self._created: list[Key] = []
        self._updated: list[Key] = []

    def load(self, entries: list[tuple[str, int, int, Any]]) -> None:
        """Takes (id, created, updated, thing) of a whole history at once."""
        for key, created, updated, item in entries:
            self.items[key], self._created_of[key], self._updated_of[key] = item, created, updated
        self._created = sorted((moment, key) for key, moment in self._created_of.items())
        self._updated = sorted((moment, key) for key, moment in self._updated_of.items())

    def put(self, key: str, moment: int, item: Any) -> None:
        """Adds a thing the first time, and moves it to its new update time afterwards."""
        if key in self.items:
            before = (self._updated_of[key], key)
            del self._updated[bisect_left(self._updated, before)]
        else:
            self._created_of[key] = moment
            insort(self._created, (moment, key))
        self.items[key], self._updated_of[key] = item, moment
        insort(self._updated, (moment, key))

    def updated_of(self, key: str) -> int:
        return self._updated_of[key]

    def search(self, query: Search) -> tuple[list[Any], int, Key | None]:
        """(one page, how many there are in all, the key to go on after or None at the end)."""
        by_update = query.field == "update_time"
        keys = self._updated if by_update else self._created
        ours, other = (query.update, query.create) if by_update else (query.create, query.update)
        others = self._created_of if by_update else self._updated_of
        window = keys[slice(*_bounds(keys, ours))]
        if query.keep is not None or other != (None, None):
            window = [k for k in window if _inside(others[k[1]], other) and self._keeps(query, k[1])]
        total = len(window)
        rest = _after(window, query)
        page = rest[: query.size]
        more = page[-1] if len(rest) > query.size else None
        return [self.items[key] for _, key in page], total, more

    def _keeps(self, query: Search, key: str) -> bool:
        return query.keep is None or query.keep(self.items[key])


def _bounds(keys: list[Key], window: tuple[int | None, int | None]) -> tuple[int, int]:
    ge, lt = window
    start = 0 if ge is None else bisect_left(keys, (ge, ""))
    return start, len(keys) if lt is None else bisect_left(keys, (lt, ""))


def _inside(moment: int, window: tuple[int | None, int | None]) -> bool:
    ge, lt = window
    return (ge is None or moment >= ge) and (lt is None or moment < lt)


def _after(window: list[Key], query: Search) -> list[Key]:
    if query.descending:
        end = len(window) if query.after is None else bisect_left(window, query.after)
        return window[max(0, end - query.size - 1) : end][::-1]
    start = 0 if query.after is None else bisect_right(window, query.after)
    return window[start : start + query.size + 1]
