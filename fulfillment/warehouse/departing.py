"""One departure as a word of a URL: its window and its moment."""

from __future__ import annotations

from datetime import UTC, datetime

FORMAT = "%Y%m%dT%H%MZ"


def key_of(window_id: int, at: datetime) -> str:
    """`12-20261204T2300Z`"""
    return f"{window_id}-{at.astimezone(UTC):{FORMAT}}"


def from_key(key: str) -> tuple[int, datetime]:
    """Raises ValueError where it is no such word."""
    window_id, _, moment = key.partition("-")
    if not (window_id.isascii() and window_id.isdigit() and len(window_id) < 19):
        raise ValueError(key)
    return int(window_id), datetime.strptime(moment, FORMAT).replace(tzinfo=UTC)
