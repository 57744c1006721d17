"""Everything derived, once more from what was told: packages' columns, verdicts, the watch, facts and daily sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

from django.db import connection as db
from django.db import transaction
from django.db.models import Model, QuerySet

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.ingest.packages import settle
from fulfillment.orders import watch
from fulfillment.orders.models import Order
from fulfillment.tracking.judging import judge_packages
from fulfillment.tracking.models import Package
from fulfillment.warehouse import planning
from metrics import facts
from metrics.definitions import TOLD_APART
from metrics.units import gather

BATCH = 2000
Row = TypeVar("Row", bound=Model)
Progress = Callable[[str, int], None]


def rebuild(team: Team, *, now: datetime, progress: Progress = lambda step, done: None) -> None:
    """Every derived column, fact and daily sum of the team is what its orders and packages say."""
    for ids in _batches(Order.objects.of(team)):
        with transaction.atomic():
            packages = Package.objects.filter(package_orders__order__in=ids).distinct().order_by("pk")
            settle(list(packages.values_list("pk", flat=True)), ids, now=now)
            watch.wake(ids, now=now)
        progress("package columns", len(ids))
    for ids in _batches(Package.objects.filter(team=team)):
        with transaction.atomic():
            judge_packages(ids, now=now)
        progress("verdicts", len(ids))
    _judge_due(now, progress)
    planning.plan_anew(team)
    progress("trucks", planning.plan_changed(team, now=now))
    _judge_due(now, progress)  # those to whom their truck makes a difference
    rebuild_facts(team, progress=progress)


def _judge_due(now: datetime, progress: Progress) -> None:
    while taken := watch.watch_due(now=now):
        progress("orders", taken)


def rebuild_facts(team: Team, *, progress: Progress = lambda step, done: None) -> None:
    """Facts and daily sums from nothing, in one transaction: pages read the old ones until the new ones stand."""
    with transaction.atomic():
        _run(TAKE_QUEUE, team)
        list(Shop.objects.of(team).select_for_update(no_key=True).order_by("pk"))
        _run("DELETE FROM metrics_fact WHERE team_id = %s", team)
        _run("DELETE FROM metrics_dailysum WHERE team_id = %s", team)
        for ids in _batches(Order.objects.of(team)):
            rows = facts.rows_of(gather(ids).found)
            facts.write([facts.FactRow(facts.digest_of(row), *row) for row in rows])
            progress("facts", len(ids))
        _run(SUM_UP, team)


def _run(sql: str, team: Team) -> None:
    with db.cursor() as cursor:
        cursor.execute(sql, [team.pk])


def _batches(rows: QuerySet[Row]) -> Iterator[list[int]]:
    last_id = 0
    while ids := list(rows.filter(pk__gt=last_id).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield ids
        last_id = ids[-1]


# What was queued is in what is read from here on; what a worker holds it judges again after us.
TAKE_QUEUE = """
DELETE FROM orders_changedorder WHERE order_id IN (
    SELECT order_id FROM orders_changedorder WHERE team_id = %s FOR UPDATE SKIP LOCKED
)
"""
APART = ", ".join(f"'{why}'" for why in sorted(TOLD_APART))
PARTS = (
    ("left_out", "f.why", "NOT f.in_denominator"),
    ("", "''", "f.in_denominator"),
    ("rule_version", "f.rule_version", "f.in_denominator"),
    ("why", "f.why", f"f.in_denominator AND f.why IN ({APART})"),
    *(
        (name, f"unnest(coalesce(nullif(f.{name}s, '{{}}'), '{{\"\"}}'))", "f.in_denominator")
        for name in ("carrier", "supplier", "sku", "lane")
    ),
)
# One pass over the facts per dimension: far cheaper than seven rows joined to every single fact.
SUM_UP = f"""
WITH of_team AS NOT MATERIALIZED (SELECT * FROM metrics_fact WHERE team_id = %s)
INSERT INTO metrics_dailysum (team_id, shop_id, metric, dimension, value, day_on, numerator, denominator)
SELECT team_id, shop_id, metric, dimension, value, day_on, count(*) FILTER (WHERE in_numerator), count(*)
FROM ({
    " UNION ALL ".join(
        f"SELECT team_id, shop_id, metric, '{dimension}' AS dimension, {value} AS value, day_on, in_numerator"
        f" FROM of_team f WHERE {condition}"
        for dimension, value, condition in PARTS
    )
}) part
GROUP BY team_id, shop_id, metric, dimension, value, day_on
"""
