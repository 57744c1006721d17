"""What an inspection is of: a lot, a line of a delivery that is still at the supplier's, an order, or a SKU."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku
from fulfillment.inspections.words import Kind
from fulfillment.orders.models import Order
from fulfillment.warehouse.models import ExpectedLine, Lot

Fields = dict[str, Any]  # of Inspection
UNKNOWN = (
    "These goods are not known here: they may be of another team, or were deleted. Load the queue again."
)


def fields_of(team: Team, kind: str, pk: int) -> Fields | None:
    """None where the team has nothing of that name."""
    return READERS[kind](team, pk)


def of_lot(lot: Lot) -> Fields:
    kind = Kind.RETURNED if lot.returned_line_id else Kind.RECEIVED
    return {"kind": kind.value, "lot": lot, "sku_id": lot.sku_id, "supplier_id": lot.supplier_id}


def of_line(line: ExpectedLine) -> Fields:
    return {
        "kind": Kind.PRESHIPMENT.value,
        "expected_line": line,
        "sku_id": line.sku_id,
        "supplier_id": line.delivery.supplier_id,
    }


def _lot(team: Team, pk: int) -> Fields | None:
    lot = Lot.objects.of(team).filter(pk=pk).first()
    return of_lot(lot) if lot else None


def _line(team: Team, pk: int) -> Fields | None:
    line = ExpectedLine.objects.filter(team=team, pk=pk).select_related("delivery").first()
    return of_line(line) if line else None


def _order(team: Team, pk: int) -> Fields | None:
    order = Order.objects.of(team).filter(pk=pk).first()
    return {"kind": Kind.PACKING.value, "order": order} if order else None


def _sku(team: Team, pk: int) -> Fields | None:
    sku = Sku.objects.filter(team=team, pk=pk).first()
    return {"kind": Kind.SHELF.value, "sku": sku, "supplier_id": sku.supplier_id} if sku else None


READERS: dict[str, Callable[[Team, int], Fields | None]] = {
    "lot": _lot,
    "line": _line,
    "order": _order,
    "sku": _sku,
}
