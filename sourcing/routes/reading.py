"""Orders as rules see them, in a fixed number of queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop, Supplier
from fulfillment.orders.rulings import rules_of, terms_of
from fulfillment.warehouse.models import Supply, Warehouse, WarehouseAlias
from sourcing.models import SkuTag
from sourcing.routing.rehearsing import Past
from sourcing.routing.rules import Facts, Route

HOUR = 3600
ORDERS = """
SELECT o.id, o.shop_id, o.country, o.total, o.currency, o.placed_at, o.dispatch_due_at, o.dispatched_at,
    o.delivered_at, o.carrier, o.warehouse_external_id, g.skus, g.suppliers, g.units
FROM orders_order o
CROSS JOIN LATERAL (
    SELECT array_agg(l.sku_id) AS skus, array_agg(l.supplier_id) AS suppliers,
        array_agg(greatest(l.quantity - l.cancelled_quantity, 0)) AS units
    FROM orders_orderline l WHERE l.order_id = o.id
) g
WHERE o.team_id = %(team)s AND o.shipping_type IN ('seller', 'platform')
"""
PAST = f"""{ORDERS} AND o.placed_at >= %(since)s AND o.placed_at < %(until)s AND o.status <> 'cancelled'
ORDER BY o.placed_at, o.id"""
THESE = f"{ORDERS} AND o.id = ANY(%(ids)s) ORDER BY o.placed_at, o.id"


class Read(NamedTuple):
    id: int
    facts: Facts
    past: Past


class Known:
    """What of a team's catalogue and shops the facts of an order need; five queries."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.suppliers = dict(Supplier.objects.filter(team=team).values_list("pk", "code"))
        self.tags: dict[int, set[str]] = defaultdict(set)
        for sku, tag in SkuTag.objects.filter(team=team).values_list("sku", "tag"):
            self.tags[sku].add(tag)
        weighed = Supply.objects.filter(team=team, unit_grams__isnull=False)
        self.grams = dict(weighed.order_by("unit_grams").values_list("sku", "unit_grams"))
        self.shops = {shop.pk: (shop, ZoneInfo(shop.time_zone)) for shop in Shop.objects.of(team)}
        self.accepted: dict[int, frozenset[str] | None] = {}
        houses = Warehouse.objects.of(team).order_by("-is_default").values_list("pk", "code")
        codes = dict(houses)
        self.default = next(iter(codes.values()), "")
        aliases = WarehouseAlias.objects.filter(team=team).values_list("shop", "external_id", "warehouse")
        self.houses = {(shop, name): codes[house] for shop, name, house in aliases}

    def accepted_by(self, shop: Shop, now: datetime) -> frozenset[str] | None:
        """The carriers that the shop's channel takes by the rules in force; None: all."""
        if shop.pk not in self.accepted:
            self.accepted[shop.pk] = rules_of(terms_of(shop), now).tracking.accepted_carriers
        return self.accepted[shop.pk]


def past(team: Team, *, since: datetime, until: datetime, now: datetime) -> list[Read]:
    """Orders placed in that time that were ours to ship, oldest first; none that was cancelled."""
    return list(_read(team, PAST, {"since": since, "until": until}, now))


def these(team: Team, ids: Sequence[int], *, now: datetime) -> list[Read]:
    return list(_read(team, THESE, {"ids": list(ids)}, now))


def _read(team: Team, query: str, values: dict[str, Any], now: datetime) -> Iterator[Read]:
    known = Known(team)
    with connection.cursor() as cursor:
        cursor.execute(query, {"team": team.pk, **values})
        while rows := cursor.fetchmany(5000):
            for row in rows:
                yield _order(row, known, now)


def _order(row: Any, known: Known, now: datetime) -> Read:
    pk, shop_id, country, total, currency, placed_at, due_at, sent_at, delivered_at, carrier, house = row[:11]
    skus, suppliers, units = (each or [] for each in row[11:])
    shop, zone = known.shops[shop_id]
    codes = frozenset(known.suppliers[each] for each in suppliers if each is not None)
    facts = Facts(
        country=country or shop.market,
        channel=shop.channel,
        market=shop.market,
        tags=frozenset(tag for sku in skus for tag in known.tags.get(sku, ())),
        suppliers=codes,
        value=total,
        currency=currency,
        grams=_grams(skus, units, known),
        hours=_hours(placed_at, due_at),
        accepted=known.accepted_by(shop, now),
        day=placed_at.astimezone(zone).date().isoformat(),
    )
    lane = Route(
        next(iter(codes)) if len(codes) == 1 else "",
        known.houses.get((shop_id, house), known.default),
        carrier,
    )
    late = None if due_at is None or (sent_at is None and due_at > now) else (sent_at or now) > due_at
    return Read(pk, facts, Past(facts, lane, _hours(placed_at, sent_at), _hours(sent_at, delivered_at), late))


def _grams(skus: list[int | None], units: list[int], known: Known) -> int | None:
    """None where one SKU's weight is not known."""
    weights = [known.grams.get(sku) if sku else None for sku in skus]
    if not weights or None in weights:
        return None
    return sum((weight or 0) * unit for weight, unit in zip(weights, units, strict=True))


def _hours(since: datetime | None, until: datetime | None) -> float | None:
    return None if since is None or until is None else max((until - since).total_seconds() / HOUR, 0.0)
