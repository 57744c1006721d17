"""Versions of the rules: the copy that is worked on, and making it the live one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Max

from fulfillment.accounts.models import Team, User
from sourcing.models import RoutingRule, RoutingRuleSet
from sourcing.models.routing import DRAFT, LIVE, PAST


def live_of(team: Team) -> RoutingRuleSet | None:
    return RoutingRuleSet.objects.filter(team=team, state=LIVE).first()


def shown_of(team: Team) -> RoutingRuleSet | None:
    """What the page shows: the copy that is worked on, else the live version."""
    return RoutingRuleSet.objects.filter(team=team, state__in=[DRAFT, LIVE]).order_by("state").first()


def rules_of_set(rule_set: RoutingRuleSet | None) -> list[RoutingRule]:
    if rule_set is None:
        return []
    return list(rule_set.rules.select_related("supplier", "warehouse").order_by("position"))


def draft_of(team: Team, *, by: User | None, now: datetime) -> RoutingRuleSet:
    """The one copy, made of the live version where there is none. The team's row is locked: two edits make one."""
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        found = RoutingRuleSet.objects.filter(team=team, state=DRAFT).first()
        return found or copy_of(live_of(team), team, by=by, now=now)


def copy_of(version: RoutingRuleSet | None, team: Team, *, by: User | None, now: datetime) -> RoutingRuleSet:
    newest = RoutingRuleSet.objects.filter(team=team).aggregate(n=Max("number"))["n"] or 0
    made = RoutingRuleSet.objects.create(team=team, number=newest + 1, made_at=now, made_by=by)
    rules = list(version.rules.all()) if version else []
    for rule in rules:
        rule.pk, rule.rule_set = None, made
    RoutingRule.objects.bulk_create(rules)
    return made


def rule_to_change(rule: RoutingRule, *, by: User, now: datetime) -> RoutingRule:
    """The same rule in the copy."""
    draft = draft_of(rule.team, by=by, now=now)
    return RoutingRule.objects.select_related("supplier", "warehouse").get(rule_set=draft, key=rule.key)


def add_rule(team: Team, *, by: User | None, now: datetime, **fields: Any) -> RoutingRule:
    """At the end, where it decides only what no other rule does."""
    with transaction.atomic():
        draft = draft_of(team, by=by, now=now)
        last = RoutingRule.objects.filter(rule_set=draft).aggregate(n=Max("position"))["n"] or 0
        return RoutingRule.objects.create(team=team, rule_set=draft, key=uuid4(), position=last + 1, **fields)


def move_rule(rule: RoutingRule, *, is_up: bool) -> bool:
    """Changes places with its neighbour; False at the end of the list."""
    with transaction.atomic():
        others = RoutingRule.objects.select_for_update().filter(rule_set=rule.rule_set_id)
        rows = list(others.order_by("position"))
        place = next(at for at, each in enumerate(rows) if each.pk == rule.pk)
        neighbour = place + (-1 if is_up else 1)
        if not 0 <= neighbour < len(rows):
            return False
        here, there = rows[place], rows[neighbour]
        here.position, there.position = there.position, here.position
        RoutingRule.objects.bulk_update([here, there], ["position"])
        return True


def make_live(draft: RoutingRuleSet, *, by: User | None, now: datetime) -> bool:
    """From now on it decides; False where somebody else did so, or threw it away, before."""
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=draft.team_id)
        RoutingRuleSet.objects.filter(team=draft.team_id, state=LIVE).update(state=PAST)
        made = RoutingRuleSet.objects.filter(pk=draft.pk, state=DRAFT)
        if not made.update(state=LIVE, live_at=now, live_by=by):
            transaction.set_rollback(True)
            return False
    return True
