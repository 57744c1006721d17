"""Every open order gets the truck it must be on: planned in batches of constant statements.

What is planned follows from deadline, stage, carrier and windows. So only orders that changed are planned again,
and all open ones of a team when its windows, closures or learned scans change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F
from psycopg.types.datetime import TimestamptzLoader

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order
from fulfillment.orders.rulings import Rulings
from fulfillment.orders.states import Stage
from fulfillment.orders.thresholds import THRESHOLDS
from fulfillment.orders.upsert.rowset import encode, execute, recordset
from fulfillment.policies.terms import StopEvent
from fulfillment.warehouse.models import PickupWindow, PlannedTeam
from fulfillment.warehouse.sites import Houses, houses_of
from fulfillment.warehouse.truck_ids import TruckIds
from fulfillment.warehouse.trucks import NOTHING, Planned, Trucks

BATCH = 10_000
OVERLAP = timedelta(minutes=2)  # a change may be committed a little after the moment that it carries
BEFORE_READY = (Stage.REMORSE, Stage.TO_SHIP)

FIELDS = """o.id, o.shop_id, o.warehouse_external_id, o.carrier, o.stage, o.placed_at, o.dispatch_due_at,
    o.dispatched_at, o.packed_at IS NOT NULL, o.act_by_at, o.truck_at, o.truck_id"""
READ = f"""
SELECT {FIELDS} FROM orders_order o
WHERE o.team_id = %(team)s AND o.is_open AND o.id > %(after)s {{changed}}
ORDER BY o.id LIMIT %(limit)s
"""
# In the order of the ids, as everybody locks orders: two who change the same ones never wait in a circle.
LOCK = " FOR NO KEY UPDATE"
# Judged at once where the truck matters already, or did; else when it will.
WRITE = """
UPDATE orders_order o SET act_by_at = r.act_by_at, truck_at = r.truck_at, truck_id = r.truck_id,
    next_check_at = least(o.next_check_at, greatest(%(now)s,
        least(o.act_by_at - %(soon)s, r.act_by_at - %(soon)s)))
FROM {rows} WHERE o.id = r.id
"""


class Row(NamedTuple):
    id: int
    shop_id: int
    warehouse_external_id: str
    carrier: str
    stage: str
    placed_at: datetime
    due_at: datetime | None
    dispatched_at: datetime | None
    is_packed: bool
    act_by_at: datetime | None
    truck_at: datetime | None
    truck_id: int | None


def plan_due_teams(*, now: datetime) -> int:
    """What changed since each team was last planned; how many orders got another plan."""
    with_windows = PickupWindow.objects.filter(active=True).values("team")
    teams = Team.objects.filter(pk__in=with_windows) | Team.objects.filter(
        pk__in=PlannedTeam.objects.values("team")
    )
    return sum(plan_changed(team, now=now) for team in teams.order_by("pk"))


def plan_changed(team: Team, *, now: datetime) -> int:
    """The orders of the team that changed since it was planned; all, after `plan_anew`. How many got another plan.

    Each batch is a transaction of its own that reads the windows under the team's lock: of two who plan at once,
    the later never writes what follows from older windows.
    """
    state, _ = PlannedTeam.objects.get_or_create(team=team)
    since = state.planned_until_at - OVERLAP if state.planned_until_at else None
    changed, after = 0, 0
    known, trucks, ids = None, Trucks(), TruckIds(team)
    while True:
        with transaction.atomic():
            PlannedTeam.objects.select_for_update().get(pk=state.pk)
            rows = _read(team, after=after, since=since)
            if rows:
                houses = houses_of(team)
                known, trucks = houses, trucks if houses == known else Trucks()
                plans = plans_of(rows, houses, Rulings(team.shops.all()), trucks)
                changed += _write(_differing(rows, plans, ids.of(plans)), now)
        if len(rows) < BATCH:
            break
        after = rows[-1].id
    PlannedTeam.objects.filter(pk=state.pk, version=state.version).update(planned_until_at=now)
    return changed


def plan_anew(team: Team) -> None:
    """All open orders of the team are planned next; call it in the transaction that changes what they are planned by."""
    PlannedTeam.objects.get_or_create(team=team)
    PlannedTeam.objects.filter(team=team).update(planned_until_at=None, version=F("version") + 1)


def _read(team: Team, *, after: int, since: datetime | None, lock: str = LOCK) -> list[Row]:
    values = {"team": team.pk, "after": after, "since": since, "limit": BATCH}
    sql = READ.format(changed="AND o.changed_at >= %(since)s" if since else "") + lock
    with connection.cursor() as cursor:
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)  # C; Django's own is Python
        cursor.execute(sql, values)
        return [Row(*row) for row in cursor.fetchall()]


def plans_of(rows: Sequence[Row], houses: Houses, rulings: Rulings, trucks: Trucks) -> list[Planned]:
    """The plan of each, in the same order; `trucks` has seen no other houses than these."""
    return [_plan(row, houses, rulings, trucks) for row in rows]


def _plan(row: Row, houses: Houses, rulings: Rulings, trucks: Trucks) -> Planned:
    """Where a label stops the clock no truck is needed: to act by is the deadline itself."""
    if row.due_at is None or row.dispatched_at is not None:
        return NOTHING
    if rulings.at(row.shop_id, row.placed_at).stop_event != StopEvent.FIRST_SCAN:
        return Planned(act_by_at=row.due_at) if row.stage in BEFORE_READY else NOTHING
    house = houses.of(row.shop_id, row.warehouse_external_id)
    if house is None:
        return NOTHING
    return trucks.plan(
        house, carrier=row.carrier, stage=row.stage, due_at=row.due_at, is_packed=row.is_packed
    )


def _differing(
    rows: Iterable[Row], plans: Iterable[Planned], truck_ids: Mapping[str | None, int]
) -> list[dict[str, Any]]:
    found = []
    for row, plan in zip(rows, plans, strict=True):
        truck_id = truck_ids.get(plan.digest)
        if (row.act_by_at, row.truck_at, row.truck_id) != (plan.act_by_at, plan.truck_at, truck_id):
            act_by_at, truck_at = plan.act_by_at, plan.truck_at
            found.append({"id": row.id, "act_by_at": act_by_at, "truck_at": truck_at, "truck_id": truck_id})
    return found


def _write(rows: list[dict[str, Any]], now: datetime) -> int:
    """One statement."""
    if rows:
        sql = WRITE.format(rows=recordset(Order, ("id", "act_by_at", "truck_at", "truck_id")))
        execute(sql, {"rows": encode(rows), "now": now, "soon": THRESHOLDS.truck_soon})
    return len(rows)


class Difference(NamedTuple):
    """What a change of windows does to the open orders, before it is saved or after."""

    orders: int = 0  # that are open and have a deadline for a truck
    earlier: int = 0
    later: int = 0
    gained: int = 0
    lost: int = 0
    newly_missed: int = 0  # whose truck has left by the new windows and had not by the old
    saved: int = 0  # the other way round

    @property
    def changed(self) -> int:
        return self.earlier + self.later + self.gained + self.lost


def differences(team: Team, *, now: datetime) -> Difference:
    """The stored plans against those that the windows now ask for; nothing is written."""
    houses, rulings, trucks = houses_of(team), Rulings(team.shops.all()), Trucks()
    counts: Counter[str] = Counter()
    after = 0
    while rows := _read(team, after=after, since=None, lock=""):
        for row, plan in zip(rows, plans_of(rows, houses, rulings, trucks), strict=True):
            counts.update(_kinds(row.truck_at, plan.truck_at, now))
        after = rows[-1].id
    return Difference(**counts)


def _kinds(old: datetime | None, new: datetime | None, now: datetime) -> list[str]:
    found = ["orders"] if old or new else []
    if old != new:
        if old is None or new is None:
            found.append("gained" if old is None else "lost")
        else:
            found.append("earlier" if new < old else "later")
        was_missed, is_missed = old is not None and old <= now, new is not None and new <= now
        if is_missed and not was_missed:
            found.append("newly_missed")
        if was_missed and new is not None and not is_missed:
            found.append("saved")
    return found
