"""The same request with the same key is done once, and answered the same each time.

A key belongs to its token and lives for a day. Whoever inserts its row does the work; everybody else reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.http import HttpRequest, HttpResponse

from fulfillment.accounts.models import ApiToken
from fulfillment.channels.generic.api.errors import JSON, ApiError
from fulfillment.channels.models import IdempotentRequest
from fulfillment.channels.sync import utc_now

LEASE = timedelta(seconds=120)  # longer than a server lets a request take
LONGEST_KEY = 200
REPLAYED = {"Idempotent-Replay": "true"}

CLAIM = """
INSERT INTO channels_idempotentrequest AS r
    (team_id, token_id, key, fingerprint, claim, claimed_until_at, created_at, answer)
VALUES (%(team)s, %(token)s, %(key)s, %(fingerprint)s, %(claim)s, %(until)s, %(now)s, '')
ON CONFLICT (token_id, key) DO UPDATE SET claim = excluded.claim, claimed_until_at = excluded.claimed_until_at
WHERE r.status IS NULL AND r.claimed_until_at <= %(now)s AND r.fingerprint = excluded.fingerprint
RETURNING r.id
"""


def once(
    request: HttpRequest, token: ApiToken, body: bytes, work: Callable[[], HttpResponse]
) -> HttpResponse:
    """The answer of `work`, or the stored one of an earlier request with this key; raises ApiError 409 or 422."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return work()
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise ApiError(
            422, "bad_key", f"An Idempotency-Key is at most {LONGEST_KEY} printable ASCII characters."
        )
    fingerprint = sha256(f"{request.method} {request.get_full_path()}\n".encode() + body).digest()
    claim = _claim(token, key, fingerprint, now=utc_now())
    if claim is None:
        return _earlier(token, key, fingerprint)
    mine = IdempotentRequest.objects.filter(token=token, key=key, claim=claim)
    try:
        answer = work()
    except BaseException:
        mine.delete()  # nothing was answered: the same request may be sent again at once
        raise
    mine.update(status=answer.status_code, answer=answer.content)
    return answer


def _claim(token: ApiToken, key: str, fingerprint: bytes, *, now: datetime) -> UUID | None:
    claim = uuid4()
    values: dict[str, Any] = {
        "team": token.team_id,
        "token": token.pk,
        "key": key,
        "fingerprint": fingerprint,
        "claim": claim,
        "until": now + LEASE,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        return claim if cursor.fetchone() else None


def _earlier(token: ApiToken, key: str, fingerprint: bytes) -> HttpResponse:
    row = IdempotentRequest.objects.filter(token=token, key=key).first()
    if row is not None and bytes(row.fingerprint) != fingerprint:
        said = "This Idempotency-Key was used for another request. Send a new key with each new request."
        raise ApiError(422, "key_reused", said)
    if row is None or row.status is None:
        said = "The request with this Idempotency-Key is being worked on. Ask again in a moment."
        raise ApiError(409, "in_progress", said, headers={"Retry-After": "2"})
    return HttpResponse(bytes(row.answer), status=row.status, content_type=JSON, headers=REPLAYED)
