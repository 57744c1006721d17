"""Whose number it is as well: the other orders of the team that carry the number of a package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from fulfillment.orders.models import Order
from fulfillment.tracking.models import Package
from fulfillment.tracking.verdicts import InvalidReason


def also_on(packages: Iterable[Package]) -> dict[int, list[Order]]:
    """By package id, newest order first; only of packages judged as reused. `packages` have their orders; two queries."""
    reused = [each for each in packages if InvalidReason.REUSED in each.verdict_reasons]
    if not reused:
        return {}
    numbers = {each.tracking_number for each in reused}
    rows = Package.objects.filter(team__in={each.team_id for each in reused}, tracking_number__in=numbers)
    bearing: dict[tuple[int, str], set[Order]] = defaultdict(set)
    for row in rows.exclude(status="cancelled").prefetch_related("orders"):
        bearing[row.team_id, row.tracking_number].update(row.orders.all())
    return {
        each.pk: _newest(bearing[each.team_id, each.tracking_number] - set(each.orders.all()))
        for each in reused
    }


def _newest(orders: Iterable[Order]) -> list[Order]:
    return sorted(orders, key=lambda order: (order.placed_at, order.pk), reverse=True)
