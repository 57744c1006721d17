"""Whether a variant can be right for where it goes, by the words of its listing: a hint for a person. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

TABLE = Path(__file__).with_name("fitting.toml")
KNOWN = 20_000  # listings times countries kept in mind: orders repeat them


class Sort(NamedTuple):
    """One sort of an aspect, such as the plug of the EU."""

    pattern: re.Pattern[str]
    fits: frozenset[str]


class Aspect(NamedTuple):
    code: str
    says: str
    anywhere: re.Pattern[str]
    sorts: tuple[Sort, ...]

    @property
    def judges(self) -> frozenset[str]:
        return frozenset().union(*(sort.fits for sort in self.sorts))


class Misfit(NamedTuple):
    """`word` is what decided, as the listing writes it."""

    aspect: str
    word: str

    def as_text(self) -> str:
        return f"{self.aspect}:{self.word}"


def of_text(text: str) -> Misfit:
    aspect, _, word = text.partition(":")
    return Misfit(aspect, word)


@lru_cache(maxsize=KNOWN)
def misfit(title: str, variant: str, country: str) -> Misfit | None:
    """What cannot be right, None where nothing speaks against it or nothing is known.

    The variant is what the buyer chose; the title is asked only where the variant is silent about an aspect.
    """
    for aspect in aspects():
        if country in aspect.judges:
            for text in (variant, title):
                said = _said(aspect, text)
                if said is not None:
                    if word := _wrong(said, country):
                        return Misfit(aspect.code, word)
                    break
    return None


def says(aspect: str) -> str:
    return next((each.says for each in aspects() if each.code == aspect), "it may not fit there")


def _said(aspect: Aspect, text: str) -> list[tuple[str, frozenset[str]]] | None:
    """The words about the aspect with where they fit; empty: it fits anywhere; None: it says nothing."""
    if aspect.anywhere.search(text):
        return []
    matches = ((sort.pattern.search(text), sort.fits) for sort in aspect.sorts)
    return [(match.group(0), fits) for match, fits in matches if match] or None


def _wrong(said: list[tuple[str, frozenset[str]]], country: str) -> str:
    """The first word, where not one of them fits: a listing that names several is right for each."""
    if not said or any(country in fits for _, fits in said):
        return ""
    return said[0][0]


@lru_cache(maxsize=1)
def aspects() -> tuple[Aspect, ...]:
    found = msgspec.toml.decode(TABLE.read_bytes())
    return tuple(
        Aspect(
            code,
            table["says"],
            _any_of(table["any"]),
            tuple(
                Sort(_any_of(sort["words"]), frozenset(sort["fits"]))
                for sort in table.values()
                if isinstance(sort, dict)
            ),
        )
        for code, table in found.items()
    )


def _any_of(words: list[str]) -> re.Pattern[str]:
    """Whole words, spaces as any gap or dash; words without Latin letters have no edges to find."""
    parts = [
        rf"(?<![\w]){re.escape(word).replace(chr(92) + ' ', '[ _-]?')}(?![\w])"
        if word.isascii()
        else re.escape(word)
        for word in words
    ]
    return re.compile("|".join(parts), re.IGNORECASE)
