"""Changes of warehouses, windows, closed days and aliases: each is data, and what it returns undoes it.

So a change can be tried and taken back (the preview), saved, and undone, all by the same function.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from fulfillment.accounts.models import Team, User
from fulfillment.warehouse import describing, planning
from fulfillment.warehouse.models import (
    PickupWindow,
    TimetableChange,
    Warehouse,
    WarehouseAlias,
    WarehouseClosure,
)

Change = dict[str, Any]  # JSON: what it does by the names in `KINDS`
WINDOW_KEY = ("warehouse_id", "carrier", "service", "weekday", "kind", "local_time")


def save(
    team: Team, change: Change, *, now: datetime, by: User | None = None, is_undo: bool = False
) -> Change:
    """The change is made, noted with who made it, and every open order planned by it; what undoes it."""
    with transaction.atomic():
        inverse = apply(team, change)
        if words := describing.described(team, change, inverse):
            TimetableChange.objects.create(
                team=team, words=words, is_undo=is_undo, changed_at=now, changed_by=by
            )
        planning.plan_anew(team)
    planning.plan_changed(team, now=now)
    return inverse


def preview(team: Team, change: Change, *, now: datetime) -> planning.Difference:
    """What the change would do to the open orders; nothing of it stays."""
    with transaction.atomic():
        apply(team, change)
        found = planning.differences(team, now=now)
        transaction.set_rollback(True)
    return found


def apply(team: Team, change: Change) -> Change:
    """Rows of other teams are left alone, whatever the change names."""
    inverse: Change = {}
    for name, act in KINDS.items():
        if name in change:
            for undone, values in act(team, change[name]).items():
                inverse[undone] = [*inverse.get(undone, []), *values] if isinstance(values, list) else values
    return inverse


def _windows_off(team: Team, ids: list[int]) -> Change:
    rows = PickupWindow.objects.filter(team=team, pk__in=ids, active=True)
    was_on = list(rows.values_list("pk", flat=True))
    rows.update(active=False)
    return {"windows_on": was_on}


def _windows_on(team: Team, ids: list[int]) -> Change:
    """But for those that another row has replaced in the meantime."""
    turned = []
    for row in PickupWindow.objects.filter(team=team, pk__in=ids, active=False):
        if not PickupWindow.objects.filter(
            active=True, **{key: getattr(row, key) for key in WINDOW_KEY}
        ).exists():
            PickupWindow.objects.filter(pk=row.pk).update(active=True)
            turned.append(row.pk)
    return {"windows_off": turned}


def _new_windows(team: Team, rows: list[dict[str, Any]]) -> Change:
    """One that is there already stays as it is."""
    mine = PickupWindow.objects.filter(team=team, active=True)
    before = set(mine.values_list("pk", flat=True))
    houses = set(Warehouse.objects.of(team).values_list("pk", flat=True))
    made = [
        PickupWindow(team=team, **row | {"local_time": time.fromisoformat(row["local_time"])})
        for row in rows
        if row["warehouse_id"] in houses
    ]
    PickupWindow.objects.bulk_create(made, ignore_conflicts=True)
    return {"windows_off": sorted(set(mine.values_list("pk", flat=True)) - before)}


def _warehouses(team: Team, fields: dict[str, dict[str, Any]]) -> Change:
    before: dict[str, dict[str, Any]] = {}
    for pk, values in fields.items():
        row = Warehouse.objects.of(team).filter(pk=pk).first()
        if row is None:
            continue
        before[pk] = {name: getattr(row, name) for name in values if name != "is_default"}
        if values.get("is_default") and not row.is_default:
            old = Warehouse.objects.of(team).filter(is_default=True).first()
            Warehouse.objects.of(team).filter(is_default=True).update(is_default=False)
            before |= {str(old.pk): before.get(str(old.pk), {}) | {"is_default": True}} if old else {}
        # The default is never only taken away: another becomes it.
        kept = {name: value for name, value in values.items() if name != "is_default" or value}
        Warehouse.objects.filter(pk=row.pk).update(**kept)
    return {"warehouses": before}


def _new_warehouse(team: Team, values: dict[str, Any]) -> Change:
    return {"drop_warehouse": Warehouse.objects.create(team=team, **values).pk}


def _drop_warehouse(team: Team, pk: int) -> Change:
    """Only one that is not the default, with all that belongs to it: a new one that is undone, for good."""
    found = Warehouse.objects.of(team).filter(pk=pk, is_default=False)
    names = list(found.values_list("name", flat=True))
    found.delete()
    return {"dropped": names}  # for whoever tells of it; nothing undoes it


def _aliases(team: Team, rows: list[list[Any]]) -> Change:
    """[shop, external id, warehouse or None for the default]"""
    before = []
    for shop_id, external_id, warehouse_id in rows:
        shop = team.shops.filter(pk=shop_id).first()
        if shop is None:
            continue
        found = WarehouseAlias.objects.filter(shop=shop, external_id=external_id)
        before.append([shop_id, external_id, found.values_list("warehouse", flat=True).first()])
        warehouse = Warehouse.objects.of(team).filter(pk=warehouse_id).first() if warehouse_id else None
        if warehouse is None:
            found.delete()
        else:
            WarehouseAlias.objects.update_or_create(
                shop=shop, external_id=external_id, defaults={"team": team, "warehouse": warehouse}
            )
    return {"aliases": before}


def _closures(team: Team, rows: list[list[Any]]) -> Change:
    """[warehouse, day, why or None for open again]"""
    before = []
    for warehouse_id, day, why in rows:
        house = Warehouse.objects.of(team).filter(pk=warehouse_id).first()
        if house is None:
            continue
        found = WarehouseClosure.objects.filter(warehouse=house, day=date.fromisoformat(day))
        before.append([warehouse_id, day, found.values_list("why", flat=True).first()])
        if why is None:
            found.delete()
        else:
            defaults = {"team": team, "why": why}
            WarehouseClosure.objects.update_or_create(
                warehouse=house, day=date.fromisoformat(day), defaults=defaults
            )
    return {"closures": before}


# In this order: what is replaced goes before what takes its place.
KINDS: dict[str, Callable[[Team, Any], Change]] = {
    "new_warehouse": _new_warehouse,
    "warehouses": _warehouses,
    "windows_off": _windows_off,
    "windows_on": _windows_on,
    "new_windows": _new_windows,
    "aliases": _aliases,
    "closures": _closures,
    "drop_warehouse": _drop_warehouse,
}
