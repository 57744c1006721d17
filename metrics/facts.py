"""From changed orders to their facts and to the daily sums, in one transaction. Counts only ever move by differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

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
log = structlog.get_logger()
SumKey = tuple[int, int, str, str, str, date]  # team, shop, metric, dimension, value, day


class FactRow(Struct, frozen=True, gc=False):
    """A row of metrics_fact, in the order of COLUMNS. It refers to nothing that could refer to it."""

    team_id: int
    shop_id: int
    metric: str
    unit_id: int
    day_on: date
    in_denominator: bool
    in_numerator: bool
    why: str
    rule_version: str
    carriers: tuple[str, ...]
    suppliers: tuple[str, ...]
    skus: tuple[str, ...]
    lanes: tuple[str, ...]

    @property
    def key(self) -> Key:
        return self.metric, self.unit_id

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
        return self.in_denominator and self == replace(other, in_numerator=self.in_numerator, why=self.why)


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
    new = {fact.key: fact for fact in facts_of(units.found)}
    old = _stored(units)
    changed = [fact for key, fact in new.items() if old.get(key) != fact]
    gone = [old[key] for key in old.keys() - new.keys()]
    _move_sums([*((old.get(fact.key), fact) for fact in changed), *((fact, None) for fact in gone)])
    write(changed)
    _delete(gone)


def facts_of(units: Iterable[Unit]) -> Iterable[FactRow]:
    """One fact per unit that counts or is left out; a unit that cannot be judged is logged and stops no other."""
    for unit in units:
        try:
            fact = _fact(unit)
        except (LookupError, ValueError) as error:
            log.warning("a unit could not be judged", metric=unit.metric, unit=unit.id, why=str(error))
            continue
        if fact:
            yield fact


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


def _fact(unit: Unit) -> FactRow | None:
    outcome = unit.outcome()
    if outcome is None:
        return None
    return FactRow(
        team_id=unit.team_id,
        shop_id=unit.shop_id,
        metric=unit.metric,
        unit_id=unit.id,
        day_on=unit.rules.day_of(outcome.dated_at),
        in_denominator=outcome.in_denominator,
        in_numerator=outcome.in_numerator,
        why=str(outcome.why),
        rule_version=unit.rules.version,
        carriers=unit.carriers,
        suppliers=unit.suppliers,
        skus=unit.skus,
        lanes=unit.lanes,
    )


COLUMNS = ", ".join(FactRow.__struct_fields__)


STORED = f"SELECT {COLUMNS} FROM metrics_fact WHERE metric = ANY(%s::text[]) AND unit_id = ANY(%s::bigint[])"


def _stored(units: Units) -> dict[Key, FactRow]:
    looked_at = {CountedUnit.ORDER: units.order_ids, CountedUnit.PACKAGE: units.package_ids}
    found: dict[Key, FactRow] = {}
    with db.cursor() as cursor:
        for counted, slugs in COUNTED.items():
            cursor.execute(STORED, [slugs, array(looked_at[counted])])
            for row in cursor:
                fact = FactRow(*row[:-4], *map(tuple, row[-4:]))  # the last four are lists
                found[fact.key] = fact
    return found


WRITE = f"""
INSERT INTO metrics_fact ({COLUMNS})
SELECT {COLUMNS} FROM json_to_recordset(%s) AS row (
  team_id bigint, shop_id bigint, metric text, unit_id bigint, day_on date, in_denominator boolean,
  in_numerator boolean, why text, rule_version text, carriers text[], suppliers text[], skus text[], lanes text[])
ON CONFLICT (metric, unit_id) DO UPDATE SET
  team_id = excluded.team_id, shop_id = excluded.shop_id, day_on = excluded.day_on,
  in_denominator = excluded.in_denominator, in_numerator = excluded.in_numerator, why = excluded.why,
  rule_version = excluded.rule_version, carriers = excluded.carriers, suppliers = excluded.suppliers,
  skus = excluded.skus, lanes = excluded.lanes
"""


def write(facts: Sequence[FactRow]) -> None:
    """The facts stand in the table as given; the daily sums are the caller's."""
    if facts:
        with db.cursor() as cursor:
            cursor.execute(WRITE, [msgspec.json.encode(facts).decode()])


def _delete(facts: Sequence[FactRow]) -> None:
    if facts:
        with db.cursor() as cursor:
            cursor.execute(
                "DELETE FROM metrics_fact USING unnest(%s::text[], %s::bigint[]) AS gone (metric, unit_id)"
                " WHERE metrics_fact.metric = gone.metric AND metrics_fact.unit_id = gone.unit_id",
                [[fact.metric for fact in facts], [fact.unit_id for fact in facts]],
            )


MOVE = """
INSERT INTO metrics_dailysum AS s (team_id, shop_id, metric, dimension, value, day_on, numerator, denominator)
SELECT team, shop, metric, dimension, value, day, numerator, denominator
FROM json_to_recordset(%s) AS row (
  team bigint, shop bigint, metric text, dimension text, value text, day date, numerator int, denominator int)
ON CONFLICT (shop_id, metric, dimension, value, day_on) DO UPDATE SET
  numerator = s.numerator + excluded.numerator, denominator = s.denominator + excluded.denominator
"""
SUM_COLUMNS = ("team", "shop", "metric", "dimension", "value", "day")


def _move_sums(changes: Iterable[tuple[FactRow | None, FactRow | None]]) -> None:
    """Each change is what a fact was and what it is; None where there is none."""
    numerators: Counter[SumKey] = Counter()
    denominators: Counter[SumKey] = Counter()
    for old, new in changes:
        if old and new and new.counts_with(old):
            for key in new.sums():  # nearly all: read once, not twice
                numerators[key] += new.in_numerator - old.in_numerator
            continue
        for sign, facts in ((1, [new] if new else []), (-1, [old] if old else [])):
            for fact in facts:
                for key in fact.sums():
                    denominators[key] += sign
                    numerators[key] += sign * (fact.in_numerator and fact.in_denominator)
    moved = sorted(key for key in numerators if numerators[key] or denominators[key])
    if moved:
        rows = [
            dict(zip(SUM_COLUMNS, key, strict=True))
            | {"numerator": numerators[key], "denominator": denominators[key]}
            for key in moved
        ]
        with db.cursor() as cursor:
            cursor.execute(MOVE, [msgspec.json.encode(rows).decode()])
