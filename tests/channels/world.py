"""A pretend shop over real HTTP, connected as a seller connects it, and what both sides say of every order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from fulfillment.channels.models import Connection
from fulfillment.channels.sync import sync_connection
from fulfillment.channels.tiktok import connecting
from fulfillment.orders.models import Order
from fulfillment.orders.watch import watch_due
from fulfillment.sandbox.box import SandboxServer
from fulfillment.tracking.judging import judge_due_packages
from tests.factories import create_team

ENOUGH_ROUNDS = 40


class Time:
    """The moment that the world has reached: the product under test reads it as its clock."""

    def __init__(self, box: SandboxServer) -> None:
        self.box = box
        self.extra = timedelta(0)  # by how much the product's clock is ahead of the world's

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.box.tick(), UTC) + timedelta(seconds=1) + self.extra


def app_of(box: SandboxServer) -> connecting.App:
    return connecting.App(key=box.app_key, secret=box.app_secret, base_url=box.url, auth_url=box.url)


def connect(
    box: SandboxServer, *, now: datetime, history_days: int = 8, team: Any = None, market: str = ""
) -> list[Connection]:
    """Every shop of the world, due for its first pull, US first."""
    found = connecting.connect(
        team or create_team(), app=app_of(box), code=box.authorise(), now=now, market=market
    )
    for connection in found:
        connection.options |= {"history_days": history_days}
        connection.save()
    Connection.objects.filter(pk__in=[row.pk for row in found]).update(created_at=now)
    return sorted(found, key=lambda row: row.shop.market, reverse=True)


def pull(connection: Connection, clock: Callable[[], datetime], *, seconds: float = 25.0) -> Connection:
    """Rounds until nothing is left to do at once or one fails; the connection as it then is."""
    for _ in range(ENOUGH_ROUNDS):
        if not sync_connection(connection.pk, clock=clock, seconds=seconds):
            break
        connection.refresh_from_db()
        if connection.next_sync_at > clock():
            break
    connection.refresh_from_db()
    return connection


def judge(now: datetime) -> None:
    while watch_due(now=now):
        pass
    while judge_due_packages(now=now):
        pass
    while watch_due(now=now):
        pass


def ours(connection: Connection) -> dict[str, dict[str, Any]]:
    """What we know of every order of the shop, in the words of the world's truth."""
    orders = Order.objects.filter(shop=connection.shop).prefetch_related("package_orders__package")
    return {order.external_id: _ours(order) for order in orders}


def _ours(order: Order) -> dict[str, Any]:
    packages = [link.package for link in order.package_orders.all() if link.is_current]
    return {
        "status": order.channel_status,
        "created_at": _seconds(order.placed_at),
        "due_at": _seconds(order.dispatch_due_at),
        "dispatched_at": None if order.shipping_type == "digital" else _seconds(order.dispatched_at),
        "late": _is_late(order.dispatched_at, order.dispatch_due_at),
        "cancelled_at": _seconds(order.cancelled_at),
        "packages": {p.external_id: p.tracking_number_given for p in packages if p.status != "cancelled"},
    }


def theirs(box: SandboxServer, connection: Connection) -> dict[str, dict[str, Any]]:
    """The truth about every order of the shop, in the words of `ours`."""
    slug = {"US": "glow-us", "GB": "glow-uk"}[connection.shop.market]
    return {order["id"]: _theirs(order) for order in box.truth(slug)["orders"]}


def _theirs(order: dict[str, Any]) -> dict[str, Any]:
    """The only parcel's scan counts for us before the platform has heard of it; then the platform's word does.

    Of several parcels the carriers' messages do not say which one is meant, so the platform's word is awaited. A
    digital order has nothing to hand over.
    """
    packages = order["packages"]
    dispatched_at = order["dispatched_at"]
    is_whole = len(packages) == 1 and order["status"] != "PARTIALLY_SHIPPING" and not order["cancelled_at"]
    if dispatched_at is None and is_whole:
        dispatched_at = packages[0]["first_scan_at"]
    due_at = order["due_at"]
    if order["shipping_type"] == "TIKTOK_DIGITAL":
        due_at = dispatched_at = None
    return {
        "status": order["status"],
        "created_at": order["created_at"],
        "due_at": due_at,
        "dispatched_at": dispatched_at,
        "late": _is_late(dispatched_at, due_at),
        "cancelled_at": order["cancelled_at"],
        "packages": {package["id"]: package["number"] for package in packages},
    }


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None


def _is_late(dispatched_at: Any, due_at: Any) -> bool | None:
    return dispatched_at > due_at if dispatched_at and due_at else None


def differences(connection: Connection, box: SandboxServer) -> dict[str, Any]:
    """Where the two sides disagree about an order, by field: ours, theirs."""
    mine, truth = ours(connection), theirs(box, connection)
    return {
        f"{key} {name}": (mine.get(key, {}).get(name), truth.get(key, {}).get(name))
        for key in mine | truth
        for name in mine.get(key, truth.get(key, {}))
        if mine.get(key, {}).get(name) != truth.get(key, {}).get(name)
    }
