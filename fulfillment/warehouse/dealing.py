"""Open orders are given the goods they need, in a fixed number of statements however many lines.

What a line has it keeps, as long as nobody is short; where somebody is, the goods of that SKU are dealt anew, except
to orders whose label is made. Locks: the team, then orders, then lots.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from fulfillment.accounts.models import User
from fulfillment.orders.models import Order
from fulfillment.orders.upsert.locks import lock_these
from fulfillment.orders.upsert.rowset import encode, execute
from fulfillment.warehouse import needs, settling, shortages, stocked
from fulfillment.warehouse.allocating import Assignment, Place, Plan, Stock, plan
from fulfillment.warehouse.kits import settling as kits
from fulfillment.warehouse.models import Allocation, StockedTeam
from fulfillment.warehouse.needs import Need, Needs
from fulfillment.warehouse.shortages import Missing

OVERLAP = timedelta(minutes=2)  # a change may be committed a little after the moment that it carries
GIVE = """
INSERT INTO warehouse_allocation (team_id, order_line_id, lot_id, quantity, allocated_at)
SELECT %(team)s, r.line, r.lot, r.quantity, %(now)s
FROM json_to_recordset(%(rows)s::json) AS r(line bigint, lot bigint, quantity int)
ORDER BY r.line, r.lot
"""


class Dealt(NamedTuple):
    lines: int  # that were given something
    shipped: int  # units that left
    short: int  # lines that goods are missing for


def deal_due_teams(*, now: datetime) -> int:
    """Every team whose stock or orders changed since it was last dealt to; how many lines were given something."""
    return sum(deal(row.team_id, now=now).lines for row in StockedTeam.objects.order_by("pk") if _is_due(row))


def _is_due(row: StockedTeam) -> bool:
    if row.is_changed or row.allocated_until_at is None:
        return True
    since = row.allocated_until_at - OVERLAP
    return Order.objects.filter(team=row.team_id, changed_at__gte=since).exists()


@transaction.atomic
def deal(team_id: int, *, now: datetime, by: User | None = None) -> Dealt:
    """Every open line has its goods, or a reason on the board that says what is missing. `by`: who waits for it."""
    stocked.lock(team_id)
    shipped = settling.settle(team_id, now=now)
    told = needs.read(team_id)
    found, given_up = _decide(told)
    _lock_orders(told, found, given_up)
    if given_up:
        Allocation.objects.filter(order_line__in=given_up).delete()
    if found.assignments:
        rows = [each._asdict() for each in found.assignments]
        execute(GIVE, {"rows": encode(rows), "team": team_id, "now": now})
    by_line = {each.line.id: each for each in told.needs}
    missing = [Missing(by_line[each.line], each.missing) for each in found.shortages]
    shortages.tell(team_id, missing, told.kinds, now=now, by=by)
    kits.settle(team_id, now=now, by=by)
    StockedTeam.objects.filter(team=team_id).update(is_changed=False, allocated_until_at=now)
    return Dealt(len({each.line for each in found.assignments}), shipped, len(missing))


def _lock_orders(told: Needs, found: Plan, given_up: Iterable[int]) -> None:
    touched = {each.line for each in found.assignments} | set(given_up)
    orders = sorted({each.order for each in told.needs if each.line.id in touched})
    if orders:
        lock_these(orders)


def _decide(told: Needs) -> tuple[Plan, list[int]]:
    """What to give, and the lines that give back first what they have."""
    open_ = [each for each in told.needs if each.has < each.line.need]
    first = plan([each.rest for each in open_], told.lots)
    short = {each.line for each in first.shortages}
    scarce = {each.line.place for each in open_ if each.line.id in short}
    if not scarce:
        return first, []
    return _anew(told, first, scarce)


def _anew(told: Needs, first: Plan, scarce: set[Place]) -> tuple[Plan, list[int]]:
    """The goods of scarce SKUs dealt again among all whose label is not made, where that helps somebody."""
    movable = [each for each in told.needs if each.line.place in scarce and each.has and not each.is_pinned]
    has = needs.given(each.line.id for each in movable)
    lines = [each.line for each in movable]
    among = {each.line.id for each in movable}
    others = [each for each in told.needs if each.line.id not in among and each.has < each.line.need]
    again = plan([*lines, *(each.rest for each in others)], _returned(told.lots, has.values()))
    gives, places = [], {each.line.id: each.line.place for each in told.needs}
    helped = _places_that_change(movable, first, again, places)
    for each in movable:
        if each.line.place in helped:
            gives.append(each.line.id)
    return _merged(first, again, helped, places), gives


def _returned(lots: Iterable[Stock], given: Iterable[dict[int, int]]) -> list[Stock]:
    back: dict[int, int] = defaultdict(int)
    for units in given:
        for lot, quantity in units.items():
            back[lot] += quantity
    return [lot._replace(free=lot.free + back.get(lot.id, 0)) for lot in lots]


def _places_that_change(
    movable: Iterable[Need], first: Plan, again: Plan, places: dict[int, Place]
) -> set[Place]:
    """Where other lines would be served than are served now."""
    served = {each.line.id for each in movable if each.has == each.line.need}
    served |= {each.line for each in first.assignments}
    instead = {each.line for each in again.assignments}
    among = instead | {each.line for each in again.shortages}
    return {places[line] for line in (served & among) ^ instead}


def _merged(first: Plan, again: Plan, helped: set[Place], places: dict[int, Place]) -> Plan:
    def chosen(of_first: Iterable[Assignment], of_again: Iterable[Assignment]) -> list[Assignment]:
        kept = [each for each in of_first if places[each.line] not in helped]
        return kept + [each for each in of_again if places[each.line] in helped]

    short = [each for each in first.shortages if places[each.line] not in helped]
    short += [each for each in again.shortages if places[each.line] in helped]
    return Plan(chosen(first.assignments, again.assignments), short)
