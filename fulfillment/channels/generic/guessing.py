"""What a file's columns, words and times probably mean, by names in English and Chinese. Guesses, to be looked at. Pure."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from fulfillment.orders.states import OrderStatus

NAMES = Path(__file__).with_name("names.toml")
# Blank is ISO 8601, which is tried first. Of day and month the market decides where both fit.
TIME_FORMATS = (
    "", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y",
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M", "%d.%m.%Y", "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日", "%Y%m%d%H%M%S",
)  # fmt: skip
MONTH_FIRST = {"US", "PH"}
ENCODINGS = ("utf-8-sig", "utf-16", "gb18030", "big5", "cp1252")
DELIMITERS = (",", ";", "\t", "|")


class Names(Struct, frozen=True, forbid_unknown_fields=True):
    order: dict[str, list[str]]
    line: dict[str, list[str]]
    ticket: dict[str, list[str]]
    ticket_kind: dict[str, list[str]]
    ticket_status: dict[str, list[str]]
    status: dict[OrderStatus, list[str]]


@cache
def known() -> Names:
    return msgspec.toml.decode(NAMES.read_bytes(), type=Names)


def columns(header: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """(order fields, line fields), each to its column; a column is guessed for one field, a doubled one for none."""
    free = _free(header)
    return _claimed(free, known().order), _claimed(free, known().line)


def ticket_columns(header: Sequence[str]) -> dict[str, str]:
    return _claimed(_free(header), known().ticket)


def _free(header: Sequence[str]) -> dict[str, str]:
    return {_folded(name): name for name in reversed(header) if header.count(name) == 1}


def _claimed(free: dict[str, str], fields: dict[str, list[str]]) -> dict[str, str]:
    """What is claimed is free no longer."""
    found = {}
    for field, names in fields.items():
        if name := next((name for name in names if name in free), None):
            found[field] = free.pop(name)
    return found


def status(word: str) -> OrderStatus | None:
    folded = _folded(word)
    return next((found for found, words in known().status.items() if folded in words), None)


def ticket_kind(word: str) -> str:
    """Blank for a word that nobody knows."""
    return _among(word, known().ticket_kind)


def ticket_status(word: str) -> str:
    return _among(word, known().ticket_status)


def _among(word: str, known_words: dict[str, list[str]]) -> str:
    folded = _folded(word)
    return next((found for found, words in known_words.items() if folded in words), "")


def time_format(samples: Iterable[str], *, market: str) -> str:
    """The form in which most of the samples can be read; blank (ISO 8601) where none fits half of them."""
    given = [sample for sample in samples if sample]
    counts = {each: sum(_fits(sample, each) for sample in given) for each in TIME_FORMATS}
    most = max(counts.values())
    if most * 2 < len(given) or not given:
        return ""
    fitting = [each for each in TIME_FORMATS if counts[each] == most]
    day_first = [each for each in fitting if each.startswith("%d")]
    if market not in MONTH_FIRST and day_first:
        return day_first[0]
    return fitting[0] if fitting else ""


def encoding(start: bytes) -> str:
    """Of a file that begins so."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for name in ("utf-8-sig", "gb18030"):
        try:
            codecs.getincrementaldecoder(name)().decode(start)  # the last character may be cut in two
        except UnicodeDecodeError:
            continue
        return name
    return "cp1252"


def delimiter(header: str) -> str:
    return max(DELIMITERS, key=lambda each: (header.count(each), -DELIMITERS.index(each)))


def zones_are_mixed(samples: Iterable[str]) -> bool:
    """Whether some of these times say their zone and others do not."""
    ends = {
        bool(re.search(r"(Z|[+-]\d\d:?\d\d)$", sample)) for sample in samples if re.search(r"\d:\d", sample)
    }
    return len(ends) == 2


def _fits(sample: str, form: str) -> bool:
    try:
        datetime.strptime(sample, form) if form else datetime.fromisoformat(sample)  # noqa: DTZ007
    except ValueError:
        return False
    return True


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
