"""JSON in what a site really sends: byte order marks, PHP notices before it and comments after it are tolerated."""

from __future__ import annotations

import json
import re

import msgspec
from msgspec import Raw

MARK = b"\xef\xbb\xbf"
UNREADABLE = (ValueError, RecursionError)
# Notices stand before the data and are short; they may hold brackets that are JSON themselves.
NOTICES_AT_MOST = 64 * 1024
TRIES = 500
STARTS = re.compile(r"[\[{]")
DECODER = json.JSONDecoder()


def json_in(body: bytes) -> bytes | None:
    """The whole body where it is JSON, else the longest JSON list or object in it; None where there is none."""
    stripped = body.strip().removeprefix(MARK).strip()
    if not stripped:
        return None
    try:
        msgspec.json.decode(stripped, type=Raw)
        return stripped
    except UNREADABLE:
        return _longest(stripped)


def _longest(body: bytes) -> bytes | None:
    """A notice is text or markup; whatever JSON it quotes is shorter than the answer behind it."""
    try:
        text = body.decode()
    except UnicodeError:
        return None
    best = ""
    position = 0
    for _ in range(TRIES):
        found = STARTS.search(text, position)
        if found is None or (start := found.start()) > NOTICES_AT_MOST:
            break
        end = _end(text, start)
        if end - start > len(best):
            best = text[start:end]
        position = max(end, start + 1)
    return best.encode() if len(best) > 1 and _is_an_answer(best) else None


def _end(text: str, start: int) -> int:
    """Where the JSON that begins at `start` ends; `start` where there is none."""
    try:
        return DECODER.raw_decode(text, start)[1]
    except UNREADABLE:
        return start


def _is_an_answer(text: str) -> bool:
    """A list of objects, an empty list, or an object: "[0]" in a notice about an offset is none."""
    return text[0] == "{" or text.lstrip("[ \n\r\t")[:1] in ("{", "]")
