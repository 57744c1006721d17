"""The trucks of today and the next days, each with how many orders must be on it and how far they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Q
from django.db.models.functions import Now

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order, OrderQuerySet
from fulfillment.orders.states import Stage
from fulfillment.policies.calendars import moment
from fulfillment.tracking.carriers.directory import carrier_name
from fulfillment.warehouse.actby import Window, departures
from fulfillment.warehouse.departing import key_of
from fulfillment.warehouse.models import Manifest
from fulfillment.warehouse.sites import House, Houses, houses_of

DAYS_AHEAD = 3
TODAY = "Today"
# Instead of a departure's key: orders that no truck is known for, that their truck left without.
NONE, MISSED = "none", "missed"


class Stop(NamedTuple):
    """One departure. The orders are open ones for which it is the last that is scanned in time."""

    at: datetime
    window: Window
    house: House
    key: str
    total: int
    labelled: int
    to_label: int
    not_released: int
    packed: int
    loaded: int = 0  # parcels on its manifest
    closed_at: datetime | None = None  # when its manifest was

    @property
    def moment(self) -> str:
        return self.key.partition("-")[2]

    @property
    def zone(self) -> str:
        return self.house.site.zone.key

    @property
    def short(self) -> int:
        return self.total - self.labelled

    @property
    def to_pack(self) -> int:
        """Of what is labelled, where this team packs here at all."""
        return max(0, self.labelled - self.packed) if self.packed else 0


class Day(NamedTuple):
    """A calendar day. Where clocks differ some houses may call it today and others tomorrow: it is named by its date."""

    label: str
    stops: list[Stop]
    idle: list[Stop]  # that no order needs
    has_today: bool  # some of its trucks come on what their house calls today


@dataclass(frozen=True)
class Without:
    """Open orders whose carrier stops nowhere that we know."""

    carrier: str
    name: str
    count: int


def of_team(team: Team, *, now: datetime) -> tuple[list[Stop], list[Day]]:
    """(what has left today, what comes by day), soonest first; seven queries, however many orders."""
    houses = houses_of(team)
    since = min((_today(house, now) for house in houses.by_id.values()), default=now)
    until = now + timedelta(days=DAYS_AHEAD + 1)
    counts, manifests = _counts(team, since=since, until=until), _manifests(team, since=since, until=until)
    found = (
        stop._replace(**manifests.get((stop.window.id, stop.at), {})) for stop in _stops(houses, counts, now)
    )
    stops = sorted(found, key=lambda stop: (stop.at, stop.window.id))
    gone = [stop for stop in stops if stop.at <= now]
    by_day: dict[date, list[Stop]] = defaultdict(list)
    for stop in stops:
        if stop.at > now:
            by_day[_local(stop, stop.at)].append(stop)
    return gone, [_day(on, found, now) for on, found in sorted(by_day.items())]


def _counts(team: Team, *, since: datetime, until: datetime) -> dict[tuple[Any, datetime], dict[str, Any]]:
    orders = Order.objects.of(team).open().filter(truck_at__gte=since, truck_at__lt=until)
    counted = {
        "total": Count("pk"),
        "labelled": Count("pk", filter=Q(stage=Stage.AWAITING_SCAN)),
        "to_label": Count("pk", filter=Q(stage=Stage.TO_SHIP)),
        "not_released": Count("pk", filter=Q(stage=Stage.REMORSE)),
        "packed": Count("pk", filter=Q(packed_at__isnull=False)),
    }
    rows: Any = orders.order_by().values_list("truck__window", "truck_at").annotate(**counted)
    return {(window, at): dict(zip(counted, found, strict=True)) for window, at, *found in rows}


def _manifests(team: Team, *, since: datetime, until: datetime) -> dict[tuple[int, datetime], dict[str, Any]]:
    rows: Any = Manifest.objects.of(team).filter(departs_at__gte=since, departs_at__lt=until).counted()
    return {
        (each.window_id, each.departs_at): {"loaded": each.loaded, "closed_at": each.closed_at}
        for each in rows
    }


def _stops(
    houses: Houses, counts: dict[tuple[Any, datetime], dict[str, Any]], now: datetime
) -> Iterable[Stop]:
    nobody = {"total": 0, "labelled": 0, "to_label": 0, "not_released": 0, "packed": 0}
    for house in houses.by_id.values():
        today = now.astimezone(house.site.zone).date()
        for window in house.site.windows:
            for at in departures(window, house.site, since=today, until=today + timedelta(days=DAYS_AHEAD)):
                of_stop = counts.get((window.id, at), nobody)
                yield Stop(at, window, house, key_of(window.id, at), **of_stop)


def _today(house: House, now: datetime) -> datetime:
    zone = house.site.zone
    return moment(now.astimezone(zone).date(), time(0), zone)


def _day(on: date, stops: list[Stop], now: datetime) -> Day:
    ahead = {(on - _local(stop, now)).days for stop in stops}
    words = {frozenset({0}): TODAY, frozenset({1}): "Tomorrow"}.get(frozenset(ahead))
    return Day(
        words or f"{on:%A} {on.day} {on:%B}",
        [each for each in stops if each.total],
        [each for each in stops if not each.total],
        has_today=0 in ahead,
    )


def _local(stop: Stop, at: datetime) -> date:
    """By the warehouse's calendar."""
    return at.astimezone(stop.house.site.zone).date()


def without_truck(orders: OrderQuerySet) -> OrderQuerySet:
    """Open ones that wait for a scan and that no known truck brings there in time."""
    return orders.open().filter(
        truck_at=None, act_by_at=None, dispatched_at=None, dispatch_due_at__isnull=False
    )


def missed(orders: OrderQuerySet) -> OrderQuerySet:
    """Open ones, not past their deadline yet, whose last useful truck left before they had a label; but for those that
    a truck to come still brings mostly in time."""
    in_time = Q(stage=Stage.AWAITING_SCAN, stage_since_at__lte=F("truck_at"))
    waiting = orders.open().filter(truck_at__lte=Now(), dispatched_at=None, dispatch_due_at__gt=Now())
    return waiting.exclude(in_time).exclude(reasons__contains=[{"code": "truck_less_sure"}])


def untaken(team: Team) -> list[Without]:
    rows = without_truck(Order.objects.of(team)).values_list("carrier").annotate(n=Count("pk"))
    return [
        Without(code, carrier_name(code) or "no carrier yet", n) for code, n in rows.order_by("-n", "carrier")
    ]
