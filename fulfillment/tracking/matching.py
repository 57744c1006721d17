"""Whether a number can be the named carrier's, and whether two postal codes can mean the same place."""

import re

from fulfillment.tracking.carriers.directory import CARRIERS
from fulfillment.tracking.numbers import Candidate, Check, identify, normalise, serves, tells
from fulfillment.tracking.verdicts import InvalidReason

# What somebody's parcel number may look like when we know nothing of its carrier.
PLAUSIBLE = re.compile(r"(?=(?:[A-Z]*\d){5})(?!(.)\1+$)[0-9A-Z]{7,40}")
MASKED = re.compile(r"[*•#?]|XX")


def number_problem(number: str, carrier: str) -> InvalidReason | None:
    """What is wrong with a number under a carrier's name; None unless it is certain.

    An unverifiable format is no fault, and where not all formats of a carrier are known to us, any plausible
    number may be one of its own.
    """
    candidates = identify(number)
    if carrier not in CARRIERS:
        return _problem_of_any_carrier(number, candidates)
    own = [candidate for candidate in candidates if serves(candidate, carrier)]
    others = [
        candidate for candidate in candidates if candidate not in own and candidate.check != Check.INVALID
    ]
    if any(candidate.check != Check.INVALID for candidate in own):
        return None
    if any(tells(candidate) for candidate in others):
        return InvalidReason.CARRIER_MISMATCH
    if own:
        return InvalidReason.CHECK_DIGIT
    if CARRIERS[carrier].formats_known:
        return InvalidReason.CARRIER_MISMATCH if others else InvalidReason.UNKNOWN_FORMAT
    return None if _is_plausible(number) else InvalidReason.UNKNOWN_FORMAT


def _problem_of_any_carrier(number: str, candidates: list[Candidate]) -> InvalidReason | None:
    """A carrier new to us may write numbers as it likes; but what has another carrier's own shape and a wrong
    check digit was mistyped."""
    if any(candidate.check != Check.INVALID for candidate in candidates):
        return None
    if any(tells(candidate) for candidate in candidates):
        return InvalidReason.CHECK_DIGIT
    return None if _is_plausible(number) else InvalidReason.UNKNOWN_FORMAT


def _is_plausible(number: str) -> bool:
    return PLAUSIBLE.fullmatch(normalise(number)) is not None


def zips_differ(one: str, other: str) -> bool:
    """Whether the codes name different places.

    Masked or missing ones never differ, nor does a ZIP from its ZIP+4 or "SW1A" from "SW1A 1AA".
    """
    if MASKED.search(one.upper()) or MASKED.search(other.upper()):
        return False
    first, second = _zip(one), _zip(other)
    return bool(first and second) and not first.startswith(second) and not second.startswith(first)


def _zip(text: str) -> str:
    """As compared: of nine digits the first five; four digits with the zero that spreadsheets eat."""
    plain = "".join(character for character in text.upper() if character.isalnum())
    if plain.isdecimal():
        return plain[:5] if len(plain) == 9 else plain.zfill(5)
    return plain
