"""Synthetic history: what is written at once says what the watch and the metrics would say of each order."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from fulfillment.accounts.models import Team
from fulfillment.desk.history_loading import Size, load
from fulfillment.orders import watch
from fulfillment.orders.gathering import BEFORE
from fulfillment.orders.models import Buyer, Order
from fulfillment.tracking.models import Package
from metrics.models import DailySum, Fact
from metrics.rebuilding import rebuild_facts
from tests.factories import create_team

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
DERIVED = [name for name in (*BEFORE, "lane_id", "due_source", "next_check_at") if name != "level_since_at"]


@pytest.fixture
def team() -> Team:
    team = create_team(slug="history")
    load(team, Size(orders=1800, open_orders=240), now=NOW)
    return team


def facts_of(team: Team) -> dict[Any, Any]:
    names = [field.column for field in Fact._meta.concrete_fields if field.column != "digest"]
    return {(row["metric"], row["unit_id"]): row for row in Fact.objects.filter(team=team).values(*names)}


def sums_of(team: Team) -> set[Any]:
    names = ("shop_id", "metric", "dimension", "value", "day_on", "numerator", "denominator")
    return set(DailySum.objects.filter(team=team, denominator__gt=0).values_list(*names))


@pytest.mark.django_db
def test_facts_and_sums_are_those_judged_from_nothing(team: Team) -> None:
    facts, sums = facts_of(team), sums_of(team)
    rebuild_facts(team)
    assert facts_of(team) == facts
    assert sums_of(team) == sums
    whys = {fact["why"] for fact in facts.values()}
    assert whys >= {"late", "in_time", "valid", "invalid", "pending"}


@pytest.mark.django_db
def test_closed_orders_stand_as_the_watch_would_leave_them(team: Team) -> None:
    before = {row["id"]: row for row in Order.objects.filter(team=team).values("id", *DERIVED)}
    with_moment = Order.objects.filter(team=team).order_by("pk")
    watch.wake(with_moment.values_list("pk", flat=True), now=NOW)
    while watch.watch_due(now=NOW):
        pass
    after = {row["id"]: row for row in Order.objects.filter(team=team).values("id", *DERIVED)}
    assert after == before
    stages = dict(with_moment.values_list("stage").annotate(Count("pk")))
    assert stages.keys() >= {"to_ship", "awaiting_scan", "in_transit", "delivered", "cancelled"}


@pytest.mark.django_db
def test_open_orders_spread_over_the_levels(team: Team) -> None:
    levels = dict(Order.objects.of(team).open().order_by().values_list("level").annotate(Count("pk")))
    assert sum(levels.values()) == 240
    assert levels.keys() >= {"on_track", "due_soon", "at_risk", "will_count_late"}


@pytest.mark.django_db
def test_some_packages_serve_two_orders_and_some_orders_need_two_packages(team: Team) -> None:
    per_package = Package.objects.filter(team=team).annotate(served=Count("package_orders"))
    per_order = Order.objects.of(team).annotate(parcels=Count("packages"))
    assert per_package.filter(served=2).exists()
    assert per_order.filter(parcels=2).exists()


@pytest.mark.django_db
def test_buyers_are_found_by_their_names(team: Team) -> None:
    buyer = Buyer.objects.filter(team=team).order_by("pk").first()
    assert buyer is not None
    assert Buyer.objects.filter(team=team, search=buyer.name, pk=buyer.pk).exists()


@pytest.mark.django_db
def test_a_team_with_orders_is_refused(team: Team) -> None:
    with pytest.raises(CommandError, match="has orders already"):
        call_command("load_history", "--team", team.slug, "--orders", "10", "--open", "1", stdout=StringIO())
