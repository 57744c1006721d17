"""In which order a picker passes the bins, by their signs. Pure."""

from __future__ import annotations

import re

PARTS = re.compile(r"\d+|[^\W\d_]+")
Steps = tuple[tuple[int, int, str], ...]


def path_key(sign: str) -> Steps:
    """`A-4-2` stands before `A-12-1`, and both before `B-1`: numbers by their size, words by their letters."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in PARTS.findall(sign)
    )
