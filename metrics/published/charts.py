"""Both figures over time, as a picture beside their table: plain values, no Django."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

GAP = "\N{NO-BREAK SPACE}"


def differences(rows: Sequence[dict[str, Any]], slug: str) -> dict[str, Any]:
    """Oldest first: the platform's dotted with diamonds, ours with circles, told apart without colour too."""
    days = [row["told"].until_on.isoformat() for row in rows]
    theirs = [round(float(row["told"].rate) * 100, 3) for row in rows]
    ours = [None if row["ours"].rate is None else round(float(row["ours"].rate) * 100, 3) for row in rows]
    return {
        "data": [
            _line("the platform's", days, theirs, "--breach", "dot", "diamond"),
            _line("ours", days, ours, "--accent", "solid", "circle"),
        ],
        "layout": {
            "showlegend": True,
            "legend": {"orientation": "h", "y": 1.15},
            "xaxis": {"type": "date", "tickformat": "%-d %b", "nticks": 8},
            "yaxis": {
                "ticksuffix": f"{GAP}%",
                "nticks": 5,
                "rangemode": "tozero" if "late" in slug else "normal",
            },
        },
    }


def _line(
    name: str, days: list[str], values: Sequence[float | None], colour: str, dash: str, symbol: str
) -> Any:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": days,
        "y": list(values),
        "line": {"color": colour, "width": 2, "dash": dash},
        "marker": {"size": 9, "color": colour, "symbol": symbol},
        "hovertemplate": f"%{{y:.2f}}{GAP}% {name}<extra></extra>",
        "connectgaps": False,
    }
