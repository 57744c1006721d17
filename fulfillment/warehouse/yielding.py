"""Allocations of a lot that has less than it gave away: who can wait longest gives back first."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from fulfillment.warehouse import stocked
from fulfillment.warehouse.models import Allocation, Lot


def leave_room(lot: Lot, leaving: int, *, now: datetime) -> int:
    """At least `leaving` units of the lot are nobody's, as far as it has them; how many orders' units were taken back.

    Whole allocations go, the latest deadline first; what was too much is given again with the next dealing.
    """
    stocked.lock(lot.team_id)
    held = Lot.objects.select_for_update().get(pk=lot.pk)
    missing = held.allocated + leaving - held.on_hand
    given_up: list[int] = []
    if missing > 0:
        latest = F("order_line__order__dispatch_due_at").desc(nulls_first=True)
        for row in Allocation.objects.filter(lot=lot).order_by(latest, "-pk"):
            if missing <= 0:
                break
            given_up.append(row.pk)
            missing -= row.quantity
        Allocation.objects.filter(pk__in=given_up).delete()
    return len(given_up)
