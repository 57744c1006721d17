"""How far behind the figures are: the moment up to which every change is in them, and what still waits."""

from __future__ import annotations

from datetime import datetime

from django.db import connection as db
from msgspec import Struct

from fulfillment.accounts.models import Team

MANY = 1000


class Freshness(Struct, frozen=True, kw_only=True):
    """`as_of`: everything that changed before it is judged. `waiting`: changed orders not judged yet, up to MANY."""

    as_of: datetime
    waiting: int

    @property
    def sentence(self) -> str:
        if not self.waiting:
            return ""
        many = f"More than {MANY:,}" if self.waiting > MANY else f"{self.waiting:,}"
        noun = "changed order waits" if self.waiting == 1 else "changed orders wait"
        return f"{many} {noun} to be judged"


def freshness(team: Team, *, now: datetime) -> Freshness:
    """Cheap however long the queue is."""
    with db.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), min(changed_at) FROM (SELECT changed_at FROM orders_changedorder"
            " WHERE team_id = %s ORDER BY changed_at LIMIT %s) waiting",
            [team.pk, MANY + 1],
        )
        waiting, oldest = cursor.fetchone()
    return Freshness(as_of=oldest or now, waiting=waiting)
