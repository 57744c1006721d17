"""Another inspection in the place of one that is finished: the old one stands, unedited, until the new one is finished."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction

from fulfillment.inspections.models import Inspection
from fulfillment.warehouse.refusing import NotDone, constraint_of

ONCE = "inspections_inspection_supersedes_id_key"


def ask_again(row: Inspection, why: str, *, now: datetime) -> Inspection:
    """It waits in the queue for whoever begins it. Raises NotDone without a reason, or where somebody asked before."""
    if not why.strip():
        raise NotDone("Say in a few words why, so that whoever inspects it knows what to look for.")
    if row.settled_at is None:
        raise NotDone("It is not finished yet: go on with it at the tablet.")
    size = row.lot.on_hand if row.lot else row.lot_size
    if size < 1:
        raise NotDone("None of the lot is left to inspect.")
    try:
        with transaction.atomic():
            return Inspection.objects.create(
                team_id=row.team_id, client_uuid=uuid4(), kind=row.kind, lot_id=row.lot_id, order_id=row.order_id,
                expected_line_id=row.expected_line_id, sku_id=row.sku_id, supplier_id=row.supplier_id, lot_size=size,
                plan=row.plan, first_told_at=now, supersedes=row, why=why.strip()[:300],
            )  # fmt: skip
    except IntegrityError as error:
        if constraint_of(error) != ONCE:
            raise
        raise NotDone(
            "Somebody has asked for another inspection of it already: it waits in the queue."
        ) from None
