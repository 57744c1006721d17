"""One TOML file per platform and market, read into dated series of values; faults come back as sentences.

A file may name another in `extends`: it inherits whatever it does not state itself, name by name (a name that
it states replaces the whole series of that name). Files marked `shared = true` exist only to be extended.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from fulfillment.policies.books import Book, Fault, HolidayChange, Source, Stated
from fulfillment.policies.names import NAMES
from fulfillment.policies.terms import SourceKind

HEADINGS = frozenset(
    {
        "title",
        "platform",
        "market",
        "also_called",
        "extends",
        "shared",
        "starts_on",
        "sources",
        "holiday_change",
    }
)
STATED_KEYS = frozenset(
    {"value", "effective_from", "effective_until", "source", "verified_on", "confirmed", "why"}
)


def read_books(directory: Path) -> list[Book]:
    """Every book of the directory, shared ones included; each carries the problems found while reading it."""
    books: dict[str, Book] = {}
    return [read_book(path, books=books) for path in sorted(directory.glob("*.toml"))]


def read_book(path: Path, *, books: dict[str, Book]) -> Book:
    if path.stem in books:
        return books[path.stem]
    book = books[path.stem] = Book(key=path.stem.replace("_", "-"), file=path.name)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        book.complain(Fault.UNREADABLE, f"cannot be read: {error}.")
        return book
    book.is_read = True
    if "extends" in raw:
        _inherit(book, read_book(path.with_name(f"{raw['extends']}.toml"), books=books))
    _read_headings(book, raw)
    _read_sources(book, raw.get("sources", {}))
    for name, entries in _series(raw):
        if name not in NAMES:
            book.complain(
                Fault.UNREADABLE, f"{name} is no value of a rulebook; see names.py for those there are."
            )
            continue
        book.inherited -= {name}
        book.series[name] = [stated for entry in entries if (stated := _read_stated(book, name, entry))]
        if len(book.series[name]) < len(entries) or not entries:
            book.faulty.add(name)
    for entry in raw.get("holiday_change", []):
        _read_holiday_change(book, entry)
    if not book.shared:
        book.series = {name: [_in_market(book.market, each) for each in s] for name, s in book.series.items()}
    return book


def _in_market(market: str, stated: Stated) -> Stated:
    """What was read of other markets only confirms nothing in this one."""
    if not stated.confirmed or stated.source.speaks_of(market):
        return stated
    told = ", ".join(sorted(stated.source.markets))
    why = f"{stated.why} Read of other markets only ({told}) and taken for this one."
    return replace(stated, confirmed=False, why=why)


def _inherit(book: Book, parent: Book) -> None:
    book.starts_on = parent.starts_on
    book.platform = parent.platform
    book.sources |= parent.sources
    book.series |= parent.series
    book.inherited = frozenset(parent.series)
    book.holiday_changes += parent.holiday_changes
    if parent.problems:
        book.complain(Fault.UNREADABLE, f"extends {parent.file}, which has problems of its own.")


def _read_headings(book: Book, raw: Mapping[str, Any]) -> None:
    book.title = raw.get("title", "")
    book.platform = raw.get("platform", book.platform)
    book.market = raw.get("market", "")
    book.also_called = tuple(raw.get("also_called", ()))
    book.shared = raw.get("shared", False)
    book.starts_on = raw.get("starts_on", book.starts_on)
    for heading in ("title", "platform"):
        if not getattr(book, heading):
            book.complain(Fault.UNREADABLE, f"has no {heading}; add one at the top.")
    if book.starts_on == date.max:
        book.complain(
            Fault.UNREADABLE, "has no starts_on, the first day that its values cover; add one at the top."
        )


def _read_sources(book: Book, raw: Mapping[str, Any]) -> None:
    for key, entry in raw.items():
        try:
            kind = SourceKind(entry["kind"])
            markets = frozenset(entry.get("markets", ()))
            book.sources[key] = Source(
                key=key, title=entry["title"], kind=kind, url=entry.get("url", ""), markets=markets
            )
        except (KeyError, TypeError, ValueError):
            kinds = ", ".join(SourceKind)
            book.complain(Fault.UNREADABLE, f"source {key} needs a title and a kind (one of {kinds}).")


def _series(raw: Mapping[str, Any], *, prefix: str = "") -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(dotted name, entries) for every `[[a.b.c]]`; anything else becomes a name that nobody knows."""
    for key, part in raw.items():
        if not prefix and key in HEADINGS:
            continue
        if isinstance(part, dict):
            yield from _series(part, prefix=f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", part if isinstance(part, list) else []


def _read_stated(book: Book, name: str, entry: Any) -> Stated | None:
    if not isinstance(entry, dict) or not {"value", "effective_from"} <= set(entry) <= STATED_KEYS:
        known = ", ".join(sorted(STATED_KEYS))
        book.complain(Fault.UNREADABLE, f"{name} needs value and effective_from, and may only have {known}.")
        return None
    since = entry["effective_from"]
    if not all(_is_day(entry.get(key, since)) for key in ("effective_from", "effective_until")):
        book.complain(Fault.UNREADABLE, f"{name} has a date that is none (write 2026-01-26, without quotes).")
        return None
    source = _sourced(book, f"{name} of {since}", entry)
    if not source:
        return None
    try:
        value = NAMES[name].read(entry["value"])
    except ValueError as error:
        book.complain(Fault.UNREADABLE, f"{name} of {since} {error}.")
        return None
    return Stated(
        name=name,
        value=value,
        effective_from=since,
        effective_until=entry.get("effective_until"),
        source=source,
        verified_on=entry["verified_on"],
        confirmed=entry.get("confirmed") is True,
        why=entry["why"].strip(),
    )


def _sourced(book: Book, what: str, entry: Mapping[str, Any]) -> Source | None:
    """The entry's source, if it says fully where, when and why; else None and a sentence."""
    source = book.sources.get(entry.get("source", ""))
    missing = [key for key in ("source", "verified_on", "why") if not entry.get(key)]
    if missing:
        book.complain(
            Fault.UNSOURCED, f"{what} has no {' and no '.join(missing)}; say where it was read, when and why."
        )
    elif not source:
        book.complain(
            Fault.UNSOURCED, f"{what} names the source {entry['source']!r}, which is not listed in [sources]."
        )
    elif not _is_day(entry["verified_on"]):
        book.complain(
            Fault.UNSOURCED, f"{what} has a verified_on that is no date (write 2026-11-23, without quotes)."
        )
    elif entry.get("confirmed") and source.kind == SourceKind.INFERENCE:
        book.complain(Fault.UNSOURCED, f"{what} is called confirmed, but its source is our own inference.")
    else:
        return source
    return None


def _is_day(value: Any) -> bool:
    return type(value) is date  # a TOML date with a time is a datetime, which is a date too


def _read_holiday_change(book: Book, entry: Mapping[str, Any]) -> None:
    day, name = entry.get("on"), entry.get("name")
    if not isinstance(day, date) or not _is_day(day) or not name or not isinstance(entry.get("open"), bool):
        book.complain(Fault.UNREADABLE, "a holiday_change needs on (a date), open (true or false) and name.")
    elif source := _sourced(book, f"holiday_change of {day}", entry):
        book.holiday_changes.append(
            HolidayChange(
                on=day,
                open=entry["open"],
                name=name,
                source=source,
                verified_on=entry["verified_on"],
                why=entry["why"].strip(),
            )
        )
