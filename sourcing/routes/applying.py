"""Decisions of orders: of new ones by themselves, of open ones again when somebody asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count

from fulfillment.accounts.models import Team, User
from fulfillment.orders.history import record
from fulfillment.orders.models import Order
from sourcing.models import RouteDecision, RoutingRule, RoutingRuleSet
from sourcing.routes.editing import live_of, rules_of_set
from sourcing.routes.reading import Read, these
from sourcing.routing.deciding import Compiled, Decision, Used

BATCH = 5000


class Outcome(NamedTuple):
    read: Read
    decision: Decision


class Change(NamedTuple):
    """What applying the rules again does to open orders: how many come to a rule, and how many left another."""

    rule: RoutingRule | None
    orders: int
    changed: int


def route_new(team: Team, *, now: datetime) -> int:
    """Orders that are ours to ship and of which nothing was decided; how many there were."""
    live = live_of(team)
    if live is None:
        return 0
    waiting = Order.objects.of(team).open().filter(route_decision=None).order_by("placed_at", "pk")
    ids = list(waiting.values_list("pk", flat=True)[:BATCH])
    with transaction.atomic():
        _lock(live)
        outcomes = _decided(live, ids, used=_used(team, without=ids), now=now)
        return _keep(live, outcomes, by=None, now=now)


def preview(team: Team, *, now: datetime) -> list[Change]:
    """By rule, in the rules' order; last what no rule matches."""
    live = live_of(team)
    if live is None:
        return []
    ids = _open(team)
    outcomes = _decided(live, ids, used=_used(team, without=ids), now=now)
    before = _before(ids)
    rules = rules_of_set(live)
    key_of = {rule.pk: rule.key for rule in rules}
    counts: Counter[int | None] = Counter()
    changed: Counter[int | None] = Counter()
    for read, decision in outcomes:
        pk = decision.rule.id if decision.rule else None
        counts[pk] += 1
        changed[pk] += read.id not in before or before[read.id] != (key_of[pk] if pk else None)
    found = [Change(rule, counts[rule.pk], changed[rule.pk]) for rule in rules if counts[rule.pk]]
    return [*found, Change(None, counts[None], changed[None])]


def apply_to_open(team: Team, *, by: User, now: datetime) -> int:
    """Every open order is decided again by the live version; how many came to another rule."""
    live = live_of(team)
    if live is None:
        return 0
    with transaction.atomic():
        _lock(live)
        ids = _open(team)
        outcomes = _decided(live, ids, used=_used(team, without=ids), now=now)
        before = _before(ids)
        key_of = {rule.pk: rule.key for rule in rules_of_set(live)}
        changed = [
            each for each in outcomes
            if each.read.id not in before
            or before[each.read.id] != (key_of[each.decision.rule.id] if each.decision.rule else None)
        ]  # fmt: skip
        return _keep(live, changed, by=by, now=now)


def _before(ids: Sequence[int]) -> dict[int, Any]:
    """By order the key of the rule that decided it, in whatever version; None: none matched."""
    return dict(RouteDecision.objects.filter(order__in=ids).values_list("order", "rule__key"))


def _open(team: Team) -> list[int]:
    return list(Order.objects.of(team).open().order_by("placed_at", "pk").values_list("pk", flat=True))


def _lock(live: RoutingRuleSet) -> None:
    """Two workers would both take the last place under a cap."""
    RoutingRuleSet.objects.select_for_update().get(pk=live.pk)


def _decided(live: RoutingRuleSet, ids: Sequence[int], *, used: Used, now: datetime) -> list[Outcome]:
    compiled = Compiled(rule.as_rule() for rule in rules_of_set(live))
    return [Outcome(read, compiled.decide(read.facts, used)) for read in these(live.team, ids, now=now)]


def _used(team: Team, *, without: Sequence[int]) -> Used:
    """Places that other orders have taken, by day and route."""
    taken = RouteDecision.objects.filter(team=team, rule__isnull=False).exclude(order__in=without)
    recent = _days(without)
    found: Used = Counter()
    rows = list(taken.filter(day_on__in=recent).values_list("day_on", "rule").annotate(n=Count("pk")))
    rules = RoutingRule.objects.select_related("supplier", "warehouse").in_bulk([rule for _, rule, _ in rows])
    for day, rule, count in rows:
        found[day.isoformat(), rules[rule].as_rule().route] += count
    return found


def _days(ids: Sequence[int]) -> list[date]:
    """Days that these orders may count on, by whatever clock."""
    moments = Order.objects.filter(pk__in=ids).values_list("placed_at__date", flat=True).distinct()
    return sorted({date.fromordinal(day.toordinal() + by) for day in moments for by in (-1, 0, 1)})


def _keep(live: RoutingRuleSet, outcomes: Sequence[Outcome], *, by: User | None, now: datetime) -> int:
    rows = [
        RouteDecision(
            team_id=live.team_id,
            order_id=read.id,
            rule_set=live,
            rule_id=decision.rule.id if decision.rule else None,
            full=list(decision.full),
            cost=decision.cost,
            currency=decision.rule.currency if decision.rule and decision.cost is not None else "",
            day_on=date.fromisoformat(read.facts.day),
            decided_at=now,
            decided_by=by,
        )
        for read, decision in outcomes
    ]
    fields = ["rule_set", "rule", "full", "cost", "currency", "day_on", "decided_at", "decided_by"]
    RouteDecision.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["order"], update_fields=fields, batch_size=2000
    )
    by_rule: dict[str, list[int]] = {}
    for read, decision in outcomes:
        by_rule.setdefault(decision.rule.name if decision.rule else "", []).append(read.id)
    for name, ids in by_rule.items():
        key = f"routed:{live.number}:{now.isoformat()}"
        record(ids, kind="order.routed", key=key, data={"rule": name, "version": live.number}, by=by, now=now)
    return len(rows)
