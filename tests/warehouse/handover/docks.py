"""Parcels at the dock for tests, one keyword-only function each."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order
from fulfillment.photos import keeping
from fulfillment.photos.models import Photo
from fulfillment.tracking.models import Package
from fulfillment.warehouse.handover import closing, loading
from fulfillment.warehouse.handover.closing import Said
from fulfillment.warehouse.models import Manifest, ManifestLine, PackedOrder, Packing, PickupWindow
from tests import factories
from tests.factories import NOW
from tests.photos.pictures import picture
from tests.warehouse.making import create_warehouse, create_windows

_serial = count(1)
DEPARTS = NOW + timedelta(hours=3)  # Tuesday, 15:00 in Los Angeles
LOADING = NOW + timedelta(hours=2, minutes=40)
LEFT = NOW + timedelta(hours=3, minutes=2)


def create_window(*, team: Team, carrier: str = "ups", **fields: Any) -> PickupWindow:
    """Every Tuesday at 15:00."""
    warehouse = team.warehouses.first() or create_warehouse(team=team)
    (row,) = create_windows(warehouse, weekdays=[2], carrier=carrier, **fields)
    return row


def create_parcel(
    *, team: Team, carrier: str = "ups", orders: list[Order] | None = None, **fields: Any
) -> Package:
    """Labelled and not scanned, of one order or of these."""
    shop = team.shops.first() or factories.create_shop(team=team)
    if orders is None:
        due = NOW + timedelta(hours=30)
        told = {"status": "ready", "stage": "awaiting_scan", "ready_at": NOW, "stage_since_at": NOW}
        orders = [factories.create_order(shop=shop, scan_due_at=due, ready_due_at=due, **told)]
    number = f"1Z999AA1{next(_serial):010d}"
    defaults = {"carrier": carrier, "tracking_number": number, "status": "ready", "shipped_at": NOW}
    return factories.create_package(orders=orders, **defaults | fields)


def create_box(*, window: PickupWindow, order: Order, number: str) -> Packing:
    """Sealed under a number that no channel has told."""
    box = Packing.objects.create(
        team=window.team, warehouse=window.warehouse, client_uuid=uuid4(), state="sealed", label_number=number,
        started_at=LOADING, sealed_at=LOADING,
    )  # fmt: skip
    PackedOrder.objects.create(team=window.team, packing=box, order=order)
    return box


def manifest_of(window: PickupWindow, departs_at: datetime = DEPARTS) -> Manifest:
    return loading.open_manifest(window, departs_at, by=None, now=LOADING)


def loaded(manifest: Manifest, parcel: Package, *, now: datetime = LOADING, **more: Any) -> ManifestLine:
    return loading.load(manifest, parcel.tracking_number, by=None, now=now, **more).line


def closed(manifest: Manifest, *, now: datetime = LEFT, **said: Any) -> Any:
    return closing.close(manifest, Said(**{"left_at": now, "driver": "Ray Diaz", **said}), by=None, now=now)


def create_photo(*, team: Team) -> Photo:
    return keeping.keep(team, picture(), client_uuid=uuid4(), by=None, now=NOW).photo


def order_of(parcel: Package) -> Order:
    return Order.objects.get(package_orders__package=parcel)
