"""All books together: which rules judge an order of that platform and market, placed at that moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from fulfillment.policies.books import Book, Stated
from fulfillment.policies.building import Edition, build
from fulfillment.policies.files import read_books
from fulfillment.policies.names import NAMES
from fulfillment.policies.parts import MetricRule
from fulfillment.policies.proof import problems_of
from fulfillment.policies.reading import SHOPS_OWN
from fulfillment.policies.rules import Rules

__all__ = [
    "BOOKS",
    "Market",
    "MetricRule",
    "Rulebook",
    "RulebookRefused",
    "Rules",
    "UnknownMarket",
    "load",
    "read",
]

BOOKS = Path(__file__).parent


class RulebookRefused(ValueError):
    """The files cannot be used; the message has one sentence per problem, one a line."""


class UnknownMarket(LookupError):
    """No book covers this platform and market."""


@dataclass(frozen=True, kw_only=True)
class Market:
    platform: str
    market: str  # ISO country, "" for own stores: their book serves any market
    title: str


class Rulebook:
    """Read-only; `rules` is cheap to call for every order (built once per book, version and shop's zone)."""

    def __init__(self, books: Iterable[Book]) -> None:
        self._books = [book for book in books if not book.shared]
        self._days = {book.key: _version_days(book) for book in self._books}
        self._cached: dict[tuple[str, str, date, str], Rules] = {}

    def markets(self) -> list[Market]:
        return [Market(platform=book.platform, market=book.market, title=book.title) for book in self._books]

    def knows(self, *, platform: str, market: str) -> bool:
        return self._find(platform, market) is not None

    def versions(self, platform: str, market: str, *, time_zone: str = "UTC") -> list[Rules]:
        """Every version of that market's rules, oldest first; each judges orders placed since its day."""
        book = self._book(platform, market)
        return [self._version(book, market, since, time_zone) for since in self._days[book.key]]

    def rules(self, *, platform: str, market: str, at: datetime, time_zone: str = "UTC") -> Rules:
        """The rules in force at `at` (an order's `placed_at`), in the market's local time.

        `time_zone` is the shop's own, used only by books that leave it to the shop (own stores). A moment
        before the book begins gets its first version: an absurd date must not stop a worker.
        """
        book = self._book(platform, market)
        zone = ZoneInfo(_zone_of(book, time_zone))
        day = at.astimezone(zone).date()
        days = self._days[book.key]
        since = max((each for each in days if each <= day), default=days[0])
        return self._version(book, market, since, time_zone)

    def _find(self, platform: str, market: str) -> Book | None:
        named = (book for book in self._books if book.platform == platform)
        return next(
            (book for book in named if not book.market or market in (book.market, *book.also_called)), None
        )

    def _book(self, platform: str, market: str) -> Book:
        if book := self._find(platform, market):
            return book
        known = ", ".join(f"{each.platform} {each.market}".strip() for each in self.markets())
        raise UnknownMarket(f"There is no rulebook for {platform} {market}; there is one for {known}.")

    def _version(self, book: Book, market: str, since: date, time_zone: str) -> Rules:
        key = (book.key, market, since, time_zone)
        if key not in self._cached:
            stated = {name: _in_force(book.series[name], since) for name in NAMES if name in book.series}
            edition = Edition(
                platform=book.platform,
                market=book.market or market,
                title=book.title,
                version=f"{book.key}/{since}",
                effective_from=since,
                holiday_changes=tuple(book.holiday_changes),
                shop_zone=time_zone,
            )
            self._cached[key] = build(edition, stated)
        return self._cached[key]


def read(directory: Path) -> Rulebook:
    """A rulebook of that directory's files, or RulebookRefused with every problem in a sentence."""
    books = read_books(directory)
    if problems := [problem for book in books for problem in problems_of(book)]:
        raise RulebookRefused("\n".join(str(problem) for problem in problems))
    return Rulebook(books)


@cache
def load() -> Rulebook:
    """The product's own rulebook, read once per process."""
    return read(BOOKS)


def _version_days(book: Book) -> list[date]:
    """The days on which some value begins to hold, none before the book's first."""
    since = {stated.effective_from for series in book.series.values() for stated in series}
    return sorted({max(day, book.starts_on) for day in since})


def _in_force(series: Iterable[Stated], day: date) -> Stated:
    return max((each for each in series if each.effective_from <= day), key=lambda each: each.effective_from)


def _zone_of(book: Book, shop_zone: str) -> str:
    """The zone that decides on which side of a version's first day a moment lies: the newest one stated."""
    newest = max(book.series["time_zone"], key=lambda stated: stated.effective_from)
    return shop_zone if newest.value == SHOPS_OWN else str(newest.value)
