"""Orders and packages as the definitions see them, with the dimensions their facts are counted under.

A fixed number of statements whatever the number of orders; what belongs together is put together here, which is faster than
one lateral join per row. A package and its orders are of one shop: channels name packages per shop.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from django.db import connection as db
from msgspec import Struct

from fulfillment.orders.deadlines import OrderClockFacts, estimated_delivery
from fulfillment.orders.rulings import Rulings
from fulfillment.orders.states import OrderStatus
from fulfillment.orders.upsert.rowset import array
from fulfillment.policies.rulebook import Rules
from fulfillment.policies.terms import CountedUnit, OrderKind, ShippingType
from metrics.aftermath import NOTHING, aftermaths
from metrics.definitions import METRICS, Definition, OrderUnit, Outcome, PackageUnit, Why

log = structlog.get_logger()


COUNTED = {
    unit: [slug for slug, definition in METRICS.items() if definition.unit == unit] for unit in CountedUnit
}


NEVER_DELIVERED = frozenset({OrderStatus.UNPAID, OrderStatus.CANCELLED})


class Unit(Struct, frozen=True, kw_only=True, gc=False):
    """An order or a package with everything that its facts need, one for each rate that counts such units."""

    counted: CountedUnit
    judged: OrderUnit | PackageUnit
    rules: Rules
    team_id: int
    shop_id: int
    carriers: list[str]
    suppliers: list[str]
    skus: list[str]
    lanes: list[str]
    is_copy: bool = False  # of another order, which is counted instead

    @property
    def id(self) -> int:
        return self.judged.id

    def outcome(self, metric: str) -> Outcome | None:
        """What it is to a rate of its kind; None: nothing, or nothing yet."""
        found = METRICS[metric].judge(self.judged, self.rules)
        return Outcome(found.dated_at, False, False, Why.COPY) if found and self.is_copy else found


class Units(NamedTuple):
    """What is to be judged, and the ids of everything that was looked at: those without a unit have no fact."""

    found: list[Unit]
    order_ids: set[int]
    package_ids: set[int]


class Link(NamedTuple):
    package_id: int
    order_id: int
    is_current: bool


class OrderRow(NamedTuple):
    id: int
    team_id: int
    shop_id: int
    kind: str
    is_sample: bool
    is_replacement: bool
    shipping_type: str
    placed_at: datetime
    dispatched_at: datetime | None
    dispatch_due_at: datetime | None
    status: str
    paid_at: datetime | None
    cancelled_at: datetime | None
    delivered_at: datetime | None
    delivery_due_at: datetime | None
    cancel_initiator: str
    handling_days: int | None
    handling_in_business_days: bool
    release_at: datetime | None
    lane: str
    is_copy: bool


class PackageRow(NamedTuple):
    id: int
    team_id: int
    shop_id: int
    shipping_type: str
    shipped_at: datetime | None
    delivered_at: datetime | None
    is_cancelled: bool
    verdict: str
    carrier: str


# Two statements, not one with a join: planners take the join for a reason to read the whole table.
SERVING = "SELECT package_id FROM tracking_packageorder WHERE order_id = ANY(%s::bigint[])"
LINKS = """
SELECT package_id, order_id, is_current FROM tracking_packageorder WHERE package_id = ANY(%s::bigint[])
"""
ORDERS = """
SELECT o.id, o.team_id, o.shop_id, o.kind, o.is_sample, o.is_replacement, o.shipping_type, o.placed_at,
    o.dispatched_at, o.dispatch_due_at, o.status, o.paid_at, o.cancelled_at, o.delivered_at, o.delivery_due_at,
    o.cancel_initiator, o.handling_days, o.handling_in_business_days, o.release_at,
    concat_ws(' → ', nullif(supplier.code, ''), nullif(lane.carrier, '')) AS lane,
    EXISTS (SELECT FROM orders_ordercopy k WHERE k.order_id = o.id AND k.original_id <> o.id)
FROM orders_order o
LEFT JOIN orders_lane lane ON lane.id = o.lane_id
LEFT JOIN catalog_supplier supplier ON supplier.id = lane.supplier_id
WHERE o.id = ANY(%s::bigint[])
"""
LINES = """
SELECT line.order_id, line.sku_code, coalesce(supplier.code, '')
FROM orders_orderline line LEFT JOIN catalog_supplier supplier ON supplier.id = line.supplier_id
WHERE line.order_id = ANY(%s::bigint[])
"""
PACKAGES = """
SELECT id, team_id, shop_id, shipping_type, shipped_at, delivered_at, status = 'cancelled', verdict, carrier
FROM tracking_package WHERE id = ANY(%s::bigint[])
"""


def gather(order_ids: Sequence[int]) -> Units:
    """The units of these orders and of every package that serves or served one of them."""
    return _Gathering(order_ids).units()


def gather_units(definition: Definition, unit_ids: Sequence[int]) -> list[Unit]:
    """These orders, or these packages, whichever a rate counts."""
    wanted = set(unit_ids)
    order_ids = list(unit_ids)
    if definition.unit == CountedUnit.PACKAGE:
        order_ids = [order_id for _, order_id, is_current in _rows(LINKS, unit_ids) if is_current]
    found = gather(order_ids).found
    return [unit for unit in found if unit.counted == definition.unit and unit.id in wanted]


class _Gathering:
    def __init__(self, order_ids: Sequence[int]) -> None:
        self.asked = set(order_ids)
        self.package_ids = {package_id for (package_id,) in _rows(SERVING, order_ids)}
        self.links = [Link(*row) for row in _rows(LINKS, self.package_ids)]
        around = self.asked | {link.order_id for link in self.links if link.is_current}
        self.orders = {row[0]: OrderRow(*row) for row in _rows(ORDERS, around)}
        self.packages = [PackageRow(*row) for row in _rows(PACKAGES, self.package_ids)]
        self.skus: dict[int, set[str]] = defaultdict(set)
        self.suppliers: dict[int, set[str]] = defaultdict(set)
        for order_id, sku, supplier in _rows(LINES, around):
            self.skus[order_id].add(sku)
            self.suppliers[order_id].add(supplier)
        self.aftermath = aftermaths(self.asked)
        self.rulings = Rulings.of_shops({order.shop_id for order in self.orders.values()})

    def units(self) -> Units:
        return Units([*self._of_orders(), *self._of_packages()], self.asked, self.package_ids)

    def _of_orders(self) -> Iterator[Unit]:
        carriers: dict[int, set[str]] = defaultdict(set)
        in_package = {package.id: package for package in self.packages if not package.is_cancelled}
        for link in self.links:
            if link.is_current and link.package_id in in_package:
                carriers[link.order_id].add(in_package[link.package_id].carrier)
        for order in (self.orders[pk] for pk in sorted(self.asked & self.orders.keys())):
            yield from self._unit(self._judged(order), CountedUnit.ORDER, [order], _known(carriers[order.id]))

    def _judged(self, order: OrderRow) -> OrderUnit:
        after = self.aftermath.get(order.id, NOTHING)
        return OrderUnit(
            id=order.id,
            shipping_type=order.shipping_type,
            kinds=_kinds(order),
            placed_at=order.placed_at,
            dispatched_at=order.dispatched_at,
            dispatch_due_at=order.dispatch_due_at,
            status=order.status,
            paid_at=order.paid_at,
            cancelled_at=order.cancelled_at,
            delivered_at=order.delivered_at,
            delivery_due_at=order.delivery_due_at or self._reckoned_delivery(order),
            cancelled_by=after.cancelled_by or ("buyer" if order.cancel_initiator == "buyer" else ""),
            cancelled_for=after.cancelled_for,
            refunded_for=after.refunded_for,
            first_rating=after.first_rating,
            review_is_of_delivery=after.review_is_of_delivery,
            complained_of_delivery=after.complained_of_delivery,
            asked_where_it_is=after.asked_where_it_is,
        )

    def _reckoned_delivery(self, order: OrderRow) -> datetime | None:
        """The promised day by the rulebook, for an order that brought none; None where nobody promised one."""
        if order.status in NEVER_DELIVERED:
            return None
        try:
            told = OrderClockFacts(
                placed_at=order.placed_at,
                kind=OrderKind(order.kind),
                shipping_type=ShippingType(order.shipping_type),
                handling_days=order.handling_days,
                handling_in_business_days=order.handling_in_business_days,
                release_at=order.release_at,
            )
            return estimated_delivery(told, self.rulings.at(order.shop_id, order.placed_at))
        except (LookupError, ValueError):  # said of each of its units, which are judged next
            return None

    def _of_packages(self) -> Iterator[Unit]:
        """A package is promised as the earliest order in it; all of them describe it. Superseded, it has none."""
        served: dict[int, list[OrderRow]] = defaultdict(list)
        for link in self.links:
            if link.is_current and link.order_id in self.orders:
                served[link.package_id].append(self.orders[link.order_id])
        for package in self.packages:
            orders = sorted(served[package.id], key=lambda order: (order.placed_at, order.id))
            if not orders:
                continue
            judged = PackageUnit(
                id=package.id,
                shipping_type=package.shipping_type or orders[0].shipping_type,
                kinds=_kinds(orders[0]),
                placed_at=orders[0].placed_at,
                shipped_at=package.shipped_at,
                delivered_at=package.delivered_at,
                is_cancelled=package.is_cancelled,
                verdict=package.verdict,
            )
            yield from self._unit(judged, CountedUnit.PACKAGE, orders, _known([package.carrier]))

    def _unit(
        self,
        judged: OrderUnit | PackageUnit,
        counted: CountedUnit,
        orders: Sequence[OrderRow],
        carriers: list[str],
    ) -> Iterator[Unit]:
        """One, or none where no rules judge it."""
        first = orders[0]
        try:
            rules = self.rulings.at(first.shop_id, judged.placed_at)
        except (
            LookupError,
            ValueError,
        ) as error:  # no book for the market, or the shop's own values are refused
            log.warning("no rules for a unit", unit=judged.id, why=str(error))
            return
        yield Unit(
            counted=counted,
            judged=judged,
            rules=rules,
            team_id=first.team_id,
            shop_id=first.shop_id,
            carriers=carriers,
            suppliers=_known(*(self.suppliers[order.id] for order in orders)),
            skus=_known(*(self.skus[order.id] for order in orders)),
            lanes=_known([order.lane for order in orders]),
            is_copy=all(order.is_copy for order in orders),
        )


def _rows(sql: str, ids: Iterable[int]) -> list[tuple[Any, ...]]:
    with db.cursor() as cursor:
        cursor.execute(sql, [array(ids)])
        return list(cursor.fetchall())


def _known(*values: Iterable[str]) -> list[str]:
    """Each value once, in order; blank ones are not known and left away."""
    return sorted({value for each in values for value in each if value})


def _kinds(order: OrderRow) -> tuple[str, ...]:
    extra = [OrderKind.SAMPLE] * order.is_sample + [OrderKind.REPLACEMENT] * order.is_replacement
    return (order.kind, *extra)
