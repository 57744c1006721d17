"""Webhooks: verified on the raw bytes, stored once, turned into wanted ids, answered at once. A hint, never the truth.

Nothing here waits for a channel or a broker: the database is all that must be there.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import connection as db
from django.db import transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fulfillment.channels import base, quarantine, wanting
from fulfillment.channels.base import CHANNELS, Hint
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import Connection, Credential
from fulfillment.channels.records import Refusal

log = structlog.get_logger()

LARGEST = 256 * 1024  # the documented bodies are under 2 kB
MOST_IDS = 200  # of one message; the documented ones name 20 at most, and the poll covers the rest
DEAUTHORISED: dict[str, object] = {
    "state": "needs_attention",
    "problem": "The seller withdrew this app's access",
    "fix": "Connect this shop again",
}


class TooLarge(Exception):
    pass


@csrf_exempt
@require_POST
def receive(request: HttpRequest, channel: str, connection_id: UUID) -> HttpResponse:
    """200 for what is stored or was before, 401 for a wrong signature, 413 for a body nobody signs."""
    found = Connection.objects.select_related("shop", "credential").filter(shop__channel__in=CHANNELS)
    connection = get_object_or_404(found, pk=connection_id, shop__channel=channel)
    raw = body_or_answer(request)
    if isinstance(raw, HttpResponse):
        return raw
    try:
        headers = dict(request.headers)
        is_genuine = base.verify(connection, raw, headers)
    except ChannelError as error:  # credentials that we cannot read now: the channel tries again later
        log.warning("webhook.unverifiable", connection=str(connection.pk), sentence=error.sentence)
        return HttpResponse(status=503)
    if not is_genuine:
        return HttpResponse(status=401)
    remember(connection, raw, headers, now=datetime.now(UTC))
    return HttpResponse(status=200)


def body_or_answer(request: HttpRequest, *, largest: int = LARGEST) -> bytes | HttpResponse:
    """The raw bytes, or what is answered to a body that nobody signs, or that broke off."""
    try:
        return read_body(request, largest=largest)
    except TooLarge:
        return HttpResponse(status=413)
    except UnreadablePostError:
        return HttpResponse(status=400)


def read_body(request: HttpRequest, *, largest: int = LARGEST) -> bytes:
    """The raw bytes, of which never more than `largest` are held. A server that unpacks chunks says where they end."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if length:
        if not length.isdecimal() or int(length) > largest:
            raise TooLarge
        return request.body
    if not request.META.get("wsgi.input_terminated"):
        return b""
    raw: bytes = request.META["wsgi.input"].read(largest + 1)
    if len(raw) > largest:
        raise TooLarge
    return raw


def remember(connection: Connection, raw: bytes, headers: dict[str, str], *, now: datetime) -> None:
    """The message is stored once; what it names is wanted and the shop's next pull is due now."""
    hint = base.hint(connection, raw, headers, now=now)
    outcome = _outcome(connection, hint)
    with transaction.atomic():
        if not _store(connection, hint, raw, outcome=outcome, now=now):
            return
        changes: dict[str, object] = {"last_webhook_at": now}
        if outcome == "unreadable":
            refusal = Refusal(
                kind="webhook", external_id=hint.message_id, sentence=hint.sentence, payload=raw
            )
            quarantine.put(connection.shop, [refusal], now=now)
        elif outcome != "misaddressed":
            changes |= _act(connection, hint, now=now)
        Connection.objects.filter(pk=connection.pk).update(**changes)


def _outcome(connection: Connection, hint: Hint) -> str:
    if hint.kind == "unreadable":
        return "unreadable"
    if hint.shop_external_id and hint.shop_external_id != connection.shop.external_id:
        return "misaddressed"  # signed by the same app for another of its shops
    if hint.is_stale:
        return "stale"
    is_known = hint.external_ids or hint.order_external_ids or hint.kind in {"deauthorised", "expiring"}
    return "accepted" if is_known else "ignored"


STORE = """
INSERT INTO channels_inboundmessage (team_id, connection_id, message_id, kind, body, received_at, outcome)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (connection_id, message_id) DO NOTHING
"""


def _store(connection: Connection, hint: Hint, raw: bytes, *, outcome: str, now: datetime) -> bool:
    """False for a message that was here before: told twice, or replayed."""
    with db.cursor() as cursor:
        values: list[Any] = [connection.team_id, connection.pk, hint.message_id, hint.kind, raw, now, outcome]
        cursor.execute(STORE, values)
        return bool(cursor.rowcount)


def _act(connection: Connection, hint: Hint, *, now: datetime) -> dict[str, object]:
    """What the message names is wanted; answers the connection's columns that it changes.

    Reading again does no harm, so a stale hint is followed too; about the consent only what is newer than ours
    counts: an older message is a replay, or tells of the consent before.
    """
    wanting.want(connection, hint.kind, hint.external_ids[:MOST_IDS], now=now)
    if hint.kind != "order":
        wanting.want(connection, "order", hint.order_external_ids[:MOST_IDS], now=now)
    is_news = _is_newer_than_consent(connection.credential, hint)
    if hint.kind == "deauthorised" and is_news:
        return DEAUTHORISED
    if hint.kind == "expiring" and hint.expires_at and connection.credential and is_news:
        Credential.objects.filter(pk=connection.credential.pk).update(refresh_expires_at=hint.expires_at)
    is_failing = connection.failures > 0  # a storm of webhooks must not defeat the back-off
    return {} if is_failing or not hint.external_ids else {"next_sync_at": now}


def _is_newer_than_consent(credential: Credential | None, hint: Hint) -> bool:
    """Whether the message was sent after our tokens came; the channel's clock counts whole seconds."""
    if hint.is_stale:
        return False
    had_at = credential.refreshed_at if credential else None
    return not (had_at and hint.sent_at) or hint.sent_at >= had_at.replace(microsecond=0)
