"""Orders as the British shop's channel would tell them: however small the world is, there is one for each button."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from fulfillment.catalog.models import Shop
from fulfillment.channels.ingest import take_orders, take_packages
from fulfillment.orders.models import Order
from tests.channels.told import told_buyer, told_line, told_order, told_package
from tests.e2e.floor import Floor


def shop_of(floor: Floor, market: str = "GB") -> Shop:
    return Shop.objects.get(team=floor.team, channel="tiktok", market=market)


def tell(
    floor: Floor, name: str = "", *, market: str = "GB", line: dict[str, Any] | None = None, **fields: Any
) -> Order:
    """An order of a buyer and a listing of its own, judged; told again under its `name`, it has changed."""
    shop, now = shop_of(floor, market), timezone.now()
    name = name or f"5764{Order.objects.of(floor.team).count():014d}"
    usual: dict[str, Any] = {
        "placed_at": now - timedelta(hours=2),
        "paid_at": now - timedelta(hours=2),
        "updated_at": now,
        "country": "GB",
        "buyer": told_buyer(external_id=name, name=f"Zoë {name}"),
        "lines": (told_line(external_id=f"L{name}", sku_external_id=f"V{name}", **line or {}),),
    }
    take_orders(shop=shop, records=[told_order(name, **usual | fields)], now=now)
    floor.work(pull=False)
    return Order.objects.get(shop=shop, external_id=name)


def tell_with_parcel(floor: Floor) -> Order:
    order = tell(floor)
    parcel = told_package(
        f"P{order.external_id}", order.external_id, tracking_number=f"GLOW{order.external_id}"
    )
    take_packages(shop=order.shop, records=[parcel], now=timezone.now())
    floor.work(pull=False)
    return order
