"""Amounts as files write them: 1,234.50 or 1.234,50, and which of both a file means. Nothing is read a hundredfold. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from fulfillment.channels.generic.values import LARGEST, Unreadable, text

POINT, COMMA, EACH = ".", ",", ""  # EACH: every amount shows it by itself, or is refused
DECIMALS = (EACH, POINT, COMMA)
SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
GROUPS = {  # thousands apart, then cents, by what stands before the cents
    POINT: re.compile(rf"[+-]?[1-9]\d{{0,2}}([,'’{SPACES}])\d{{3}}(?:\1\d{{3}})*(?:\.\d+)?"),
    COMMA: re.compile(rf"[+-]?[1-9]\d{{0,2}}([.'’{SPACES}])\d{{3}}(?:\1\d{{3}})*(?:,\d+)?"),
}
PLAIN = {POINT: re.compile(r"[+-]?\d*(?:\.\d*)?(?:[eE][+-]?\d+)?"), COMMA: re.compile(r"[+-]?\d*(?:,\d*)?")}
UNCLEAR = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")  # a thousand, or one with three digits behind it
HOW = "say how amounts are written"


def amount(value: Any, *, name: str, decimal: str = EACH) -> Decimal | None:
    """None for an empty value; a number that is none any more (of JSON, of a cell of Excel) is what it is."""
    given = text(value)
    if not given:
        return None
    found = _read(given, name, decimal) if isinstance(value, str) else _decimal(given)
    if found is None:
        like = "39,90" if decimal == COMMA else "39.90"
        raise Unreadable(f"{name} {given!r} is not a number like {like}{_hint(given)}")
    if not found.is_finite() or abs(found) >= LARGEST:
        raise Unreadable(f"{name} {given!r} cannot be an amount of money")
    return found


def guess(samples: Iterable[str]) -> str:
    """What all of the samples that show it have before the cents; EACH where none does, or they do not agree."""
    shown = {_shows(sample.strip()) for sample in samples} - {EACH}
    return shown.pop() if len(shown) == 1 else EACH


def is_unclear(given: str) -> bool:
    return UNCLEAR.fullmatch(given.strip()) is not None


def _read(given: str, name: str, decimal: str) -> Decimal | None:
    if decimal == EACH and is_unclear(given):
        raise Unreadable(f"{name} {given!r} may be a thousand or one with three digits behind it: {HOW}")
    read = (_number(given, mark) for mark in ((decimal,) if decimal else (POINT, COMMA)))
    return next((found for found in read if found is not None), None)


def _number(given: str, mark: str) -> Decimal | None:
    if not (GROUPS[mark].fullmatch(given) or PLAIN[mark].fullmatch(given)):
        return (
            _decimal(given) if given.isalpha() else None
        )  # NaN and Infinity are told apart from words later
    kept = re.sub(rf"[^\d{re.escape(mark)}eE+-]", "", given)
    return _decimal(kept.replace(COMMA, POINT))


def _decimal(given: str) -> Decimal | None:
    try:
        return Decimal(given)
    except InvalidOperation:
        return None


def _shows(given: str) -> str:
    """POINT or COMMA where this amount can only be read so."""
    if is_unclear(given) or not re.search("[.,]", given):
        return EACH
    fitting = [mark for mark in (POINT, COMMA) if _number(given, mark) is not None]
    return fitting[0] if len(fitting) == 1 else EACH


def _hint(given: str) -> str:
    return f": {HOW}" if re.fullmatch(rf"[+-]?[\d.,'’{SPACES}]+", given) else ""
