"""Learns how soon carriers scan what a truck took, from the orders scanned in the past 60 days.

What a closed manifest says was handed over left then. Where none does, a parcel is taken to have left with the first
truck after its label that may take it, unless it was scanned before that: labels made too late for their truck make
the hours longer, so the error is on the safe side.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order
from fulfillment.orders.pace import SHARES
from fulfillment.warehouse import planning
from fulfillment.warehouse.actby import Site, Timetable, scan_scale
from fulfillment.warehouse.models import PickupWindow, PlannedTeam, ScanLatency
from fulfillment.warehouse.sites import Houses, houses_of

LOOK_BACK = timedelta(days=60)
KNOWN = 500  # observations from which a few more change little
LATEST = 20_000  # orders that are learned from: more say the same
EVERY = timedelta(hours=6)  # where enough is known; else each time, while a first import still comes in
# shop, warehouse, carrier, handed over (None: no manifest says), labelled, scanned
Told = tuple[int, str, str, datetime | None, datetime, datetime]


def learn_due(*, now: datetime) -> None:
    """Teams with windows whose scans were not learned for a while, or too few of them."""
    known = ScanLatency.objects.filter(carrier="", observations__gte=KNOWN).values("team")
    fresh = PlannedTeam.objects.filter(learned_at__gt=now - EVERY, team__in=known).values("team")
    with_windows = PickupWindow.objects.filter(active=True).values("team")
    for team in Team.objects.filter(pk__in=with_windows).exclude(pk__in=fresh).order_by("pk"):
        learn(team, now=now)


def learn(team: Team, *, now: datetime) -> None:
    """What the past says of every warehouse and carrier of the team, and its open orders are planned by it."""
    hours = observed(_told(team, now), houses_of(team), now=now)
    rows = [
        ScanLatency(
            team=team,
            warehouse_id=warehouse_id,
            carrier=carrier,
            observations=len(found),
            quantiles=quantiles_of(found),
            learned_at=now,
        )
        for (warehouse_id, carrier), found in hours.items()
    ]
    with transaction.atomic():
        ScanLatency.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["warehouse", "carrier"],
            update_fields=["observations", "quantiles", "learned_at"],
        )
        ScanLatency.objects.filter(team=team, learned_at__lt=now).delete()
        planning.plan_anew(team)
        PlannedTeam.objects.filter(team=team).update(learned_at=now)
    planning.plan_changed(team, now=now)


def observed(told: Iterable[Told], houses: Houses, *, now: datetime) -> dict[tuple[int, str], list[float]]:
    """Hours from departure to scan by warehouse and carrier; a blank carrier stands for all together."""
    found: dict[tuple[int, str], list[float]] = defaultdict(list)
    tables: dict[tuple[int, str], Timetable] = {}
    since, until = (now - LOOK_BACK - timedelta(days=30)).date(), now.date()
    for shop_id, name, carrier, handed_over_at, labelled_at, scanned_at in told:
        house = houses.of(shop_id, name)
        if house is None:
            continue
        key = (house.id, carrier)
        if key not in tables:
            tables[key] = Timetable(house.site, carrier=carrier, since=since, until=until)
        hours = _hours(tables[key], house.site, handed_over_at, labelled_at, scanned_at)
        if hours is not None:
            found[house.id, ""].append(hours)
            if carrier:
                found[key].append(hours)
    return found


def _hours(
    table: Timetable, site: Site, handed_over_at: datetime | None, labelled_at: datetime, scanned_at: datetime
) -> float | None:
    stops = table.stops
    if handed_over_at is not None and stops:
        place = bisect_left(stops, handed_over_at.timestamp(), key=lambda stop: stop.at)
        window = stops[min(place, len(stops) - 1)].window
        return max(0.0, scan_scale(window, site, table.year).between(handed_over_at, scanned_at))
    place = bisect_left(stops, labelled_at.timestamp(), key=lambda stop: stop.at)
    if place == len(stops) or stops[place].at > scanned_at.timestamp():
        return None
    scale = scan_scale(stops[place].window, site, table.year)
    left_at = datetime.fromtimestamp(stops[place].at, scanned_at.tzinfo)
    return max(0.0, scale.between(left_at, scanned_at))


def quantiles_of(hours: list[float]) -> list[float]:
    """Hours at 5, 10 … 95 %, between two observations in proportion."""
    ordered = sorted(hours)
    found = []
    for share in SHARES:
        place = share * (len(ordered) - 1)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        found.append(ordered[low] + (ordered[high] - ordered[low]) * (place - low))
    return found


def _told(team: Team, now: datetime) -> Iterable[Told]:
    """Read from the newest back; what was scanned before its label says nothing."""
    orders = Order.objects.of(team).filter(
        Q(scanned_at__isnull=False) | Q(last_first_scan_at__isnull=False),
        placed_at__gte=now - LOOK_BACK,
        is_open=False,
    )
    columns = (
        "shop_id",
        "warehouse_external_id",
        "carrier",
        "handed_over_at",
        "ready_at",
        "labelled_at",
        "scanned_at",
        "last_first_scan_at",
    )
    rows = orders.order_by("-placed_at", "-pk").values_list(*columns)[:LATEST]
    for shop_id, name, carrier, handed_over_at, ready_at, labelled_at, scanned_at, carriers_at in rows:
        since, until = ready_at or labelled_at, scanned_at or carriers_at
        if since and until and since <= until:
            yield shop_id, name, carrier, handed_over_at, since, until
