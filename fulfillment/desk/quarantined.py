"""What was searched for in vain and waits in quarantine: it came, and could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from fulfillment.accounts.models import Team

SHOWN = 5
LOOKED_FOR = 20  # words of one search
SHORTEST = 6  # a shorter word stands in any payload
# By id, or by what stands in the payload: a parcel's number is told inside its order. Open ones are few.
FIND = """
SELECT DISTINCT ON (q.id) q.id, q.kind, q.external_id, w.word
FROM channels_quarantineditem q
JOIN unnest(%(words)s::text[]) AS w(word)
  ON q.external_id = w.word OR position(convert_to(w.word, 'UTF8') IN q.payload) > 0
WHERE q.team_id = %(team)s AND q.resolved_at IS NULL
ORDER BY q.id LIMIT %(shown)s
"""


class Waiting(NamedTuple):
    pk: int
    kind: str
    external_id: str
    word: str


def named_by(team: Team, words: Sequence[str]) -> list[Waiting]:
    """One query; none where no word could be an id or a number."""
    ids = [word for word in words if len(word) >= SHORTEST and any(sign.isdigit() for sign in word)]
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"team": team.pk, "words": ids[:LOOKED_FOR], "shown": SHOWN})
        return [Waiting(*row) for row in cursor.fetchall()]
