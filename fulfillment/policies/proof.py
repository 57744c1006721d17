"""What must hold of a book as a whole: every value known on every day, by exactly one entry."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from fulfillment.policies.books import Book, Fault, Problem, Stated
from fulfillment.policies.names import METRICS, NAMES

ONE_DAY = timedelta(days=1)


def problems_of(book: Book) -> list[Problem]:
    """Everything wrong with the book, gaps and overlaps included. Shared books need not be complete."""
    found = list(book.problems)
    if not book.is_read:
        return found
    for name in sorted(set(_needed(book)) - book.faulty):  # what is faulty has been complained of already
        if not book.series.get(name):
            found.append(_gap(book, name, book.starts_on, None))
    for name, series in book.own_series().items():
        if name not in book.faulty:
            found += _in_time(book, name, series)
    return found


def _needed(book: Book) -> Iterator[str]:
    if book.shared:
        return
    yield from (name.name for name in NAMES.values() if name.required)
    for slug in METRICS:  # a metric is stated whole or not at all
        parts = [name for name in NAMES if name.startswith(f"metric.{slug}.")]
        if any(part in book.series for part in parts):
            yield from parts


def _in_time(book: Book, name: str, series: list[Stated]) -> Iterator[Problem]:
    if not series:
        return
    ordered = sorted(series, key=lambda stated: stated.effective_from)
    if ordered[0].effective_from > book.starts_on:
        yield _gap(book, name, book.starts_on, ordered[0].effective_from)
    for stated, following in pairwise(ordered):
        yield from _between(book, name, stated, following)
    for stated in ordered:
        if stated.effective_until and stated.effective_until <= stated.effective_from:
            sentence = (
                f"{name} of {stated.effective_from} ends on {stated.effective_until}, before it begins."
            )
            yield Problem(fault=Fault.OVERLAP, file=book.file, sentence=sentence)
    if ordered[-1].effective_until:
        yield _gap(book, name, ordered[-1].effective_until, None)


def _between(book: Book, name: str, stated: Stated, following: Stated) -> Iterator[Problem]:
    until = stated.effective_until or following.effective_from
    if until > following.effective_from or stated.effective_from == following.effective_from:
        sentence = (
            f"two values of {name} hold on {following.effective_from}; give each its own effective_from."
        )
        yield Problem(fault=Fault.OVERLAP, file=book.file, sentence=sentence)
    elif until < following.effective_from:
        yield _gap(book, name, until, following.effective_from)


def _gap(book: Book, name: str, start: date, end: date | None) -> Problem:
    period = f"from {start} to {end - ONE_DAY}" if end else f"from {start} on"
    return Problem(
        fault=Fault.GAP, file=book.file, sentence=f"nothing says {name} {period}; add a value for it."
    )
