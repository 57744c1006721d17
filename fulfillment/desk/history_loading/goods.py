"""What the orders are made of: shops, suppliers, SKUs, and the lanes that goods can take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop, Sku, Supplier
from fulfillment.orders.upsert.rowset import execute

SUPPLIERS, SKUS = 200, 900
CARRIERS = ("usps", "ups", "fedex", "uniuni")


class Opened(NamedTuple):
    """A shop's slug after the team's, and where it stands."""

    slug: str
    name: str
    market: str
    time_zone: str
    currency: str


SHOPS = (
    Opened("us", "Glow US", "US", "America/Los_Angeles", "USD"),
    Opened("us-home", "Glow Home US", "US", "America/Los_Angeles", "USD"),
    Opened("uk", "Glow UK", "GB", "Europe/London", "GBP"),
)


def open_shops(team: Team) -> list[Shop]:
    """The shops of the history, biggest first."""
    return [
        Shop.objects.get_or_create(
            team=team,
            slug=f"{team.slug}-{each.slug}"[:50],
            defaults={
                "name": each.name,
                "channel": "tiktok",
                "platform": "tiktok",
                "market": each.market,
                "time_zone": each.time_zone,
                "currency": each.currency,
            },
        )[0]
        for each in SHOPS
    ]


def stock(team: Team, shops: Sequence[Shop]) -> None:
    """Temporary tables `good` (sku by number, with its supplier) and `way` (every lane that an order can take)."""
    suppliers = [Supplier(team=team, code=f"SUP-{n:03}", name=f"Supplier {n:03}") for n in range(SUPPLIERS)]
    Supplier.objects.bulk_create(suppliers, ignore_conflicts=True)
    by_code = dict(Supplier.objects.filter(team=team).values_list("code", "pk"))
    skus = [
        Sku(
            team=team,
            code=f"GLOW-{n:04}",
            title=f"Glow lamp no. {n}",
            supplier_id=by_code[f"SUP-{n % SUPPLIERS:03}"],
        )
        for n in range(SKUS)
    ]
    Sku.objects.bulk_create(skus, ignore_conflicts=True)
    values = {"team": team.pk, "shops": [shop.pk for shop in shops], "carriers": ["", *CARRIERS]}
    for sql in (GOODS, LANES, WAYS):
        execute(sql, values)


GOODS = """
CREATE TEMP TABLE good ON COMMIT DROP AS
SELECT right(k.code, 4)::int AS n, k.id AS sku_id, k.code AS sku, s.id AS supplier_id, s.code AS supplier, k.title
FROM catalog_sku k JOIN catalog_supplier s ON s.id = k.supplier_id WHERE k.team_id = %(team)s AND k.code LIKE 'GLOW-%%'
"""
LANES = """
INSERT INTO orders_lane (team_id, shop_id, supplier_id, warehouse, carrier, service)
SELECT %(team)s, shop, s.id, '', carrier, ''
FROM unnest(%(shops)s::bigint[]) shop
CROSS JOIN unnest(%(carriers)s::text[]) carrier
CROSS JOIN (SELECT DISTINCT supplier_id AS id FROM good UNION ALL SELECT NULL) s
WHERE s.id IS NOT NULL OR carrier <> ''
ON CONFLICT DO NOTHING
"""
WAYS = """
CREATE TEMP TABLE way ON COMMIT DROP AS
SELECT id, shop_id, coalesce(supplier_id, 0) AS supplier_id, carrier FROM orders_lane
WHERE team_id = %(team)s AND warehouse = '' AND service = ''
"""
