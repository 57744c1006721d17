"""Every piece of a bad lot is looked at: the bad ones leave the shelf, the good ones go to their orders at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fulfillment.accounts.models import User
from fulfillment.warehouse import holding, ledger, ruling, stocked
from fulfillment.warehouse.lot_states import LotState
from fulfillment.warehouse.models import Lot, StockMovement
from fulfillment.warehouse.refusing import NotDone

REASON = "bad pieces, sorted out"


@transaction.atomic
def sort(row: Lot, bad: int, *, by: User, now: datetime, client_uuid: UUID | None) -> StockMovement:
    """The lot is released without its bad pieces, and the holds of whoever has goods again are gone."""
    lot = _lot(row)
    if not 1 <= bad <= lot.on_hand:
        raise NotDone(
            f"say how many pieces were bad, from 1 to {lot.on_hand}; if all were good, inspect the lot again."
        )
    moved = ledger.take_out(lot, bad, REASON, by=by, now=now, client_uuid=client_uuid)
    why = f"sorted piece by piece, {bad} taken out"
    ruling.rule(lot, LotState.RELEASED, why=why, by=by, now=now)
    holding.let_go_of_served(now=now)
    return moved.row


@transaction.atomic
def unsort(row: Lot, movement: StockMovement, *, by: User, now: datetime) -> None:
    """As it was: the pieces are back, the lot is rejected, its orders held."""
    if movement.reason != REASON:
        raise NotDone("these pieces left the shelf for another reason.")
    lot, why = _lot(row, state=LotState.RELEASED), "the sorting was undone"
    holding.rule(lot, LotState.REJECTED, found=why, why=why, by=by, now=now)
    ledger.take_back(movement, by=by, now=now)


def _lot(row: Lot, state: LotState = LotState.REJECTED) -> Lot:
    stocked.lock(row.team_id)
    lot = Lot.objects.select_for_update().get(pk=row.pk)
    if lot.state != state:
        raise NotDone(f"the lot is {lot.state} by now: load the page again.")
    return lot
