"""ISO weeks as the weekly page knows them. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from metrics.spans import dates, period_label, read_span

SEVEN = timedelta(days=7)


class Week(Struct, frozen=True):
    monday: date

    @property
    def label(self) -> str:
        return period_label(self.monday, "week")

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def dates(self) -> str:
        return dates(self.monday, self.sunday)

    @property
    def before(self) -> Week:
        return Week(self.monday - SEVEN)

    @property
    def after(self) -> Week:
        return Week(self.monday + SEVEN)


def week_of(day: date) -> Week:
    return Week(day - timedelta(days=day.weekday()))


def last_whole(today: date) -> Week:
    """The one that a Monday's meeting looks at."""
    return week_of(today).before


def read(label: str, *, today: date) -> Week:
    """Raises spans.BadSpan with a sentence for a week that does not exist."""
    return week_of(read_span({"week": label}, today=today, days=7).since_on)
