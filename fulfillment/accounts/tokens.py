"""Tokens of machines: made once, admitted by their digest, counted by the minute, revoked for good."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Any

from django.conf import settings
from django.db import connection

from fulfillment.accounts.models import ApiToken, Team, User
from fulfillment.accounts.scopes import Scope

MARK = "fs_"  # so that a token found in a log or a repository is known for one
PREFIX_LENGTH = 11
MINUTE = timedelta(minutes=1)

# One statement: whoever asks is known, noted and counted, however many ask at once.
ADMIT = """
UPDATE accounts_apitoken t SET
    last_used_at = %(now)s,
    minute_began_at = CASE WHEN c.is_over THEN %(now)s ELSE t.minute_began_at END,
    minute_requests = CASE WHEN c.is_over THEN 1 ELSE t.minute_requests + 1 END
FROM (
    SELECT id, coalesce(minute_began_at <= %(minute_ago)s, true) AS is_over FROM accounts_apitoken
    WHERE prefix = %(prefix)s AND digest = %(digest)s FOR NO KEY UPDATE
) c
WHERE t.id = c.id AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %(now)s)
RETURNING t.id, t.minute_began_at, t.minute_requests
"""


class NotAdmitted(Exception):
    """The sentence says why and what to do."""


class TooMany(Exception):
    def __init__(self, wait_seconds: int) -> None:
        super().__init__(wait_seconds)
        self.wait_seconds = wait_seconds


def issue(
    team: Team, *, name: str, scopes: list[Scope], expires_at: datetime | None, by: User | None, now: datetime
) -> tuple[ApiToken, str]:
    """The token's row, and the token itself, which is nowhere else and never seen again."""
    token = MARK + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        team=team,
        name=name,
        prefix=token[:PREFIX_LENGTH],
        digest=_digest(token),
        scopes=[str(scope) for scope in scopes],
        created_at=now,
        created_by=by,
        expires_at=expires_at,
    )
    return row, token


def admit(given: str, *, now: datetime) -> ApiToken:
    """The row of a token that lives; raises NotAdmitted, or TooMany where it asked too often within a minute."""
    values: dict[str, Any] = {
        "prefix": given[:PREFIX_LENGTH],
        "digest": _digest(given),
        "now": now,
        "minute_ago": now - MINUTE,
    }
    with connection.cursor() as cursor:
        cursor.execute(ADMIT, values)
        found = cursor.fetchone()
    if found is None:
        raise NotAdmitted(_why_not(given))
    pk, began_at, requests = found
    if requests > settings.API_REQUESTS_PER_MINUTE:
        raise TooMany(max(1, ceil((began_at + MINUTE - now).total_seconds())))
    return ApiToken.objects.select_related("team").get(pk=pk)


def revoke(token: ApiToken, *, now: datetime) -> bool:
    """False where it was revoked before."""
    return bool(ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now))


def _why_not(given: str) -> str:
    row = ApiToken.objects.filter(prefix=given[:PREFIX_LENGTH], digest=_digest(given)).first()
    if row is None:
        return "This token is not known. Make one on the team's page Tokens and send it whole."
    if row.revoked_at:
        return (
            f"This token was revoked on {row.revoked_at:%Y-%m-%d}. Make a new one on the team's page Tokens."
        )
    return f"This token expired on {row.expires_at:%Y-%m-%d}. Make a new one on the team's page Tokens."


def _digest(token: str) -> bytes:
    return sha256(token.encode(errors="replace")).digest()
