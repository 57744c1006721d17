"""A feed's webhook: verified on the raw bytes, stored once, answered. A worker reads it within seconds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import connection as db
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fulfillment.channels.carriers import kinds
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import CarrierFeed
from fulfillment.channels.receiving import body_or_answer
from fulfillment.channels.secrets import unseal

log = structlog.get_logger()
LARGEST = 1024 * 1024  # a long way with every event of two carriers is under 200 kB


@csrf_exempt
@require_POST
def receive(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """200 for what is stored or was before, 401 for a wrong signature, 410 for a line that was ended."""
    feed = get_object_or_404(CarrierFeed, pk=feed_id)
    raw = body_or_answer(request, largest=LARGEST)
    if isinstance(raw, HttpResponse):
        return raw
    if not feed.secrets:
        return HttpResponse(status=410)
    now = datetime.now(UTC)
    try:
        is_genuine = kinds.is_genuine(
            feed.kind, unseal(bytes(feed.secrets)), raw, dict(request.headers), now=now
        )
    except ChannelError as error:
        log.warning("carrier_feed.unverifiable", feed=str(feed.pk), sentence=error.sentence)
        return HttpResponse(status=503)
    if not is_genuine:
        return HttpResponse(status=401)
    store(feed, raw, now=now)
    return HttpResponse(status=200)


STORE = """
WITH stored AS (
    INSERT INTO channels_carriermessage
        (team_id, feed_id, message_id, body, is_answer, received_at, outcome, number, sentence)
    VALUES (%(team)s, %(feed)s, %(id)s, %(body)s, false, %(now)s, 'waiting', '', '')
    ON CONFLICT (feed_id, message_id) DO NOTHING RETURNING feed_id
)
UPDATE channels_carrierfeed f
SET last_message_at = %(now)s, next_round_at = CASE WHEN f.failures = 0 THEN %(now)s ELSE f.next_round_at END
FROM stored WHERE f.id = stored.feed_id
"""


def store(feed: CarrierFeed, raw: bytes, *, now: datetime) -> None:
    """The message waits for a worker, once however often it is sent; the feed's next round is due."""
    message_id = kinds.message_id(feed.kind, raw)
    values: dict[str, Any] = {
        "team": feed.team_id,
        "feed": feed.pk,
        "id": message_id,
        "body": raw,
        "now": now,
    }
    with db.cursor() as cursor:
        cursor.execute(STORE, values)
