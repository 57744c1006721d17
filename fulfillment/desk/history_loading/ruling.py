"""The rulebook as two temporary tables, so that closed orders are judged by it in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import connection

from fulfillment.catalog.models import Shop
from fulfillment.orders.rulings import Rulings, version_of
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import OrderKind, ShippingType
from metrics.definitions import METRICS
from metrics.figures import versions_of

LATE_DISPATCH, VALID_TRACKING = "late-dispatch-rate", "valid-tracking-rate"
KINDS = ("regular", "pre_order", "regular sample", "regular replacement")
SHIPPING = (ShippingType.SELLER, ShippingType.PLATFORM, ShippingType.PLATFORM_WAREHOUSE)
LONG_AGO, FAR_OFF = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
TABLES = """
CREATE TEMP TABLE rule (shop_id bigint, since_at timestamptz, until_at timestamptz, order_version text,
    fact_version text, stop_event text, zone text, late_dated_by text, valid_dated_by text) ON COMMIT DROP;
CREATE TEMP TABLE counting (shop_id bigint, since_at timestamptz, metric text, shipping_type text, kinds text,
    counting text, because text, dated_by text) ON COMMIT DROP
"""


def lay_down(shops: Sequence[Shop]) -> None:
    """Table `rule`: a row per shop and version; `counting`: what each kind of order does to each rate."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for shop in shops:
            for rules, since_at, until_at in _periods(shop):
                _copy(cursor, "rule", [_rule(shop, rules, since_at, until_at)])
                _copy(cursor, "counting", _countings(shop, rules, since_at))


def _periods(shop: Shop) -> Iterator[tuple[Rules, datetime, datetime]]:
    """Each version with the orders it judges, by when they were placed."""
    versions = versions_of(shop)
    begins = [datetime.combine(each.effective_from, time(), each.zone) for each in versions]
    rulings = Rulings([shop])
    for rules, since_at, until_at in zip(versions, begins, [*begins[1:], FAR_OFF], strict=True):
        earliest = LONG_AGO if rules is versions[0] else since_at
        yield rulings.at(shop.pk, until_at - timedelta(hours=1)), earliest, until_at


def _rule(shop: Shop, rules: Rules, since_at: datetime, until_at: datetime) -> tuple[Any, ...]:
    dated = [str(rules.metric(slug).dated_by) for slug in (LATE_DISPATCH, VALID_TRACKING)]
    named = (version_of(rules), rules.version, str(rules.stop_event), rules.zone.key)
    return (shop.pk, since_at, until_at, *named, *dated)


def _countings(shop: Shop, rules: Rules, since_at: datetime) -> Iterator[tuple[Any, ...]]:
    for slug in METRICS:
        for shipping_type in SHIPPING:
            for kinds in KINDS:
                words = [OrderKind(word) for word in kinds.split()]
                counting, because = rules.counting(slug, shipping_type=shipping_type, kinds=words)
                named = (shop.pk, since_at, slug, str(shipping_type), kinds)
                yield *named, str(counting), because, str(rules.metric(slug).dated_by)


def _copy(cursor: Any, table: str, rows: Any) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
