"""Orders as their packages concern them, read for many in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from fulfillment.accounts.models import Team
from fulfillment.channels.bundles.deciding import Part
from fulfillment.channels.uploads.gathering import gather
from fulfillment.orders.models import Order
from fulfillment.tracking.models import PackageOrder
from fulfillment.tracking.states import PackageStatus


def parts_of(team: Team, orders: Sequence[Order], *, now: datetime) -> dict[int, Part]:
    """By order id. `orders` with their shop and buyer; all of the team."""
    gathered = gather(team, orders, [], now=now)
    packages = packages_of([order.pk for order in orders])
    shared = sharing({package for found in packages.values() for package in found})
    return {
        order.pk: Part(
            external_id=order.external_id,
            name=str(order),
            facts=gathered.facts(order.pk, ""),
            shop=order.shop_id,
            place=order.buyer_id,
            due_at=None if order.dispatched_at else order.dispatch_due_at,
            packages=len(packages[order.pk]),
            shared_with=tuple(
                name for package in packages[order.pk] for pk, name in shared[package] if pk != order.pk
            ),
        )
        for order in orders
    }


def packages_of(order_ids: Sequence[int]) -> dict[int, list[int]]:
    """The packages that serve each order now, cancelled ones left out."""
    found: dict[int, list[int]] = defaultdict(list)
    for order_id, package_id in _current().filter(order__in=order_ids).values_list("order", "package"):
        found[order_id].append(package_id)
    return found


def sharing(package_ids: set[int]) -> dict[int, list[tuple[int, str]]]:
    """(order id, its name) of all orders of each package."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = _current().filter(package__in=package_ids).select_related("order").order_by("order")
    for link in rows:
        found[link.package_id].append((link.order_id, str(link.order)))
    return found


def _current():  # type: ignore[no-untyped-def]
    return PackageOrder.objects.filter(is_current=True).exclude(package__status=PackageStatus.CANCELLED)
