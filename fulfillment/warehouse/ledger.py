"""The ledger of stock: units come, go, and are counted. What a lot has is the sum of its movements, nothing else.

The database refuses what would leave less than nothing, and the same client UUID twice; who sends it again gets
what came of it the first time.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from fulfillment.accounts.models import User
from fulfillment.warehouse import stocked
from fulfillment.warehouse.lot_states import MoveKind
from fulfillment.warehouse.models import Count, Lot, StockMovement
from fulfillment.warehouse.refusing import NotDone, constraint_of
from fulfillment.warehouse.yielding import leave_room

TOO_LITTLE = {"lot_never_below_zero", "lot_allocates_what_it_has"}
MOST = 1_000_000  # units of one movement: more is a barcode scanned into the quantity


def new_uuid() -> UUID:
    """What a form calls the act that it will send."""
    return uuid4()


class Moved(NamedTuple):
    row: StockMovement
    is_new: bool  # False: told before under the same UUID


def move(
    lot: Lot,
    quantity: int,
    kind: MoveKind,
    *,
    now: datetime,
    by: User | None = None,
    client_uuid: UUID | None = None,
    **more: Any,
) -> Moved:
    """One movement; raises NotDone with a sentence where the lot has not so much, or it is no quantity."""
    if not 0 < abs(quantity) <= MOST:
        raise NotDone(f"{quantity} is no quantity: it must be at least 1 and at most {MOST:,}.")
    try:
        with transaction.atomic():
            stocked.changed(lot.team_id)  # its lock comes before the lot's
            if quantity < 0:
                leave_room(lot, -quantity, now=now)
            row = StockMovement.objects.create(
                team_id=lot.team_id, warehouse_id=lot.warehouse_id, sku_id=lot.sku_id, lot=lot, quantity=quantity,
                kind=kind, moved_at=now, moved_by=by, client_uuid=client_uuid, **more,
            )  # fmt: skip
    except IntegrityError as error:
        return Moved(_told_before(lot, client_uuid, error, quantity), is_new=False)
    return Moved(row, is_new=True)


def _told_before(lot: Lot, client_uuid: UUID | None, error: IntegrityError, quantity: int) -> StockMovement:
    broken = constraint_of(error)
    if broken == "movement_once":
        return StockMovement.objects.get(team=lot.team_id, client_uuid=client_uuid)
    if broken in TOO_LITTLE:
        lot.refresh_from_db(fields=["on_hand"])
        raise NotDone(
            f"Lot {lot.code} has {lot.on_hand}, so {-quantity} cannot be taken out of it. "
            "Count it if the shelf says otherwise."
        ) from None
    if broken == "warehouse_stockmovement_takes_back_id_key":
        raise NotDone("It was taken back already.") from None
    raise error


def take_out(
    lot: Lot, quantity: int, reason: str, *, by: User, now: datetime, client_uuid: UUID | None
) -> Moved:
    """`quantity` units leave the lot for another reason than an order."""
    if quantity < 1:
        raise NotDone(f"{quantity} cannot be taken out: say how many as a number from 1 on.")
    return move(lot, -quantity, MoveKind.TAKEN_OUT, reason=reason, by=by, now=now, client_uuid=client_uuid)


def take_back(row: StockMovement, *, by: User, now: datetime) -> Moved:
    """Another movement that undoes this one; once."""
    if row.kind not in (MoveKind.RECEIVED, MoveKind.TAKEN_OUT) or row.takes_back_id:
        raise NotDone("Only what came in or was taken out by hand can be taken back.")
    kind = MoveKind.PUT_BACK if row.quantity < 0 else MoveKind.RECEIVED
    return move(
        row.lot, -row.quantity, kind, reason="taken back", by=by, now=now, takes_back=row,
        receipt_line_id=row.receipt_line_id,
    )  # fmt: skip


def count(lot: Lot, counted: int, *, by: User, now: datetime, client_uuid: UUID | None) -> tuple[Count, bool]:
    """Shelf and ledger agree afterwards. False where this count was told before."""
    if not 0 <= counted <= MOST:
        raise NotDone(f"{counted} cannot have been counted: say how many as a number from 0 on.")
    try:
        with transaction.atomic():
            stocked.lock(lot.team_id)
            held = Lot.objects.select_for_update().get(pk=lot.pk)
            row = Count.objects.create(
                team_id=lot.team_id, lot=lot, counted=counted, on_hand=held.on_hand, counted_at=now, counted_by=by,
                client_uuid=client_uuid,
            )  # fmt: skip
            if counted != held.on_hand:
                row.movement = move(held, counted - held.on_hand, MoveKind.COUNTED, by=by, now=now).row
                row.save(update_fields=["movement"])
    except IntegrityError as error:
        if constraint_of(error) != "count_once":
            raise
        return Count.objects.get(team=lot.team_id, client_uuid=client_uuid), False
    return row, True
