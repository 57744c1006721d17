"""How each lane did lately: hours to first scan, valid tracking, transit, late share and cost, each with its count."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Q
from msgspec import Struct

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Supplier
from fulfillment.tracking.carriers.directory import carrier_name
from fulfillment.tracking.models import PackageOrder
from fulfillment.warehouse.models import Warehouse
from sourcing.models import RouteDecision
from sourcing.routes.reading import past
from sourcing.routing.rehearsing import Evidence, by_lane
from sourcing.routing.rules import Route

SPAN = timedelta(days=30)
UNROUTED = Route()


class LaneRow(Struct, kw_only=True):
    """`valid` of `concluded` packages; `costs`: (currency, mean cost, orders)."""

    lane: Route
    name: str
    did: Evidence
    valid: int = 0
    concluded: int = 0
    costs: list[tuple[str, float, int]]


class Names:
    """What people call the codes of a route; two queries."""

    def __init__(self, team: Team) -> None:
        self.suppliers = dict(Supplier.objects.filter(team=team).values_list("code", "name"))
        self.houses = dict(Warehouse.objects.of(team).values_list("code", "name"))

    def of(self, route: Route) -> str:
        parts = (
            self.suppliers.get(route.supplier, route.supplier) or "several or no supplier",
            self.houses.get(route.warehouse, route.warehouse) or "no warehouse",
            carrier_name(route.carrier) or route.carrier or "no carrier",
        )
        return " → ".join(parts)


def lanes(team: Team, *, now: datetime) -> list[LaneRow]:
    """Of orders placed in the last thirty days; the most used first. A fixed number of queries."""
    reads = past(team, since=now - SPAN, until=now, now=now)
    lane_of = {read.id: read.past.lane for read in reads}
    verdicts = PackageOrder.objects.filter(
        order__team=team, order__placed_at__gte=now - SPAN, is_current=True
    )
    told = verdicts.filter(Q(package__verdict="valid") | Q(package__verdict="invalid"))
    counted: Counter[tuple[Route, str]] = Counter()
    seen: set[int] = set()
    for order, package, verdict in told.values_list("order", "package", "package__verdict"):
        if order in lane_of and package not in seen:
            seen.add(package)
            counted[lane_of[order], verdict] += 1
    names, costs = Names(team), _costs(team, lane_of, now)
    rows = [
        LaneRow(
            lane=lane, name=names.of(lane), did=did, valid=counted[lane, "valid"],
            concluded=counted[lane, "valid"] + counted[lane, "invalid"], costs=costs.get(lane, []),
        )
        for lane, did in by_lane(read.past for read in reads).items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.did.orders, row.name))


def _costs(team: Team, lane_of: dict[int, Route], now: datetime) -> dict[Route, list[tuple[str, float, int]]]:
    """Mean of what the rules that decided say that it costs; currencies apart."""
    sums: dict[Route, dict[str, list[float]]] = {}
    decided = RouteDecision.objects.filter(team=team, cost__isnull=False, decided_at__gte=now - SPAN)
    for order, currency, cost in decided.values_list("order", "currency", "cost"):
        if order in lane_of:
            sums.setdefault(lane_of[order], {}).setdefault(currency, []).append(float(cost or 0))
    return {
        lane: [(currency, sum(some) / len(some), len(some)) for currency, some in sorted(found.items())]
        for lane, found in sums.items()
    }
