"""What people do to orders from a list: snooze, assign, note that the carrier was asked. Each can be undone.

Every act takes a queryset that starts from the team, changes all its orders at once, records an event at
each, and returns what undoing needs: JSON types, so that a page can keep it. Undo restores only what still
stands as the act left it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from django.db import transaction

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.orders.history import record
from fulfillment.orders.models import Order, OrderQuerySet
from fulfillment.orders.upsert.rowset import execute
from fulfillment.orders.watch import judge_at_once

UNDONE = {
    "snooze": "order.snooze_undone",
    "wake": "order.snoozed",
    "assign": "order.assignment_undone",
    "ask_carrier": "carrier.asking_undone",
}

# What undoing puts back; the first column still stands as the act left it.
COLUMNS: dict[str, dict[str, str]] = {
    "snooze": {"snoozed_until_at": "timestamptz"},
    "wake": {"snoozed_until_at": "timestamptz"},
    "assign": {"assignee_id": "bigint"},
    "ask_carrier": {"carrier_asked_at": "timestamptz", "carrier_asked_by_id": "bigint"},
}
RESTORE = """
WITH stands AS MATERIALIZED (
    SELECT id FROM orders_order
    WHERE team_id = %(team)s AND id = ANY(%(ids)s) AND {first} IS NOT DISTINCT FROM %(value)s::{type}
    ORDER BY id FOR NO KEY UPDATE
)
UPDATE orders_order o SET {sets}
FROM stands JOIN unnest(%(ids)s::bigint[], {arrays}) AS r(id, {names}) USING (id)
WHERE o.id = r.id RETURNING o.id
"""


class Done(TypedDict):
    """What an act did: `before` is (order id, value) of each order that it changed."""

    act: str
    value: Any
    before: list[tuple[int, Any]]


def snooze(orders: OrderQuerySet, *, until_at: datetime, by: User, now: datetime) -> Done:
    """The orders leave the board until then, or until they get worse than at risk."""
    with transaction.atomic():
        chosen = _lock(orders, "snoozed_until_at")
        Order.objects.filter(pk__in=[pk for pk, _ in chosen]).update(snoozed_until_at=until_at, snoozed_by=by)
        _note(chosen, "order.snoozed", {"until_at": until_at}, by, now)
    before = [(pk, old.isoformat() if old else None) for pk, old in chosen]
    return Done(act="snooze", value=until_at.isoformat(), before=before)


def wake(orders: OrderQuerySet, *, by: User, now: datetime) -> Done:
    """The orders that were snoozed are back on the board."""
    with transaction.atomic():
        chosen = _lock(orders.filter(snoozed_until_at__gt=now), "snoozed_until_at")
        Order.objects.filter(pk__in=[pk for pk, _ in chosen]).update(snoozed_until_at=None, snoozed_by=None)
        _note(chosen, "order.woken", {}, by, now)
    return Done(act="wake", value=None, before=[(pk, old.isoformat()) for pk, old in chosen])


def assign(orders: OrderQuerySet, *, to: User | None, by: User, now: datetime) -> Done:
    """The orders are `to`'s turn (None: nobody's). ValueError where `to` is no member of an order's team."""
    with transaction.atomic():
        teams = set(orders.values_list("team_id", flat=True))
        if to and Membership.objects.filter(user=to, team__in=teams).count() < len(teams):
            raise ValueError(f"{to} is not a member of this team.")
        chosen = _lock(orders, "assignee_id")
        Order.objects.filter(pk__in=[pk for pk, _ in chosen]).update(assignee=to)
        _note(chosen, "order.assigned", {"to": to.pk if to else None, "name": str(to or "")}, by, now)
    return Done(act="assign", value=to.pk if to else None, before=chosen)


def ask_carrier(orders: OrderQuerySet, *, by: User, now: datetime, note: str = "") -> Done:
    """It stands at the orders when the carrier was asked, and by whom; they ask for it no more today."""
    columns = ("pk", "carrier_asked_at", "carrier_asked_by")
    with transaction.atomic():
        locked = orders.order_by("pk").select_for_update(of=("self",)).values_list(*columns)
        chosen = [(pk, [at and at.isoformat(), asker]) for pk, at, asker in locked]
        ids = [pk for pk, _ in chosen]
        Order.objects.filter(pk__in=ids).update(carrier_asked_at=now, carrier_asked_by=by)
        _note(chosen, "carrier.asked", {"note": note}, by, now)
        judge_at_once(ids, now=now)
    return Done(act="ask_carrier", value=now.isoformat(), before=chosen)


def undo(done: Mapping[str, Any], *, team: Team, by: User, now: datetime) -> int:
    """Puts back what the act changed; how many orders. Those that somebody changed since stay as they are."""
    with transaction.atomic():
        restored = _restore(done, team)
        record(restored, kind=UNDONE[done["act"]], key=f"undone:{now.isoformat()}", data={}, by=by, now=now)
        if done["act"] == "ask_carrier":
            judge_at_once(restored, now=now)
    return len(restored)


def _restore(done: Mapping[str, Any], team: Team) -> list[int]:
    """The orders that still stand as the act left them; one statement, however many."""
    columns = COLUMNS[done["act"]]
    olds = [old if len(columns) > 1 else [old] for _, old in done["before"]]
    values = {"team": team.pk, "value": done["value"], "ids": [pk for pk, _ in done["before"]]}
    values |= {name: [old[place] for old in olds] for place, name in enumerate(columns)}
    (first, type_), *_ = columns.items()
    sql = RESTORE.format(
        first=first,
        type=type_,
        sets=", ".join(f"{name} = r.{name}" for name in columns),
        arrays=", ".join(f"%({name})s::{each}[]" for name, each in columns.items()),
        names=", ".join(columns),
    )
    return [pk for (pk,) in execute(sql, values)]


def _lock(orders: OrderQuerySet, column: str) -> list[tuple[int, Any]]:
    return list(orders.order_by("pk").select_for_update(of=("self",)).values_list("pk", column))


def _note(chosen: list[tuple[int, Any]], kind: str, data: dict[str, Any], by: User, now: datetime) -> None:
    record([pk for pk, _ in chosen], kind=kind, key=f"{kind}:{now.isoformat()}", data=data, by=by, now=now)
