"""The list of things to fetch again soon: many hints for one order are one row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection as db

from fulfillment.channels import backoff
from fulfillment.channels.models import Connection, Wanted

GIVE_UP_AFTER = 20  # attempts, some four hours; the poll and the sweep still cover the order
UNKNOWN_AFTER = 3  # answers without it: a hint may come a moment before the channel knows the order itself

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
    values: dict[str, Any] = {
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


def is_due(connection_id: UUID, *, now: datetime) -> bool:
    """Whether anything waits to be fetched right now."""
    return Wanted.objects.filter(connection=connection_id, not_before_at__lte=now).exists()


def next_batch(connection_id: UUID, kind: str, *, now: datetime, limit: int) -> list[Wanted]:
    """The next rows to ask for together, those that never failed first.

    What failed together is asked for in halves, and halves of those: after an outage everything comes back in few
    requests, and an id that spoils its batch ends alone.
    """
    rows = Wanted.objects.filter(connection=connection_id, kind=kind, not_before_at__lte=now)
    found = list(rows.order_by("attempts", "not_before_at", "pk")[:limit])
    attempts = found[0].attempts if found else 0
    return [row for row in found if row.attempts == attempts][: max(1, limit >> attempts)]


def fetched(rows: Sequence[Wanted]) -> None:
    """Forgets what was fetched, unless it was wanted again meanwhile. Locks in the order in which `want` does."""
    with db.cursor() as cursor:
        cursor.execute(
            "DELETE FROM channels_wanted WHERE id IN ("
            "SELECT w.id FROM channels_wanted w"
            " JOIN unnest(%s::bigint[], %s::timestamptz[]) AS done (id, wanted_at) USING (id, wanted_at)"
            " ORDER BY w.kind, w.external_id FOR UPDATE OF w)",
            [[row.pk for row in rows], [row.wanted_at for row in rows]],
        )


def postpone(
    rows: Sequence[Wanted], *, now: datetime, give_up_after: int | None = GIVE_UP_AFTER
) -> list[Wanted]:
    """What failed is tried again later, ever later; answers what was tried so often that it is given up.

    None gives nothing up: the channel failed, not the ids.
    """
    given_up = [row for row in rows if give_up_after and row.attempts + 1 >= give_up_after]
    fetched(given_up)
    for row in sorted(rows, key=lambda row: row.external_id):
        if row not in given_up:
            wait: timedelta = backoff.after_failures(row.attempts + 1, seed=row.pk)
            changes = {"attempts": min(row.attempts + 1, GIVE_UP_AFTER - 1), "not_before_at": now + wait}
            Wanted.objects.filter(pk=row.pk).update(**changes)
    return given_up
