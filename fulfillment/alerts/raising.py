"""Raising and resolving: whoever watches something says what is wrong with it now, and the rest follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection as db

from fulfillment.alerts.catalogue import KINDS
from fulfillment.alerts.models import Alert, QuietHours
from fulfillment.alerts.quiet import USUAL, Quiet, told_at


class Wrong(NamedTuple):
    """One thing that is wrong now. `source` names what it is about; a source has at most one alert of a kind.

    `quiet_zone`: it can wait until morning by this zone's clock; blank: whoever is told is told at any hour.
    """

    team_id: int
    source: str
    kind_code: str
    sentence: str
    fix: str = ""
    path: str = ""
    shop_id: int | None = None
    quiet_zone: str = ""


RAISE = """
INSERT INTO alerts_alert AS a
    (team_id, shop_id, kind_code, source, sentence, fix, path, raised_at, tell_at)
SELECT r.team_id, r.shop_id, r.kind_code, r.source, r.sentence, r.fix, r.path, %(now)s, r.tell_at
FROM unnest(%(teams)s::bigint[], %(shops)s::bigint[], %(kinds)s::text[], %(sources)s::text[],
    %(sentences)s::text[], %(fixes)s::text[], %(paths)s::text[], %(tell)s::timestamptz[])
    AS r (team_id, shop_id, kind_code, source, sentence, fix, path, tell_at)
ORDER BY r.team_id, r.source, r.kind_code
ON CONFLICT (team_id, source, kind_code) WHERE resolved_at IS NULL DO UPDATE SET
    sentence = excluded.sentence, fix = excluded.fix, path = excluded.path
WHERE (a.sentence, a.fix, a.path) IS DISTINCT FROM (excluded.sentence, excluded.fix, excluded.path)
RETURNING (xmax = 0)
"""


def settle(sources: Sequence[str], wrong: Sequence[Wrong], *, now: datetime) -> tuple[int, int]:
    """After it, exactly `wrong` is open about these sources: new things are raised, what is gone is resolved.

    How many were raised and resolved. What was open already keeps its moment and is not told again.
    """
    raised = sum(_raise(wrong, now=now)) if wrong else 0
    still = {(each.source, each.kind_code) for each in wrong}
    gone = [
        pk
        for pk, source, kind in Alert.objects.open()
        .filter(source__in=sources)
        .values_list("pk", "source", "kind_code")
        if (source, kind) not in still
    ]
    resolved = Alert.objects.open().filter(pk__in=gone).update(resolved_at=now)
    return raised, resolved


def _tell_at(each: Wrong, quiet: Mapping[int, Quiet], now: datetime) -> datetime:
    at = now + KINDS[each.kind_code].patience
    return told_at(at, each.quiet_zone, quiet.get(each.team_id, USUAL)) if each.quiet_zone else at


def _raise(wrong: Sequence[Wrong], *, now: datetime) -> list[bool]:
    waiting = {each.team_id for each in wrong if each.quiet_zone}
    quiet = QuietHours.of_teams(waiting) if waiting else {}
    values: dict[str, Any] = {
        "now": now,
        "teams": [each.team_id for each in wrong],
        "shops": [each.shop_id for each in wrong],
        "kinds": [each.kind_code for each in wrong],
        "sources": [each.source for each in wrong],
        "sentences": [each.sentence for each in wrong],
        "fixes": [each.fix for each in wrong],
        "paths": [each.path for each in wrong],
        "tell": [_tell_at(each, quiet, now) for each in wrong],
    }
    with db.cursor() as cursor:
        cursor.execute(RAISE, values)
        return [row[0] for row in cursor.fetchall()]
