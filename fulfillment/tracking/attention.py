"""Packages that need somebody: no scan yet, invalid, delivered elsewhere; each list is read from one index."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from fulfillment.accounts.models import Team
from fulfillment.tracking.models import Package

LOOK_BACK = timedelta(days=30)  # older packages are no longer correctable on any channel we know

KINDS = {
    "invalid": "Not valid",
    "pending": "Waits for its first scan",
}


def packages(team: Team, *, kind: str, now: datetime) -> QuerySet[Package]:
    """Shipped in the last 30 days with that verdict, those with the least time left first."""
    rows = _recent(team, now=now).filter(verdict=kind)
    return (
        rows.order_by("verdict_until_at", "-shipped_at", "pk")
        .select_related("shop")
        .prefetch_related("orders")
    )


def counts(team: Team, *, now: datetime) -> dict[str, int]:
    """How many packages of each kind; one query."""
    found = (
        _recent(team, now=now)
        .filter(verdict__in=list(KINDS))
        .aggregate(**{kind: Count("pk", filter=Q(verdict=kind)) for kind in KINDS})
    )
    return {kind: found[kind] for kind in KINDS}


def _recent(team: Team, *, now: datetime) -> QuerySet[Package]:
    return Package.objects.filter(team=team, shipped_at__gte=now - LOOK_BACK).exclude(status="cancelled")
