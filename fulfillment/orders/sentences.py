"""Fills the sentences of reasons: moments as people of the market read them, hours and counts in words. Pure.

A template is a Python format string. Values are JSON types; a moment stands as ISO text, shown by its spec:
`{since_at:moment}` Tue 17:04 PST, `{since_at:day}` Thu 3 Dec, `{due_at:left}` 9 h 05 m, `{since_at:ago}` 6 h,
`{usual_hours:hours}` 9 h, `{answer_by_at:answer}` answer by Tue 17:04 PST.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
MINUS = "\N{MINUS SIGN}"
DAYS_NAMED = range(-1, 6)  # from yesterday on, a weekday names one day without its date


def say(template: str, values: Mapping[str, Any], *, now: datetime, zone: ZoneInfo) -> str:
    """The sentence with its values; empty where a value that it needs is not known."""
    try:
        return _Sentence(now, zone).vformat(template, (), values)
    except (KeyError, _Unknown):
        return ""


def moment(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """`Tue 17:04 PST`; with the date where a weekday no longer names one day, and the year where it is another."""
    local, here = at.astimezone(zone), now.astimezone(zone)
    day_ = f"{local:%a}" if is_near(local, here) else f"{local:%a} {date_words(local, here)}"
    return f"{day_} {local:%H:%M} {zone_word(local)}"


def is_near(local: datetime, here: datetime) -> bool:
    """Whether a weekday alone names the day of `local`, of two moments of one zone."""
    return (local.date() - here.date()).days in DAYS_NAMED


def date_words(local: datetime, here: datetime) -> str:
    """`24 Nov`, with the year where it is another one than `here`."""
    year = "" if local.year == here.year else f" {local.year}"
    return f"{local.day} {local:%b}{year}"


def zone_word(local: datetime) -> str:
    """`PST` where the zone has letters, else `UTC+8`: a bare `+08` reads like part of the time."""
    name = local.tzname() or ""
    if name.isalpha():
        return name
    minutes = int((local.utcoffset() or timedelta()).total_seconds() // 60)
    hours_, rest = divmod(abs(minutes), 60)
    return f"UTC{MINUS if minutes < 0 else '+'}{hours_}" + (f":{rest:02}" if rest else "")


def day(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """`Thu 3 Dec`, with the year where it is another one."""
    local = at.astimezone(zone)
    return f"{local:%a} {date_words(local, now.astimezone(zone))}"


def span(length: timedelta) -> str:
    """`38 s`, `40 min`, `9 h 05 m` or, from two days on, `3 d 4 h`; never negative. What is left is told in these units
    wherever it stands."""
    minutes = max(0, length // MINUTE)
    if minutes < 1 and length >= SECOND:
        return f"{length // SECOND} s"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02} m"
    days, rest = divmod(minutes // 60, 24)
    return f"{days} d {rest} h" if rest else f"{days} d"


def hours(number: float) -> str:
    """A span that is only usual, so without its last unit's precision: `30 min`, `9 h`, `3 d 4 h`."""
    whole = round(number)
    if whole < 1:
        return f"{number * 60:.0f} min"
    if whole < 48:
        return f"{whole} h"
    return f"{whole // 24} d {whole % 24} h" if whole % 24 else f"{whole // 24} d"


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
        if format_spec in {"moment", "day", "left", "ago", "answer"}:
            return self._moment(datetime.fromisoformat(value), format_spec)
        return str(value)

    def _moment(self, at: datetime, spec: str) -> str:
        if spec == "moment":
            return moment(at, now=self.now, zone=self.zone)
        if spec == "answer":
            due = "answer by" if at > self.now else "an answer was due"
            return f"{due} {moment(at, now=self.now, zone=self.zone)}"
        if spec == "day":
            return day(at, now=self.now, zone=self.zone)
        if spec == "left" and at <= self.now:
            raise _Unknown  # nothing is left: the sentence about it would mislead
        return span(at - self.now if spec == "left" else self.now - at)
