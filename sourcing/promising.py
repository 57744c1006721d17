"""Open orders whose goods nobody has promised are held, and are let go as soon as somebody does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from fulfillment.accounts.models import Team, User
from fulfillment.orders.standing_holds import Cause, Standing, settle
from fulfillment.orders.states import Owner, Stage
from fulfillment.orders.upsert.rowset import encode, execute
from fulfillment.policies.terms import ShippingType
from fulfillment.warehouse.lot_states import SupplyKind
from fulfillment.warehouse.models import Supply
from sourcing import offers
from sourcing.covering import Need, Uncovered, uncovered
from sourcing.models import Offer

CAUSE = Cause("no_live_promise", "confirm_stock", "promise.missing", "promise.given")
OURS = [ShippingType.SELLER.value, ShippingType.PLATFORM.value]
# What lies on a shelf for a line or is bought for it needs no promise. An order that was never judged may be long gone.
NEEDED = """
SELECT o.id, l.id, l.sku_id, (l.quantity - l.cancelled_quantity - coalesce(a.quantity, 0) - coalesce(b.quantity, 0))::int,
    o.dispatch_due_at, o.placed_at
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
LEFT JOIN (
    SELECT order_line_id, sum(quantity) AS quantity FROM warehouse_allocation
    WHERE team_id = %(team)s GROUP BY order_line_id
) a ON a.order_line_id = l.id
LEFT JOIN (
    SELECT order_line_id, sum(coalesce(accepted_quantity, quantity)) AS quantity FROM sourcing_purchaseline
    WHERE team_id = %(team)s AND ended_at IS NULL GROUP BY order_line_id
) b ON b.order_line_id = l.id
WHERE o.team_id = %(team)s AND o.is_open AND o.stage = %(stage)s AND o.shipping_type = ANY(%(ours)s)
    AND o.rule_version <> '' AND o.packed_at IS NULL AND l.sku_id = ANY(%(skus)s)
    AND l.quantity - l.cancelled_quantity > coalesce(a.quantity, 0) + coalesce(b.quantity, 0)
"""
# Units that were bought or left for buyers since the supplier spoke came out of what was promised.
TAKEN = """
WITH p AS (
    SELECT * FROM json_to_recordset(%(promises)s::json)
        AS p(offer bigint, supplier bigint, code text, since timestamptz)
), bought AS (
    SELECT b.order_line_id, p.offer, coalesce(b.accepted_quantity, b.quantity) AS units
    FROM p JOIN sourcing_purchaseline b ON b.offer_id = p.offer AND b.ended_at IS NULL AND b.bought_at >= p.since
)
SELECT offer, sum(units)::int FROM (
SELECT offer, units FROM bought
UNION ALL
SELECT p.offer, l.quantity - l.cancelled_quantity
FROM p JOIN orders_orderline l ON l.team_id = %(team)s AND l.sku_code = p.code
    AND l.placed_at > p.since - interval '60 days' AND coalesce(l.supplier_id, p.supplier) = p.supplier
JOIN orders_order o ON o.id = l.order_id AND o.ready_at >= p.since AND o.shipping_type = ANY(%(ours)s)
WHERE l.id NOT IN (SELECT order_line_id FROM bought)
) taken GROUP BY offer
"""


def settle_holds(team: Team, *, now: datetime, by: User | None = None) -> None:
    """Exactly the team's orders that no live promise covers are held for it; a fixed number of statements.

    One at a time per team: what another said a moment ago is counted.
    """
    with transaction.atomic():
        lock(team)
        told = _offers(team)
        needs = _needs(team, {offer.sku_id for offer in told})
        missing = uncovered(needs, _left(team, told, now)) if needs else []
        settle(team.pk, CAUSE, _holds(team, missing, told, now), now=now, by=by)


def lock(team: Team) -> None:
    """Whoever changes offers or their holds takes this first."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)


def left(team: Team, told: Sequence[Offer], *, now: datetime) -> dict[int, int]:
    """Units of each offer that are promised now and went to nobody yet. One query."""
    live = {offer.pk: offers.promised(offer.promise, now) for offer in told}
    asked = [
        {
            "offer": offer.pk,
            "supplier": offer.supplier_id,
            "code": offer.sku.code,
            "since": offer.promise.confirmed_at,
        }
        for offer in told
        if offer.promise and live[offer.pk]
    ]
    values = {"team": team.pk, "ours": OURS, "promises": encode(asked)}
    taken = dict(execute(TAKEN, values)) if asked else {}
    return {pk: max(units - taken.get(pk, 0), 0) for pk, units in live.items()}


def _offers(team: Team) -> list[Offer]:
    """Of SKUs that are bought per order: what a shelf is short of is said by the warehouse."""
    shelf = Supply.objects.filter(team=team).exclude(kind=SupplyKind.PER_ORDER).values("sku")
    found = Offer.objects.of(team).active().exclude(sku__in=shelf)
    return list(found.select_related("sku", "supplier", "latest"))


def _needs(team: Team, skus: set[int]) -> list[Need]:
    if not skus:
        return []
    values = {"team": team.pk, "stage": Stage.TO_SHIP.value, "ours": OURS, "skus": sorted(skus)}
    return [Need(*row) for row in execute(NEEDED, values)]


def _left(team: Team, told: Sequence[Offer], now: datetime) -> dict[int, int]:
    units: dict[int, int] = defaultdict(int)
    by_offer = left(team, told, now=now)
    for offer in told:
        units[offer.sku_id] += by_offer[offer.pk]
    return units


def _holds(
    team: Team, missing: Iterable[Uncovered], told: Sequence[Offer], now: datetime
) -> Iterable[Standing]:
    """One for each order and SKU; several lines of one SKU are said together."""
    by_sku: dict[int, list[Offer]] = defaultdict(list)
    for offer in told:
        by_sku[offer.sku_id].append(offer)
    units: dict[tuple[int, int], int] = defaultdict(int)
    for each in missing:
        units[each.need.order, each.need.sku] += each.units
    zone = ZoneInfo(team.time_zone)
    why = {sku: "; ".join(_said(offer, now, zone) for offer in by_sku[sku]) for _, sku in units}
    for (order, sku), count in units.items():
        code = by_sku[sku][0].sku.code
        yield Standing(order, code, Owner.US.value, f"{count} × {code}: {why[sku]}", None)


def _said(offer: Offer, now: datetime, zone: ZoneInfo) -> str:
    """What stands against one offer, without anything that changes by itself."""
    promise, name = offer.promise, offer.supplier.name
    state = offers.standing(promise, now)
    if promise is None or state == offers.Standing.UNASKED:
        return f"{name} was never asked whether it has them"
    if state == offers.Standing.EXPIRED:
        return f"what {name} promised held until {_day(promise.valid_until_at, zone)}"
    if state == offers.Standing.NONE_LEFT:
        return f"{name} said on {_day(promise.confirmed_at, zone)} that none are left"
    return f"the {promise.quantity} that {name} promised go to orders with earlier deadlines"


def _day(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %H:%M}"
