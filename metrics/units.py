"""Orders and packages as the definitions see them, with the dimensions their facts are counted under; set-based reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec
from django.db import connection as db
from msgspec import Struct

from fulfillment.policies import rulebook
from fulfillment.policies.rulebook import Rules
from fulfillment.policies.terms import CountedUnit, OrderKind
from metrics.definitions import METRICS, OrderUnit, Outcome, PackageUnit


class Unit(Struct, frozen=True, kw_only=True):
    """One unit of one metric with everything its fact needs."""

    metric: str
    judged: OrderUnit | PackageUnit
    rules: Rules
    team_id: int
    shop_id: int
    zone: ZoneInfo
    carriers: tuple[str, ...]
    suppliers: tuple[str, ...]
    skus: tuple[str, ...]

    @property
    def id(self) -> int:
        return self.judged.id

    @property
    def rule_version(self) -> str:
        return self.rules.version

    def outcome(self) -> Outcome | None:
        return METRICS[self.metric].judge(self.judged, self.rules)


ORDERS = """
SELECT o.id, o.team_id, o.shop_id, shop.platform, shop.market, shop.time_zone, shop.rule_overrides::text,
       o.kind, o.is_sample, o.is_replacement, o.shipping_type, o.placed_at, o.dispatched_at, o.dispatch_due_at,
       lines.suppliers, lines.skus, parcels.carriers
FROM orders_order o
JOIN catalog_shop shop ON shop.id = o.shop_id
LEFT JOIN LATERAL (
  SELECT array_agg(DISTINCT supplier.code) FILTER (WHERE supplier.code IS NOT NULL) AS suppliers,
         array_agg(DISTINCT line.sku_code) FILTER (WHERE line.sku_code <> '') AS skus
  FROM orders_orderline line LEFT JOIN catalog_supplier supplier ON supplier.id = line.supplier_id
  WHERE line.order_id = o.id
) lines ON true
LEFT JOIN LATERAL (
  SELECT array_agg(DISTINCT package.carrier) FILTER (WHERE package.carrier <> '') AS carriers
  FROM tracking_packageorder link JOIN tracking_package package ON package.id = link.package_id
  WHERE link.order_id = o.id AND package.status <> 'cancelled'
) parcels ON true
WHERE o.id = ANY(%s)
"""

PACKAGES = """
SELECT package.id, package.team_id, package.shop_id, shop.platform, shop.market, shop.time_zone,
       shop.rule_overrides::text, first.kind, first.is_sample, first.is_replacement, package.shipping_type,
       first.placed_at, package.shipped_at, package.delivered_at, package.status = 'cancelled', package.verdict,
       lines.suppliers, lines.skus, package.carrier
FROM tracking_package package
JOIN catalog_shop shop ON shop.id = package.shop_id
JOIN LATERAL (
  SELECT o.kind, o.is_sample, o.is_replacement, o.placed_at
  FROM tracking_packageorder link JOIN orders_order o ON o.id = link.order_id
  WHERE link.package_id = package.id ORDER BY o.placed_at, o.id LIMIT 1
) first ON true
LEFT JOIN LATERAL (
  SELECT array_agg(DISTINCT supplier.code) FILTER (WHERE supplier.code IS NOT NULL) AS suppliers,
         array_agg(DISTINCT line.sku_code) FILTER (WHERE line.sku_code <> '') AS skus
  FROM tracking_packageorder link
  JOIN orders_orderline line ON line.order_id = link.order_id
  LEFT JOIN catalog_supplier supplier ON supplier.id = line.supplier_id
  WHERE link.package_id = package.id
) lines ON true
WHERE package.id IN (SELECT package_id FROM tracking_packageorder WHERE order_id = ANY(%s))
"""


def orders_of(order_ids: Sequence[int]) -> Iterator[Unit]:
    """One unit per order and metric that counts orders."""
    metrics = [slug for slug, definition in METRICS.items() if definition.unit == CountedUnit.ORDER]
    for row in _rows(ORDERS, order_ids):
        id_, team, shop, platform, market, zone, overrides, kind, sample, replacement, shipping, placed = row[
            :12
        ]
        judged = OrderUnit(
            id=id_,
            shipping_type=shipping,
            kinds=_kinds(kind, sample, replacement),
            placed_at=placed,
            dispatched_at=row[12],
            dispatch_due_at=row[13],
        )
        rules = rules_for(platform, market, zone, overrides, at=placed)
        for metric in metrics:
            yield Unit(
                metric=metric,
                judged=judged,
                rules=rules,
                team_id=team,
                shop_id=shop,
                zone=ZoneInfo(zone),
                suppliers=tuple(row[14] or ()),
                skus=tuple(row[15] or ()),
                carriers=tuple(row[16] or ()),
            )


def packages_of(order_ids: Sequence[int]) -> Iterator[Unit]:
    """One unit per package of these orders and metric that counts packages; all orders of a package describe it."""
    metrics = [slug for slug, definition in METRICS.items() if definition.unit == CountedUnit.PACKAGE]
    for row in _rows(PACKAGES, order_ids):
        id_, team, shop, platform, market, zone, overrides, kind, sample, replacement, shipping, placed = row[
            :12
        ]
        judged = PackageUnit(
            id=id_,
            shipping_type=shipping,
            kinds=_kinds(kind, sample, replacement),
            placed_at=placed,
            shipped_at=row[12],
            delivered_at=row[13],
            is_cancelled=row[14],
            verdict=row[15],
        )
        rules = rules_for(platform, market, zone, overrides, at=placed)
        for metric in metrics:
            yield Unit(
                metric=metric,
                judged=judged,
                rules=rules,
                team_id=team,
                shop_id=shop,
                zone=ZoneInfo(zone),
                suppliers=tuple(row[16] or ()),
                skus=tuple(row[17] or ()),
                carriers=(row[18],) if row[18] else (),
            )


def _rows(sql: str, order_ids: Sequence[int]) -> list[tuple]:  # type: ignore[type-arg]
    with db.cursor() as cursor:
        cursor.execute(sql, [list(order_ids)])
        return list(cursor.fetchall())


def _kinds(kind: str, is_sample: bool, is_replacement: bool) -> tuple[str, ...]:
    extra = [OrderKind.SAMPLE] * is_sample + [OrderKind.REPLACEMENT] * is_replacement
    return (kind, *extra)


def rules_for(platform: str, market: str, zone: str, overrides: str, *, at: datetime) -> Rules:
    """The rules in force when an order was placed, with the shop's own values."""
    rules = rulebook.load().rules(platform=platform, market=market, at=at, time_zone=zone)
    return rules if overrides == "{}" else _with_overrides(rules, overrides)


@lru_cache(maxsize=256)
def _with_overrides(rules: Rules, overrides: str) -> Rules:
    return rules.with_overrides(msgspec.json.decode(overrides))
