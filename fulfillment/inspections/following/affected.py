"""The orders that a bad lot or an inspection holds, or held, with what each has now and what is left of its deadline."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from fulfillment.inspections.models import Inspection
from fulfillment.orders.models import Hold
from fulfillment.warehouse.holding_words import REASON, subject_of
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
    if row.lot:
        return of_lot(row.lot, since=row.settled_at)
    return _affected(row.team_id, [str(row)], row.settled_at, row.sku_id, "")


def of_lot(lot: Lot, *, since: datetime | None) -> list[Affected]:
    parcel = subject_of(lot.code, is_packed=True)
    subjects = [parcel, subject_of(lot.code, is_packed=False)]
    return _affected(lot.team_id, subjects, since, lot.sku_id, parcel)


def _affected(
    team: int, subjects: list[str], since: datetime | None, sku: int | None, parcel: str
) -> list[Affected]:
    rows = Hold.objects.filter(team=team, reason=REASON, subject__in=subjects)
    if since:
        rows = rows.filter(placed_at__gte=since)
    holds = list(
        rows.select_related("order__shop", "released_by").order_by("order__dispatch_due_at", "pk")[:SHOWN]
    )
    newest = {hold.order_id: hold for hold in sorted(holds, key=lambda each: each.pk)}
    lots = _lots(sku, list(newest))
    found = [Affected(hold, lots[hold.order_id], hold.subject == parcel) for hold in newest.values()]
    return sorted(found, key=lambda each: (each.hold.released_at is not None, _due(each), each.hold.pk))


def _due(each: Affected) -> float:
    due_at = each.order.dispatch_due_at
    return due_at.timestamp() if due_at else float("inf")


def _lots(sku: int | None, orders: list[int]) -> dict[int, list[tuple[Lot, int]]]:
    found: dict[int, list[tuple[Lot, int]]] = defaultdict(list)
    rows = Allocation.objects.filter(order_line__order__in=orders).select_related("lot", "order_line")
    if sku:
        rows = rows.filter(lot__sku=sku)
    for each in rows.order_by("pk"):
        found[each.order_line.order_id].append((each.lot, each.quantity))
    return found


def other_lots(lot: Lot | None) -> list[Lot]:
    """Lots of the same goods that could serve: released with some left, or still to be looked at."""
    if lot is None:
        return []
    rows = Lot.objects.filter(warehouse=lot.warehouse_id, sku=lot.sku_id, on_hand__gt=0)
    return list(rows.exclude(pk=lot.pk).exclude(state="rejected").oldest_first()[:10])
