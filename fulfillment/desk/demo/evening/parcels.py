"""Which truck of the timetable takes a labelled parcel: as the pretend carriers do, the next one once it is ready."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order
from fulfillment.tracking.models import Package, PackageOrder
from fulfillment.tracking.states import PackageStatus
from fulfillment.warehouse.actby import Timetable
from fulfillment.warehouse.sites import Houses, houses_of

READY = timedelta(minutes=30)  # after its label a pretend carrier takes no parcel sooner
SOONEST_SCAN = timedelta(minutes=47)  # after its truck a pretend carrier scans none sooner
BEHIND, AHEAD = timedelta(days=30), timedelta(days=15)


class Due(NamedTuple):
    """A parcel that is all of its one order, and the departure that takes it."""

    package: Package
    order: Order
    window: int
    departs_at: datetime

    @property
    def scanned_at(self) -> datetime | None:
        """By whoever tells it first: the carrier or the channel."""
        return self.package.first_scan_at or self.package.channel_scan_at or self.package.delivered_at


class Dock:
    """The timetables of the team's warehouses, each laid out once."""

    def __init__(self, team: Team, *, now: datetime) -> None:
        self.houses: Houses = houses_of(team)
        self.since, self.until = (now - BEHIND).date(), (now + AHEAD).date()
        self._tables: dict[tuple[int, str], Timetable] = {}

    def next_truck(self, order: Order, carrier: str, after: datetime) -> tuple[int, datetime] | None:
        """Window and departure; None where no truck stops there."""
        house = self.houses.of(order.shop_id, order.warehouse_external_id)
        if house is None:
            return None
        key = (house.id, carrier)
        if key not in self._tables:
            self._tables[key] = Timetable(house.site, carrier=carrier, since=self.since, until=self.until)
        truck = self._tables[key].next_after(after, None)
        return (truck.window.id, truck.at) if truck else None

    def due(self, rows: Iterable[PackageOrder]) -> list[Due]:
        found = []
        for row in rows:
            package = row.package
            assert package.shipped_at is not None
            truck = self.next_truck(row.order, package.carrier, package.shipped_at + READY)
            if truck:
                found.append(Due(package, row.order, *truck))
        return found


def labelled(team: Team, *, since: datetime) -> Any:
    """Parcels with a number since, each of one order that fills no other; those with two are left to people."""
    alone = (
        Package.objects.filter(team=team, shipped_at__gte=since)
        .exclude(tracking_number="")
        .exclude(status=PackageStatus.CANCELLED)
        .annotate(n=Count("package_orders", filter=Q(package_orders__is_current=True)))
        .filter(n=1)
    )
    rows = PackageOrder.objects.filter(is_current=True, package__in=alone.values("pk"))
    rows = rows.filter(order__packages_total=1).exclude(order__rule_version="")
    return rows.select_related("package", "order").order_by("package__shipped_at", "pk")


def unscanned(rows: Any) -> Any:
    return rows.filter(package__first_scan_at=None, package__channel_scan_at=None, package__delivered_at=None)
