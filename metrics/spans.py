"""The days that a page is asked for, and how they are grouped. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from msgspec import Struct

PRESETS = (7, 28, 90)
LONGEST = 400
FIRST_YEAR, LAST_YEAR = 2000, 2200
BY = ("day", "week", "month")
FEW_DAYS = 31  # more than these are grouped into weeks unless asked otherwise


class BadSpan(ValueError):
    """What was asked for does not exist; the message is a sentence for the page, `instead` days that do."""

    def __init__(self, sentence: str, *, instead: Mapping[str, date] | None = None) -> None:
        super().__init__(sentence)
        self.instead = instead or {}


class Span(Struct, frozen=True, kw_only=True):
    """Both days included."""

    since_on: date
    until_on: date
    by: str

    @property
    def days(self) -> int:
        return (self.until_on - self.since_on).days + 1

    @property
    def dates(self) -> str:
        return dates(self.since_on, self.until_on)


class Period(Struct, frozen=True, kw_only=True):
    """A day, an ISO week or a month, cut to the span it was asked in."""

    label: str
    since_on: date
    until_on: date


def read_span(asked: Mapping[str, str], *, today: date, days: int) -> Span:
    """The span of a query: `week`, or `from` and `to`, or `days` up to today. Raises BadSpan with a sentence."""
    if asked.get("week"):
        since, until = _week(asked["week"])
    else:
        until = _day(asked.get("to", ""), "to") or today
        length = _days(asked.get("days", "")) or days
        since = _day(asked.get("from", ""), "from") or until - timedelta(days=length - 1)
    if since > until:
        raise BadSpan(f"The first day, {since}, is after the last, {until}.")
    span = (until - since).days + 1
    if span > LONGEST:
        raise BadSpan(
            f"These are {span:,} days; a page shows at most {LONGEST}. Look at them in parts, or export each part.",
            instead={"from": until - timedelta(days=LONGEST - 1), "to": until},
        )
    by = asked.get("by") or ("day" if span <= FEW_DAYS else "week")
    if by not in BY:
        raise BadSpan(f"“{by}” is no way to group days: choose day, week or month.")
    return Span(since_on=since, until_on=until, by=by)


def dates(since_on: date, until_on: date, *, this_year: int | None = None) -> str:
    """`7 Jan 2020`, `1 to 7 Jan 2020`, `30 Dec 2019 to 5 Jan 2020`; `this_year` goes without saying."""
    last = f"{until_on.day} {until_on:%b}" + ("" if until_on.year == this_year else f" {until_on.year}")
    if since_on == until_on:
        return last
    first = str(since_on.day)
    if (since_on.year, since_on.month) != (until_on.year, until_on.month):
        first += f" {since_on:%b}"
    if since_on.year != until_on.year:
        first += f" {since_on.year}"
    return f"{first} to {last}"


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadSpan(f"“{text}” ({name}) is no day; write it like 2026-11-24.") from None
    return _sane(day)


def _sane(day: date) -> date:
    """Orders have no days outside these years, and days near the ends of the calendar cannot be reckoned with."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadSpan(f"{day} is too far away: days from {FIRST_YEAR} to {LAST_YEAR} can be shown.")
    return day


def _days(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and 1 <= int(text) <= LONGEST):
        raise BadSpan(
            f"“{text[:20]}” is no number of days from 1 to {LONGEST}, the most that a page shows at once."
        )
    return int(text) if text else None


def _week(text: str) -> tuple[date, date]:
    try:
        year, _, week = text.partition("-W")
        monday = date.fromisocalendar(int(year), int(week), 1)
    except (ValueError, OverflowError):
        raise BadSpan(
            f"There is no week “{text}”; write it like 2026-W47. Most years have 52 weeks."
        ) from None
    return _sane(monday), monday + timedelta(days=6)


def period_label(day: date, by: str) -> str:
    """`2026-11-24`, `2026-W48` (ISO week) or `2026-11`."""
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return day.isoformat() if by == "day" else f"{day:%Y-%m}"


def periods(span: Span) -> Iterator[Period]:
    """Every period of the span, oldest first, the empty ones too."""
    since = day = span.since_on
    while day <= span.until_on:
        after = day + timedelta(days=1)
        if after > span.until_on or period_label(after, span.by) != period_label(day, span.by):
            yield Period(label=period_label(day, span.by), since_on=since, until_on=day)
            since = after
        day = after
