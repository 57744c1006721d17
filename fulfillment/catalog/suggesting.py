"""Which SKU a listing may be, most likely first: by the seller's code, then by the words of its title. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

MOST = 3
LEAST_ALIKE = 0.3


class Candidate(NamedTuple):
    code: str
    title: str


def suggest(code: str, title: str, variant: str, skus: Iterable[Candidate]) -> list[Candidate]:
    """At most three; none where nothing is alike."""
    wanted, told = _plain(code), _words(f"{title} {variant}")
    scored = ((_alike(wanted, told, each), each) for each in skus)
    good = sorted((pair for pair in scored if pair[0] >= LEAST_ALIKE), key=lambda pair: (-pair[0], pair[1]))
    return [each for _, each in good[:MOST]]


def _alike(wanted: str, told: frozenset[str], sku: Candidate) -> float:
    own = _plain(sku.code)
    if wanted and wanted == own:
        return 3.0
    by_words = len(told & (words := _words(sku.title))) / len(told | words) if told and sku.title else 0.0
    return by_words + (1.0 if _begins(wanted, own) else 0.0)


def _begins(wanted: str, own: str) -> bool:
    """One is the other with something added, as sellers do for a market or a pack."""
    return min(len(wanted), len(own)) >= 4 and (wanted.startswith(own) or own.startswith(wanted))


def _plain(code: str) -> str:
    return re.sub(r"[\W_]+", "", code).casefold()


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", text.casefold()) if len(word) > 1)
