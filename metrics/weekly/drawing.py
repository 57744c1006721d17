"""A trend as lines for paper, where no script draws. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fulfillment.policies.terms import Better
from metrics.weekly.sheet import Line, WeekCounts

WIDTH, HEIGHT = 520.0, 84.0
HALF = 18.0  # of the hatched ground of one week


def drawn(trend: Sequence[WeekCounts], line: Line) -> dict[str, Any]:
    """`points` (x, y, label, percent), `path` of all with a rate, `limits` (y, words); empty without two rates."""
    rates = [
        float(each.counts.rate) * 100
        if each.counts.rate is not None and each.counts.denominator >= line.minimum
        else None
        for each in trend
    ]
    known = [rate for rate in rates if rate is not None]
    if len(known) < 2:
        return {}
    limits = [
        (value * 100, word)
        for value, word in ((line.target, "target"), (line.enforcement, "enforced"))
        if value is not None
    ]
    low, high = _ends([*known, *(limit for limit, _ in limits)], line.better)

    def at(rate: float) -> float:
        return round(HEIGHT - (rate - low) / (high - low) * HEIGHT, 1)

    points = [
        {
            "x": round(WIDTH * place / max(len(trend) - 1, 1), 1),
            "left": round(WIDTH * place / max(len(trend) - 1, 1) - HALF, 1),
            "y": at(rate),
            "above": at(rate) - 6,
            "label": int(each.label[-2:]),
            "percent": rate,
            "is_provisional": each.is_provisional,
        }
        for place, (each, rate) in enumerate(zip(trend, rates, strict=True))
        if rate is not None
    ]
    return {
        "points": points,
        "path": " ".join(
            f"{'L' if place else 'M'}{each['x']} {each['y']}" for place, each in enumerate(points)
        ),
        "limits": [{"y": at(value), "words": f"{word} {value:g} %"} for value, word in limits],
    }


def _ends(shown: Sequence[float], better: str) -> tuple[float, float]:
    """From zero where low is better; close around the values where high is."""
    if better == Better.LOWER:
        return 0.0, max(*shown, 1.0) * 1.15
    return max(min(shown) - 2.0, 0.0), 100.5
