"""Which carriers may have issued a parcel number, and whether its check digit is right.

Pure and fast (formats are compiled once and found by length). The facts stand in `carriers/*.toml`.
"""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from fulfillment.tracking.carriers.directory import (
    CARRIERS,
    POST_COUNTRIES,
    POST_OF,
    carrier_from_name,
    carrier_name,
    tracking_url,
)
from fulfillment.tracking.carriers.formats import BY_LENGTH, BY_NAME, Format

__all__ = [
    "Candidate",
    "Check",
    "carrier_from_name",
    "carrier_name",
    "identify",
    "normalise",
    "serves",
    "tells",
    "tracking_url",
]

ANY_POST = "s10"
LONGEST_TEXT = 200
_PLAIN = re.compile(r"[0-9A-Z]*")
_DROPPED = str.maketrans("", "", " \t\r\n\v\f-'\"`")


class Check(StrEnum):
    """What the check digit says. Unverifiable: the format has none, the number can only look right."""

    VALID = "valid"
    UNVERIFIABLE = "unverifiable"
    INVALID = "invalid"


class Candidate(NamedTuple):
    """One reading of a number. `carrier` is our code, `s10` for a postal item of any service."""

    carrier: str
    format: str
    check: Check


_ORDER = {check: place for place, check in enumerate(Check)}


def normalise(text: str) -> str:
    """The number as compared and stored: in capitals, wide letters and digits as ASCII, without spaces, dashes,
    quotes and invisible characters. Other signs and scripts stay, for no carrier prints them: they make a number
    wrong."""
    if text.isascii():
        return text.translate(_DROPPED).upper()
    while (tidied := _tidied(text)) != text:
        text = tidied
    return text


def _tidied(text: str) -> str:
    """One round; taking a character out can join others, so rounds go on until nothing changes."""
    kept = []
    for character in unicodedata.normalize("NFKC", text).upper():
        if unicodedata.category(character) not in {"Pd", "Zs", "Zl", "Zp", "Cf", "Cc", "Pi", "Pf"}:
            kept.append(character)
    return "".join(kept).translate(_DROPPED)


def identify(text: str | int | None) -> list[Candidate]:
    """Every format that the number has the shape of, best first; empty when it looks like nothing we know.

    Valid stands before unverifiable before invalid; among equals the format whose shape names its carrier.
    A number that a spreadsheet gave as an integer is read as its digits; none is nothing.
    """
    text = "" if text is None else str(text)
    if len(text) > LONGEST_TEXT:
        return []
    number = normalise(text)
    if not _PLAIN.fullmatch(number):
        return []
    found: list[tuple[int, bool, Candidate]] = []
    for shape in BY_LENGTH.get(len(number), ()):
        match = shape.pattern.fullmatch(number)
        if match:
            fits = shape.check_fits(match)
            check = Check.UNVERIFIABLE if fits is None else Check.VALID if fits else Check.INVALID
            found += [(_ORDER[check], not shape.tells, one) for one in _readings(shape, match, check)]
    if len(found) > 1:
        found.sort(key=lambda entry: entry[:2])
    return [candidate for _, _, candidate in found]


def _readings(shape: Format, match: re.Match[str], check: Check) -> list[Candidate]:
    """A postal number is read as its country's service and as any service's: the item crosses borders."""
    if shape.carrier != ANY_POST:
        return [Candidate(shape.carrier, shape.name, check)]
    country = match["country"]
    if country not in POST_COUNTRIES:
        return []
    posts = [POST_OF[country]] if country in POST_OF else []
    return [Candidate(carrier, shape.name, check) for carrier in (*posts, ANY_POST)]


def serves(candidate: Candidate, carrier: str) -> bool:
    """Whether the carrier issues or carries numbers of this reading."""
    if candidate.carrier == carrier or carrier in BY_NAME[candidate.format].also:
        return True
    known = CARRIERS.get(carrier)
    return candidate.carrier == ANY_POST and known is not None and known.carries_post


def tells(candidate: Candidate) -> bool:
    """Whether the number names its carrier, so that a coincidence is out of the question."""
    shape = BY_NAME[candidate.format]
    return shape.tells or (shape.proves and candidate.check is Check.VALID)
