"""What a buyer writes about: told, or read from codes and words by the rules in `topics.toml`. Pure."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import msgspec

PRAISED_FROM = 4  # stars
MOST_WORDS = 5


class Topic(StrEnum):
    DAMAGED = "damaged"
    DEFECTIVE = "defective"
    WRONG_OR_MISSING = "wrong_or_missing"
    NOT_AS_DESCRIBED = "not_as_described"
    FIT = "fit"
    NOT_RECEIVED = "not_received"
    LATE = "late"
    CANCEL = "cancel"
    ADDRESS = "address"
    REFUND = "refund"
    WHERE_IS_MY_ORDER = "where_is_my_order"
    PRAISE = "praise"
    OTHER = "other"  # somebody says that it is none of these
    UNKNOWN = "unknown"  # nobody says, and no rule knows


# What a shop's logistics are asked or blamed for; platforms leave such reviews out of the negative ones.
SHIPPING = frozenset({Topic.WHERE_IS_MY_ORDER, Topic.NOT_RECEIVED, Topic.LATE})


class By(StrEnum):
    """What decided."""

    TOLD = "told"  # whoever brought it says so
    CODE = "code"  # the channel's reason code
    REASON = "reason"  # words that the channel put beside it
    WORDS = "words"  # the buyer's
    RATING = "rating"
    NOTHING = ""


class Reading(NamedTuple):
    """`on`: the code or the words that decided, as they stand there."""

    topic: Topic
    by: By
    on: tuple[str, ...] = ()


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Topic
    label: str
    codes: list[str] = []
    unless: list[str] = []
    words: dict[str, list[str]] = {}


class _Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    topic: list[_Rule]


RULES = msgspec.convert(
    tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")), _Rules
).topic
LABELS = {rule.code: rule.label for rule in RULES} | {
    Topic.PRAISE: "Praise",
    Topic.OTHER: "Something else",
    Topic.UNKNOWN: "Not known",
}
LABELS = {topic: LABELS[topic] for topic in Topic}


def read(
    text: str, *, told: str = "", code: str = "", reason: str = "", rating: int | None = None
) -> Reading:
    """What it is about, by the surest that says so; `UNKNOWN` where nothing does."""
    if told and told != Topic.UNKNOWN:
        return Reading(Topic(told), By.TOLD)
    if code and (topic := _by_code(code)):
        return Reading(topic, By.CODE, (code,))
    if reason and (found := _by_words(reason)):
        return Reading(found[0], By.REASON, found[1])
    if rating is not None and rating >= PRAISED_FROM:
        return Reading(Topic.PRAISE, By.RATING, (f"{rating} stars",))
    if text and (found := _by_words(text)):
        return Reading(found[0], By.WORDS, found[1])
    return Reading(Topic.UNKNOWN, By.NOTHING)


def fold(text: str) -> str:
    """Lower case without accents; the marks of other scripts stay."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\u0300-\u036f]", "", plain).replace("đ", "d").replace("’", "'")


def _by_code(code: str) -> Topic | None:
    folded = re.sub(r"[^a-z0-9]+", "_", fold(code)).strip("_")
    return next((rule.code for rule in RULES if any(fnmatchcase(folded, each) for each in rule.codes)), None)


def _by_words(text: str) -> tuple[Topic, tuple[str, ...]] | None:
    folded = fold(text)
    for topic, unless, pattern in PATTERNS:
        looked_at = unless.sub(lambda match: " " * len(match.group()), folded) if unless else folded
        if found := [match.span() for match in pattern.finditer(looked_at)]:
            return topic, _as_written(text, found)
    return None


def _as_written(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """The words at these places of the folded text, each once, as the buyer spelled them."""
    origin = [place for place, letter in enumerate(text) for _ in fold(letter)]
    words = (text[origin[start] : origin[end - 1] + 1].strip() for start, end in spans if end <= len(origin))
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(_bounded(fold(word)) for word in words))


def _bounded(word: str) -> str:
    gaps = word.replace(" ", r"\s+")
    return rf"\b(?:{gaps})\b" if re.match(r"[a-z(\\]", word) else gaps


PATTERNS = [
    (
        rule.code,
        _pattern(rule.unless) if rule.unless else None,
        _pattern(word for words in rule.words.values() for word in words),
    )
    for rule in RULES
]
