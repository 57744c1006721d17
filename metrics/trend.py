"""A rate over time as points, and the picture of them: plain values, no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from msgspec import Struct

from fulfillment.policies.terms import Better
from metrics.counts import Counts
from metrics.spans import Period, Span, periods

GAP = "\N{NO-BREAK SPACE}"
LONGEST_NOTE = 26
CROWDED = 0.14  # of the chart's height: so high are words on a phone


class Point(Struct, frozen=True, kw_only=True):
    """One period. `is_enough` False: the rate is n/a, only the counts are told."""

    period: Period
    name: str
    counts: Counts
    is_enough: bool
    is_provisional: bool
    url: str

    @property
    def percent(self) -> float | None:
        rate = self.counts.rate
        return None if rate is None or not self.is_enough else round(float(rate) * 100, 3)


class Limits(Struct, frozen=True, kw_only=True):
    """Fractions; None: no source gives one."""

    target: Decimal | None
    enforcement: Decimal | None
    better: Better

    def crossed_by(self, rate: Decimal | None, limit: Decimal | None) -> bool:
        if rate is None or limit is None:
            return False
        return rate > limit if self.better == Better.LOWER else rate < limit


def points(
    span: Span,
    days: Mapping[date, Counts],
    *,
    minimum: int,
    provisional_from_on: date,
    url_of: Mapping[str, str],
) -> list[Point]:
    """One point per period, oldest first; `url_of` by the period's label leads to the rows behind it."""
    found = []
    for period in periods(span):
        counts = Counts()
        for day, more in days.items():
            if period.since_on <= day <= period.until_on:
                counts += more
        found.append(
            Point(
                period=period,
                name=name_of(period, span.by),
                counts=counts,
                is_enough=counts.denominator >= max(minimum, 1),
                is_provisional=period.until_on >= provisional_from_on,
                url=url_of[period.label],
            )
        )
    return found


def name_of(period: Period, by: str) -> str:
    """`Tue 24 Nov`, `Week 48, 23 to 24 Nov`, `November 2026`."""
    since, until = period.since_on, period.until_on
    if by == "day":
        return f"{since:%a} {since.day} {since:%b}"
    if by == "month":
        return f"{since:%B %Y}"
    first = f"{since.day}" if since.month == until.month else f"{since.day} {since:%b}"
    return f"Week {since.isocalendar().week}, {first} to {until.day} {until:%b}"


def figure(
    found: Sequence[Point],
    limits: Limits,
    *,
    what: str,
    rule_changes: Mapping[date, str],
    actions: Mapping[date, str] | None = None,
) -> dict[str, Any]:
    """The trend as a Plotly figure: a line of what is final, dotted on hatched ground where it can still change, the
    limits, and a mark where other rules began and where something was decided. Colours are names of tokens; customdata
    is the address behind each point."""
    final = [not point.is_provisional for point in found]
    # The dotted piece starts at the last final point, so that the line has no gap.
    starts = sum(final) - 1 if all(final[: sum(final)]) else len(found)
    yaxis = _rate_axis(found, limits)
    data = [
        _line([point if final[at] else None for at, point in enumerate(found)], found, "solid"),
        _line([point if at >= max(starts, 0) else None for at, point in enumerate(found)], found, "dot"),
        _marks(found, limits, what=what),
        *_hatched(found, yaxis["range"]),
    ]
    shapes, notes = _limit_lines(limits, yaxis["range"][1] - yaxis["range"][0])
    for day, label in rule_changes.items():
        shapes.append(_upright(day))
        notes.append(
            _note(x=day.isoformat(), y=1, yref="paper", text=label, xanchor="left", yanchor="top", xshift=4)
        )
    seen = {
        day: words
        for day, words in sorted((actions or {}).items())
        if found and found[0].period.since_on <= day <= found[-1].period.until_on
    }
    middle = found[len(found) // 2].period.since_on if found else None
    for row, (day, words) in enumerate(seen.items()):
        shapes.append(_upright(day, colour="--ok"))
        notes.append(_action(day, words, row=row, is_late=middle is not None and day > middle))
    layout = {
        "xaxis": _days_axis(found),
        "yaxis": yaxis,
        "shapes": shapes,
        "annotations": notes,
    }
    return {"data": data, "layout": layout}


def _line(shown: Sequence[Point | None], found: Sequence[Point], dash: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [point.period.since_on.isoformat() for point in found],
        "y": [point.percent if point else None for point in shown],
        "line": {"color": "--accent", "width": 2, "dash": dash},
        "connectgaps": False,  # a period without a rate is a gap wherever it lies
        "hoverinfo": "skip",
    }


def _marks(found: Sequence[Point], limits: Limits, *, what: str) -> dict[str, Any]:
    over = [limits.crossed_by(point.counts.rate, limits.target) for point in found]
    colours = ["--breach" if crossed else "--accent" for crossed in over]
    hollow = [
        "--card" if point.is_provisional else colour for point, colour in zip(found, colours, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "x": [point.period.since_on.isoformat() for point in found],
        "y": [point.percent for point in found],
        "text": [hover(point, what=what) for point in found],
        "hovertemplate": "%{text}<extra></extra>",
        "customdata": [point.url for point in found],
        "marker": {"size": 9, "color": hollow, "line": {"color": colours, "width": 2},
                   "symbol": ["diamond" if crossed else "circle" for crossed in over]},
    }  # fmt: skip


def hover(point: Point, *, what: str) -> str:
    counts = f"{point.counts.numerator:,} of {point.counts.denominator:,} {what}"
    waits = "<br>provisional: it can still change" if point.is_provisional else ""
    return (
        f"<b>{point.percent:.1f}{GAP}%</b> {point.name}<br>{counts}{waits}"
        if point.percent is not None
        else counts
    )


def _limit_lines(limits: Limits, height: float) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Words stand above their line; of two lines nearer than words are high the lower one has its words below."""
    shapes, notes = [], []
    below = _word_below(limits, height)
    for value, word, colour, dash in (
        (limits.target, "target", "--ink-2", "dash"),
        (limits.enforcement, "enforced", "--breach", "dot"),
    ):
        if value is not None:
            y = float(value) * 100
            line = {"color": colour, "width": 1.5, "dash": dash}
            shapes.append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line})
            text = f"{word} {y:g}{GAP}%"
            place = "top" if word == below else "bottom"
            notes.append(
                _note(x=1, xref="paper", y=y, text=text, xanchor="right", yanchor=place, colour=colour)
            )
    return shapes, notes


def _word_below(limits: Limits, height: float) -> str:
    """Of two lines that lie close the word of the lower one; blank where each has room above it."""
    target, enforced = limits.target, limits.enforcement
    if target is None or enforced is None or abs(float(enforced - target)) * 100 >= height * CROWDED:
        return ""
    return "target" if target <= enforced else "enforced"


def _hatched(found: Sequence[Point], ends: Sequence[float]) -> list[dict[str, Any]]:
    """The ground of what can still change; empty where everything is settled."""
    waiting = [point for point in found if point.is_provisional]
    if not waiting:
        return []
    pattern = {
        "shape": "/",
        "fgcolor": "--line-strong",
        "bgcolor": "rgba(0,0,0,0)",
        "size": 7,
        "solidity": 0.2,
    }
    return [
        {
            "type": "bar",
            "x": [point.period.since_on.isoformat() for point in waiting],
            "y": [ends[1]] * len(waiting),
            "marker": {"color": "rgba(0,0,0,0)", "pattern": pattern, "line": {"width": 0}},
            "hoverinfo": "skip",
        }
    ]


def _action(day: date, words: str, *, row: int, is_late: bool) -> dict[str, Any]:
    """Beside its mark on the side with more room; three rows, so that those of neighbouring weeks stand apart."""
    side: dict[str, Any] = {"xanchor": "right", "xshift": -4} if is_late else {"xanchor": "left", "xshift": 4}
    text = words if len(words) <= LONGEST_NOTE else f"{words[: LONGEST_NOTE - 1]}…"
    return _note(
        x=day.isoformat(),
        y=0.72 - row % 3 * CROWDED,
        yref="paper",
        text=escape(text),
        yanchor="middle",
        colour="--ok",
        bgcolor="--card",
        opacity=0.9,
        **side,
    )


def _upright(day: date, *, colour: str = "--hold") -> dict[str, Any]:
    line = {"color": colour, "width": 1.5, "dash": "dot"}
    at = day.isoformat()
    return {"type": "line", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": line}


def _note(*, colour: str = "--hold", **place: Any) -> dict[str, Any]:
    return {"showarrow": False, "font": {"size": 12, "color": colour}, **place}


def _days_axis(found: Sequence[Point]) -> dict[str, Any]:
    """Few points are named each, or every other one; many leave it to the chart."""
    axis: dict[str, Any] = {"type": "date", "tickformat": "%-d %b", "nticks": 8}
    if len(found) <= 16:
        named = found[:: -1 if len(found) <= 8 else -2]
        axis |= {
            "tickmode": "array",
            "tickvals": [point.period.since_on.isoformat() for point in named][::-1],
        }
    return axis


def _rate_axis(found: Sequence[Point], limits: Limits) -> dict[str, Any]:
    """From zero where low is better; close around the limits and the points where high is better."""
    shown = [point.percent for point in found if point.percent is not None]
    lines = [float(limit) * 100 for limit in (limits.target, limits.enforcement) if limit is not None]
    axis: dict[str, Any] = {"ticksuffix": f"{GAP}%", "nticks": 5}
    if limits.better == Better.LOWER:
        return axis | {"range": [0, max([*shown, *lines, 1.0]) * 1.15]}
    low = min([*shown, *lines, 100.0])
    return axis | {"range": [max(low - (100 - low) * 0.2 - 0.5, 0), 100.6]}
