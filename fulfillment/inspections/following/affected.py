"""The orders that an inspection holds, or held, with what each has now and what is left of its deadline."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from fulfillment.inspections.following.words import REASON, subject_of
from fulfillment.inspections.models import Inspection
from fulfillment.orders.models import Hold
from fulfillment.warehouse.models import Allocation, Lot

SHOWN = 200


class Affected(NamedTuple):
    hold: Hold
    lots: list[tuple[Lot, int]]  # what its lines of this SKU have now
    is_packed: bool

    @property
    def order(self) -> Any:
        return self.hold.order


def of(row: Inspection) -> list[Affected]:
    """Open holds first, by deadline; three queries."""
    parcel = subject_of(row.lot.code, is_packed=True) if row.lot else ""
    subjects = [parcel, subject_of(row.lot.code, is_packed=False)] if row.lot else [str(row)]
    rows = Hold.objects.filter(team=row.team_id, reason=REASON, subject__in=subjects)
    if row.settled_at:
        rows = rows.filter(placed_at__gte=row.settled_at)
    holds = list(
        rows.select_related("order__shop", "released_by").order_by("order__dispatch_due_at", "pk")[:SHOWN]
    )
    newest = {hold.order_id: hold for hold in sorted(holds, key=lambda each: each.pk)}
    lots = _lots(row, list(newest))
    found = [Affected(hold, lots[hold.order_id], hold.subject == parcel) for hold in newest.values()]
    return sorted(found, key=lambda each: (each.hold.released_at is not None, _due(each), each.hold.pk))


def _due(each: Affected) -> float:
    due_at = each.order.dispatch_due_at
    return due_at.timestamp() if due_at else float("inf")


def _lots(row: Inspection, orders: list[int]) -> dict[int, list[tuple[Lot, int]]]:
    found: dict[int, list[tuple[Lot, int]]] = defaultdict(list)
    rows = Allocation.objects.filter(order_line__order__in=orders).select_related("lot", "order_line")
    if row.sku_id:
        rows = rows.filter(lot__sku=row.sku_id)
    for each in rows.order_by("pk"):
        found[each.order_line.order_id].append((each.lot, each.quantity))
    return found


def other_lots(row: Inspection) -> list[Lot]:
    """Lots of the same goods that could serve: released with some left, or still to be looked at."""
    if row.lot is None:
        return []
    lot = row.lot
    rows = Lot.objects.filter(warehouse=lot.warehouse_id, sku=lot.sku_id, on_hand__gt=0)
    return list(rows.exclude(pk=lot.pk).exclude(state="rejected").oldest_first()[:10])
