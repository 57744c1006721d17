"""From what a TOML file or a shop's override says to typed values, or a sentence saying what is wrong.

A reader takes a raw value (TOML or JSON types) and returns the typed one; it raises ValueError with the rest
of a sentence that begins with the value's name ("must be …").
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import time
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fulfillment.policies.calendars import knows_country
from fulfillment.policies.parts import CancelRule, DueRule, HandlingTime
from fulfillment.policies.terms import DayUnit, Start

Reader = Callable[[Any], Any]
Word = TypeVar("Word", bound=StrEnum)

NONE = "none"  # TOML has no null: this word says that there is, or is known, no value
SHOPS_OWN = "shop"  # own stores: their own time zone, their own market's holidays
WEEKDAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}


def word(words: type[Word]) -> Callable[[Any], Word]:
    def read(raw: Any) -> Word:
        if raw in list(words):
            return words(raw)
        raise ValueError(f"must be one of {', '.join(words)}, not {raw!r}")

    return read


def count(raw: Any) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= 3650:
        return raw
    raise ValueError(f"must be a whole number from 0 to 3650, not {raw!r}")


def flag(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    raise ValueError(f"must be true or false, not {raw!r}")


def share(raw: Any) -> Decimal:
    """A fraction of 1; `0.04` is 4 %."""
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool) and 0 <= raw <= 1:
        return Decimal(str(raw)).normalize()
    raise ValueError(f"must be a share from 0 to 1 (4 % is 0.04), not {raw!r}")


def clock_time(raw: Any) -> time:
    try:
        return raw if isinstance(raw, time) else time.fromisoformat(raw)
    except (TypeError, ValueError):
        raise ValueError(f"must be a time of day such as 14:00, not {raw!r}") from None


def optional(reader: Reader) -> Reader:
    return lambda raw: None if raw == NONE or raw is None else reader(raw)


def zone_name(raw: Any) -> str:
    if raw == SHOPS_OWN:
        return SHOPS_OWN
    try:
        return ZoneInfo(raw).key
    except (TypeError, ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError(f"must be a time zone such as America/Los_Angeles, not {raw!r}") from None


def weekdays(raw: Any) -> frozenset[int]:
    if isinstance(raw, list) and raw and all(day in WEEKDAYS for day in raw):
        return frozenset(WEEKDAYS[day] for day in raw)
    raise ValueError(f"must be a list of {', '.join(WEEKDAYS)} with at least one day, not {raw!r}")


def holiday_calendar(raw: Any) -> str:
    """A country, or a region such as GB-ENG; `shop` for the shop's own market, `none` for no holidays."""
    if raw in {NONE, SHOPS_OWN}:
        return str(raw)
    country, _, region = raw.partition("-") if isinstance(raw, str) else ("", "", "")
    if knows_country(country, subdivision=region):
        return str(raw)
    raise ValueError(f"must be a country such as US or a region such as GB-ENG, not {raw!r}")


def carriers(raw: Any) -> frozenset[str] | None:
    if raw == "any":
        return None
    if isinstance(raw, list) and raw and all(isinstance(code, str) and code == code.lower() for code in raw):
        return frozenset(raw)
    raise ValueError(f'must be "any" or a list of carrier codes in lower case, not {raw!r}')


def each(words: type[Word], reader: Reader, *, only: tuple[Word, ...] = ()) -> Reader:
    """A table that says something about every one of the words: none may be forgotten, none invented."""
    expected = only or tuple(words)

    def read(raw: Any) -> Mapping[Word, Any]:
        if not isinstance(raw, dict) or set(raw) != set(expected):
            raise ValueError(f"must say something about each of {', '.join(expected)}, and nothing else")
        return MappingProxyType({key: reader(raw[key]) for key in expected})

    return read


def table(kind: type, **readers: Reader) -> Reader:
    """A table whose keys are the fields of dataclass `kind`; fields with a default may be left out."""
    needed = {field.name for field in fields(kind) if field.default is MISSING}

    def read(raw: Any) -> Any:
        if not isinstance(raw, dict) or not needed <= set(raw) <= set(readers):
            raise ValueError(
                f"must be a table of {', '.join(readers)} ({', '.join(sorted(needed))} at least)"
            )
        return kind(**{key: _field(key, readers[key], value) for key, value in raw.items()})

    return read


def _field(key: str, reader: Reader, raw: Any) -> Any:
    try:
        return reader(raw)
    except ValueError as error:
        raise ValueError(f"has a wrong part: {key} {error}") from None


_due_table = table(DueRule, days=count, start=word(Start), handling=flag, cut_off=optional(clock_time))
cancel_rule = table(CancelRule, days=count, start=word(Start), unit=word(DayUnit))
_handling_table = table(HandlingTime, least=count, most=count, unit=word(DayUnit))


def due_rule(raw: Any) -> DueRule:
    """A table, or one number of business days after the order."""
    value: DueRule = DueRule(days=count(raw)) if isinstance(raw, int) else _due_table(raw)
    if value.start == Start.DUE:
        raise ValueError("must start from placed or release: a deadline cannot start from itself")
    return value


def handling_time(raw: Any) -> HandlingTime:
    """A table, or one number of business days."""
    value: HandlingTime = (
        HandlingTime(least=count(raw), most=count(raw)) if isinstance(raw, int) else _handling_table(raw)
    )
    if value.least > value.most:
        raise ValueError(f"must not have a least of {value.least} above its most of {value.most}")
    return value
