"""Which numbers a feed follows: parcels that wait for their first scan. Each costs, so no other is registered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fulfillment.channels.carriers import pace
from fulfillment.channels.carriers.asking import Registered
from fulfillment.channels.carriers.pace import Parcel
from fulfillment.channels.models import CarrierFeed, FollowedNumber
from fulfillment.channels.quarantine import storable
from fulfillment.orders.upsert.rowset import encode, execute

AT_ONCE = 400  # new ones a round

FOLLOW = """
INSERT INTO channels_followednumber (team_id, feed_id, number, carrier, since_at, next_ask_at, refused)
SELECT %(team)s, %(feed)s, p.tracking_number, min(p.carrier), min(coalesce(p.shipped_at, %(now)s)), %(now)s, ''
FROM tracking_package p
WHERE p.team_id = %(team)s AND p.verdict IN ('pending', 'invalid') AND p.first_scan_at IS NULL
    AND (p.shipped_at IS NULL OR p.shipped_at > %(since)s)
    AND p.tracking_number <> '' AND p.status NOT IN ('cancelled', 'delivered')
    AND NOT EXISTS (
        SELECT FROM channels_followednumber f WHERE f.feed_id = %(feed)s AND f.number = p.tracking_number)
GROUP BY p.tracking_number
ORDER BY max(p.shipped_at) DESC NULLS FIRST
LIMIT %(limit)s
ON CONFLICT (feed_id, number) DO NOTHING
RETURNING id
"""
STANDING = """
SELECT f.id, f.since_at, count(p.id), coalesce(bool_and(p.first_scan_at IS NOT NULL), false),
    coalesce(bool_and(p.delivered_at IS NOT NULL OR p.status = 'delivered'), false),
    min(o.dispatch_due_at) FILTER (WHERE o.is_open AND p.first_scan_at IS NULL)
FROM channels_followednumber f
LEFT JOIN tracking_package p
    ON p.team_id = f.team_id AND p.tracking_number = f.number AND p.status <> 'cancelled'
LEFT JOIN tracking_packageorder l ON l.package_id = p.id AND l.is_current
LEFT JOIN orders_order o ON o.id = l.order_id
WHERE f.id = ANY(%(ids)s)
GROUP BY f.id
"""
WRITE = """
UPDATE channels_followednumber f SET asked_at = %(now)s, next_ask_at = r.next_ask_at
FROM json_to_recordset(%(rows)s::json) AS r(id bigint, next_ask_at timestamptz) WHERE f.id = r.id
"""
REGISTERED = """
UPDATE channels_followednumber f
SET registered_at = CASE WHEN r.refused = '' THEN %(now)s::timestamptz END, refused = r.refused,
    next_ask_at = CASE WHEN r.refused = '' THEN %(now)s::timestamptz END
FROM json_to_recordset(%(rows)s::json) AS r(number text, refused text)
WHERE f.feed_id = %(feed)s AND f.number = r.number
"""


def follow_new(feed: CarrierFeed, *, now: datetime) -> int:
    """Parcels of the team that wait for their scan are to be registered; how many are new. One statement."""
    values = {
        "team": feed.team_id,
        "feed": feed.pk,
        "now": now,
        "since": now - pace.UNSCANNED_UNTIL,
        "limit": AT_ONCE,
    }
    return len(execute(FOLLOW, values))


def to_register(feed: CarrierFeed, *, limit: int) -> list[str]:
    waiting = FollowedNumber.objects.filter(feed=feed, registered_at=None, next_ask_at__isnull=False)
    return list(waiting.order_by("next_ask_at", "pk").values_list("number", flat=True)[:limit])


def registered(feed: CarrierFeed, answer: Registered, *, now: datetime) -> None:
    rows = [{"number": number, "refused": ""} for number in answer.followed]
    rows += [{"number": number, "refused": storable(why)} for number, why in answer.refused.items()]
    execute(REGISTERED, {"feed": feed.pk, "now": now, "rows": encode(rows)})


def due(feed: CarrierFeed, *, now: datetime, limit: int) -> list[FollowedNumber]:
    rows = FollowedNumber.objects.filter(feed=feed, next_ask_at__lte=now, registered_at__isnull=False)
    return list(rows.order_by("next_ask_at", "pk")[:limit])


def asked(
    feed: CarrierFeed, rows: Sequence[FollowedNumber], *, unknown: Sequence[str], now: datetime
) -> None:
    """Each has its next question, by how its parcels stand now; what the feed does not know is registered again."""
    ids = [row.pk for row in rows]
    standing = execute(STANDING, {"ids": ids})
    is_pushed = _is_pushed(feed, now)
    execute(
        WRITE, {"now": now, "rows": encode([_next(row, is_pushed=is_pushed, now=now) for row in standing])}
    )
    if unknown:
        FollowedNumber.objects.filter(pk__in=ids, number__in=unknown).update(registered_at=None)


def _next(row: tuple[Any, ...], *, is_pushed: bool, now: datetime) -> dict[str, Any]:
    pk, since_at, parcels, is_scanned, is_delivered, due_at = row
    parcel = Parcel(since_at, is_scanned=is_scanned, is_delivered=is_delivered, due_at=due_at)
    again = pace.next_question(parcel, is_pushed=is_pushed, now=now) if parcels else None
    return {"id": pk, "next_ask_at": again}


def _is_pushed(feed: CarrierFeed, now: datetime) -> bool:
    """Messages arrived within a day: what is asked for then only finds what got lost."""
    return feed.last_message_at is not None and now - feed.last_message_at < pace.DAY
