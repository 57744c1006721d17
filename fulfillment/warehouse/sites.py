"""The warehouses of a team as the pure timetable reads them, and which of them an order leaves from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.orders.pace import Learned
from fulfillment.policies.calendars import Calendar, knows_country
from fulfillment.warehouse.actby import Site, Step, Window
from fulfillment.warehouse.models import (
    PickupWindow,
    ScanLatency,
    Warehouse,
    WarehouseClosure,
)
from fulfillment.warehouse.whence import Whence, aliases_of

CODE = "main"
EVERY_DAY = frozenset(range(1, 8))


class House(NamedTuple):
    """One warehouse as planning knows it."""

    id: int
    name: str
    site: Site


class Houses(NamedTuple):
    by_id: Mapping[int, House]
    whence: Whence

    def of(self, shop_id: int, external_id: str) -> House | None:
        found = self.whence.of(shop_id, external_id)
        return self.by_id.get(found) if found is not None else None


def houses_of(team: Team) -> Houses:
    """Five queries, however many warehouses, windows and closures."""
    windows: dict[int, list[Window]] = defaultdict(list)
    for window in PickupWindow.objects.filter(team=team, active=True).order_by("pk"):
        windows[window.warehouse_id].append(window.as_window())
    closed: dict[int, set[date]] = defaultdict(set)
    for warehouse_id, day in WarehouseClosure.objects.filter(team=team).values_list("warehouse", "day"):
        closed[warehouse_id].add(day)
    learned: dict[int, dict[str, Learned]] = defaultdict(dict)
    for pace in ScanLatency.objects.filter(team=team):
        learned[pace.warehouse_id][pace.carrier] = Learned(pace.observations, pace.quantiles)
    found, default_id = {}, None
    for each in Warehouse.objects.of(team):
        calendar = calendar_of(each, closed[each.pk])
        site = Site(
            ZoneInfo(each.time_zone), calendar, tuple(windows[each.pk]), minutes_of(each), learned[each.pk]
        )
        found[each.pk] = House(each.pk, each.name, site)
        default_id = each.pk if each.is_default else default_id
    return Houses(found, Whence(aliases_of(team.pk), default_id))


def calendar_of(warehouse: Warehouse, closed: set[date]) -> Calendar:
    return Calendar(
        weekdays=EVERY_DAY,
        country=warehouse.country,
        subdivision=warehouse.subdivision,
        closed_on=frozenset(closed),
    )


def minutes_of(warehouse: Warehouse) -> dict[Step, int]:
    return {step: getattr(warehouse, f"{step}_minutes") for step in Step}


def default_of(team: Team) -> Warehouse:
    """The team's default warehouse, made when it first needs one; of two that make it at once one does."""
    found = Warehouse.objects.of(team).filter(is_default=True).first()
    if found is None:
        Warehouse.objects.bulk_create([_first_of(team)], ignore_conflicts=True)
        found = Warehouse.objects.get(team=team, is_default=True)
    return found


def _first_of(team: Team) -> Warehouse:
    """Where most of its shops sell, by the team's own clock; `main`, or the first such code that is free."""
    taken = set(Warehouse.objects.of(team).filter(code__startswith=CODE).values_list("code", flat=True))
    markets = Shop.objects.of(team).exclude(market="").values_list("market").annotate(n=Count("pk"))
    most = markets.order_by("-n", "market").first()
    country = most[0] if most and knows_country(most[0]) else ""
    return Warehouse(
        team=team,
        code=next(code for code in _codes() if code not in taken),
        name="Main warehouse",
        time_zone=team.time_zone,
        country=country,
        is_default=True,
    )


def _codes() -> Iterator[str]:
    yield CODE
    yield from (f"{CODE}-{number}" for number in count(2))
