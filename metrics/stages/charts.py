"""Hours per stage by week, as a Plotly figure. Plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from metrics.stages.summary import Summary

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
        (each for each in summary.shown if any(each.by_week)), key=lambda each: -(each.shares[1] or 0)
    )
    days = [monday.isoformat() for monday in summary.mondays]
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": each.label,
            "x": days,
            "y": [None if hours is None else round(hours, 1) for hours in each.by_week],
            "customdata": list(urls),
            "hovertemplate": f"{each.label}: %{{y}} h<extra></extra>",
            "line": {"color": colour, "width": 2, "dash": dash},
            "marker": {"size": 8, "symbol": symbol, "color": colour},
        }
        for each, (colour, dash, symbol) in zip(ranked[:SHOWN], LOOKS, strict=False)
    ]
    layout = {
        "xaxis": {"type": "date", "tickformat": "%-d %b", "tickmode": "array", "tickvals": days},
        "yaxis": {"ticksuffix": " h", "rangemode": "tozero", "nticks": 5},
        "showlegend": True,
        "legend": {"orientation": "h", "y": -0.15},
    }
    return {"data": data, "layout": layout} if data else {}
