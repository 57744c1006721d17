"""How long first scans take after a hand-over, by weekday and hour: the picture and its table. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import median, quantiles
from typing import Any, NamedTuple

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FEW = 5  # below it an hour is told, and no eight in ten


class Seen(NamedTuple):
    """One parcel: who took it when by the warehouse's clock, and how long its first scan took."""

    carrier: str
    depot: str
    weekday: int  # ISO
    hour: int
    hours: float


class Told(NamedTuple):
    name: str
    parcels: int
    median: float
    eight_in_ten: float | None  # None: of too few


def told(name: str, hours: list[float]) -> Told:
    usual = quantiles(hours, n=10, method="inclusive")[7] if len(hours) >= FEW else None
    return Told(name, len(hours), median(hours), usual)


def by(seen: Iterable[Seen], column: str) -> list[Told]:
    """The most parcels first; what has no name is none."""
    found: dict[str, list[float]] = defaultdict(list)
    for each in seen:
        found[getattr(each, column)].append(each.hours)
    rows = [told(name, hours) for name, hours in found.items() if name]
    return sorted(rows, key=lambda each: (-each.parcels, each.name))


def by_hour(seen: Iterable[Seen]) -> dict[tuple[int, int], Told]:
    found: dict[tuple[int, int], list[float]] = defaultdict(list)
    for each in seen:
        found[each.weekday, each.hour].append(each.hours)
    return {
        key: told(f"{WEEKDAYS[key[0] - 1]} {key[1]:02}:00", hours) for key, hours in sorted(found.items())
    }


def figure(cells: dict[tuple[int, int], Told]) -> dict[str, Any]:
    """Weekday by hour of the hand-over, each cell the median hours to the first scan with its count."""
    hours = sorted({hour for _, hour in cells})
    days = sorted({day for day, _ in cells}, reverse=True)
    table = [[cells.get((day, hour)) for hour in hours] for day in days]
    return {
        "data": [
            {
                "type": "heatmap",
                "x": [f"{hour:02}:00" for hour in hours],
                "y": [WEEKDAYS[day - 1] for day in days],
                "z": [[each.median if each else None for each in row] for row in table],
                "text": [
                    [f"{each.median:.1f} h<br>{each.parcels:,}" if each else "" for each in row]
                    for row in table
                ],
                "texttemplate": "%{text}",
                "hovertemplate": "%{y} %{x}: median %{z:.1f} h<extra></extra>",
                "colorscale": [[0, "--ok-soft"], [0.5, "--soon-soft"], [1, "--breach-soft"]],
                "textfont": {"color": "--ink"},
                "showscale": False,
                "xgap": 2,
                "ygap": 2,
            }
        ],
        "layout": {
            "height": 90 + 56 * len(days),
            "xaxis": {"type": "category", "title": {"text": "handed over"}},
        },
    }
