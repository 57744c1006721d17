"""A warehouse with trucks, and orders that must be on one of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order
from fulfillment.orders.watch import wake, watch_due
from fulfillment.warehouse import planning
from fulfillment.warehouse.models import PickupWindow, Warehouse
from tests import factories


def create_warehouse(*, team: Team, code: str = "main", **fields: Any) -> Warehouse:
    defaults: dict[str, Any] = {
        "name": "Ontario",
        "time_zone": "America/Los_Angeles",
        "country": "US",
        "is_default": code == "main",
    }
    return Warehouse.objects.create(team=team, code=code, **defaults | fields)


def create_windows(
    warehouse: Warehouse, *, weekdays: Iterable[int] = range(1, 6), at: str = "15:00", **fields: Any
) -> list[PickupWindow]:
    hour = time.fromisoformat(at)
    return PickupWindow.objects.bulk_create(
        PickupWindow(team=warehouse.team, warehouse=warehouse, weekday=day, local_time=hour, **fields)
        for day in weekdays
    )


def order_due(due_at: datetime, **fields: Any) -> Order:
    """An open order whose platform wants its first scan by then."""
    created = factories.create_order(scan_due_at=due_at, ready_due_at=due_at, **fields)
    Order.objects.filter(pk=created.pk).update(
        changed_at=created.placed_at
    )  # else it changes in our real time
    return created


def planned(*orders: Order, now: datetime) -> None:
    """Judged, planned, and judged again: what the workers do one after the other."""
    wake([order.pk for order in orders], now=now)
    _judge(now)
    for team in {order.team for order in orders}:
        planning.plan_changed(team, now=now)
    _judge(now)
    for order in orders:
        order.refresh_from_db()


def _judge(now: datetime) -> None:
    while watch_due(now=now):
        pass
