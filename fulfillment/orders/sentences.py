"""Fills the sentences of reasons: moments as people of the market read them, hours and counts in words. Pure.

A template is a Python format string. Values are JSON types; a moment stands as ISO text, shown by its spec:
`{since_at:moment}` Tue 17:04, `{since_at:day}` Thu 3 Dec, `{due_at:left}` 9 h 05 m, `{since_at:ago}` 6 h,
`{usual_hours:hours}` 9 h.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
SOON = timedelta(days=6)  # a weekday names one day only within a week


def say(template: str, values: Mapping[str, Any], *, now: datetime, zone: ZoneInfo) -> str:
    """The sentence with its values; empty where a value that it needs is not known."""
    try:
        return _Sentence(now, zone).vformat(template, (), values)
    except (KeyError, _Unknown):
        return ""


def moment(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    if abs(at - now) < SOON:
        return f"{local:%a %H:%M}"
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def day(at: datetime, *, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}"


def span(length: timedelta) -> str:
    """`40 min`, `9 h 05 m` or, from two days on, `3 d 4 h`; never negative."""
    minutes = max(0, length // MINUTE)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02} m"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"


def hours(number: float) -> str:
    return f"{number:.0f} h" if number >= 1 else f"{number * 60:.0f} min"


class _Unknown(Exception):
    pass


class _Sentence(Formatter):
    def __init__(self, now: datetime, zone: ZoneInfo) -> None:
        self.now, self.zone = now, zone

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None or value == "":
            raise _Unknown
        if format_spec == "hours":
            return hours(float(value))
        if format_spec in {"moment", "day", "left", "ago"}:
            return self._moment(datetime.fromisoformat(value), format_spec)
        return str(value)

    def _moment(self, at: datetime, spec: str) -> str:
        if spec == "moment":
            return moment(at, now=self.now, zone=self.zone)
        if spec == "day":
            return day(at, zone=self.zone)
        if spec == "left" and at <= self.now:
            raise _Unknown  # nothing is left: the sentence about it would mislead
        return span(at - self.now if spec == "left" else self.now - at)
