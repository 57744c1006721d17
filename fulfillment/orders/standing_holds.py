"""Holds that follow from facts: as long as something is so they stand, and no longer. One for each order and subject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from fulfillment.accounts.models import User
from fulfillment.orders.history import record
from fulfillment.orders.models import Hold
from fulfillment.orders.upsert.rowset import encode, execute
from fulfillment.orders.watch import judge_at_once, wake

COLUMNS = "order_id bigint, subject text, owner text, evidence text, until_at timestamptz, action text"
# Whoever released one by hand knows better: the same is not told again.
PLACE = f"""
INSERT INTO orders_hold (team_id, order_id, reason, subject, blocks, owner, action, evidence, until_at, placed_at)
SELECT %(team)s, r.order_id, %(reason)s, r.subject, true, r.owner, coalesce(nullif(r.action, ''), %(action)s),
    r.evidence, r.until_at, %(now)s
FROM json_to_recordset(%(rows)s::json) AS r({COLUMNS})
WHERE NOT EXISTS (
    SELECT 1 FROM orders_hold h WHERE h.order_id = r.order_id AND h.reason = %(reason)s AND h.subject = r.subject
    AND h.released_by_id IS NOT NULL
)
ORDER BY r.order_id, r.subject
ON CONFLICT (order_id, reason, subject) WHERE released_at IS NULL DO NOTHING
RETURNING order_id
"""
UPDATE = f"""
UPDATE orders_hold h SET owner = r.owner, evidence = r.evidence, until_at = r.until_at,
    action = coalesce(nullif(r.action, ''), h.action)
FROM json_to_recordset(%(rows)s::json) AS r({COLUMNS})
WHERE h.order_id = r.order_id AND h.subject = r.subject AND h.reason = %(reason)s AND h.released_at IS NULL
RETURNING h.order_id
"""
RELEASE = """
UPDATE orders_hold SET released_at = %(now)s WHERE id = ANY(%(holds)s) AND released_at IS NULL RETURNING order_id
"""


class Cause(NamedTuple):
    """What such holds are called: the hold's reason and action, and the events of an order that gets or loses one."""

    reason: str
    action: str
    begun: str
    over: str


class Standing(NamedTuple):
    """One hold as it should stand now."""

    order_id: int
    subject: str
    owner: str
    evidence: str
    until_at: datetime | None
    action: str = ""  # of this one; blank: as its cause has it

    @property
    def key(self) -> tuple[int, str]:
        return self.order_id, self.subject


def settle(
    team_id: int, cause: Cause, wanted: Iterable[Standing], *, now: datetime, by: User | None = None
) -> None:
    """Exactly these holds of the cause stand at the team's orders, in a fixed number of statements."""
    found = {each.key: each for each in wanted}
    open_ones = Hold.objects.open().filter(team=team_id, reason=cause.reason)
    standing = {(hold.order_id, hold.subject): hold for hold in open_ones}
    new = [row._asdict() for key, row in found.items() if key not in standing]
    other = [row._asdict() for key, row in found.items() if key in standing and _differs(standing[key], row)]
    over = [hold.pk for key, hold in standing.items() if key not in found]
    values = {"team": team_id, "reason": cause.reason, "action": cause.action, "now": now}
    placed = [order for (order,) in execute(PLACE, values | {"rows": encode(new)})] if new else []
    updated = [order for (order,) in execute(UPDATE, values | {"rows": encode(other)})] if other else []
    released = [order for (order,) in execute(RELEASE, {"holds": over, "now": now})] if over else []
    for ids, kind in ((placed, cause.begun), (released, cause.over)):
        if ids:
            record(set(ids), kind=kind, key=f"{kind}:{now.isoformat()}", now=now, by=by)
    if changed := {*placed, *updated, *released}:
        (judge_at_once if by else wake)(changed, now=now)


def _differs(hold: Hold, row: Standing) -> bool:
    return (hold.evidence, hold.owner, hold.action) != (row.evidence, row.owner, row.action or hold.action)
