"""What a buyer sent back: taken in by its order, into lots of their own that wait to be looked at.

Such a lot knows the line that it was sold by and the lot that it went out of: so from a refund one walks back to the
lot, its receipt and what was ruled about it, and from the lot to what came back of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum

from fulfillment.accounts.models import Team, User
from fulfillment.orders.models import Order, OrderLine
from fulfillment.tracking.models import Package
from fulfillment.tracking.numbers import normalise
from fulfillment.warehouse import ledger, receiving, stocked
from fulfillment.warehouse.ledger import Moved
from fulfillment.warehouse.lot_states import LotState, MoveKind, SupplyKind
from fulfillment.warehouse.models import (
    Lot,
    LotRuling,
    Receipt,
    ReceiptLine,
    StockMovement,
    Supply,
    Warehouse,
)
from fulfillment.warehouse.receiving import Scan
from fulfillment.warehouse.refusing import NotDone

WHY = "sent back by the buyer"
MOST_NAMED = 5


class Line(NamedTuple):
    """One SKU of an order whose buyer sent something back."""

    row: OrderLine
    sent: int
    came: int  # back


def find_order(team: Team, text: str) -> Order:
    """By its id, its number, or the number of the parcel that it went in; raises NotDone with a sentence."""
    if not text:
        raise NotDone("Scan or type the order, or the number of the parcel that it went in.")
    named = Q(external_id=text) | Q(number=text)
    found = list(Order.objects.of(team).filter(named).select_related("shop")[: MOST_NAMED + 1])
    if not found:
        parcels = Package.objects.filter(team=team, tracking_number=normalise(text)).exclude(
            tracking_number=""
        )
        found = list(Order.objects.of(team).filter(packages__in=parcels).distinct()[: MOST_NAMED + 1])
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(str(order) for order in found[:MOST_NAMED])
        raise NotDone(f"{text} is of several orders: {several}. Type the one whose goods came back.")
    raise NotDone(
        f"No order and no parcel of ours is called {text[:60]}. Check it, or receive it as unannounced."
    )


def open_return(
    order: Order, warehouse: Warehouse, *, by: User | None, now: datetime, client_uuid: UUID | None = None
) -> Receipt:
    """The receipt that is open for the order already, else a new one."""
    standing = Receipt.objects.filter(team=order.team_id, returned_order=order, closed_at=None).first()
    return standing or receiving.open_receipt(
        warehouse,
        reference=f"Return of {order}"[:80],
        returned_order=order,
        by=by,
        now=now,
        client_uuid=client_uuid,
    )


def lines(order: Order) -> list[Line]:
    """What was sold, and how much of it is back; two queries."""
    rows = list(order.lines.select_related("sku").order_by("pk"))  # type: ignore[attr-defined]
    came = Lot.objects.filter(returned_line__in=rows).values("returned_line")
    back = dict(
        came.annotate(n=Sum("movements__quantity", filter=Q(movements__kind=MoveKind.RECEIVED)))
        .values_list("returned_line", "n")
        .order_by()
    )
    return [Line(row, row.quantity, back.get(row.pk) or 0) for row in rows]


def receive_back(
    receipt: Receipt, scan: Scan, *, by: User | None, now: datetime, client_uuid: UUID | None = None
) -> Moved:
    """The units are on the ledger, quarantined or, where they came back damaged, rejected."""
    with transaction.atomic():
        stocked.lock(receipt.team_id)
        if before := receiving.told_before(receipt, client_uuid):
            return before
        line = _line_of(receipt, scan)
        Supply.objects.get_or_create(
            warehouse_id=receipt.warehouse_id,
            sku=scan.sku,
            defaults={"team_id": receipt.team_id, "kind": SupplyKind.PER_ORDER},
        )
        lot = _lot(receipt, line, scan, by=by, now=now)
        row, _ = ReceiptLine.objects.get_or_create(
            receipt=receipt, lot=lot, defaults={"team_id": receipt.team_id, "is_damaged": scan.is_damaged}
        )
        return ledger.move(
            lot, scan.quantity, MoveKind.RECEIVED, reason=WHY, by=by, now=now, client_uuid=client_uuid,
            receipt_line=row,
        )  # fmt: skip


def _line_of(receipt: Receipt, scan: Scan) -> OrderLine:
    """The first of its lines of that SKU of which so much can still come back."""
    assert receipt.returned_order is not None
    mine = [each for each in lines(receipt.returned_order) if each.row.sku_id == scan.sku.pk]
    if not mine:
        raise NotDone(
            f"{receipt.returned_order} had no {scan.sku.code}: set the piece aside, or receive it as unannounced."
        )
    for each in mine:
        if each.sent - each.came >= scan.quantity:
            return each.row
    sent, came = sum(each.sent for each in mine), sum(each.came for each in mine)
    raise NotDone(f"{sent} × {scan.sku.code} were sold and {came} are back: {scan.quantity} more cannot be.")


def _lot(receipt: Receipt, line: OrderLine, scan: Scan, *, by: User | None, now: datetime) -> Lot:
    state = LotState.REJECTED if scan.is_damaged else LotState.QUARANTINED
    standing = Lot.objects.filter(returned_line=line, receipt_lines__receipt=receipt, state=state)
    if found := standing.first():
        return found
    was = _went_out_of(line)
    lot = Lot.objects.create(
        team_id=receipt.team_id, warehouse_id=receipt.warehouse_id, sku=scan.sku,
        supplier_id=was.supplier_id if was else line.supplier_id, code=receiving.mint(receipt.team_id, now),
        received_at=now, state=state, returned_line=line, returned_lot=was,
    )  # fmt: skip
    why = f"{WHY}, damaged" if scan.is_damaged else WHY
    LotRuling.objects.create(team_id=lot.team_id, lot=lot, state=state, why=why, ruled_at=now, ruled_by=by)
    return lot


def _went_out_of(line: OrderLine) -> Lot | None:
    """The lot that its units went out of; None where there were several: nobody can tell which these are of."""
    sent = StockMovement.objects.filter(order_line=line, kind=MoveKind.SHIPPED)
    lots = list(Lot.objects.filter(pk__in=sent.values("lot"))[:2])
    return lots[0] if len(lots) == 1 else None
