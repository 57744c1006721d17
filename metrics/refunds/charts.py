"""Refund reasons as a picture: how many each, and what share those up to it are. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from metrics.refunds.tables import Reason
from metrics.trend import GAP

SHOWN = 8


def pareto(reasons: Sequence[Reason], labels: Sequence[str], urls: Sequence[str]) -> dict[str, Any]:
    """Lying bars of counts, most on top, beside them the running share as a line; a click on either opens the requests."""
    shown = reasons[:SHOWN]
    hover = [
        f"<b>{each.count:,}</b> {label}<br>{each.share:.0%} of all, {each.running:.0%} with those above"
        for each, label in zip(shown, labels, strict=False)
    ]
    common = {
        "y": list(labels[:SHOWN]),
        "hovertext": hover,
        "hoverinfo": "text",
        "customdata": list(urls[:SHOWN]),
    }
    bars = {
        **common,
        "type": "bar",
        "orientation": "h",
        "x": [each.count for each in shown],
        "text": [f"{each.count:,}" for each in shown],
        "textposition": "auto",
        "marker": {"color": "--accent"},
    }
    line = {
        **common,
        "type": "scatter",
        "mode": "lines+markers",
        "xaxis": "x2",
        "x": [round(each.running * 100, 1) for each in shown],
        "line": {"color": "--ink-2", "width": 2, "dash": "solid"},
        "marker": {"size": 7, "symbol": "diamond"},
    }
    layout = {
        "xaxis": {"domain": [0, 0.7], "nticks": 5, "rangemode": "tozero"},
        "xaxis2": {
            "domain": [0.76, 1], "range": [0, 108], "tickvals": [0, 50, 100], "ticktext": ["0", "50", f"100{GAP}%"],
            "showgrid": False, "zeroline": False, "fixedrange": True, "automargin": True,
        },
        "yaxis": {"type": "category", "autorange": "reversed", "showgrid": False},
        "bargap": 0.35,
    }  # fmt: skip
    return {"data": [bars, line], "layout": layout}
