"""The warehouses as their page shows them: windows by time, closed days, and the names that channels use."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order
from fulfillment.orders.pace import ENOUGH, hours_needed
from fulfillment.warehouse.actby import Step
from fulfillment.warehouse.forms import WEEKDAYS
from fulfillment.warehouse.models import (
    PickupWindow,
    ScanLatency,
    TimetableChange,
    Warehouse,
    WarehouseAlias,
    WarehouseClosure,
)

CHANGES_SHOWN = 20


class Group(NamedTuple):
    """Windows that differ by their weekday only."""

    first: PickupWindow
    ids: list[int]
    days: str
    seen: ScanLatency | None

    @property
    def learned_hours(self) -> float | None:
        if self.seen is None or self.seen.observations < ENOUGH:
            return None
        return hours_needed(self.seen.quantiles, elapsed=0.0)


class Shown(NamedTuple):
    warehouse: Warehouse
    groups: list[Group]
    closures: list[WarehouseClosure]
    steps: list[tuple[str, int]]


class Name(NamedTuple):
    """A warehouse's id on a channel, as open orders name it or as somebody said."""

    shop: Any
    external_id: str
    orders: int
    warehouse_id: int | None


def shown(team: Team, *, since: date) -> list[Shown]:
    """Four queries; closed days from `since` on."""
    windows: dict[int, list[PickupWindow]] = defaultdict(list)
    for row in PickupWindow.objects.filter(team=team, active=True).order_by(
        "local_time", "carrier", "weekday"
    ):
        windows[row.warehouse_id].append(row)
    closures: dict[int, list[WarehouseClosure]] = defaultdict(list)
    for each in WarehouseClosure.objects.filter(team=team, day__gte=since).order_by("day"):
        closures[each.warehouse_id].append(each)
    seen = {(row.warehouse_id, row.carrier): row for row in ScanLatency.objects.filter(team=team)}
    return [
        Shown(house, groups(windows[house.pk], seen), closures[house.pk], _steps(house))
        for house in Warehouse.objects.of(team).order_by("-is_default", "name", "pk")
    ]


def groups(
    windows: list[PickupWindow], seen: dict[tuple[int, str], ScanLatency] | None = None
) -> list[Group]:
    found: dict[tuple[Any, ...], list[PickupWindow]] = defaultdict(list)
    for each in windows:
        found[key_of(each)].append(each)
    return [
        Group(
            rows[0],
            [row.pk for row in rows],
            ", ".join(WEEKDAYS[row.weekday] for row in sorted(rows, key=lambda row: row.weekday)),
            (seen or {}).get((rows[0].warehouse_id, rows[0].carrier)),
        )
        for rows in found.values()
    ]


def group_of(window: PickupWindow) -> list[PickupWindow]:
    """The windows that are changed and removed together with it."""
    beside = PickupWindow.objects.filter(team=window.team_id, warehouse=window.warehouse_id, active=True)
    return [each for each in beside.order_by("weekday") if key_of(each) == key_of(window)]


def key_of(each: PickupWindow) -> tuple[Any, ...]:
    return (
        each.warehouse_id, each.carrier, each.service, each.kind, each.local_time, each.scans_after_hours,
        each.scans_saturday, each.scans_sunday,
    )  # fmt: skip


def names(team: Team) -> list[Name]:
    """Those of open orders and those that were said, by shop."""
    said = {
        (row.shop_id, row.external_id): row.warehouse_id for row in WarehouseAlias.objects.filter(team=team)
    }
    told = Order.objects.of(team).open().exclude(warehouse_external_id="")
    rows = told.values_list("shop", "warehouse_external_id").annotate(n=Count("pk")).order_by()
    counts = {(shop_id, name): n for shop_id, name, n in rows}
    shops = {shop.pk: shop for shop in team.shops.all()}
    return [
        Name(shops[shop_id], name, counts.get((shop_id, name), 0), said.get((shop_id, name)))
        for shop_id, name in sorted(said.keys() | counts.keys())
    ]


def changes(team: Team) -> list[TimetableChange]:
    """The last ones, newest first, with who made them."""
    rows = TimetableChange.objects.filter(team=team).select_related("changed_by")
    return list(rows.order_by("-changed_at", "-pk")[:CHANGES_SHOWN])


def _steps(house: Warehouse) -> list[tuple[str, int]]:
    return [(str(step), minutes) for step in Step if (minutes := getattr(house, f"{step}_minutes"))]
