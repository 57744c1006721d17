"""The list of things to fetch again soon: many hints for one order are one row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection as db

from fulfillment.channels import backoff
from fulfillment.channels.models import Connection, Wanted

GIVE_UP_AFTER = 20  # attempts; the poll and the sweep still cover the order


WANT = """
INSERT INTO channels_wanted (team_id, connection_id, kind, external_id, wanted_at, not_before_at, attempts)
SELECT %(team)s, %(connection)s, %(kind)s, external_id, %(now)s, %(not_before)s, 0 FROM unnest(%(ids)s::text[]) external_id
ON CONFLICT (connection_id, kind, external_id) DO UPDATE
SET wanted_at = excluded.wanted_at, not_before_at = least(channels_wanted.not_before_at, excluded.not_before_at)
"""


def want(
    connection: Connection,
    kind: str,
    external_ids: Iterable[str],
    *,
    now: datetime,
    not_before: datetime | None = None,
) -> None:
    """Each id is wanted once, and no later than it was before."""
    ids = sorted(set(external_ids))
    if not ids:
        return
    values = {
        "team": connection.team_id,
        "connection": connection.pk,
        "kind": kind,
        "now": now,
        "not_before": not_before or now,
        "ids": ids,
    }
    with db.cursor() as cursor:
        cursor.execute(WANT, values)


def due(connection_id: UUID, kind: str, *, now: datetime, limit: int) -> list[Wanted]:
    rows = Wanted.objects.filter(connection=connection_id, kind=kind, not_before_at__lte=now)
    return list(rows.order_by("not_before_at", "pk")[:limit])


def fetched(rows: Sequence[Wanted]) -> None:
    """Forgets what was fetched, unless it was wanted again meanwhile."""
    with db.cursor() as cursor:
        cursor.execute(
            "DELETE FROM channels_wanted USING unnest(%s::bigint[], %s::timestamptz[]) AS done (id, wanted_at)"
            " WHERE channels_wanted.id = done.id AND channels_wanted.wanted_at = done.wanted_at",
            [[row.pk for row in rows], [row.wanted_at for row in rows]],
        )


def postpone(rows: Sequence[Wanted], *, now: datetime) -> None:
    """What failed is tried again later, ever later, and given up at last."""
    for row in rows:
        if row.attempts + 1 >= GIVE_UP_AFTER:
            row.delete()
            continue
        wait: timedelta = backoff.after_failures(row.attempts + 1, seed=row.pk)
        Wanted.objects.filter(pk=row.pk).update(attempts=row.attempts + 1, not_before_at=now + wait)
