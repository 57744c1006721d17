"""Each shop's line to its channel, read with what is counted of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from fulfillment.accounts.models import Team
from fulfillment.channels import health
from fulfillment.channels.comparing import Cause, Kind
from fulfillment.channels.health import Health
from fulfillment.channels.models import Connection, Discrepancy, QuarantinedItem, SyncCursor, Wanted
from fulfillment.counting import how_many
from fulfillment.prepared import Prepared


def of_team(team: Team, *, now: datetime) -> list[Health]:
    """Every shop with a channel, worst first; a fixed number of queries."""
    lines = map(_line, LINES.named((*TOLD, *COUNTED), team.pk, now=now))
    return sorted(
        (health.describe(line, now=now) for line in lines), key=lambda h: health.WORST_FIRST.index(h.tone)
    )


def with_counts(connections: QuerySet[Connection]) -> QuerySet[Connection]:
    """Each count is a query of its own inside: joined, a backlog would be multiplied by the quarantine.

    `orders_listed_at` is when the newest orders were last listed to the end; None where never.
    """
    orders = SyncCursor.objects.filter(connection=OuterRef("pk"), stream="orders")
    quarantined = QuarantinedItem.objects.filter(shop=OuterRef("shop"), resolved_at=None)
    # What waits in quarantine is counted there: fetching it again brings nothing.
    differing = Discrepancy.objects.filter(shop=OuterRef("shop"), closed_at=None, accepted_at=None).exclude(
        cause=Cause.QUARANTINED
    )
    missing = differing.filter(kind=Kind.MISSING_HERE)
    backlog = Wanted.objects.filter(connection=OuterRef("pk")).exclude(kind="tracking")
    return connections.select_related("shop", "credential").annotate(
        quarantined=how_many(quarantined),
        differing=how_many(differing),
        missing=how_many(missing),
        backlog=how_many(backlog),
        orders_listed_at=Subquery(orders.values("succeeded_at")[:1]),
    )


TOLD = (
    "pk", "shop__name", "shop__channel", "credential__refresh_expires_at", "state", "problem", "fix", "failures",
    "is_active", "created_at", "last_success_at", "first_sync_finished_at", "first_sync_done", "first_sync_total",
)  # fmt: skip
COUNTED = ("quarantined", "differing", "missing", "backlog", "orders_listed_at")
LINES = Prepared(
    lambda team, now: with_counts(Connection.objects.filter(team_id=team)).values_list(*TOLD, *COUNTED)
)


def _line(told: Mapping[str, Any]) -> SimpleNamespace:
    """As `with_counts` answers it, without what no strip shows."""
    shop = SimpleNamespace(name=told["shop__name"], channel=told["shop__channel"])
    credential = SimpleNamespace(refresh_expires_at=told["credential__refresh_expires_at"])
    return SimpleNamespace(**told, shop=shop, credential=credential)
