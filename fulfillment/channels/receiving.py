"""Webhooks: verified on the raw bytes, stored once, turned into wanted ids, answered at once. A hint, never the truth."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.db import connection as db
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fulfillment.channels import base, wanting
from fulfillment.channels.base import Hint
from fulfillment.channels.models import Connection

LARGEST = 256 * 1024  # the documented bodies are under 2 kB


@csrf_exempt
@require_POST
def receive(request: HttpRequest, channel: str, connection_id: UUID) -> HttpResponse:
    connection = get_object_or_404(
        Connection.objects.select_related("shop", "credential"), pk=connection_id, shop__channel=channel
    )
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    raw = request.body
    if not connection.is_active or not base.verify(connection, raw, dict(request.headers)):
        return HttpResponse(status=401)
    remember(connection, raw, now=datetime.now(UTC))
    return HttpResponse(status=200)


def remember(connection: Connection, raw: bytes, *, now: datetime) -> None:
    """The message is stored once; what it names is wanted and the shop's next pull is due now."""
    hint = base.hint(connection, raw, now=now)
    with transaction.atomic():
        if _store(connection, hint, raw, now=now):
            wanting.want(connection, hint.kind, hint.external_ids, now=now)
            wanting.want(connection, "order", hint.order_external_ids, now=now)
            changes = {"last_webhook_at": now, **_next(connection, hint, now=now)}
            Connection.objects.filter(pk=connection.pk).update(**changes)


STORE = """
INSERT INTO channels_inboundmessage (team_id, connection_id, message_id, kind, body, received_at, outcome)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (connection_id, message_id) DO NOTHING
"""


def _store(connection: Connection, hint: Hint, raw: bytes, *, now: datetime) -> bool:
    """False for a message that was here before: told twice, or replayed."""
    outcome = "stale" if hint.is_stale else "accepted"
    with db.cursor() as cursor:
        values = [connection.team_id, connection.pk, hint.message_id, hint.kind, raw, now, outcome]
        cursor.execute(STORE, values)
        return bool(cursor.rowcount)


def _next(connection: Connection, hint: Hint, *, now: datetime) -> dict[str, object]:
    if hint.kind == "deauthorised":
        return {
            "state": "needs_attention",
            "problem": "The seller withdrew this app's access.",
            "fix": "Open Channels and connect this shop again.",
        }
    is_failing = connection.failures > 0  # a storm of webhooks must not defeat the back-off
    return {} if is_failing or not hint.external_ids else {"next_sync_at": now}
