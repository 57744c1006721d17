"""What feeds told, recorded: a batch of messages in a constant number of statements, bad ones kept with a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from fulfillment.channels.carriers import kinds
from fulfillment.channels.carriers.told import Nothing, Told, Unread
from fulfillment.channels.ingest.tracking import take_carriers_events
from fulfillment.channels.models import CarrierFeed, CarrierMessage
from fulfillment.channels.quarantine import storable
from fulfillment.channels.records import TrackingEventRecord
from fulfillment.orders.upsert.rowset import encode, execute
from fulfillment.tracking.models import Package
from fulfillment.tracking.states import PackageStatus

AT_ONCE = 200
KEEP_UNMATCHED = timedelta(days=30)

WRITE = """
UPDATE channels_carriermessage m SET outcome = r.outcome, number = r.number, sentence = r.sentence
FROM json_to_recordset(%(rows)s::json) AS r(id bigint, outcome text, number text, sentence text)
WHERE m.id = r.id
"""
# A message may come before the order does: when a parcel bears its number at last, it is read again.
MATCH = """
UPDATE channels_carriermessage m SET outcome = 'waiting'
WHERE m.feed_id = %(feed)s AND m.outcome = 'unmatched' AND EXISTS (
    SELECT FROM tracking_package p
    WHERE p.team_id = m.team_id AND p.tracking_number = m.number AND p.status <> 'cancelled')
"""


def take_waiting(feed: CarrierFeed, *, now: datetime, limit: int = AT_ONCE) -> int:
    """Up to `limit` waiting messages are recorded, in one transaction; how many there were."""
    with transaction.atomic():
        waiting = CarrierMessage.objects.filter(feed=feed, outcome="waiting").order_by("pk")
        rows = list(waiting.select_for_update(skip_locked=True, no_key=True)[:limit])
        if rows:
            take(feed, rows, now=now)
    return len(rows)


def match_again(feed: CarrierFeed) -> None:
    execute(MATCH, {"feed": feed.pk})


def take(feed: CarrierFeed, messages: Sequence[CarrierMessage], *, now: datetime) -> None:
    """Each message has its outcome, and what it told stands on the parcels of its number. Call in a transaction."""
    zone = ZoneInfo(feed.team.time_zone)
    read = {
        row.pk: kinds.read(feed.kind, bytes(row.body), is_answer=row.is_answer, zone=zone, now=now)
        for row in messages
    }
    told = [each for each in read.values() if isinstance(each, Told)]
    parcels = record(feed.team_id, told, now=now)
    execute(WRITE, {"rows": encode([_outcome(pk, each, parcels) for pk, each in read.items()])})


def record(team_id: int, told: Sequence[Told], *, now: datetime) -> set[str]:
    """The events stand on every parcel of the team that bears the number; the numbers that some parcel bears."""
    numbers = sorted({each.number for each in told})
    bearing = Package.objects.filter(team_id=team_id, tracking_number__in=numbers)
    packages = bearing.exclude(status=PackageStatus.CANCELLED).values_list("pk", "tracking_number")
    events: dict[str, list[TrackingEventRecord]] = defaultdict(list)
    for each in told:
        events[each.number].extend(each.events)
    found = list(packages)
    take_carriers_events(team_id, {pk: events[number] for pk, number in found}, now=now)
    return {number for _, number in found}


def _outcome(pk: int, read: kinds.Read, parcels: set[str]) -> dict[str, Any]:
    row = {"id": pk, "outcome": "taken", "number": "", "sentence": ""}
    if isinstance(read, Unread):
        return row | {"outcome": "refused", "sentence": storable(read.sentence)}
    if isinstance(read, Nothing):
        return row | {"outcome": "ignored", "sentence": storable(read.word)}
    row |= {"number": read.number, "sentence": storable(read.left_out)}
    if read.number not in parcels:
        return row | {"outcome": "unmatched"}
    return row | {"outcome": "refused"} if read.left_out else row


def take_again(message: CarrierMessage, *, now: datetime) -> None:
    """One message is read anew at once."""
    with transaction.atomic():
        row = CarrierMessage.objects.select_for_update(no_key=True).get(pk=message.pk)
        take(CarrierFeed.objects.select_related("team").get(pk=row.feed_id), [row], now=now)
