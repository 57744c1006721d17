"""A change of the timetable in sentences, for whoever asks later who changed what."""

from __future__ import annotations

from calendar import day_abbr
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from fulfillment.accounts.models import Team
from fulfillment.warehouse.models import PickupWindow, Warehouse


def described(team: Team, change: dict[str, Any], inverse: dict[str, Any]) -> list[str]:
    """What was really changed, read right after it was: `inverse` is what would undo it."""
    houses = Warehouse.objects.of(team).in_bulk()
    return [
        *(f"Warehouse {houses[pk]} added" for pk in [inverse.get("drop_warehouse")] if pk),
        *(f"Warehouse {name} removed" for name in inverse.get("dropped", [])),
        *_fields(houses, inverse.get("warehouses", {})),
        *(f"{each} removed" for each in _windows(team, inverse.get("windows_on", []))),
        *(f"{each} added" for each in _windows(team, inverse.get("windows_off", []))),
        *_names(team, houses, change.get("aliases", []), inverse.get("aliases", [])),
        *_days(houses, change.get("closures", []), inverse.get("closures", [])),
    ]


def _windows(team: Team, ids: Iterable[int]) -> list[str]:
    """`UPS pick-up 17:30 on Mon, Tue at Ontario`: those that differ by their weekday only are one."""
    found: dict[str, list[int]] = defaultdict(list)
    rows = PickupWindow.objects.filter(team=team, pk__in=list(ids)).select_related("warehouse")
    for row in rows.order_by("warehouse", "local_time", "carrier", "weekday"):
        found[f"{row} at {row.warehouse}"].append(row.weekday)
    return [f"{name} on {', '.join(day_abbr[day - 1] for day in days)}" for name, days in found.items()]


def _fields(houses: dict[int, Warehouse], before: dict[str, dict[str, Any]]) -> Iterator[str]:
    for pk, values in before.items():
        row = houses.get(int(pk))
        for name, was in values.items() if row else ():
            if (is_now := getattr(row, name)) != was:
                yield f"{row}: {name.replace('_', ' ')} was {was or 'blank'}, is {is_now or 'blank'}"


def _names(
    team: Team, houses: dict[int, Warehouse], rows: list[list[Any]], before: list[list[Any]]
) -> Iterator[str]:
    were = {(shop, name): house for shop, name, house in before}
    shops = {shop.pk: shop for shop in team.shops.all()}
    for shop, name, house in rows:
        if (shop, name) in were and were[shop, name] != house:
            yield f"{name} of {shops[shop]} is {houses.get(house) or 'the default warehouse'}"


def _days(houses: dict[int, Warehouse], rows: list[list[Any]], before: list[list[Any]]) -> Iterator[str]:
    were = {(house, day): why for house, day, why in before}
    for house, day, why in rows:
        if (house, day) in were and were[house, day] != why:
            closed = f"closed on {day}" + (f" ({why})" if why else "")
            yield f"{houses[house]} is {'open again on ' + day if why is None else closed}"
