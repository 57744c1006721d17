"""The morning after: what was handed over and no carrier has scanned, by carrier and place, the least time first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q

from fulfillment.accounts.models import Team
from fulfillment.orders.upsert.rowset import execute
from fulfillment.tracking.carriers.directory import carrier_name
from fulfillment.tracking.verdicts import VerdictState
from fulfillment.warehouse.handover.claim_states import ASKED_AGAIN_AFTER, LISTED_AFTER, LOST_AFTER, is_lost
from fulfillment.warehouse.handover.closing import closings_of
from fulfillment.warehouse.models import CarrierContact, ManifestClosing, ManifestLine, Warehouse

LOOK_BACK = timedelta(days=60)  # what is older comes to no scan any more; its claim goes on
SHOWN = 100

# What the carrier or the channel told of a package since its truck left.
SETTLE = """
UPDATE warehouse_manifestline l SET first_scan_at = s.scanned_at, depot = coalesce((
    SELECT e.location FROM tracking_trackingevent e
    WHERE e.package_id = l.package_id AND e.happened_at = p.first_scan_at AND e.location <> '' ORDER BY e.id LIMIT 1
), '')
FROM tracking_package p CROSS JOIN LATERAL (
    SELECT coalesce(p.first_scan_at, p.channel_scan_at, p.delivered_at) AS scanned_at
) s
WHERE p.id = l.package_id AND l.handed_over_at >= %(since)s AND l.first_scan_at IS NULL AND s.scanned_at IS NOT NULL
RETURNING l.id
"""


class Row(NamedTuple):
    line: ManifestLine
    closing: ManifestClosing | None
    due_at: datetime | None  # the first deadline of its orders
    is_lost: bool
    may_ask: bool


class Group(NamedTuple):
    """One carrier's at one warehouse."""

    warehouse: Warehouse
    carrier: str
    name: str
    parcels: int
    to_ask: int
    lost: int  # without a claim
    address: str  # where it is asked
    rows: list[Row]


def settle(*, now: datetime) -> int:
    """Lines whose parcel was scanned know when and where; how many are new."""
    return len(execute(SETTLE, {"since": now - LOOK_BACK}))


def waiting(team: Team, *, now: datetime) -> Any:
    """Lines that nobody has scanned for hours; without those whose claim came to its end, and those of shops whose
    scans nobody tells us: of them it cannot be known."""
    rows = ManifestLine.objects.filter(
        team=team, handed_over_at__gte=now - LOOK_BACK, handed_over_at__lte=now - LISTED_AFTER
    )
    rows = rows.unscanned().of_unscanned_packages().exclude(package__verdict=VerdictState.UNKNOWN)
    return rows.exclude(claim__closed_at__isnull=False)


def to_ask(team: Team, *, now: datetime) -> Any:
    """Of those what its carrier was not asked about, or not within two days."""
    fresh = Q(question__asked_at__gt=now - ASKED_AGAIN_AFTER)
    return waiting(team, now=now).exclude(fresh)


def lost(team: Team, *, now: datetime) -> Any:
    """Of those what is lost by now and has no claim."""
    return waiting(team, now=now).filter(handed_over_at__lt=now - LOST_AFTER, claim=None)


def groups_of(team: Team, *, now: datetime) -> list[Group]:
    """Seven queries, however long the history."""
    keys = ("manifest__warehouse", "carrier")
    counts = dict(_counted(waiting(team, now=now), keys))
    losses = dict(_counted(lost(team, now=now), keys))
    asking = dict(_counted(to_ask(team, now=now), keys))
    houses = Warehouse.objects.of(team).in_bulk([house for house, _ in counts])
    contacts = {
        (row.warehouse_id, row.carrier): row.address for row in CarrierContact.objects.filter(team=team)
    }
    rows = _rows(team, now)
    return [
        Group(
            houses[house], carrier, carrier_name(carrier) or "no carrier known", count,
            asking.get((house, carrier), 0), losses.get((house, carrier), 0), contacts.get((house, carrier), ""),
            [row for row in rows if (row.line.manifest.warehouse_id, row.line.carrier) == (house, carrier)],
        )
        for (house, carrier), count in sorted(counts.items(), key=lambda each: -each[1])
    ]  # fmt: skip


def _counted(rows: Any, keys: tuple[str, ...]) -> Iterable[tuple[tuple[int, str], int]]:
    for house, carrier, count in rows.order_by().values_list(*keys).annotate(n=Count("pk")):
        yield (house, carrier), count


def _rows(team: Team, now: datetime) -> list[Row]:
    due = Min(
        "package__package_orders__order__dispatch_due_at", filter=Q(package__package_orders__is_current=True)
    )
    related = ("manifest__window", "manifest__warehouse", "package", "question", "claim")
    found = waiting(team, now=now).select_related(*related).annotate(due_at=due)
    lines = list(found.order_by("due_at", "handed_over_at", "pk")[:SHOWN])
    closings = closings_of(lines)
    return [
        Row(
            each,
            closings.get(each.manifest_id),
            each.due_at,
            is_lost(each.handed_over_at, now),
            each.question is None or each.question.asked_at <= now - ASKED_AGAIN_AFTER,
        )
        for each in lines
    ]
