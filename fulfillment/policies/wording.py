"""Typed values in words, for the rulebook page; and in one canonical form, for the content hash."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from fulfillment.policies.parts import CancelRule, DueRule, HandlingTime
from fulfillment.policies.reading import NONE, SHOPS_OWN, WEEKDAYS
from fulfillment.policies.terms import DayUnit, Start

UNKNOWN = "not known"
_DAY_NAMES = {number: name.capitalize() for name, number in WEEKDAYS.items()}
_FROM = {
    Start.PLACED: "the order",
    Start.RELEASE: "the pre-order's closure",
    Start.DUE: "the dispatch deadline",
}


def plainly(value: Any) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    if isinstance(value, Mapping):
        return "; ".join(f"{spaced(key)}: {plainly(part)}" for key, part in value.items())
    return spaced(value) if isinstance(value, StrEnum) else str(value)


def percent(value: Decimal | None) -> str:
    return UNKNOWN if value is None else f"{(value * 100).normalize():f} %"


def days_of_week(value: frozenset[int]) -> str:
    numbers = sorted(value)
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{_DAY_NAMES[numbers[0]]} to {_DAY_NAMES[numbers[-1]]}"
    return ", ".join(_DAY_NAMES[number] for number in numbers)


def carrier_list(value: frozenset[str] | None) -> str:
    return "any (no list is known)" if value is None else ", ".join(sorted(value))


def holidays_of(value: str) -> str:
    return {NONE: "none", SHOPS_OWN: "those of the shop's market"}.get(value, f"public holidays of {value}")


def zone(value: str) -> str:
    return "the shop's own" if value == SHOPS_OWN else value


def due(rule: DueRule | None) -> str:
    if rule is None:
        return UNKNOWN
    text = f"{_days(rule.days, DayUnit.BUSINESS)} after {_FROM[rule.start]}"
    if rule.handling:
        extra = f" plus {_days(rule.days, DayUnit.BUSINESS)}" if rule.days else ""
        text = f"the handling time{extra} after {_FROM[rule.start]}"
    elif not rule.days:
        text = f"on the business day of {_FROM[rule.start]}"
    return (
        f"{text}; placed after {plainly(rule.cut_off)} counts for the next business day"
        if rule.cut_off
        else text
    )


def cancel(rule: CancelRule | None) -> str:
    return UNKNOWN if rule is None else f"{_days(rule.days, rule.unit)} after {_FROM[rule.start]}"


def handling(value: HandlingTime | None) -> str:
    if value is None:
        return UNKNOWN
    if value.least == value.most:
        return _days(value.least, value.unit)
    return f"{value.least} to {_days(value.most, value.unit)}"


def canonical(value: Any) -> Any:
    """JSON types that are equal exactly when the values mean the same."""
    if is_dataclass(value):
        return {field.name: canonical(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): canonical(part) for key, part in value.items()}
    if isinstance(value, frozenset):
        return sorted(canonical(part) for part in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if value is None or isinstance(value, bool | int):
        return value
    return value.isoformat() if isinstance(value, time) else str(value)


def _days(number: int, unit: DayUnit) -> str:
    return f"{number} {unit} day{'' if number == 1 else 's'}"


def spaced(text: str) -> str:
    """A code as people write it."""
    return str(text).replace("pre_order", "pre-order").replace("_", " ")
