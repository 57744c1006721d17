"""Single values of a file's rows, read or refused with a sentence. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
LARGEST = Decimal(10) ** 12
INEXACT = 2.0**53


class Unreadable(Exception):
    """The sentence says which value, and what was expected."""


def text(value: Any) -> str:
    """`value` as plain text without surrounding space; whole numbers keep every digit."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        raise Unreadable("a list or an object stands where a single value belongs")
    if isinstance(value, float) and abs(value) >= INEXACT:
        raise Unreadable(f"the number {value} has lost digits: such numbers must stand in quotes")
    return str(value).strip()


def moment(
    value: Any, *, name: str, zone: ZoneInfo, time_format: str = "", day_ends: bool = False
) -> datetime | None:
    """Aware UTC; a time without a zone is of `zone`. None for an empty value."""
    given = text(value)
    if not given:
        return None
    try:
        found = datetime.strptime(given, time_format) if time_format else datetime.fromisoformat(given)  # noqa: DTZ007
    except ValueError:
        raise Unreadable(f"{name} {given!r} is not a time like 2026-11-24 18:00:00") from None
    if day_ends:
        found = datetime.combine(found.date(), time(23, 59, 59), found.tzinfo)
    try:
        at = (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        at = LATEST
    if not EARLIEST <= at < LATEST:
        raise Unreadable(f"{name} {given!r} cannot be right: it lies outside 2000 to 2099")
    return at


def is_skipped_hour(value: Any, *, zone: ZoneInfo, time_format: str = "") -> bool:
    """True for a local time that the clocks jumped over: taken as if they had not jumped."""
    given = text(value)
    found = datetime.strptime(given, time_format) if time_format else datetime.fromisoformat(given)  # noqa: DTZ007
    if found.tzinfo:
        return False
    back = found.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return abs(back - found) > timedelta(seconds=1)


def quantity(value: Any, *, name: str) -> int:
    given = text(value) or "1"
    if not given.isdecimal() or len(given) > 6 or int(given) == 0:
        raise Unreadable(f"{name} {given!r} is not a quantity")
    return int(given)
