"""A second warehouse with its trucks, for the buttons on their pages: no order of the floor leaves from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from fulfillment.warehouse import changing
from fulfillment.warehouse.models import PickupWindow, Warehouse, WarehouseAlias, WarehouseClosure
from fulfillment.warehouse.sites import default_of
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.e2e.telling import tell

WINDOWS = "truck:windows"


def house(floor: Floor) -> Warehouse:
    """The same one each time."""
    default_of(floor.team)
    mine = Warehouse.objects.of(floor.team).filter(code="second")
    if not mine.exists():
        told = {"name": "Second house", "code": "second", "time_zone": "Europe/London"}
        changing.save(floor.team, {"new_warehouse": told}, now=timezone.now())
    return mine.get()


def windows_of(floor: Floor, of: Warehouse, at: str = "13:00") -> list[PickupWindow]:
    """Any carrier's, on every weekday."""
    rows = [{"warehouse_id": of.pk, "weekday": day, "local_time": at} for day in range(1, 8)]
    changing.save(floor.team, {"new_windows": rows}, now=timezone.now())
    return list(PickupWindow.objects.filter(warehouse=of, local_time=at, active=True).order_by("weekday"))


def coming(floor: Floor) -> Callable[[], Any]:
    rows = PickupWindow.objects.filter(team=floor.team, active=True).order_by("pk")
    return lambda: list(rows.values_list("pk", flat=True))


def add_window(floor: Floor) -> Click:
    path = f"{reverse('truck:add-window', args=[house(floor).pk])}?carrier=ups"
    return previewed(path, "", coming(floor), "Pick-up saved", local_time="11:00")


def change_window(floor: Floor) -> Click:
    row = windows_of(floor, house(floor))[0]
    path = reverse("truck:change-window", args=[row.pk])
    return previewed(path, "", coming(floor), "Pick-up changed", local_time="14:30")


def remove_window(floor: Floor) -> Click:
    row = windows_of(floor, house(floor))[0]
    return previewed(
        reverse(WINDOWS), reverse("truck:remove-window", args=[row.pk]), coming(floor), "removed"
    )


def add_warehouse(floor: Floor) -> Click:
    added = Warehouse.objects.of(floor.team).filter(code="third")
    path = reverse("truck:add-warehouse")
    return previewed(path, "", added.count, "Warehouse added", name="Third house", code="third")


def change_warehouse(floor: Floor) -> Click:
    row = house(floor)
    read = Warehouse.objects.filter(pk=row.pk).values_list("pack_minutes", flat=True)
    path = reverse("truck:change-warehouse", args=[row.pk])
    return previewed(path, "", lambda: read.get(), "Warehouse changed", pack_minutes="77")


def closed(row: Warehouse, day: date) -> Callable[[], bool]:
    return WarehouseClosure.objects.filter(warehouse=row, day=day).exists


def close_day(floor: Floor) -> Click:
    row, day = house(floor), timezone.now().date() + timedelta(days=8)
    path = reverse("truck:close-day", args=[row.pk])
    return previewed(path, "", closed(row, day), "No truck is loaded", day=day.isoformat())


def open_day(floor: Floor) -> Click:
    row, day = house(floor), timezone.now().date() + timedelta(days=9)
    change = {"closures": [[row.pk, day.isoformat(), "stocktaking"]]}
    changing.save(floor.team, change, now=timezone.now())
    closure = WarehouseClosure.objects.get(warehouse=row, day=day)
    action = reverse("truck:open-day", args=[closure.pk])
    return previewed(reverse(WINDOWS), action, closed(row, day), "Open on that day again")


def name_warehouse(floor: Floor) -> Click:
    """Whichever name stands first."""
    tell(floor, warehouse_external_id="73001")
    said = WarehouseAlias.objects.filter(team=floor.team).order_by("shop", "external_id")
    return previewed(
        reverse(WINDOWS), reverse("truck:name-warehouse"),
        lambda: list(said.values_list("shop", "external_id", "warehouse")), "leave from there",
        warehouse=str(house(floor).pk),
    )  # fmt: skip


def previewed(path: str, action: str, state: Callable[[], Any], says: str, **fill: str) -> Click:
    """What it does to the open orders is shown before it is saved, and saved it can be undone."""
    return Click(path, action, state, fill, has_undo=True, has_preview=True, says=says)


CLICKS: Clicks = {
    "truck:add-window": add_window,
    "truck:change-window": change_window,
    "truck:remove-window": remove_window,
    "truck:add-warehouse": add_warehouse,
    "truck:change-warehouse": change_warehouse,
    "truck:close-day": close_day,
    "truck:open-day": open_day,
    "truck:name-warehouse": name_warehouse,
}


def pages(floor: Floor) -> Iterator[str]:
    yield reverse("truck:board")
    yield from {click(floor).path: None for click in CLICKS.values()}
