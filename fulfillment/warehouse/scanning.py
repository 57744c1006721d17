"""What a scanner typed, and what a lot is called. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

LONGEST = 80
IDENTIFIER = re.compile(r"^\][A-Za-z][0-9]")  # scanners may say first which kind of code it was: ]C1, ]Q3
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read as something else


def cleaned(text: str) -> str:
    """Without what scanners add: control characters, the code's kind, spaces around."""
    kept = "".join(each for each in text if each.isprintable())
    return IDENTIFIER.sub("", kept.strip()).strip()


def minted(received_at: datetime, choose: Iterable[int]) -> str:
    """`L261126-7K3Q`: the day, and one sign for each number of `choose`."""
    return f"L{received_at:%y%m%d}-" + "".join(ALPHABET[each % len(ALPHABET)] for each in choose)


def spellings(text: str) -> list[str]:
    """A code as printed and as stored may differ by the leading zeros that make a UPC an EAN or a GTIN."""
    if not text.isdecimal() or not 8 <= len(text) <= 14:
        return [text]
    bare = text.lstrip("0")
    return sorted({text, *(bare.zfill(length) for length in (8, 12, 13, 14) if length >= len(bare))})
