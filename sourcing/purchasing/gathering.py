"""What has to be bought for which orders, and what is offered for it: read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from fulfillment.accounts.models import Team
from fulfillment.orders.states import Stage
from fulfillment.orders.upsert.rowset import execute
from fulfillment.warehouse.lot_states import SupplyKind
from fulfillment.warehouse.models import Supply
from sourcing import offers
from sourcing.closing import calendar_of, handed_over_at
from sourcing.models import Offer, SupplierClosure
from sourcing.promising import CAUSE, OURS, left
from sourcing.purchasing.choosing import Choice, Need, Option, Why, below_least, choose

MOST = 500  # orders on one page
STATES = {
    offers.Standing.UNASKED: Why.UNASKED,
    offers.Standing.EXPIRED: Why.EXPIRED,
    offers.Standing.NONE_LEFT: Why.NONE_LEFT,
}
# The last purchase of a line decides: what its supplier did not take may be bought again, as its next part.
LINES = """
SELECT l.id AS line, o.id AS order_id, coalesce(nullif(o.number, ''), o.external_id) AS name, l.sku_id, l.sku_code,
    l.title, coalesce(l.supplier_id, s.supplier_id) AS usual, (l.quantity - l.cancelled_quantity) AS needed,
    coalesce((SELECT sum(a.quantity) FROM warehouse_allocation a WHERE a.order_line_id = l.id), 0)::int AS on_shelf,
    coalesce(o.act_by_at, o.dispatch_due_at) AS must_leave_by, o.dispatch_due_at AS due_at,
    o.is_open AND o.stage = %(stage)s AND o.packed_at IS NULL AS may_ship, o.status = 'cancelled' AS is_cancelled,
    EXISTS (SELECT 1 FROM orders_hold h WHERE h.order_id = o.id AND h.released_at IS NULL AND h.blocks
        AND h.reason <> ALL(%(ours_to_mend)s)) AS is_held,
    b.part, b.quantity - b.accepted_quantity AS short, b.purchase_id
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id LEFT JOIN catalog_sku s ON s.id = l.sku_id
LEFT JOIN LATERAL (
    SELECT * FROM sourcing_purchaseline b WHERE b.order_line_id = l.id AND b.ended_at IS NULL
    ORDER BY b.part DESC LIMIT 1
) b ON true
WHERE o.team_id = %(team)s AND o.id = ANY(%(orders)s)
ORDER BY o.dispatch_due_at NULLS LAST, o.placed_at, l.id
"""
# Of open orders, those with a line that somebody offers, that stands on no shelf and that nobody has bought.
TO_BUY = """
SELECT DISTINCT ON (o.dispatch_due_at, o.placed_at, o.id) o.id
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
WHERE o.team_id = %(team)s AND o.is_open AND o.stage = %(stage)s AND o.shipping_type = ANY(%(ours)s)
    AND o.rule_version <> '' AND o.packed_at IS NULL AND l.quantity > l.cancelled_quantity
    AND l.sku_id IN (SELECT f.sku_id FROM sourcing_offer f WHERE f.team_id = %(team)s AND f.ended_at IS NULL)
    AND l.sku_id NOT IN (
        SELECT y.sku_id FROM warehouse_supply y WHERE y.team_id = %(team)s AND y.kind <> %(per_order)s
    )
    AND NOT EXISTS (SELECT 1 FROM sourcing_purchaseline b WHERE b.order_line_id = l.id AND b.ended_at IS NULL
        AND (b.accepted_quantity IS NULL OR b.accepted_quantity = b.quantity))
ORDER BY o.dispatch_due_at NULLS LAST, o.placed_at, o.id LIMIT %(most)s
"""


class Line(Struct, frozen=True, kw_only=True):
    """One line of an order as it would be bought."""

    line: int
    order_id: int
    name: str
    sku_id: int | None
    sku_code: str
    title: str
    usual: int | None
    needed: int
    on_shelf: int
    must_leave_by: datetime | None
    due_at: datetime | None
    may_ship: bool
    is_cancelled: bool
    is_held: bool
    part: int | None
    short: int | None
    purchase_id: int | None

    @property
    def units(self) -> int:
        if self.part is not None:
            return min(self.short or 0, self.needed)
        return max(self.needed - self.on_shelf, 0)

    @property
    def next_part(self) -> int:
        return 0 if self.part is None else self.part + 1

    def stop(self, shelf: set[int]) -> Why | None:
        if self.is_cancelled or self.needed <= 0:
            return Why.CANCELLED
        if not self.may_ship:
            return Why.SHIPPED
        if self.sku_id is None:
            return Why.NO_SKU
        if self.part is not None and not self.units:
            return Why.BOUGHT
        if self.sku_id in shelf or not self.units:
            return Why.ON_SHELF
        return Why.HELD if self.is_held else None


class Plan(Struct, frozen=True):
    """Choices by order line, with what they are about."""

    lines: Sequence[Line]
    choices: Sequence[Choice]
    offers: dict[int, Offer]


def to_buy(team: Team, *, most: int = MOST) -> list[int]:
    """Orders, the earliest deadline first."""
    values = {
        "team": team.pk, "stage": Stage.TO_SHIP.value, "ours": OURS, "most": most,
        "per_order": SupplyKind.PER_ORDER.value,
    }  # fmt: skip
    return [pk for (pk,) in execute(TO_BUY, values)]


def plan(team: Team, orders: Iterable[int], *, now: datetime) -> Plan:
    """What would be bought for these orders of the team, and what not, and why. Seven queries."""
    lines = _lines(team, orders)
    skus = {each.sku_id for each in lines if each.sku_id}
    told = Offer.objects.of(team).active().filter(sku__in=skus)
    found = list(told.select_related("sku", "supplier__profile", "latest"))
    options = _options(team, found, now)
    shelf = set(
        Supply.objects.filter(team=team, sku__in=skus)
        .exclude(kind=SupplyKind.PER_ORDER)
        .values_list("sku", flat=True)
    )
    needs = [
        Need(each.line, each.sku_id, each.units, each.usual, each.must_leave_by, each.stop(shelf))
        for each in lines
    ]
    least = {each.supplier_id: each.supplier.profile.least_units for each in found if _profile(each)}
    return Plan(lines, below_least(choose(needs, options), least), {each.pk: each for each in found})


def _lines(team: Team, orders: Iterable[int]) -> list[Line]:
    values = {
        "team": team.pk, "orders": list(orders)[:MOST], "stage": Stage.TO_SHIP.value,
        "ours_to_mend": [CAUSE.reason, "stock_short"],
    }  # fmt: skip
    return [Line(**dict(zip(Line.__struct_fields__, row, strict=True))) for row in execute(LINES, values)]


def _options(team: Team, found: Sequence[Offer], now: datetime) -> dict[int, list[Option]]:
    units = left(team, found, now=now)
    closures: dict[int, list[Any]] = defaultdict(list)
    told = SupplierClosure.objects.filter(
        supplier__in={each.supplier_id for each in found}, until_on__gte=(now - timedelta(days=1)).date()
    )
    for supplier, *days in told.values_list("supplier", "from_on", "until_on"):
        closures[supplier].append(tuple(days))
    leaves: dict[tuple[int, int], datetime] = {}  # offers of one supplier mostly take as long
    options: dict[int, list[Option]] = defaultdict(list)
    for offer in found:
        pace = (offer.supplier_id, offer.lead_hours)
        if pace not in leaves:
            leaves[pace] = _leaves_at(offer, closures[offer.supplier_id], now)
        options[offer.sku_id].append(_option(offer, units[offer.pk], leaves[pace], now))
    return options


def _option(offer: Offer, units: int, leaves_at: datetime, now: datetime) -> Option:
    price = offer.latest.unit_price if offer.latest else Decimal(0)
    return Option(
        offer=offer.pk,
        supplier=offer.supplier_id,
        currency=offer.currency,
        unit_price=price,
        landed=offers.landed(price, freight=offer.freight, duty_share=offer.duty_share),
        left=units,
        state=STATES.get(offers.standing(offer.promise, now)),
        hands_over_at=leaves_at,
    )


def _leaves_at(offer: Offer, closures: Sequence[Any], now: datetime) -> datetime:
    """In the supplier's own working days; of one whose days nobody told, by the wall clock."""
    profile = _profile(offer)
    if not profile:
        return now + timedelta(hours=offer.lead_hours)
    calendar = calendar_of(country=profile.country, works_saturday=profile.works_saturday, closures=closures)
    return handed_over_at(now, offer.lead_hours, calendar, ZoneInfo(profile.time_zone))


def _profile(offer: Offer) -> Any:
    return getattr(offer.supplier, "profile", None)
