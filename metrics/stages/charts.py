"""Hours per stage by week and how they spread, as Plotly figures; their shape as small bars. Plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from metrics.stages.spread import Bar
from metrics.stages.summary import Summary, Taken

SHOWN = 4  # lines that an eye can follow
LOOKS = (
    ("--accent", "solid", "circle"),
    ("--risk", "dash", "diamond"),
    ("--hold", "dot", "square"),
    ("--ok", "dashdot", "triangle-up"),
)


def trend(summary: Summary, urls: Sequence[str]) -> dict[str, Any]:
    """The stages that take longest, each a line with its own dash and sign; empty where none is known."""
    ranked = sorted(
        (each for each in summary.shown if any(week[1] for week in each.by_week)),
        key=lambda each: -(each.shares[1] or 0),
    )
    days = [monday.isoformat() for monday in summary.mondays]
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": each.label,
            "x": days,
            "y": [_rounded(week[1]) for week in each.by_week],
            "customdata": list(urls),
            "hovertemplate": f"{each.label}: %{{y}} h<extra></extra>",
            "line": {"color": colour, "width": 2, "dash": dash},
            "marker": {"size": 8, "symbol": symbol, "color": colour},
        }
        for each, (colour, dash, symbol) in zip(ranked[:SHOWN], LOOKS, strict=False)
    ]
    return {"data": data, "layout": _by_week(days)} if data else {}


def _rounded(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 1)


SHAPE_HEIGHT, SHAPE_STEP = 22.0, 9


def shape(bars: Sequence[Bar]) -> list[dict[str, Any]]:
    """Bars of a small picture beside the numbers, the tallest as high as it; x, y, height, and the late part's own."""
    most = max((bar.orders for bar in bars), default=0) or 1

    def high(orders: int) -> float:
        return round(max(orders / most * SHAPE_HEIGHT, 1.0), 1) if orders else 0.0

    return [
        {
            "x": place * SHAPE_STEP,
            "y": round(SHAPE_HEIGHT - high(bar.orders), 1),
            "height": high(bar.orders),
            "late_y": round(SHAPE_HEIGHT - high(bar.late), 1),
            "late": high(bar.late),
        }
        for place, bar in enumerate(bars)
    ]


def histogram(bars: Sequence[Bar], urls: Sequence[Sequence[str]] = ()) -> dict[str, Any]:
    """Orders by the hours that they took; those that were late are hatched, so that no colour is needed.

    `urls`: of each bar's orders in time and late ones.
    """
    labels = [bar.label for bar in bars]
    return {
        "data": [
            _bars("in time", labels, [bar.in_time for bar in bars], [each[0] for each in urls], "--accent"),
            _bars(
                "dispatched late",
                labels,
                [bar.late for bar in bars],
                [each[1] for each in urls],
                "--breach",
                "/",
            ),
        ],
        "layout": {
            "barmode": "stack",
            "bargap": 0.08,
            "showlegend": True,
            "legend": {"orientation": "h", "y": 1.15},
            "xaxis": {"type": "category"},
            "yaxis": {"rangemode": "tozero", "nticks": 5, "tickformat": ",d"},
        },
    }


def _bars(
    name: str, labels: list[str], counts: list[int], urls: list[str], colour: str, hatch: str = ""
) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "x": labels,
        "y": counts,
        "customdata": urls,
        "marker": {"color": colour, "pattern": {"shape": hatch, "size": 5}},
        "hovertemplate": f"%{{x}}: %{{y:,}} {name}<extra></extra>",
    }


def stage_trend(taken: Taken, mondays: Sequence[date], urls: Sequence[str]) -> dict[str, Any]:
    """What 5 and 9 of 10 needed, week by week; empty where no week has enough orders."""
    if not any(week[0] is not None for week in taken.by_week):
        return {}
    days = [monday.isoformat() for monday in mondays]
    lines = (
        ("9 of 10 within", 2, "--risk", "dash", "diamond"),
        ("5 of 10 within", 0, "--accent", "solid", "circle"),
    )
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": days,
            "y": [_rounded(week[place]) for week in taken.by_week],
            "customdata": list(urls),
            "hovertemplate": f"{name} %{{y}} h<extra></extra>",
            "line": {"color": colour, "width": 2, "dash": dash},
            "marker": {"size": 8, "symbol": symbol, "color": colour},
        }
        for name, place, colour, dash, symbol in lines
    ]
    return {"data": data, "layout": _by_week(days)}


def _by_week(days: list[str]) -> dict[str, Any]:
    return {
        "xaxis": {"type": "date", "tickformat": "%-d %b", "tickmode": "array", "tickvals": days},
        "yaxis": {"ticksuffix": " h", "rangemode": "tozero", "nticks": 5},
        "showlegend": True,
        "legend": {"orientation": "h", "y": 1.15},
    }
