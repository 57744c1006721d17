"""Routing rules in versions, what they decided of an order, and what a changed version would have done."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku, Supplier
from fulfillment.orders.models import Order
from fulfillment.warehouse.models import Warehouse
from sourcing.routing.rules import Route, Rule

DRAFT, LIVE, PAST = "draft", "live", "past"
# What of a row a rule has under the same name.
SAME = (
    "name", "is_paused", "currency", "value_min", "value_max", "grams_min", "grams_max", "hours_min", "hours_max",
    "cost_per_order", "cost_per_kg", "cost_ceiling", "daily_cap",
)  # fmt: skip
WORDS = ("countries", "channels", "markets", "tags", "suppliers")
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


class RoutingRuleSet(models.Model):
    """A version. The live one never changes: who edits works on a copy, of which there is one at a time."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    state = models.TextField(default=DRAFT)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    live_at = models.DateTimeField(null=True)
    live_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="routing_version_once"),
            models.UniqueConstraint(
                fields=["team", "state"], name="routing_one_of_each", condition=Q(state__in=[DRAFT, LIVE])
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class RoutingRule(models.Model):
    """`key` is the same in every version, so that a rule is recognised whichever one decided."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    rule_set = models.ForeignKey(RoutingRuleSet, on_delete=models.CASCADE, related_name="rules")
    key = models.UUIDField()
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    is_paused = models.BooleanField(default=False)
    countries = ArrayField(models.CharField(max_length=2), default=list)
    channels = ArrayField(models.CharField(max_length=20), default=list)
    markets = ArrayField(models.CharField(max_length=2), default=list)
    tags = ArrayField(models.CharField(max_length=40), default=list)
    suppliers = ArrayField(models.CharField(max_length=64), default=list)  # codes
    currency = models.CharField(max_length=3, blank=True)
    value_min = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    value_max = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    grams_min = models.PositiveIntegerField(null=True)
    grams_max = models.PositiveIntegerField(null=True)
    hours_min = models.FloatField(null=True)
    hours_max = models.FloatField(null=True)
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.RESTRICT, related_name="+")
    warehouse = models.ForeignKey(Warehouse, null=True, on_delete=models.RESTRICT, related_name="+")
    carrier = models.CharField(max_length=40, blank=True)
    service = models.CharField(max_length=40, blank=True)
    cost_per_order = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    cost_per_kg = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    cost_ceiling = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    daily_cap = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "key"], name="routing_rule_once"),
            models.UniqueConstraint(
                fields=["rule_set", "position"],
                name="routing_rule_in_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_rule(self) -> Rule:
        """Needs `supplier` and `warehouse`."""
        same: dict[str, Any] = {name: getattr(self, name) for name in SAME}
        words: dict[str, Any] = {name: frozenset(getattr(self, name)) for name in WORDS}
        supplier = self.supplier.code if self.supplier else ""
        warehouse = self.warehouse.code if self.warehouse else ""
        return Rule(id=self.pk, route=Route(supplier, warehouse, self.carrier, self.service), **same, **words)


class RouteDecision(models.Model):
    """What was decided of an order and by which version; `full`: rules that matched and had no room that day."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.OneToOneField(
        Order, primary_key=True, on_delete=models.CASCADE, related_name="route_decision"
    )
    rule_set = models.ForeignKey(RoutingRuleSet, on_delete=models.RESTRICT, related_name="+")
    rule = models.ForeignKey(
        RoutingRule, null=True, on_delete=models.RESTRICT, related_name="decisions", db_index=False
    )
    full = ArrayField(models.BigIntegerField(), default=list)
    cost = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    day_on = models.DateField()  # whose caps it uses up: the shop's day it was placed on
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["team", "day_on", "rule"], name="route_decision_day")]

    def __str__(self) -> str:
        return f"order {self.order_id} by {self.rule_id or 'no rule'}"


class Rehearsal(models.Model):
    """A version run over past orders; `result` stands once it is done."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    rule_set = models.ForeignKey(RoutingRuleSet, on_delete=models.CASCADE, related_name="rehearsals")
    state = models.TextField(default=WAITING)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()
    rules = models.JSONField()  # names in their order, as they were when it was asked for
    seen = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["team", "-asked_at"], name="rehearsal_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["rule_set"], name="rehearsal_one_runs", condition=Q(state__in=[WAITING, RUNNING])
            )
        ]

    def __str__(self) -> str:
        return f"rehearsal of {self.rule_set_id}: {self.state}"


class SkuTag(models.Model):
    """A word that rules may ask for: fragile, battery, oversize."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="tags", db_index=False)
    tag = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sku", "tag"], name="sku_tag_once")]
        indexes = [models.Index(fields=["team", "tag"], name="sku_tag_of_team")]

    def __str__(self) -> str:
        return self.tag
