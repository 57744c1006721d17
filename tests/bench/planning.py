"""The trucks of 100,000 open orders, each with a deadline of its own, beside plainly writing as many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from statistics import median
from typing import Any

from django.db import connection, transaction

from tests.bench.database import WATCHED, WATCHED_ORDERS
from tests.bench.figures import Figure, Took, middle, once

WINDOWS = ((carrier, hour) for carrier in ("", "ups", "usps", "fedex") for hour in (11, 15, 17))


def act_by() -> Iterator[Figure]:
    """All are planned and all get another plan; then once more, when nothing has changed."""
    from django.utils import timezone

    from fulfillment.accounts.models import Team
    from fulfillment.warehouse import planning
    from fulfillment.warehouse.models import PickupWindow
    from fulfillment.warehouse.sites import default_of

    team = Team.objects.get(slug=WATCHED)
    house = default_of(team)
    if not PickupWindow.objects.filter(team=team).exists():
        PickupWindow.objects.bulk_create(
            PickupWindow(team=team, warehouse=house, carrier=carrier, weekday=day, local_time=time(hour))
            for carrier, hour in WINDOWS
            for day in range(1, 7)
        )

    def plan_all() -> None:
        planning.plan_anew(team)
        planning.plan_changed(team, now=timezone.now())

    took: list[Took] = []
    again: list[Took] = []
    for _ in range(3):
        _run(
            "UPDATE orders_order SET truck_at = NULL, act_by_at = NULL, truck_id = NULL WHERE team_id = %s",
            team.pk,
        )
        _run("VACUUM orders_order")
        took.append(once(plan_all))
        again.append(once(plan_all))
    floor = median(write_by_hand(team.pk) for _ in range(2))
    name = f"Act by, {WATCHED_ORDERS:,} open orders"
    yield Figure(name=name, **middle(took).as_s, unit="s", limit=5, floor=floor)
    yield Figure(name=name, **middle(again).as_s, unit="s", note="nothing has changed")


def write_by_hand(team: int) -> float:
    """Seconds to UPDATE … FROM unnest the same three columns of as many orders, in batches of its size."""
    from fulfillment.warehouse.planning import BATCH

    _run("VACUUM orders_order")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, act_by_at, truck_at, truck_id FROM orders_order WHERE team_id = %s AND is_open ORDER BY id",
            [team],
        )
        rows = cursor.fetchall()
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    given = [[list(column) for column in zip(*batch, strict=True)] for batch in batches]

    def write() -> None:
        for values in given:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(UPDATE, values)

    return once(write).clock


UPDATE = """
UPDATE orders_order o SET act_by_at = r.act_by_at, truck_at = r.truck_at, truck_id = r.truck_id
FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::bigint[]) AS r(id, act_by_at, truck_at, truck_id)
WHERE o.id = r.id
"""


def _run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
