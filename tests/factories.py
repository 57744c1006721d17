"""Rows for tests, one keyword-only function each; what a test does not care about gets a plausible default."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Shop, Sku, Supplier
from fulfillment.orders.models import Order, OrderLine, PlannedTruck
from fulfillment.tracking.models import Package, PackageOrder

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # Tuesday noon in Los Angeles
_serial = count(1)


def create_team(
    *, slug: str = "", name: str = "Glow Traders", time_zone: str = "America/Los_Angeles"
) -> Team:
    return Team.objects.create(slug=slug or f"team-{next(_serial)}", name=name, time_zone=time_zone)


def create_user(*, email: str = "", password: str = "first-scan-2026") -> User:
    return User.objects.create_user(email or f"person{next(_serial)}@example.com", password)


def create_member(*, team: Team, role: Role = Role.OPERATOR, email: str = "") -> User:
    user = create_user(email=email)
    Membership.objects.create(team=team, user=user, role=role)
    return user


def create_shop(*, team: Team | None = None, market: str = "US", **fields: Any) -> Shop:
    serial = next(_serial)
    defaults: dict[str, Any] = {
        "slug": f"shop-{serial}",
        "name": "Glow US",
        "channel": "tiktok",
        "platform": "tiktok",
        "time_zone": "America/Los_Angeles",
        "currency": "USD",
        "external_id": f"7494049642642{serial:06}",
    }
    return Shop.objects.create(team=team or create_team(), market=market, **defaults | fields)


def create_supplier(*, team: Team, code: str = "", name: str = "Bright Agents") -> Supplier:
    return Supplier.objects.create(team=team, code=code or f"S{next(_serial)}", name=name)


def create_sku(*, team: Team, code: str = "", title: str = "Glow lamp, warm white", **fields: Any) -> Sku:
    return Sku.objects.create(team=team, code=code or f"SKU-{next(_serial)}", title=title, **fields)


def create_order(
    *, shop: Shop | None = None, placed_at: datetime = NOW - timedelta(hours=20), **fields: Any
) -> Order:
    """An open order due to be judged once more; with a blank `rule_version` as ingest leaves it, never judged."""
    shop = shop or create_shop()
    defaults: dict[str, Any] = {
        "rule_version": "tiktok-us/2026-03-02@seen",
        "external_id": f"57694120{next(_serial):010}",
        "status": "to_ship",
        "channel_status": "AWAITING_SHIPMENT",
        "remote_updated_at": placed_at,
        "paid_at": placed_at,
        "currency": shop.currency,
        "next_check_at": placed_at,
    }
    return Order.objects.create(team=shop.team, shop=shop, placed_at=placed_at, **defaults | fields)


def create_truck(*, team: Team, told: dict[str, Any]) -> PlannedTruck:
    """As planning writes it; the same for all orders that it is told of."""
    named = {"window": told["window"], "name": told.get("name", ""), "zone": told.get("zone", "UTC")}
    digest = json.dumps(told, sort_keys=True)
    return PlannedTruck.objects.get_or_create(team=team, digest=digest, defaults=named | {"told": told})[0]


def create_line(*, order: Order, sku: Sku | None = None, quantity: int = 1, **fields: Any) -> OrderLine:
    defaults: dict[str, Any] = {
        "external_id": f"17293824{next(_serial):010}",
        "sku": sku,
        "supplier": sku.supplier if sku else None,
        "sku_code": sku.code if sku else "",
        "listing_external_id": sku.code if sku else "",
        "title": sku.title if sku else "Glow lamp",
        "placed_at": order.placed_at,
        "currency": order.currency,
    }
    return OrderLine.objects.create(team=order.team, order=order, quantity=quantity, **defaults | fields)


def create_package(*, orders: list[Order], **fields: Any) -> Package:
    shop = orders[0].shop
    defaults: dict[str, Any] = {
        "external_id": f"11523211{next(_serial):010}",
        "status": "ready",
        "carrier": "usps",
    }
    package = Package.objects.create(team=shop.team, shop=shop, **defaults | fields)
    PackageOrder.objects.bulk_create(
        PackageOrder(team=shop.team, package=package, order=order) for order in orders
    )
    return package
