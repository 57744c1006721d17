"""What really happened, for tests that compare the product's figures with the world's."""

from collections import Counter, defaultdict
from typing import Any

from fulfillment.sandbox.world.calendar import local
from fulfillment.sandbox.world.life import late_at
from fulfillment.sandbox.world.model import NEVER, Order, Parcel, Shop
from fulfillment.sandbox.world.world import World


def of_orders(world: World, *, now: int, shop: str = "") -> list[dict[str, Any]]:
    return [_order(order, now) for order in world.orders.values() if shop in ("", order.shop.slug)]


def _order(order: Order, now: int) -> dict[str, Any]:
    """``late`` is None while undecided: neither dispatched nor past its deadline."""
    at, due = late_at(order)
    happened = at <= now and at < order.cancelled_at
    late = at > due if happened else None
    ended = order.cancelled_at <= now
    return {
        "id": order.id,
        "shop": order.shop.slug,
        "kind": order.kind,
        "shipping_type": order.shipping_type,
        "fulfillment_type": order.fulfillment_type,
        "sample": order.sample,
        "replacement": bool(order.replaces),
        "status": order.status,
        "created_at": order.created_at,
        "due_at": due,
        "dispatched_at": at if happened else None,
        "planned_dispatch_at": at if at < NEVER and at < order.cancelled_at else None,
        "late": late,
        "overdue": not happened and order.cancelled_at > now and now > due,
        "cancelled_at": order.cancelled_at if ended else None,
        "cancel_reason": order.cancellation.reason if order.cancellation and ended else None,
        "packages": [_parcel(parcel, now) for parcel in order.parcels if parcel.is_shown(now)],
    }


def _parcel(parcel: Parcel, now: int) -> dict[str, Any]:
    first = parcel.first_scan_at()
    return {
        "id": parcel.id,
        "number": parcel.number_at(now) if parcel.arranged_at <= now else "",
        "carrier": parcel.carrier.name,
        "flaw": parcel.flaw,
        "orders": [order.id for order in parcel.orders],
        "shipped_at": parcel.arranged_at,
        "first_scan_at": first if first <= now else None,
        "collected_at": parcel.collected_at if parcel.collected_at <= now else None,
    }


def by_day(orders: list[Order], *, now: int) -> dict[str, dict[str, dict[str, int]]]:
    """Per shop and market-local day: placed, dispatched, late, labelled packages and flawed ones."""
    days: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))

    def add(shop: Shop, moment: int, what: str) -> None:
        days[shop.slug][local(shop.market, moment).date().isoformat()][what] += 1

    for order in orders:
        add(order.shop, order.created_at, "placed")
        at, due = late_at(order)
        if at <= now and at < order.cancelled_at and order.digital_at >= NEVER:
            add(order.shop, at, "dispatched")
            if at > due and order.fulfillment_type == "FULFILLMENT_BY_SELLER":
                add(order.shop, at, "late")
        for parcel in order.parcels:
            if parcel.orders[0] is order and parcel.arranged_at <= now:
                add(order.shop, parcel.arranged_at, "packages")
                if parcel.flaw not in ("", "typo_corrected"):
                    add(order.shop, parcel.arranged_at, "flawed_packages")
    return {
        shop: {day: dict(counts) for day, counts in sorted(found.items())} for shop, found in days.items()
    }
