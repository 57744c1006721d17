"""Goods in: an arrival is opened, each scan is a movement into a lot, and it is closed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from fulfillment.accounts.models import User
from fulfillment.catalog.models import Sku, Supplier
from fulfillment.orders.models import Order
from fulfillment.warehouse import ledger, stocked
from fulfillment.warehouse.ledger import Moved
from fulfillment.warehouse.lot_states import LotState, MoveKind
from fulfillment.warehouse.models import (
    ExpectedDelivery,
    ExpectedLine,
    Lot,
    LotRuling,
    Receipt,
    ReceiptLine,
    StockMovement,
    Supply,
    Warehouse,
)
from fulfillment.warehouse.refusing import NotDone, constraint_of
from fulfillment.warehouse.scanning import minted

SIGNS = 4
TRIES = 20


@dataclass(frozen=True)
class Scan:
    """What somebody scanned or typed, after it was read."""

    sku: Sku
    quantity: int
    is_damaged: bool = False
    lot_code: str = ""  # the supplier's; blank: minted here
    is_quarantined: bool = False


def open_receipt(
    warehouse: Warehouse,
    *,
    delivery: ExpectedDelivery | None = None,
    supplier: Supplier | None = None,
    reference: str = "",
    returned_order: Order | None = None,
    by: User | None,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Receipt:
    """The receipt; told again under the same UUID it is the one opened the first time."""
    more: dict[str, Any] = {"supplier": supplier, "reference": reference, "returned_order": returned_order}
    if delivery is not None:
        more = {"delivery": delivery, "supplier_id": delivery.supplier_id, "reference": delivery.reference}
    try:
        with transaction.atomic():
            stocked.changed(warehouse.team_id)
            return Receipt.objects.create(
                team_id=warehouse.team_id, warehouse=warehouse, opened_at=now, opened_by=by, client_uuid=client_uuid,
                **more,
            )  # fmt: skip
    except IntegrityError as error:
        if constraint_of(error) != "receipt_once":
            raise
        return Receipt.objects.get(team=warehouse.team_id, client_uuid=client_uuid)


def told_before(receipt: Receipt, client_uuid: UUID | None) -> Moved | None:
    """What the same scan came to when it was sent first; raises NotDone where it is new and the receipt is closed.

    Within the team's lock: another tablet may just have closed it.
    """
    told = StockMovement.objects.filter(team=receipt.team_id, client_uuid=client_uuid).first()
    if client_uuid and told:
        return Moved(told, is_new=False)
    if Receipt.objects.filter(pk=receipt.pk, closed_at__isnull=False).exists():
        raise NotDone("This receipt is closed: open it again, or start another one.")
    return None


def receive(
    receipt: Receipt, scan: Scan, *, by: User | None, now: datetime, client_uuid: UUID | None = None
) -> Moved:
    """The units are on the ledger, in a lot of their own kind: one for each SKU, supplier's lot and condition."""
    with transaction.atomic():
        stocked.lock(receipt.team_id)  # two scanners at one table make one lot, not two
        if before := told_before(receipt, client_uuid):
            return before
        supply, _ = Supply.objects.get_or_create(
            warehouse_id=receipt.warehouse_id, sku=scan.sku, defaults={"team_id": receipt.team_id}
        )
        line = _line(receipt, scan, is_held=scan.is_quarantined or supply.is_inspected, by=by, now=now)
        return ledger.move(
            line.lot, scan.quantity, MoveKind.RECEIVED, by=by, now=now, client_uuid=client_uuid, receipt_line=line
        )  # fmt: skip


def close(receipt: Receipt, *, is_all: bool, now: datetime) -> bool:
    """Nobody scans into it any more; `is_all`: nothing more is expected of its delivery either."""
    with transaction.atomic():
        stocked.lock(receipt.team_id)  # a scan that was first is in it, one that comes later is refused
        closed = Receipt.objects.filter(pk=receipt.pk, closed_at=None).update(closed_at=now)
        if closed and is_all and receipt.delivery_id:
            ExpectedDelivery.objects.filter(pk=receipt.delivery_id).update(closed_at=now)
            stocked.changed(receipt.team_id)
    return bool(closed)


def reopen(receipt: Receipt) -> bool:
    """As before it was closed, its delivery too."""
    with transaction.atomic():
        opened = Receipt.objects.filter(pk=receipt.pk, closed_at__isnull=False).update(closed_at=None)
        if opened and receipt.delivery_id:
            ExpectedDelivery.objects.filter(pk=receipt.delivery_id).update(closed_at=None)
            stocked.changed(receipt.team_id)
    return bool(opened)


def _line(receipt: Receipt, scan: Scan, *, is_held: bool, by: User | None, now: datetime) -> ReceiptLine:
    state = LotState.QUARANTINED if is_held else LotState.RELEASED
    state = LotState.REJECTED if scan.is_damaged else state
    standing = ReceiptLine.objects.select_related("lot").filter(
        receipt=receipt, lot__sku=scan.sku, is_damaged=scan.is_damaged, lot__supplier_code=scan.lot_code
    )
    if scan.is_damaged or scan.is_quarantined:
        standing = standing.filter(lot__state=state)
    if line := standing.order_by("pk").first():
        return line
    lot = _lot(receipt, scan, state, by=by, now=now)
    announced = ExpectedLine.objects.filter(delivery=receipt.delivery_id, sku=scan.sku).first()
    line, _ = ReceiptLine.objects.get_or_create(
        receipt=receipt,
        lot=lot,
        defaults={
            "team_id": receipt.team_id,
            "expected_line": announced,
            "is_damaged": scan.is_damaged,
        },
    )
    return line


def _lot(receipt: Receipt, scan: Scan, state: LotState, *, by: User | None, now: datetime) -> Lot:
    """The supplier's lot where it is known and as good, else a new one under the supplier's code or one of ours."""
    named = scan.lot_code and not scan.is_damaged
    known = Lot.objects.filter(team=receipt.team_id, code=scan.lot_code).first() if named else None
    if known and (known.sku_id, known.warehouse_id) == (scan.sku.pk, receipt.warehouse_id):
        return known
    code = scan.lot_code if named and known is None else mint(receipt.team_id, now)
    lot = Lot.objects.create(
        team_id=receipt.team_id, warehouse_id=receipt.warehouse_id, sku=scan.sku, supplier_id=receipt.supplier_id,
        code=code, supplier_code=scan.lot_code, received_at=now, state=state,
    )  # fmt: skip
    if state != LotState.RELEASED:
        why = "damaged on arrival" if scan.is_damaged else "to be inspected"
        LotRuling.objects.create(
            team_id=lot.team_id, lot=lot, state=state, why=why, ruled_at=now, ruled_by=by
        )
    return lot


def mint(
    team_id: int, now: datetime, choose: Callable[[], list[int]] = lambda: [*secrets.token_bytes(SIGNS)]
) -> str:
    """A code that no lot of the team has; the caller holds the team's lock."""
    for _ in range(TRIES):
        code = minted(now, choose())
        if not Lot.objects.filter(team=team_id, code=code).exists():
            return code
    raise NotDone("No code for a lot could be found: try again.")
