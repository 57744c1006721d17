"""Packages of a team that need somebody, and what they can be narrowed to.

They are packages shipped in the last 30 days; what is older is no longer correctable on any channel we know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.orders.reasons import TRACKING_PROBLEMS
from fulfillment.tracking.differing import TELLING
from fulfillment.tracking.models import Package
from fulfillment.tracking.numbers import carrier_name
from fulfillment.tracking.states import PackageStatus

LOOK_BACK = timedelta(days=30)
NO_CARRIER = "unknown"  # as the URL says it: a carrier whose name is new to us
KINDS = {
    "invalid": "Not valid",
    "pending": "Waits for its first scan",
}
FILTERS = ("shop", "carrier", "problem")


@dataclass(frozen=True)
class Narrowing:
    """What a URL asks for; a value that nothing has is left out and named in `unknown`."""

    team: Team
    now: datetime
    shops: Mapping[str, Shop]
    kind: str = "invalid"
    shop: str = ""
    carrier: str = ""
    problem: str = ""
    unknown: tuple[str, ...] = ()

    def packages(self) -> QuerySet[Package]:
        rows = needing_somebody(self.team, now=self.now).filter(verdict=self.kind)
        if self.shop:
            rows = rows.filter(shop=self.shops[self.shop])
        if self.carrier:
            rows = rows.filter(carrier="" if self.carrier == NO_CARRIER else self.carrier)
        if self.problem:
            rows = rows.filter(verdict_reasons__contains=[self.problem])
        return rows

    @property
    def on(self) -> dict[str, str]:
        return {name: value for name in FILTERS if (value := getattr(self, name))}

    def query(self, **changed: str) -> dict[str, str]:
        """As a URL carries it; what is at its default is left out."""
        kind = {"kind": self.kind} if self.kind != "invalid" else {}
        return {name: value for name, value in (kind | self.on | changed).items() if value}


def narrowing(team: Team, given: Mapping[str, Any], *, now: datetime) -> Narrowing:
    """From a URL; one query, for the team's shops."""
    shops = {shop.slug: shop for shop in Shop.objects.filter(team=team)}
    kind = given.get("kind") if given.get("kind") in KINDS else "invalid"
    known: dict[str, Callable[[str], bool]] = {
        "shop": shops.__contains__,
        "carrier": lambda code: code == NO_CARRIER or carrier_name(code) != code,
        "problem": TRACKING_PROBLEMS.__contains__,
    }
    asked = {name: str(given.get(name, "")) for name in FILTERS}
    if kind == "pending":
        asked["problem"] = ""  # what waits has none
    unknown = tuple(name for name, value in asked.items() if value and not known[name](value))
    taken = {name: "" if name in unknown else value for name, value in asked.items()}
    return Narrowing(team=team, now=now, shops=shops, kind=str(kind), unknown=unknown, **taken)


def needing_somebody(team: Team, *, now: datetime) -> QuerySet[Package]:
    recent = Package.objects.filter(team=team, shipped_at__gte=now - LOOK_BACK)
    return recent.exclude(status=PackageStatus.CANCELLED)


def correctable(rows: QuerySet[Package], *, now: datetime) -> QuerySet[Package]:
    return rows.filter(correct_by_at__gt=now)


def past_correcting(rows: QuerySet[Package], *, now: datetime) -> QuerySet[Package]:
    return rows.filter(Q(correct_by_at__isnull=True) | Q(correct_by_at__lte=now))


def behind(team: Team) -> QuerySet[Package]:
    """Scanned by the carrier while the channel says that nothing moves; who waits longest stands first.

    Of a number that is not valid the scans may be another parcel's: that is mended first.
    """
    rows = Package.objects.filter(
        team=team, first_scan_at__isnull=False, channel_scan_at=None, status__in=("ready", "to_ship")
    )
    rows = rows.exclude(verdict="invalid").filter(shop__channel__in=list(TELLING))
    return rows.order_by("first_scan_at", "pk")
