"""The orders behind a forecast: those that would turn it, and those that cancel themselves before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.policies.terms import CountedUnit
from fulfillment.tracking.models import Package, PackageOrder
from metrics.ahead import Ahead
from metrics.definitions import Definition
from metrics.forecast import Open

SHOWN = 25
NAMED = ("id", "external_id", "number", "dispatch_due_at", "delivery_due_at", "cancels_at")
# What the page says of the undecided, by rate: what they are, how they are weighed, and what turns them.
WORDS: Mapping[str, Mapping[str, str]] = {
    "late-dispatch-rate": {
        "open": "Open orders due by then",
        "weighed": "An open order counts with its probability of being late, learned from how long its way takes. "
        "What is past its deadline counts with its probability of being sent by then, learned from how late others were.",
        "lost": "What is past its deadline already cannot be turned.",
        "put_right": "Sent in time",
        "by": "Due",
        "then": "which orders were open then is not kept, so those days are taken to be like the weeks before",
    },
    "valid-tracking-rate": {
        "open": "Packages that wait for their first scan",
        "weighed": "A package without a scan counts with its probability of never being scanned in time, learned from "
        "how long others waited.",
        "lost": "A number that is wrong can be corrected while the channel takes another one.",
        "put_right": "Scanned in time, or given a right number",
        "by": "Until",
        "then": "which packages waited then is not kept, so they are taken to be like those of the weeks before",
    },
    "on-time-delivery-rate": {
        "open": "Orders to be delivered by then, and those that came early",
        "weighed": "An order counts with its probability of arriving late, learned from orders that stood like it with "
        "as many days left.",
        "lost": "",
        "put_right": "Delivered in time",
        "by": "To be delivered",
        "then": "what was on its way then is not kept, so those days are taken to be like the weeks before",
    },
}


def turning_rows(definition: Definition, chosen: Sequence[Open]) -> list[dict[str, Any]]:
    """Each with its order and the moment by which it must be put right; at most three queries."""
    if definition.unit == CountedUnit.PACKAGE:
        return _of_packages(chosen)
    orders = Order.objects.only(*NAMED).in_bulk([each.id for each in chosen])
    due = definition.due or "dispatch_due_at"
    return [
        {"order": orders[each.id], "probability": each.probability, "by_at": getattr(orders[each.id], due)}
        for each in chosen
        if each.id in orders
    ]


def _of_packages(chosen: Sequence[Open]) -> list[dict[str, Any]]:
    wanted = ("id", "tracking_number", "verdict_until_at", "correct_by_at")
    packages = Package.objects.only(*wanted).in_bulk([each.id for each in chosen])
    links = PackageOrder.objects.filter(package__in=packages, is_current=True).order_by("-order_id")
    order_of = dict(links.values_list("package_id", "order_id"))
    orders = Order.objects.only(*NAMED).in_bulk(set(order_of.values()))
    found = []
    for each in chosen:
        package, order = packages.get(each.id), orders.get(order_of.get(each.id, 0))
        if package and order:
            by_at = package.correct_by_at if each.is_mendable else package.verdict_until_at
            told = {"number": package.tracking_number, "is_mendable": each.is_mendable}
            found.append({"order": order, "probability": each.probability, "by_at": by_at, **told})
    return found


def cancelling(shop: Shop, found: Ahead) -> dict[str, Any]:
    """Open orders that the platform cancels by itself by then unless they are sent: each would count against us."""
    every = cancelling_orders(shop, found)
    rows = list(every[: SHOWN + 1])
    return {"rows": rows[:SHOWN], "more": len(rows) > SHOWN}


def cancelling_orders(shop: Shop, found: Ahead) -> QuerySet[Order]:
    zone = ZoneInfo(found.zone)
    ends_at = datetime.combine(found.evaluated_on, time.max, tzinfo=zone).astimezone(UTC)
    begins_at = datetime.combine(found.since_on, time.min, tzinfo=zone).astimezone(UTC)
    rows = Order.objects.filter(
        shop=shop, is_open=True, dispatched_at=None, placed_at__gte=begins_at, cancels_at__lte=ends_at
    )
    return rows.only(*NAMED).order_by(F("cancels_at"), "pk")
