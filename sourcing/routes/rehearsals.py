"""Rehearsals as rows: asked for, run by a worker, left and found again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from msgspec import to_builtins

from fulfillment.accounts.models import User
from sourcing.models import Rehearsal, RoutingRuleSet
from sourcing.models.routing import DONE, FAILED, RUNNING, WAITING
from sourcing.routes.editing import live_of, rules_of_set
from sourcing.routes.reading import past
from sourcing.routing.rehearsing import Move, evidence, rehearse
from sourcing.routing.rules import Route, Rule

SPAN = timedelta(days=30)
GIVEN_UP = timedelta(minutes=10)  # a worker that was killed answers no more


def ask(rule_set: RoutingRuleSet, *, by: User | None, now: datetime) -> Rehearsal:
    """A new one, or the one of this version that waits or runs already."""
    under_way = Rehearsal.objects.filter(rule_set=rule_set, state__in=[WAITING, RUNNING])
    under_way.filter(asked_at__lt=now - GIVEN_UP).update(state=FAILED, finished_at=now)
    rules = [rule.name for rule in rules_of_set(rule_set) if not rule.is_paused]
    try:
        with transaction.atomic():
            return Rehearsal.objects.create(
                team_id=rule_set.team_id, rule_set=rule_set, since_at=now - SPAN, until_at=now, rules=rules,
                asked_at=now, asked_by=by,
            )  # fmt: skip
    except IntegrityError:
        return under_way.get()


def waiting() -> list[int]:
    return list(Rehearsal.objects.filter(state=WAITING).order_by("pk").values_list("pk", flat=True))


def run(rehearsal_id: int, *, now: datetime) -> None:
    """Once, whoever else is told to: the row is taken by its state."""
    if not Rehearsal.objects.filter(pk=rehearsal_id, state=WAITING).update(state=RUNNING):
        return
    row = Rehearsal.objects.select_related("team", "rule_set").get(pk=rehearsal_id)
    reads = past(row.team, since=row.since_at, until=row.until_at, now=now)
    orders = [read.past for read in reads if read.past.lane.carrier]  # the others have gone no way yet
    _tell(row, total=len(orders))
    rules = [rule.as_rule() for rule in rules_of_set(row.rule_set)]
    moves = rehearse(rules, orders, costs=_costs(row, rules), tell=lambda seen: _tell(row, seen=seen))
    result = {"moves": [_told(move) for move in moves], "all": to_builtins(evidence(orders))}
    _tell(row, state=DONE, seen=len(orders), result=result, finished_at=now)


def _tell(row: Rehearsal, **fields: Any) -> None:
    Rehearsal.objects.filter(pk=row.pk).update(**fields)


def _costs(row: Rehearsal, rules: list[Rule]) -> dict[Route, Rule]:
    """What each lane costs, by the rehearsed rules and, where they say nothing, by the live ones."""
    live = [rule.as_rule() for rule in rules_of_set(live_of(row.team))]
    return {
        Route(*rule.route[:3]): rule for rule in reversed([*rules, *live]) if rule.cost_per_order is not None
    }


def _told(move: Move) -> dict[str, Any]:
    return {**to_builtins(move, str_keys=True), "expected_late": move.expected_late}
