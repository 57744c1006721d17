"""From changed orders to their facts and to the daily sums, in one transaction. Counts only ever move by differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from operator import itemgetter
from typing import Any

import msgspec
import structlog
from django.db import connection as db
from django.db import transaction
from msgspec import Struct
from msgspec.structs import replace

from fulfillment.accounts.models import Team
from fulfillment.orders.upsert.rowset import array
from fulfillment.policies.terms import CountedUnit
from metrics.definitions import TOLD_APART
from metrics.units import COUNTED, Unit, Units, gather

Key = tuple[str, int]  # metric, unit id
Row = tuple[Any, ...]  # a FactRow without its digest
log = structlog.get_logger()
SumKey = tuple[int, int, str, str, str, date]  # team, shop, metric, dimension, value, day


class FactRow(Struct, frozen=True, gc=False):
    """A row of metrics_fact, in the order of COLUMNS. It refers to nothing that could refer to it."""

    digest: int
    team_id: int
    shop_id: int
    metric: str
    unit_id: int
    day_on: date
    in_denominator: bool
    in_numerator: bool
    why: str
    rule_version: str
    carriers: list[str]
    suppliers: list[str]
    skus: list[str]
    lanes: list[str]

    def sums(self) -> Iterable[SumKey]:
        """Every daily sum this fact is part of: one more in the denominator, and in the numerator if it stands there."""
        base = (self.team_id, self.shop_id, self.metric)
        if not self.in_denominator:
            yield (*base, "left_out", self.why, self.day_on)
            return
        yield (*base, "", "", self.day_on)
        yield (*base, "rule_version", self.rule_version, self.day_on)
        if self.why in TOLD_APART:
            yield (*base, "why", self.why, self.day_on)
        for dimension, values in (
            ("carrier", self.carriers),
            ("supplier", self.suppliers),
            ("sku", self.skus),
            ("lane", self.lanes),
        ):
            for value in values or ("",):
                yield (*base, dimension, value, self.day_on)

    def counts_with(self, other: FactRow) -> bool:
        """Both are part of the same sums; only the numerators may differ."""
        if self.why != other.why and (self.why in TOLD_APART or other.why in TOLD_APART):
            return False
        alike = replace(other, in_numerator=self.in_numerator, why=self.why, digest=self.digest)
        return self.in_denominator and self == alike


def judge_changed(*, limit: int = 2000, team: Team | None = None) -> int:
    """Up to `limit` queued orders are re-judged and leave the queue; answers how many there were."""
    with transaction.atomic():
        ids = _claim(limit, team)
        if ids:
            judge_orders(ids)
            with db.cursor() as cursor:
                cursor.execute(
                    "DELETE FROM orders_changedorder WHERE order_id = ANY(%s::bigint[])", [array(ids)]
                )
    return len(ids)


def judge_orders(order_ids: Sequence[int]) -> None:
    """The facts of these orders and of their packages say what is true now, and the sums agree. Call in a transaction.

    Two workers may judge orders that share a package: the shops' rows are locked, so one after the other does.
    """
    _lock_shops(order_ids)
    units = gather(order_ids)
    new = {key_of(row): (row, digest_of(row)) for row in rows_of(units.found)}
    stored = _digests(units)
    changed = {key: FactRow(digest, *row) for key, (row, digest) in new.items() if stored.get(key) != digest}
    gone = stored.keys() - new.keys()
    were = _stored(gone | changed.keys() & stored.keys())
    _move_sums(
        [*((were.get(key), fact) for key, fact in changed.items()), *((were[key], None) for key in gone)]
    )
    write(list(changed.values()))
    _delete(gone)


def digest_of(row: Row) -> int:
    """64 signed bits by which a row is known again; as many rows of a team as there may be, no two are mistaken."""
    return int.from_bytes(blake2b(msgspec.json.encode(row), digest_size=8).digest(), signed=True)


def rows_of(units: Iterable[Unit]) -> Iterator[Row]:
    """A row per unit and rate that counts it or leaves it out; one that cannot be judged is logged and stops no other."""
    for unit in units:
        described = (unit.rules.version, unit.carriers, unit.suppliers, unit.skus, unit.lanes)
        for metric in COUNTED[unit.counted]:
            try:
                outcome = unit.outcome(metric)
                if outcome:
                    day = unit.rules.day_of(outcome.dated_at)
                    counts = (day, outcome.in_denominator, outcome.in_numerator, str(outcome.why))
                    yield (unit.team_id, unit.shop_id, metric, unit.id, *counts, *described)
            except (LookupError, ValueError) as error:
                log.warning("a unit could not be judged", metric=metric, unit=unit.id, why=str(error))


def _claim(limit: int, team: Team | None) -> list[int]:
    of_team = "WHERE team_id = %s" if team else ""
    with db.cursor() as cursor:
        cursor.execute(
            f"SELECT order_id FROM orders_changedorder {of_team} ORDER BY changed_at LIMIT %s FOR UPDATE SKIP LOCKED",
            [team.pk, limit] if team else [limit],
        )
        return sorted(row[0] for row in cursor.fetchall())


# Materialized: joined to the shops, planners look for every order once per shop.
LOCK_SHOPS = """
WITH judged AS MATERIALIZED (SELECT DISTINCT shop_id FROM orders_order WHERE id = ANY(%s::bigint[]))
SELECT id FROM catalog_shop WHERE id IN (SELECT shop_id FROM judged) ORDER BY id FOR NO KEY UPDATE
"""


def _lock_shops(order_ids: Sequence[int]) -> None:
    with db.cursor() as cursor:
        cursor.execute(LOCK_SHOPS, [array(order_ids)])


COLUMNS = ", ".join(FactRow.__struct_fields__)
key_of = itemgetter(
    *(FactRow.__struct_fields__[1:].index(name) for name in ("metric", "unit_id"))
)  # of a Row
# A look by key for each rate: asked for all rates at once, planners walk the index of days once per order and rate.
BY_KEY = """
CROSS JOIN LATERAL (SELECT * FROM metrics_fact WHERE metric = asked.slug AND unit_id = ANY(asked.ids)) fact
"""
DIGESTS = f"""
SELECT metric, unit_id, digest FROM (SELECT slug, %s::bigint[] FROM unnest(%s::text[]) slug) AS asked (slug, ids) {BY_KEY}
"""
STORED = f"""
SELECT {COLUMNS} FROM (
  SELECT slug, array_agg(id) FROM unnest(%s::text[], %s::bigint[]) AS key (slug, id) GROUP BY slug
) AS asked (slug, ids) {BY_KEY}
"""


def _digests(units: Units) -> dict[Key, int]:
    looked_at = {CountedUnit.ORDER: units.order_ids, CountedUnit.PACKAGE: units.package_ids}
    found: dict[Key, int] = {}
    with db.cursor() as cursor:
        for counted, slugs in COUNTED.items():
            cursor.execute(DIGESTS, [array(looked_at[counted]), slugs])
            found |= {(metric, unit_id): digest for metric, unit_id, digest in cursor.fetchall()}
    return found


def _stored(keys: Collection[Key]) -> dict[Key, FactRow]:
    if not keys:
        return {}
    with db.cursor() as cursor:
        cursor.execute(STORED, _as_arrays(keys))
        return {key_of(row): FactRow(digest, *row) for digest, *row in cursor.fetchall()}


def _as_arrays(keys: Collection[Key]) -> list[list[Any]]:
    return [[metric for metric, _ in keys], [unit_id for _, unit_id in keys]]


WRITE = f"""
INSERT INTO metrics_fact ({COLUMNS})
SELECT {COLUMNS} FROM json_to_recordset(%s) AS row (
  team_id bigint, shop_id bigint, metric text, unit_id bigint, day_on date, in_denominator boolean,
  in_numerator boolean, why text, rule_version text, carriers text[], suppliers text[], skus text[], lanes text[],
  digest bigint)
ON CONFLICT (metric, unit_id) DO UPDATE SET
  team_id = excluded.team_id, shop_id = excluded.shop_id, day_on = excluded.day_on,
  in_denominator = excluded.in_denominator, in_numerator = excluded.in_numerator, why = excluded.why,
  rule_version = excluded.rule_version, carriers = excluded.carriers, suppliers = excluded.suppliers,
  skus = excluded.skus, lanes = excluded.lanes, digest = excluded.digest
"""


def write(facts: Sequence[FactRow]) -> None:
    """The facts stand in the table as given; the daily sums are the caller's."""
    if facts:
        with db.cursor() as cursor:
            cursor.execute(WRITE, [msgspec.json.encode(facts).decode()])


def _delete(keys: Collection[Key]) -> None:
    if keys:
        with db.cursor() as cursor:
            cursor.execute(
                "DELETE FROM metrics_fact USING unnest(%s::text[], %s::bigint[]) AS gone (metric, unit_id)"
                " WHERE metrics_fact.metric = gone.metric AND metrics_fact.unit_id = gone.unit_id",
                _as_arrays(keys),
            )


MOVE = """
INSERT INTO metrics_dailysum AS s (team_id, shop_id, metric, dimension, value, day_on, numerator, denominator)
SELECT team, shop, metric, dimension, value, day, numerator, denominator
FROM json_to_recordset(%s) AS row (
  team bigint, shop bigint, metric text, dimension text, value text, day date, numerator int, denominator int)
ON CONFLICT (shop_id, metric, dimension, value, day_on) DO UPDATE SET
  numerator = s.numerator + excluded.numerator, denominator = s.denominator + excluded.denominator
"""


class Moved(Struct, frozen=True, gc=False):
    """How far one daily sum moves, in the order of SumKey."""

    team: int
    shop: int
    metric: str
    dimension: str
    value: str
    day: date
    numerator: int
    denominator: int


def _move_sums(changes: Iterable[tuple[FactRow | None, FactRow | None]]) -> None:
    """Each change is what a fact was and what it is; None where there is none."""
    numerators: dict[SumKey, int] = defaultdict(int)
    denominators: dict[SumKey, int] = defaultdict(int)
    for old, new in changes:
        if old and new and new.counts_with(old):
            by = new.in_numerator - old.in_numerator
            for key in new.sums() if by else ():  # nearly all: read once, not twice
                numerators[key] += by
            continue
        for sign, fact in ((1, new), (-1, old)):
            for key in fact.sums() if fact else ():
                denominators[key] += sign
                if fact and fact.in_numerator and fact.in_denominator:
                    numerators[key] += sign
    keys = sorted(numerators.keys() | denominators.keys())
    moved = [Moved(*key, numerators.get(key, 0), denominators.get(key, 0)) for key in keys]
    rows = [each for each in moved if each.numerator or each.denominator]
    if rows:
        with db.cursor() as cursor:
            cursor.execute(MOVE, [msgspec.json.encode(rows).decode()])
