"""Orders that go without their kit because somebody allowed it: who, when and why, and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from fulfillment.accounts.models import Team, User
from fulfillment.orders.history import record
from fulfillment.orders.models import Hold
from fulfillment.warehouse import stocked
from fulfillment.warehouse.kits import holding, telling
from fulfillment.warehouse.models import KitUse, PlainOrder
from fulfillment.warehouse.refusing import NotDone

ALLOWED, TAKEN_BACK = "kit.plain_allowed", "kit.plain_taken_back"


def allow(team: Team, order_ids: Iterable[int], why: str, *, by: User, now: datetime) -> int:
    """How many orders may go plain now: those among them that waiting for their kit would cost the deadline.

    Raises NotDone where nobody says why, or none of them is such an order.
    """
    why = why.strip()
    if not why:
        raise NotDone("Say why they go without the kit: it stands in their history.")
    with transaction.atomic():
        stocked.lock(team.pk)
        ids = _offered(team, order_ids)
        if not ids:
            raise NotDone("None of these orders would lose its deadline by waiting for its kit any more.")
        rows = [
            PlainOrder(team=team, order_id=pk, why=why[:300], allowed_at=now, allowed_by=by) for pk in ids
        ]
        PlainOrder.objects.bulk_create(rows, ignore_conflicts=True)
        record(
            ids, kind=ALLOWED, key=f"{ALLOWED}:{now.isoformat()}", data={"note": why[:300]}, by=by, now=now
        )
        holding.settle_holds(team.pk, now=now, by=by)
    return len(ids)


def take_back(row: PlainOrder, *, by: User, now: datetime) -> bool:
    """It gets its kit after all; False where that was said before. Raises NotDone once it is packed."""
    with transaction.atomic():
        stocked.lock(row.team_id)
        row.order.refresh_from_db(fields=["packed_at", "dispatched_at"])
        if row.order.packed_at or row.order.dispatched_at:
            raise NotDone(f"{row.order} is packed already: it went plain.")
        if not PlainOrder.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now, ended_by=by):
            return False
        record([row.order_id], kind=TAKEN_BACK, key=f"{TAKEN_BACK}:{row.pk}", by=by, now=now)
        holding.settle_holds(row.team_id, now=now, by=by)
    return True


def _offered(team: Team, order_ids: Iterable[int]) -> list[int]:
    held = Hold.objects.open().filter(
        team=team, order__in=list(order_ids), reason=holding.CAUSE.reason, action=telling.PLAIN
    )
    used = KitUse.objects.filter(team=team, returned_at=None).values("order")
    return sorted(set(held.exclude(order__in=used).values_list("order", flat=True)))
